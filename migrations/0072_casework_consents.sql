-- +goose Up
-- The consent ledger: purpose, recipient, sections, period. How it was given
-- and by whom is sealed.
CREATE TABLE casework_consents (
  id           {text} NOT NULL PRIMARY KEY,
  case_id      {text} NOT NULL REFERENCES casework_cases (id),
  recipient    {text} NOT NULL,
  purpose      {text} NOT NULL,
  sections     {text} NOT NULL,
  basis        {text} NOT NULL,
  state        {text} NOT NULL,
  from_on      {text} NOT NULL,
  until_on     {text} NOT NULL,
  by_id        {text} NOT NULL,
  by_name      {text} NOT NULL,
  at           {text} NOT NULL,
  withdrawn_at {text} NOT NULL,
  withdrawn_by {text} NOT NULL,
  box          {bytes} NOT NULL
) {strict};
CREATE INDEX casework_consents_case ON casework_consents (case_id, state);

-- +goose Down
DROP TABLE casework_consents;
