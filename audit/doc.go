// Package audit keeps what was done and proves that nobody rewrote it: an event
// for every change and every sensitive look, in the transaction of the change
// and before the first byte of the look. db.Write and db.Read refuse without it.
//
// Every event is a leaf of a Merkle tree (leaf.go, tree_store.go). Every ten
// minutes the tree is signed (checkpoint.go) and shown to another agency, the
// witness (witness.go), so that changing, removing, reordering, cutting and
// restoring are all found (verify.go). docs/security/audit.md says what is
// proven and what is not.
//
// For other slices: Of and History for the history of a record, Diff for what
// changed, Raise for what somebody must look at (alert.go), Erase for details
// whose time is over, Steady for jobs that must not trust a clock that jumped.
package audit
