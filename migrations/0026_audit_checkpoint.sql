-- +goose Up
-- note is the checkpoint signed by this log; witness the same text with the
-- signature of the other agency, blank until it is known to have seen it.
CREATE TABLE audit_checkpoints (
  id           {text} NOT NULL PRIMARY KEY,
  at           {text} NOT NULL,
  size         {int}  NOT NULL,
  root         {text} NOT NULL,
  vkey         {text} NOT NULL,
  note         {text} NOT NULL,
  witness      {text} NOT NULL,
  witnessed_at {text} NOT NULL
) {strict};
CREATE INDEX audit_checkpoints_at ON audit_checkpoints (at);

-- +goose Down
DROP TABLE audit_checkpoints;
