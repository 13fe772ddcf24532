-- +goose Up
-- A stay of a case in a facility; case_id and case_code are what casework calls
-- it. The two limits stand apart, an extension moves one of them.
CREATE TABLE shelter_stays (
  id           {text} NOT NULL PRIMARY KEY,
  facility     {text} NOT NULL REFERENCES shelter_facilities (id),
  case_id      {text} NOT NULL,
  case_code    {text} NOT NULL,
  bed          {text} NOT NULL,
  from_on      {text} NOT NULL,
  to_on        {text},
  reason       {text} NOT NULL,
  days_until   {text} NOT NULL,
  months_until {text} NOT NULL,
  review_on    {text},
  version      {int}  NOT NULL,
  created_by   {text} NOT NULL,
  created_at   {text} NOT NULL,
  changed_at   {text} NOT NULL
) {strict};
CREATE INDEX shelter_stays_facility ON shelter_stays (facility, from_on);
CREATE INDEX shelter_stays_case ON shelter_stays (case_id);
CREATE UNIQUE INDEX shelter_stays_open ON shelter_stays (case_id) WHERE to_on IS NULL;

CREATE TABLE shelter_extensions (
  id         {text} NOT NULL PRIMARY KEY,
  stay       {text} NOT NULL REFERENCES shelter_stays (id),
  which      {text} NOT NULL,
  was        {text} NOT NULL,
  until      {text} NOT NULL,
  decision   {text} NOT NULL,
  decided_on {text} NOT NULL,
  body       {text} NOT NULL,
  created_by {text} NOT NULL,
  created_at {text} NOT NULL
) {strict};
CREATE INDEX shelter_extensions_stay ON shelter_extensions (stay);

-- Incidents, visits and reviews. text is sealed: subject is the stay, or the
-- facility where no stay is meant; holder the office that runs the facility.
CREATE TABLE shelter_notes (
  id         {text}  NOT NULL PRIMARY KEY,
  facility   {text}  NOT NULL REFERENCES shelter_facilities (id),
  stay       {text}  NOT NULL,
  subject    {text}  NOT NULL,
  kind       {text}  NOT NULL,
  type       {text}  NOT NULL,
  on_day     {text}  NOT NULL,
  hour       {text}  NOT NULL,
  state      {text}  NOT NULL,
  text       {bytes} NOT NULL,
  version    {int}   NOT NULL,
  created_by {text}  NOT NULL,
  created_at {text}  NOT NULL,
  changed_at {text}  NOT NULL
) {strict};
CREATE INDEX shelter_notes_facility ON shelter_notes (facility, on_day);
CREATE INDEX shelter_notes_stay ON shelter_notes (stay);

-- +goose Down
DROP TABLE shelter_notes;
DROP TABLE shelter_extensions;
DROP TABLE shelter_stays;
