-- +goose Up
-- Groups of participants and topics are data, in both languages. A group may
-- name the level that its members belong to.
CREATE TABLE training_terms (
  kind     {text} NOT NULL,
  code     {text} NOT NULL,
  name_vi  {text} NOT NULL,
  name_en  {text} NOT NULL,
  level    {text} NOT NULL,
  position {int}  NOT NULL,
  retired  {bool} NOT NULL,
  PRIMARY KEY (kind, code)
) {strict};

CREATE TABLE training_courses (
  id          {text} NOT NULL PRIMARY KEY,
  unit        {text} NOT NULL REFERENCES org_units (id),
  year        {int}  NOT NULL,
  subject     {text} NOT NULL,
  subject_key {text} NOT NULL,
  topics      {text} NOT NULL,
  trainers    {text} NOT NULL,
  directing   {text} NOT NULL,
  amount      {int},
  language    {text} NOT NULL,
  note        {text} NOT NULL,
  state       {text} NOT NULL,
  version     {int}  NOT NULL,
  created_by  {text} NOT NULL,
  created_at  {text} NOT NULL,
  changed_at  {text} NOT NULL,
  withdrawn   {bool} NOT NULL
) {strict};
CREATE INDEX training_courses_unit ON training_courses (unit, year);

-- people, women and named are what the rows of training_counts or the names
-- add up to, so that lists need not add.
CREATE TABLE training_clusters (
  id           {text} NOT NULL PRIMARY KEY,
  course       {text} NOT NULL REFERENCES training_courses (id),
  position     {int}  NOT NULL,
  from_on      {text} NOT NULL,
  to_on        {text} NOT NULL,
  place        {text} NOT NULL,
  host         {text} NOT NULL,
  areas        {text} NOT NULL,
  expected     {int},
  sessions     {int}  NOT NULL,
  score_before {int},
  score_after  {int},
  people       {int}  NOT NULL,
  women        {int},
  named        {int}  NOT NULL,
  state        {text} NOT NULL,
  reason       {text} NOT NULL,
  source       {text} NOT NULL,
  version      {int}  NOT NULL
) {strict};
CREATE INDEX training_clusters_course ON training_clusters (course, position);
CREATE INDEX training_clusters_day ON training_clusters (to_on, state);
CREATE UNIQUE INDEX training_clusters_source ON training_clusters (source) WHERE source <> '';

-- Participants by level and group: as typed, and as the names add up. The
-- named rows win; the two are never added.
CREATE TABLE training_counts (
  cluster {text} NOT NULL REFERENCES training_clusters (id),
  origin  {text} NOT NULL,
  level   {text} NOT NULL,
  grp     {text} NOT NULL,
  people  {int}  NOT NULL,
  women   {int},
  PRIMARY KEY (cluster, origin, level, grp)
) {strict};

-- One official over the years: the same name, unit and post, or merged by hand.
CREATE TABLE training_people (
  id        {text} NOT NULL PRIMARY KEY,
  match_key {text} NOT NULL,
  merged    {text} NOT NULL,
  account   {text} NOT NULL
) {strict};
CREATE UNIQUE INDEX training_people_match ON training_people (match_key);
CREATE INDEX training_people_merged ON training_people (merged);
CREATE INDEX training_people_account ON training_people (account);

CREATE TABLE training_participants (
  id           {text} NOT NULL PRIMARY KEY,
  cluster      {text} NOT NULL REFERENCES training_clusters (id),
  person       {text} NOT NULL REFERENCES training_people (id),
  position     {int}  NOT NULL,
  name         {text} NOT NULL,
  name_key     {text} NOT NULL,
  unit         {text} NOT NULL,
  unit_text    {text} NOT NULL,
  post         {text} NOT NULL,
  level        {text} NOT NULL,
  grp          {text} NOT NULL,
  sex          {text} NOT NULL,
  attended     {int},
  score_before {int},
  score_after  {int},
  certificate  {text} NOT NULL,
  certified_on {text}
) {strict};
CREATE INDEX training_participants_cluster ON training_participants (cluster, position);
CREATE INDEX training_participants_person ON training_participants (person);
CREATE INDEX training_participants_unit ON training_participants (unit);

-- +goose Down
DROP TABLE training_participants;
DROP TABLE training_people;
DROP TABLE training_counts;
DROP TABLE training_clusters;
DROP TABLE training_courses;
DROP TABLE training_terms;
