-- +goose Up
-- What left the system: a file encrypted to its receiver, kept until it expires.
-- receiver is sealed (internal/seal); file is empty once it is over.
CREATE TABLE handoff_packages (
  id           {text}  NOT NULL PRIMARY KEY,
  code         {text}  NOT NULL UNIQUE,
  kind         {text}  NOT NULL,
  subject      {text}  NOT NULL,
  subject_code {text}  NOT NULL,
  from_office  {text}  NOT NULL,
  from_unit    {text}  NOT NULL REFERENCES org_units (id),
  purpose      {text}  NOT NULL,
  sections     {text}  NOT NULL,
  reason       {text}  NOT NULL,
  basis        {text}  NOT NULL,
  protocol     {text}  NOT NULL,
  lock         {text}  NOT NULL,
  state        {text}  NOT NULL,
  made_at      {text}  NOT NULL,
  made_by      {text}  NOT NULL,
  expires_at   {text}  NOT NULL,
  received_on  {text}  NOT NULL,
  received_by  {text}  NOT NULL,
  over_at      {text}  NOT NULL,
  over_by      {text}  NOT NULL,
  digest       {text}  NOT NULL,
  token        {text}  NOT NULL UNIQUE,
  receiver     {bytes} NOT NULL,
  file         {bytes} NOT NULL,
  version      {int}   NOT NULL,
  changed_at   {text}  NOT NULL
) {strict};
CREATE INDEX handoff_packages_from ON handoff_packages (from_office, made_at);
CREATE INDEX handoff_packages_subject ON handoff_packages (kind, subject);

-- +goose Down
DROP TABLE handoff_packages;
