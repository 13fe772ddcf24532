-- +goose Up
-- In whose name a document stands in the register of its unit: the role of an
-- agency, '' for the authority of the unit.
ALTER TABLE directive_documents ADD COLUMN office {text} NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE directive_documents DROP COLUMN office;
