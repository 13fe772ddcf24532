package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"

	"neove/app"
	"neove/audit"
	"neove/backup"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/seal"
	"neove/migrations"
)

type backupCmd struct {
	database
	To           string   `required:"" help:"File to write." placeholder:"FILE"`
	KeysTo       string   `help:"Second file for the key tables: keep it 35 days at most, so that what is shredded is gone." placeholder:"FILE"`
	Recipient    []string `required:"" help:"age public key of somebody who can open the backup; at least two people." placeholder:"AGE"`
	OneRecipient bool     `help:"A single reader will do."`
}

func (c backupCmd) Run(e env) error {
	k, err := c.load()
	if err != nil {
		return err
	}
	a, err := c.open(e, app.Config{Keys: k})
	if err != nil {
		return err
	}
	defer a.Close()
	s := backupService(k)
	s.DB, s.Checkpoint = a.DB, a.Audit.Checkpoint
	out, err := s.Make(e.ctx, operator, backup.Make{To: c.To, KeysTo: c.KeysTo, Recipients: c.Recipient, OneRecipient: c.OneRecipient})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(e.out, "Đã sao lưu %d bảng, %d dòng vào %s (%d byte).\n", out.Tables, out.Rows, c.To, out.Bytes)
	return err
}

func backupService(k *seal.Keys) *backup.Service {
	return backup.NewService(backup.Config{Keys: k, Program: app.Version, Open: openForRestore(k), Prove: proveAudit})
}

// openForRestore opens a database that no schema or service fits yet. What is
// loaded brings its history with it, so the loading itself is not audited.
func openForRestore(k *seal.Keys) func(ctx context.Context, url string, loading bool) (*db.DB, error) {
	return func(ctx context.Context, url string, loading bool) (*db.DB, error) {
		c := db.Config{URL: url, Audit: audit.Append, Bookkeeping: migrations.Bookkeeping, Fragile: loading, Details: app.Details(k)}
		if loading {
			c.Audit = func(*db.Tx, db.By, []db.Event) error { return nil }
		}
		return db.Open(ctx, c)
	}
}

// proveAudit recomputes the tree of a restored history.
func proveAudit(ctx context.Context, d *db.DB) (string, error) {
	r, err := audit.NewService(d).Verify(ctx, audit.Held{})
	if err == nil && len(r.Findings) > 0 {
		f := r.Findings[0]
		err = errs.New(errs.Invalid, f.Key, f.Args...)
	}
	return fmt.Sprintf("%d %s", r.Size, r.Root), err
}

type restoreCmd struct {
	rootKey
	From       string `required:"" help:"Backup to restore." placeholder:"FILE"`
	KeysFrom   string `help:"Backup of the key tables, when they are apart." placeholder:"FILE"`
	Identity   string `required:"" help:"age identities of one of the recipients." placeholder:"FILE"`
	DB         string `name:"db" placeholder:"URL" help:"New database: sqlite:FILE that is not there, or an empty postgres://…"`
	Verify     bool   `help:"Restore into a temporary place, prove everything, and delete it."`
	Shreds     string `help:"Further record of shredded records to repeat; the one beside the key file is read anyway." placeholder:"FILE"`
	WithoutKey bool   `help:"Restore without the root key: neither origin nor sealed values are proved."`
}

func (c restoreCmd) Run(e env) error {
	if c.Verify == (c.DB != "") {
		return errors.New("give either --db for the new database or --verify")
	}
	ids, err := identities(c.Identity)
	if err != nil {
		return err
	}
	var k *seal.Keys
	if !c.WithoutKey {
		if k, err = c.load(); err != nil {
			return err
		}
	}
	in := backup.Restore{From: c.From, Keys: c.KeysFrom, URL: c.DB, Identities: ids, Shreds: c.Shreds, WithoutKey: c.WithoutKey}
	run := backupService(k).Restore
	if c.Verify {
		run = backupService(k).Verify
	}
	out, err := run(e.ctx, operator, in)
	if err != nil {
		return err
	}
	printRestored(e.out, c, out)
	return nil
}

func printRestored(w io.Writer, c restoreCmd, out backup.Restored) {
	fmt.Fprintf(w, "Bản sao lưu lập lúc %s: %d bảng, %d dòng, đủ và khớp.\n", out.Manifest.Made.Format("15:04 02/01/2006 UTC"), out.Tables, out.Rows)
	fmt.Fprintf(w, "Nhật ký: %s, khớp với các dòng.\n", out.Audit)
	if c.WithoutKey {
		fmt.Fprintln(w, "Không có khoá gốc: chưa thử nguồn gốc và dữ liệu được niêm phong.")
	} else {
		fmt.Fprintf(w, "Đã mở thử %d mục được niêm phong. Huỷ khoá lại %d hồ sơ.\n", out.Opened, out.Shreds)
	}
	if c.Verify {
		fmt.Fprintln(w, "Đã xoá bản phục hồi thử.")
		return
	}
	at := c.DB
	if u, err := url.Parse(at); err == nil {
		at = u.Redacted() // without the password
	}
	fmt.Fprintf(w, "Đã phục hồi vào %s.\n", at)
}
