-- +goose Up
-- Files of a case, sealed with the key of their compartment: title, number and
-- file name in box, the file itself in content. subject is whose key it is, the
-- case or, for papers of identity, the person.
CREATE TABLE casework_files (
  id           {text}  NOT NULL PRIMARY KEY,
  case_id      {text}  NOT NULL REFERENCES casework_cases (id),
  n            {int}   NOT NULL,
  subject      {text}  NOT NULL,
  compartment  {text}  NOT NULL,
  kind         {text}  NOT NULL,
  state        {text}  NOT NULL,
  media_type   {text}  NOT NULL,
  size         {int}   NOT NULL,
  office       {text}  NOT NULL,
  by_id        {text}  NOT NULL,
  by_name      {text}  NOT NULL,
  at           {text}  NOT NULL,
  withdrawn_by {text}  NOT NULL,
  withdrawn_at {text}  NOT NULL,
  box          {bytes} NOT NULL,
  content      {bytes} NOT NULL
) {strict};
CREATE UNIQUE INDEX casework_files_case ON casework_files (case_id, n);

-- +goose Down
DROP TABLE casework_files;
