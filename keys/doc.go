// Package keys is the work on the keys of the house: showing their state,
// rotating them, making and proving the recovery kit, erasing a subject by its
// keys. internal/seal does the cryptography; here are permission, transaction,
// batches and audit events.
//
// Only the command line may do it (permission keys.manage is no role's): who
// works there holds the server and the key file anyway. Two people approve a
// shred; with access.Proposal their approval moves to the pages.
//
// Words: root key (khoá gốc), holder's key pair (khoá của đơn vị), recovery kit
// (bộ khôi phục) and its shares (mảnh), shred (huỷ khoá).
package keys
