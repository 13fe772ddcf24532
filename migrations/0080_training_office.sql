-- +goose Up
-- Which agency recorded the course ("police:L80"); '' for the authority.
ALTER TABLE training_courses ADD COLUMN office {text} NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE training_courses DROP COLUMN office;
