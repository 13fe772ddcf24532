-- +goose Up
-- Whether the content is sealed under the root key; files from before are not.
ALTER TABLE outreach_evidence ADD COLUMN sealed {bool} NOT NULL DEFAULT FALSE;
ALTER TABLE inspection_files ADD COLUMN sealed {bool} NOT NULL DEFAULT FALSE;

-- +goose Down
ALTER TABLE inspection_files DROP COLUMN sealed;
ALTER TABLE outreach_evidence DROP COLUMN sealed;
