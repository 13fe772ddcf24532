-- +goose Up
-- Who is who to whom; the kind of the relation is sealed with the rest.
CREATE TABLE person_relations (
  id         {text}  NOT NULL PRIMARY KEY,
  person     {text}  NOT NULL REFERENCES person_people (id),
  other      {text}  NOT NULL REFERENCES person_people (id),
  box        {bytes} NOT NULL,
  withdrawn  {bool}  NOT NULL,
  version    {int}   NOT NULL,
  created_by {text}  NOT NULL,
  created_at {text}  NOT NULL
) {strict};
CREATE INDEX person_relations_person ON person_relations (person);
CREATE INDEX person_relations_other ON person_relations (other);

CREATE TABLE person_merges (
  id        {text} NOT NULL PRIMARY KEY,
  person    {text} NOT NULL REFERENCES person_people (id),
  into_id   {text} NOT NULL REFERENCES person_people (id),
  reason    {text} NOT NULL,
  at        {text} NOT NULL,
  by_name   {text} NOT NULL,
  undone_at {text} NOT NULL,
  undone_by {text} NOT NULL
) {strict};
CREATE INDEX person_merges_person ON person_merges (person);

-- Questions to other offices, counted by day for each actor.
CREATE TABLE person_lookups (
  id     {text} NOT NULL PRIMARY KEY,
  actor  {text} NOT NULL,
  on_day {text} NOT NULL,
  person {text} NOT NULL REFERENCES person_people (id),
  holder {text} NOT NULL,
  hits   {int}  NOT NULL
) {strict};
CREATE INDEX person_lookups_actor ON person_lookups (actor, on_day);

-- A second person agreed that the actor may see whereabouts, until then.
CREATE TABLE person_agreements (
  id     {text} NOT NULL PRIMARY KEY,
  person {text} NOT NULL REFERENCES person_people (id),
  actor  {text} NOT NULL,
  until  {text} NOT NULL
) {strict};
CREATE INDEX person_agreements_actor ON person_agreements (actor, person);

-- +goose Down
DROP TABLE person_agreements;
DROP TABLE person_lookups;
DROP TABLE person_merges;
DROP TABLE person_relations;
