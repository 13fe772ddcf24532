-- +goose Up
-- A person at risk, known by code. What says who it is stands sealed: subject
-- is the person, compartment "identity", holder the unit.
CREATE TABLE livelihood_people (
  id          {text} NOT NULL PRIMARY KEY,
  code        {text} NOT NULL UNIQUE,
  unit        {text} NOT NULL REFERENCES org_units (id),
  name        {bytes} NOT NULL,
  birth       {bytes} NOT NULL,
  contact     {bytes} NOT NULL,
  reason      {bytes} NOT NULL,
  sex         {text} NOT NULL,
  risks       {text} NOT NULL,
  basis       {text} NOT NULL,
  first_on    {text} NOT NULL,
  review_on   {text} NOT NULL,
  state       {text} NOT NULL,
  left_reason {text} NOT NULL,
  version     {int}  NOT NULL,
  created_by  {text} NOT NULL,
  created_at  {text} NOT NULL,
  changed_at  {text} NOT NULL
) {strict};
CREATE INDEX livelihood_people_unit ON livelihood_people (unit, state);

-- Support given to one person. Inside a batch it counts nothing of its own.
CREATE TABLE livelihood_helps (
  id         {text} NOT NULL PRIMARY KEY,
  person     {text} NOT NULL REFERENCES livelihood_people (id),
  kind       {text} NOT NULL REFERENCES livelihood_kinds (code),
  given_on   {text} NOT NULL,
  turns      {int},
  amount     {int},
  batch      {text} NOT NULL,
  note       {bytes} NOT NULL,
  version    {int}  NOT NULL,
  created_by {text} NOT NULL,
  created_at {text} NOT NULL,
  changed_at {text} NOT NULL,
  withdrawn  {bool} NOT NULL
) {strict};
CREATE INDEX livelihood_helps_person ON livelihood_helps (person);
CREATE INDEX livelihood_helps_batch ON livelihood_helps (batch) WHERE batch <> '';

-- +goose Down
DROP TABLE livelihood_helps;
DROP TABLE livelihood_people;
