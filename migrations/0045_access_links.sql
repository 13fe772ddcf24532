-- +goose Up
-- One-time codes with which somebody sets their own password.
CREATE TABLE access_links (
  hash       {text} NOT NULL PRIMARY KEY,
  user_id    {text} NOT NULL REFERENCES access_users (id),
  kind       {text} NOT NULL,
  expires_at {text} NOT NULL
) {strict};
CREATE INDEX access_links_user ON access_links (user_id);

-- Forms that arrived at a locked session; body is sealed.
CREATE TABLE access_kept (
  id         {text}  NOT NULL PRIMARY KEY,
  user_id    {text}  NOT NULL REFERENCES access_users (id),
  path       {text}  NOT NULL,
  body       {bytes} NOT NULL,
  expires_at {text}  NOT NULL
) {strict};
CREATE INDEX access_kept_user ON access_kept (user_id);

-- +goose Down
DROP TABLE access_kept;
DROP TABLE access_links;
