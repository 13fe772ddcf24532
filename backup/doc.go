// Package backup makes encrypted copies of the whole database while it is in
// use, and restores and proves them.
//
// A backup is one portable file for both engines: age( zstd( tar )) with every
// table as lines of JSON and a manifest of row counts and hashes, sealed by a
// key under the root key, so that a forged one is refused. It is taken from one
// snapshot. The root key is never inside; what is sealed stays sealed inside.
//
// With a second file (--keys-to) the key tables are kept apart: data backups may
// then live for years while key backups are kept for 35 days at most, and a
// record that was shredded is gone for good when the last of those is.
//
// A restore fills a new database only, proves it (counts, references, engine
// check, audit tree, sealed samples), repeats every later shred, and leaves
// nothing behind when anything is wrong.
package backup
