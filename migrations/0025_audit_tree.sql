-- +goose Up
-- seq numbers the events from 0 without gaps. The leaf of an event commits to a
-- hash of its details under salt; when details are erased, digest stands in
-- their place. sealed holds reason and detail when they are encrypted. Events
-- from before the tree get numbers and leaves with the first write after this
-- migration, because SQL cannot hash.
ALTER TABLE audit_events ADD COLUMN seq {int};
ALTER TABLE audit_events ADD COLUMN salt {bytes};
ALTER TABLE audit_events ADD COLUMN digest {bytes};
ALTER TABLE audit_events ADD COLUMN sealed {bytes};
CREATE UNIQUE INDEX audit_events_seq ON audit_events (seq);

-- Hashes of the Merkle tree in the order in which they are made.
CREATE TABLE audit_hashes (
  idx  {int}   NOT NULL PRIMARY KEY,
  hash {bytes} NOT NULL
) {strict};

-- +goose Down
DROP TABLE audit_hashes;
DROP INDEX audit_events_seq;
ALTER TABLE audit_events DROP COLUMN sealed;
ALTER TABLE audit_events DROP COLUMN digest;
ALTER TABLE audit_events DROP COLUMN salt;
ALTER TABLE audit_events DROP COLUMN seq;
