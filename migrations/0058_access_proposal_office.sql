-- +goose Up
-- The office whose record it is about ("police:L80"), for rights that are
-- exact; '' for whoever has the right at the unit.
ALTER TABLE access_proposals ADD COLUMN office {text} NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE access_proposals DROP COLUMN office;
