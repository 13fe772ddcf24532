-- +goose Up
-- An export that a second person agreed to: who may take the case out, under
-- which consent, until when.
CREATE TABLE casework_exports (
  id       {text} NOT NULL PRIMARY KEY,
  case_id  {text} NOT NULL REFERENCES casework_cases (id),
  consent  {text} NOT NULL REFERENCES casework_consents (id),
  actor    {text} NOT NULL,
  agreed_by {text} NOT NULL,
  agreed_at {text} NOT NULL,
  until_at {text} NOT NULL
) {strict};
CREATE INDEX casework_exports_case ON casework_exports (case_id, actor);

-- Files that were taken in, as keyed digests: none comes twice.
CREATE TABLE casework_imports (
  id      {text} NOT NULL PRIMARY KEY,
  office  {text} NOT NULL,
  cases   {int}  NOT NULL,
  by_id   {text} NOT NULL,
  by_name {text} NOT NULL,
  at      {text} NOT NULL
) {strict};

-- +goose Down
DROP TABLE casework_imports;
DROP TABLE casework_exports;
