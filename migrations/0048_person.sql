-- +goose Up
-- What stands in the open is codes, counts and times. names, facts, place and
-- box are sealed (internal/seal); an absent one is empty. No column holds a
-- name, a part of one, or an index of either (docs/security/search.md).
CREATE TABLE person_people (
  id         {text}  NOT NULL PRIMARY KEY,
  code       {text}  NOT NULL UNIQUE,
  seq        {int}   NOT NULL, -- raised whenever a search index must look again
  merged     {text}  NOT NULL, -- the person that this one is the same as; '' for none
  names      {bytes} NOT NULL,
  facts      {bytes} NOT NULL,
  place      {bytes} NOT NULL,
  version    {int}   NOT NULL,
  created_by {text}  NOT NULL,
  created_at {text}  NOT NULL,
  changed_at {text}  NOT NULL
) {strict};
CREATE INDEX person_people_seq ON person_people (seq);
CREATE INDEX person_people_merged ON person_people (merged) WHERE merged <> '';

-- What a revision replaced: values with who had noted them and when.
CREATE TABLE person_revisions (
  id     {text}  NOT NULL PRIMARY KEY,
  person {text}  NOT NULL REFERENCES person_people (id),
  facts  {bytes} NOT NULL,
  place  {bytes} NOT NULL,
  at     {text}  NOT NULL,
  n      {int}   NOT NULL, -- version of the person that came with it
  UNIQUE (person, n)
) {strict};

-- HMACs of near-unique values, to find one person in two offices.
CREATE TABLE person_marks (
  person {text}  NOT NULL REFERENCES person_people (id),
  mark   {bytes} NOT NULL,
  PRIMARY KEY (person, mark)
) {strict};
CREATE INDEX person_marks_mark ON person_marks (mark);

-- +goose Down
DROP TABLE person_marks;
DROP TABLE person_revisions;
DROP TABLE person_people;
