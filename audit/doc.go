// Package audit keeps what was done: an append-only event for every change, in
// the transaction of the change. db.Write refuses to commit without it.
//
// The Merkle tree, checkpoints and the reading log of case files come with the
// casework ground; Append is their seam.
package audit
