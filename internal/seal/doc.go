// Package seal keeps people's data closed: fields and files are stored
// encrypted, and who may open them is a matter of keys, not of care.
//
//	root key (file, systemd credential, or file locked by a passphrase)
//	  └─ key pair of a holder: an agency or a unit (ML-KEM-768 + X25519)
//	       └─ key of a subject's compartment, sealed to each granted holder
//	            └─ field or file (AES-256-GCM), bound to its table, row and column
//
// The root key is never in the database or its backup. The package writes no
// audit events: the command that grants, revokes or shreds says so in its own.
//
// # For slices
//
// List sealed columns once, in the slice, and let app add them to Keys.Columns:
//
//	var Sealed = []seal.Column{{Table: "tip_tips", Row: "id", Subject: "id", Column: "text", Compartment: "tip"}}
//
// Grant first, then seal; both in the command's transaction:
//
//	tip.ID = tx.ID()
//	if err := s.Keys.Grant(tx, tip.ID, "tip", unit); err != nil { … }
//	ref := Sealed[0].Ref(tip.ID, tip.ID)
//	row.Text, err = s.Keys.Seal(tx, ref, []byte(in.Text))     // a {bytes} column
//
// Open for the holder on whose behalf the reader acts, after the policy has
// said that he may; a holder without a grant gets errs.NotFound:
//
//	text, err := s.Keys.Open(tx, unit, ref, row.Text)
//
// SealText, OpenText, SealJSON and OpenJSON do the same for texts and values,
// absent ones included. OpenAll opens lists with few queries. SealFile and OpenFile stream large
// content. HMAC is for near-unique values that must be compared without being
// read; Wrap and Unwrap are for secrets of the program that have no subject.
// An absent value is stored as NULL or an empty value of the column, decided by
// the slice: a sealed empty text is 65 bytes like any short one.
//
// Tests use seal.ForTest().
package seal
