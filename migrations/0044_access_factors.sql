-- +goose Up
-- unit is where the account was made: who administers somebody without rights.
-- duress is a second password under the salt of the first. panicked accounts
-- are opened again by two people.
ALTER TABLE access_users ADD COLUMN unit {text} NOT NULL DEFAULT '';
ALTER TABLE access_users ADD COLUMN duress {text} NOT NULL DEFAULT '';
ALTER TABLE access_users ADD COLUMN panicked {bool} NOT NULL DEFAULT FALSE;
UPDATE access_users SET unit=COALESCE((SELECT MIN(g.unit) FROM access_grants g WHERE g.user_id=access_users.id), '');

-- factor is what was shown besides the password, '' while it is awaited.
-- proved_at is when the person last proved who they are.
ALTER TABLE access_sessions ADD COLUMN factor {text} NOT NULL DEFAULT 'none';
ALTER TABLE access_sessions ADD COLUMN proved_at {text} NOT NULL DEFAULT '';
ALTER TABLE access_sessions ADD COLUMN locked {bool} NOT NULL DEFAULT FALSE;
ALTER TABLE access_sessions ADD COLUMN duress {bool} NOT NULL DEFAULT FALSE;
-- Sessions of an older edition end: they know no factor.
DELETE FROM access_sessions;

-- secret is sealed. last_step is the newest 30 seconds whose code was used.
CREATE TABLE access_totp (
  user_id    {text}  NOT NULL PRIMARY KEY REFERENCES access_users (id),
  secret     {bytes} NOT NULL,
  confirmed  {bool}  NOT NULL,
  last_step  {int}   NOT NULL,
  created_at {text}  NOT NULL
) {strict};

CREATE TABLE access_recovery (
  user_id {text} NOT NULL REFERENCES access_users (id),
  hash    {text} NOT NULL,
  PRIMARY KEY (user_id, hash)
) {strict};

-- credential is the public half with its counter, as JSON.
CREATE TABLE access_passkeys (
  id         {text} NOT NULL PRIMARY KEY,
  user_id    {text} NOT NULL REFERENCES access_users (id),
  name       {text} NOT NULL,
  credential {text} NOT NULL,
  created_at {text} NOT NULL,
  used_at    {text} NOT NULL
) {strict};
CREATE INDEX access_passkeys_user ON access_passkeys (user_id);

-- A challenge that waits for its answer, for five minutes and once.
CREATE TABLE access_challenges (
  hash       {text} NOT NULL PRIMARY KEY,
  kind       {text} NOT NULL,
  user_id    {text} NOT NULL,
  data       {text} NOT NULL,
  expires_at {text} NOT NULL
) {strict};

-- +goose Down
DROP TABLE access_challenges;
DROP TABLE access_passkeys;
DROP TABLE access_recovery;
DROP TABLE access_totp;
