-- +goose Up
-- Tasks of a plan. origin is the task of an earlier plan that this one continues.
CREATE TABLE directive_tasks (
  id         {text} NOT NULL PRIMARY KEY,
  document   {text} NOT NULL REFERENCES directive_documents (id),
  position   {int}  NOT NULL,
  title      {text} NOT NULL,
  title_key  {text} NOT NULL,
  owner_unit {text} NOT NULL,
  owner      {text} NOT NULL,
  due_on     {text} NOT NULL,
  indicator  {text} NOT NULL,
  target     {int},
  from_on    {text} NOT NULL,
  to_on      {text} NOT NULL,
  state      {text} NOT NULL,
  result     {text} NOT NULL,
  settled_on {text} NOT NULL,
  origin     {text} NOT NULL,
  version    {int}  NOT NULL,
  created_by {text} NOT NULL,
  created_at {text} NOT NULL,
  changed_at {text} NOT NULL
) {strict};
CREATE INDEX directive_tasks_document ON directive_tasks (document, position);
CREATE INDEX directive_tasks_owner ON directive_tasks (owner_unit, state, due_on);
CREATE UNIQUE INDEX directive_tasks_origin ON directive_tasks (origin) WHERE origin <> '';

-- Surveys and visits that assess a locality. unit is who carried them out.
CREATE TABLE directive_surveys (
  id         {text} NOT NULL PRIMARY KEY,
  unit       {text} NOT NULL REFERENCES org_units (id),
  kind       {text} NOT NULL,
  held_on    {text} NOT NULL,
  visited    {text} NOT NULL REFERENCES org_units (id),
  team       {text} NOT NULL,
  topics     {text} NOT NULL,
  conclusion {text} NOT NULL,
  document   {text} NOT NULL,
  search_key {text} NOT NULL,
  version    {int}  NOT NULL,
  created_by {text} NOT NULL,
  created_at {text} NOT NULL,
  changed_at {text} NOT NULL,
  withdrawn  {bool} NOT NULL
) {strict};
CREATE INDEX directive_surveys_unit ON directive_surveys (unit, held_on);
CREATE INDEX directive_surveys_visited ON directive_surveys (visited, held_on);

CREATE TABLE directive_findings (
  id         {text} NOT NULL PRIMARY KEY,
  survey     {text} NOT NULL REFERENCES directive_surveys (id),
  position   {int}  NOT NULL,
  content    {text} NOT NULL,
  severity   {text} NOT NULL,
  follow     {text} NOT NULL,
  due_on     {text} NOT NULL,
  state      {text} NOT NULL,
  result     {text} NOT NULL,
  settled_on {text} NOT NULL,
  settled_by {text} NOT NULL,
  version    {int}  NOT NULL
) {strict};
CREATE INDEX directive_findings_survey ON directive_findings (survey, position);

-- +goose Down
DROP TABLE directive_findings;
DROP TABLE directive_surveys;
DROP TABLE directive_tasks;
