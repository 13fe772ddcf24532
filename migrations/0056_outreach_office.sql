-- +goose Up
-- Which agency recorded the activity ("police:L80"); '' for the authority.
ALTER TABLE outreach_activities ADD COLUMN office {text} NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE outreach_activities DROP COLUMN office;
