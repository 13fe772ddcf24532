-- +goose Up
CREATE TABLE access_users (
  id         {text} NOT NULL PRIMARY KEY,
  account    {text} NOT NULL UNIQUE,
  name       {text} NOT NULL,
  lang       {text} NOT NULL,
  password   {text} NOT NULL,
  epoch      {int}  NOT NULL,
  disabled   {bool} NOT NULL,
  must_change {bool} NOT NULL,
  created_at {text} NOT NULL
) {strict};

-- A grant is a role at a unit for a time; the scope is that unit and all below.
CREATE TABLE access_grants (
  id         {text} NOT NULL PRIMARY KEY,
  user_id    {text} NOT NULL REFERENCES access_users (id),
  role       {text} NOT NULL,
  unit       {text} NOT NULL,
  valid_from {text} NOT NULL,
  valid_to   {text} NOT NULL
) {strict};
CREATE INDEX access_grants_user ON access_grants (user_id);

-- token is the SHA-256 of what the browser holds.
CREATE TABLE access_sessions (
  token      {text} NOT NULL PRIMARY KEY,
  user_id    {text} NOT NULL REFERENCES access_users (id),
  epoch      {int}  NOT NULL,
  kind       {text} NOT NULL,
  created_at {text} NOT NULL,
  seen_at    {text} NOT NULL,
  expires_at {text} NOT NULL
) {strict};
CREATE INDEX access_sessions_user ON access_sessions (user_id);

-- Failed sign-ins slow the next ones down; they never lock anybody out.
CREATE TABLE access_attempts (
  account  {text} NOT NULL PRIMARY KEY,
  failures {int}  NOT NULL,
  last_at  {text} NOT NULL
) {strict};

-- Answers kept by Idempotency-Key, so that a repeated request is not repeated.
CREATE TABLE web_replies (
  user_id {text} NOT NULL,
  key     {text} NOT NULL,
  request {text} NOT NULL,
  status  {int}  NOT NULL,
  body    {text} NOT NULL,
  at      {text} NOT NULL,
  PRIMARY KEY (user_id, key)
) {strict};

-- +goose Down
DROP TABLE web_replies;
DROP TABLE access_attempts;
DROP TABLE access_sessions;
DROP TABLE access_grants;
DROP TABLE access_users;
