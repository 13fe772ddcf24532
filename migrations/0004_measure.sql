-- +goose Up
-- seq grows with every change of a sum; readers ask for what is newer.
CREATE TABLE measure_clock (
  id  {int} NOT NULL PRIMARY KEY,
  seq {int} NOT NULL
) {strict};
INSERT INTO measure_clock (id, seq) VALUES (1, 0);

CREATE TABLE measure_defs (
  id   {int}  NOT NULL PRIMARY KEY,
  code {text} NOT NULL UNIQUE
) {strict};

-- One countable fact: which unit, which day, how much, from which entry.
CREATE TABLE measure_facts (
  kind    {text} NOT NULL,
  entry   {text} NOT NULL,
  measure {int}  NOT NULL REFERENCES measure_defs (id),
  unit    {text} NOT NULL,
  day     {text} NOT NULL,
  value   {int}  NOT NULL,
  PRIMARY KEY (kind, entry, measure)
) {strict};
CREATE INDEX measure_facts_unit ON measure_facts (unit, measure, day);
CREATE INDEX measure_facts_day ON measure_facts (day);

-- Kept sums per unit, half month (year*24 + 2*(month-1) + second half) and measure.
CREATE TABLE measure_sums (
  unit    {text} NOT NULL,
  half    {int}  NOT NULL,
  measure {int}  NOT NULL REFERENCES measure_defs (id),
  value   {int}  NOT NULL,
  seq     {int}  NOT NULL,
  PRIMARY KEY (unit, half, measure)
) {strict};
CREATE INDEX measure_sums_seq ON measure_sums (seq);

-- +goose Down
DROP TABLE measure_sums;
DROP TABLE measure_facts;
DROP TABLE measure_defs;
DROP TABLE measure_clock;
