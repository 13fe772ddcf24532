// Package migrations holds the schema, one numbered file per slice and change.
// The type words {text} {int} {bool} {bytes} {strict} are expanded per engine.
package migrations

import "embed"

// FS holds the migration files.
//
//go:embed *.sql
var FS embed.FS

// Bookkeeping lists the tables that hold no business data: their rows may
// change without an audit event.
var Bookkeeping = []string{"access_sessions", "access_attempts", "access_challenges", "access_kept", "web_replies", "audit_checkpoints", "audit_openings"}
