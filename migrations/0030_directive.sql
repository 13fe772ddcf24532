-- +goose Up
-- Kinds of documents with their letters (Decree 30/2020/NĐ-CP, Appendix III).
CREATE TABLE directive_kinds (
  code     {text} NOT NULL PRIMARY KEY,
  name_vi  {text} NOT NULL,
  name_en  {text} NOT NULL,
  plan     {bool} NOT NULL,
  source   {text} NOT NULL,
  verified {bool} NOT NULL,
  position {int}  NOT NULL,
  retired  {bool} NOT NULL
) {strict};

-- The register. A document without a number is a draft. Days that are not given
-- are 1970-01-01.
CREATE TABLE directive_documents (
  id           {text} NOT NULL PRIMARY KEY,
  unit         {text} NOT NULL REFERENCES org_units (id),
  incoming     {bool} NOT NULL,
  kind         {text} NOT NULL REFERENCES directive_kinds (code),
  code         {text} NOT NULL,
  code_key     {text} NOT NULL,
  issued_on    {text} NOT NULL,
  subject      {text} NOT NULL,
  search_key   {text} NOT NULL,
  for_year     {int}  NOT NULL,
  effective_on {text} NOT NULL,
  ended_on     {text} NOT NULL,
  parent       {text} NOT NULL,
  note         {text} NOT NULL,
  source       {text} NOT NULL,
  version      {int}  NOT NULL,
  created_by   {text} NOT NULL,
  created_at   {text} NOT NULL,
  changed_at   {text} NOT NULL,
  withdrawn    {bool} NOT NULL
) {strict};
CREATE INDEX directive_documents_unit ON directive_documents (unit, issued_on);
CREATE INDEX directive_documents_parent ON directive_documents (parent) WHERE parent <> '';
CREATE INDEX directive_documents_code ON directive_documents (code_key);
CREATE UNIQUE INDEX directive_documents_source ON directive_documents (source) WHERE source <> '';

-- Who issued it and who signed for them; a joint document has several rows.
CREATE TABLE directive_issuers (
  document   {text} NOT NULL REFERENCES directive_documents (id),
  position   {int}  NOT NULL,
  agency     {text} NOT NULL,
  agency_key {text} NOT NULL,
  unit       {text} NOT NULL,
  authority  {text} NOT NULL,
  post       {text} NOT NULL,
  name       {text} NOT NULL,
  PRIMARY KEY (document, position)
) {strict};
CREATE INDEX directive_issuers_unit ON directive_issuers (unit) WHERE unit <> '';

-- One row per unit, expanded on the tree of the document's day. role and agency
-- name an agency at the unit; both empty is the unit itself.
CREATE TABLE directive_recipients (
  id          {text} NOT NULL PRIMARY KEY,
  document    {text} NOT NULL REFERENCES directive_documents (id),
  unit        {text} NOT NULL REFERENCES org_units (id),
  role        {text} NOT NULL,
  agency      {text} NOT NULL,
  require     {text} NOT NULL,
  ask         {text} NOT NULL,
  due_on      {text} NOT NULL,
  state       {text} NOT NULL,
  seen_by     {text} NOT NULL,
  seen_at     {text} NOT NULL,
  answered_at {text} NOT NULL,
  reason      {text} NOT NULL,
  reminded    {int}  NOT NULL,
  reminded_at {text} NOT NULL,
  UNIQUE (document, unit, role, agency)
) {strict};
CREATE INDEX directive_recipients_unit ON directive_recipients (unit, state);

CREATE TABLE directive_answers (
  id        {text} NOT NULL PRIMARY KEY,
  recipient {text} NOT NULL REFERENCES directive_recipients (id),
  document  {text} NOT NULL,
  result    {text} NOT NULL,
  by_name   {text} NOT NULL,
  at        {text} NOT NULL,
  returned  {bool} NOT NULL,
  reason    {text} NOT NULL
) {strict};
CREATE INDEX directive_answers_recipient ON directive_answers (recipient);

-- A reminder as it was sent: when, by whom, to how many.
CREATE TABLE directive_reminders (
  id       {text} NOT NULL PRIMARY KEY,
  document {text} NOT NULL REFERENCES directive_documents (id),
  at       {text} NOT NULL,
  by_name  {text} NOT NULL,
  count    {int}  NOT NULL,
  note     {text} NOT NULL
) {strict};
CREATE INDEX directive_reminders_document ON directive_reminders (document);

-- answer is empty for files of the document itself.
CREATE TABLE directive_files (
  id         {text} NOT NULL PRIMARY KEY,
  document   {text} NOT NULL REFERENCES directive_documents (id),
  recipient  {text} NOT NULL,
  answer     {text} NOT NULL,
  name       {text} NOT NULL,
  media_type {text} NOT NULL,
  size       {int}  NOT NULL,
  sha256     {text} NOT NULL,
  added_by   {text} NOT NULL,
  added_at   {text} NOT NULL,
  content    {bytes} NOT NULL
) {strict};
CREATE INDEX directive_files_document ON directive_files (document);

-- +goose Down
DROP TABLE directive_files;
DROP TABLE directive_reminders;
DROP TABLE directive_answers;
DROP TABLE directive_recipients;
DROP TABLE directive_issuers;
DROP TABLE directive_documents;
DROP TABLE directive_kinds;
