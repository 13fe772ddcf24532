-- +goose Up
-- What was found when somebody looked whether a unit is ready to receive
-- people. office is "" for the authority of the unit.
CREATE TABLE shelter_checks (
  id         {text} NOT NULL PRIMARY KEY,
  unit       {text} NOT NULL REFERENCES org_units (id),
  office     {text} NOT NULL,
  kind       {text} NOT NULL,
  on_day     {text} NOT NULL,
  hour       {text} NOT NULL,
  count      {int},
  amount     {int},
  answered   {text} NOT NULL,
  phone      {text} NOT NULL,
  document   {text} NOT NULL,
  note       {text} NOT NULL,
  withdrawn  {bool} NOT NULL,
  version    {int}  NOT NULL,
  created_by {text} NOT NULL,
  created_at {text} NOT NULL,
  changed_at {text} NOT NULL
) {strict};
CREATE INDEX shelter_checks_unit ON shelter_checks (unit, office, kind, on_day);

-- Who is on duty: one row for a day and a shift of an office.
CREATE TABLE shelter_duties (
  id         {text} NOT NULL PRIMARY KEY,
  unit       {text} NOT NULL REFERENCES org_units (id),
  office     {text} NOT NULL,
  on_day     {text} NOT NULL,
  shift      {text} NOT NULL,
  name       {text} NOT NULL,
  phone      {text} NOT NULL,
  created_by {text} NOT NULL,
  created_at {text} NOT NULL,
  UNIQUE (unit, office, on_day, shift)
) {strict};

-- +goose Down
DROP TABLE shelter_duties;
DROP TABLE shelter_checks;
