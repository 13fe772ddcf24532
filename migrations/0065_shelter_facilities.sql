-- +goose Up
-- A place where people stay, known by a code. place is sealed: subject is the
-- facility, compartment "place", holder the office that runs it. unit is that
-- of the office, never the commune in which the place lies.
CREATE TABLE shelter_facilities (
  id         {text}  NOT NULL PRIMARY KEY,
  code       {text}  NOT NULL,
  province   {text}  NOT NULL REFERENCES org_units (id),
  unit       {text}  NOT NULL REFERENCES org_units (id),
  office     {text}  NOT NULL,
  kind       {text}  NOT NULL,
  women      {int}   NOT NULL,
  men        {int}   NOT NULL,
  children   {int}   NOT NULL,
  family     {int}   NOT NULL,
  state      {text}  NOT NULL,
  place      {bytes} NOT NULL,
  version    {int}   NOT NULL,
  created_by {text}  NOT NULL,
  created_at {text}  NOT NULL,
  changed_at {text}  NOT NULL,
  UNIQUE (province, code)
) {strict};
CREATE INDEX shelter_facilities_office ON shelter_facilities (office);

-- A second person agreed that the actor may see where a facility is, until then.
CREATE TABLE shelter_agreements (
  id       {text} NOT NULL PRIMARY KEY,
  facility {text} NOT NULL REFERENCES shelter_facilities (id),
  actor    {text} NOT NULL,
  until    {text} NOT NULL
) {strict};
CREATE INDEX shelter_agreements_actor ON shelter_agreements (actor, facility);

-- +goose Down
DROP TABLE shelter_agreements;
DROP TABLE shelter_facilities;
