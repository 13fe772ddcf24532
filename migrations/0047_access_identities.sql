-- +goose Up
-- Who somebody is at an identity provider, bound at the first sign-in there.
CREATE TABLE access_identities (
  issuer   {text} NOT NULL,
  subject  {text} NOT NULL,
  user_id  {text} NOT NULL REFERENCES access_users (id),
  bound_at {text} NOT NULL,
  PRIMARY KEY (issuer, subject)
) {strict};

-- +goose Down
DROP TABLE access_identities;
