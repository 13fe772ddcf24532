package main

import (
	"fmt"
	"os"

	"golang.org/x/mod/sumdb/note"

	"neove/app"
	"neove/audit"
	"neove/internal/checkpoint"
	"neove/internal/errs"
	"neove/internal/i18n"
)

type verifyCmd struct {
	Audit verifyAuditCmd `cmd:"" help:"Recompute the whole audit log and compare it with its checkpoints and with the witness."`
}

type verifyAuditCmd struct {
	database
	Witness string   `help:"Checkpoint that the witness holds." placeholder:"FILE"`
	LogKey  []string `help:"Public key of the log, from outside the database; the root key file gives it, too." placeholder:"VKEY"`
}

// Run prints what was found, the first bad entry first.
func (c verifyAuditCmd) Run(e env) error {
	held, err := c.held()
	if err != nil {
		return err
	}
	a, err := c.open(e, app.Config{})
	if err != nil {
		return err
	}
	defer a.Close()
	r, err := a.Audit.Verify(e.ctx, held)
	if err != nil {
		return err
	}
	say := func(key string, args ...any) { fmt.Fprintln(e.out, a.Bundle.T(i18n.Vi, key, args...)) }
	say("audit.verify.size", "n", r.Size, "root", r.Root, "erased", r.Erased, "checkpoints", r.Checkpoints)
	if len(held.Keys) == 0 {
		say("audit.verify.nokey")
	}
	if held.Witness == nil {
		say("audit.verify.nowitness")
	}
	for _, f := range r.Findings {
		fmt.Fprintln(e.errOut, "  "+a.Bundle.T(i18n.Vi, f.Key, f.Args...))
	}
	if n := len(r.Findings); n > 0 {
		return errs.New(errs.Conflict, "audit.verify.failed", "n", n)
	}
	say("audit.verify.ok")
	return nil
}

// held is what comes from outside the database.
func (c verifyAuditCmd) held() (held audit.Held, err error) {
	for _, k := range c.LogKey {
		v, err := checkpoint.Verifier(k)
		if err != nil {
			return held, err
		}
		held.Keys = append(held.Keys, v)
	}
	if c.Key != "" {
		own, err := c.ownKey()
		if err != nil {
			return held, err
		}
		held.Keys = append(held.Keys, own)
	}
	if c.Witness != "" {
		if held.Witness, err = os.ReadFile(c.Witness); err != nil {
			return held, err
		}
	}
	return held, nil
}

// ownKey is the log's key under the root key.
func (c verifyAuditCmd) ownKey() (note.Verifier, error) {
	keys, err := c.load()
	if err != nil {
		return nil, err
	}
	k, err := audit.KeyFrom(keys.Sub)
	if err != nil {
		return nil, err
	}
	return checkpoint.Verifier(k.Public())
}
