-- +goose Up
-- The partner for whom a right is held, of roles that need one.
ALTER TABLE access_grants ADD COLUMN agency {text} NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE access_grants DROP COLUMN agency;
