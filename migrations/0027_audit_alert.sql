-- +goose Up
CREATE TABLE audit_alerts (
  id        {text} NOT NULL PRIMARY KEY,
  at        {text} NOT NULL,
  kind      {text} NOT NULL,
  subject   {text} NOT NULL,
  unit      {text} NOT NULL,
  detail    {text} NOT NULL,
  closed_at {text} NOT NULL,
  closed_by {text} NOT NULL,
  remark    {text} NOT NULL
) {strict};
CREATE INDEX audit_alerts_at ON audit_alerts (at);

-- +goose Down
DROP TABLE audit_alerts;
