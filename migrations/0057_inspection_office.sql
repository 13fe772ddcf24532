-- +goose Up
-- Which agency recorded it ("police:L80"); '' for the authority.
ALTER TABLE inspection_establishments ADD COLUMN office {text} NOT NULL DEFAULT '';
ALTER TABLE inspection_plans ADD COLUMN office {text} NOT NULL DEFAULT '';
ALTER TABLE inspection_checks ADD COLUMN office {text} NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE inspection_checks DROP COLUMN office;
ALTER TABLE inspection_plans DROP COLUMN office;
ALTER TABLE inspection_establishments DROP COLUMN office;
