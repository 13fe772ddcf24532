-- +goose Up
-- Who opened which sensitive record lately; kept two days, to see a pace that
-- no work explains.
CREATE TABLE audit_openings (
  actor  {text} NOT NULL,
  record {text} NOT NULL,
  at     {text} NOT NULL,
  PRIMARY KEY (actor, record)
) {strict};
CREATE INDEX audit_openings_at ON audit_openings (at);

-- +goose Down
DROP TABLE audit_openings;
