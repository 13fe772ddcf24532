-- +goose Up
-- Which units sign a topic, by level; dated, because levels disappear.
CREATE TABLE signoff_topics (
  topic      {text} NOT NULL,
  level      {text} NOT NULL,
  valid_from {text} NOT NULL,
  valid_to   {text} NOT NULL,
  source     {text} NOT NULL,
  verified   {bool} NOT NULL,
  PRIMARY KEY (topic, valid_from)
) {strict};

CREATE TABLE signoff_months (
  topic     {text} NOT NULL,
  unit      {text} NOT NULL REFERENCES org_units (id),
  period    {text} NOT NULL,
  state     {text} NOT NULL,
  nil       {bool} NOT NULL,
  version   {int}  NOT NULL,
  signed_by {text} NOT NULL,
  signed_at {text} NOT NULL,
  reason    {text} NOT NULL,
  PRIMARY KEY (topic, unit, period)
) {strict};
CREATE INDEX signoff_months_period ON signoff_months (period, topic);

-- +goose Down
DROP TABLE signoff_months;
DROP TABLE signoff_topics;
