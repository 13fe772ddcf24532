-- +goose Up
CREATE TABLE indicator_defs (
  code     {text} NOT NULL PRIMARY KEY,
  name_vi  {text} NOT NULL,
  name_en  {text} NOT NULL,
  unit_vi  {text} NOT NULL,
  unit_en  {text} NOT NULL,
  measures {text} NOT NULL,
  topic    {text} NOT NULL,
  basis    {text} NOT NULL,
  headline {bool} NOT NULL,
  position {int}  NOT NULL
) {strict};

CREATE TABLE indicator_targets (
  id        {text} NOT NULL PRIMARY KEY,
  indicator {text} NOT NULL REFERENCES indicator_defs (code),
  unit      {text} NOT NULL,
  from_on   {text} NOT NULL,
  to_on     {text} NOT NULL,
  value     {int}  NOT NULL,
  source    {text} NOT NULL,
  set_by    {text} NOT NULL,
  set_at    {text} NOT NULL
) {strict};
CREATE INDEX indicator_targets_unit ON indicator_targets (indicator, unit);

-- +goose Down
DROP TABLE indicator_targets;
DROP TABLE indicator_defs;
