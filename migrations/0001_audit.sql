-- +goose Up
CREATE TABLE audit_events (
  id      {text} NOT NULL PRIMARY KEY,
  at      {text} NOT NULL,
  actor   {text} NOT NULL,
  name    {text} NOT NULL,
  action  {text} NOT NULL,
  subject {text} NOT NULL,
  object  {text} NOT NULL,
  unit    {text} NOT NULL,
  reason  {text} NOT NULL,
  detail  {text} NOT NULL
) {strict};
CREATE INDEX audit_events_unit ON audit_events (unit, at);
CREATE INDEX audit_events_object ON audit_events (subject, object, at);

-- +goose Down
DROP TABLE audit_events;
