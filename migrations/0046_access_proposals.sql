-- +goose Up
-- What two people decide. payload is the command's input, never a secret.
CREATE TABLE access_proposals (
  id            {text} NOT NULL PRIMARY KEY,
  kind          {text} NOT NULL,
  unit          {text} NOT NULL,
  subject       {text} NOT NULL,
  subject_name  {text} NOT NULL,
  detail        {text} NOT NULL,
  payload       {text} NOT NULL,
  reason        {text} NOT NULL,
  state         {text} NOT NULL,
  proposed_by   {text} NOT NULL,
  proposed_name {text} NOT NULL,
  proposed_at   {text} NOT NULL,
  expires_at    {text} NOT NULL,
  decided_by    {text} NOT NULL,
  decided_name  {text} NOT NULL,
  decided_at    {text} NOT NULL,
  note          {text} NOT NULL
) {strict};
CREATE INDEX access_proposals_state ON access_proposals (state);

-- +goose Down
DROP TABLE access_proposals;
