package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"

	"neove/internal/db"
	"neove/internal/errs"
)

// desk runs commands in a folder of its own; FILE names stand for files there.
type desk struct {
	t   *testing.T
	dir string
}

func (d desk) path(name string) string { return filepath.Join(d.dir, name) }

func (d desk) run(want int, args ...string) string {
	d.t.Helper()
	for i, a := range args {
		if name, ok := strings.CutPrefix(a, "@"); ok {
			args[i] = d.path(name)
		}
		if name, ok := strings.CutPrefix(a, "sqlite:@"); ok {
			args[i] = "sqlite:" + d.path(name)
		}
	}
	var out, errOut bytes.Buffer
	if got := run(context.Background(), args, &out, &errOut); got != want {
		d.t.Errorf("neove %s exits %d, want %d\n%s%s", strings.Join(args, " "), got, want, out.String(), errOut.String())
	}
	return out.String()
}

func (d desk) put(name, text string) {
	d.t.Helper()
	if err := os.WriteFile(d.path(name), []byte(text), 0o600); err != nil {
		d.t.Fatal(err)
	}
}

// line is the line of the output after the one that begins with head.
func line(out, head string) string {
	_, rest, _ := strings.Cut(out, head)
	_, rest, _ = strings.Cut(rest, "\n")
	rest, _, _ = strings.Cut(rest, "\n")
	return strings.TrimSpace(rest)
}

// TestKeysBackupRestore walks the whole life: a key, a kit, a proof, a backup,
// a loss of everything but backup, kit and two shares, and the way back.
func TestKeysBackupRestore(t *testing.T) {
	t.Parallel()
	d := desk{t, t.TempDir()}
	one, err1 := age.GenerateHybridIdentity()
	two, err2 := age.GenerateHybridIdentity()
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	d.put("one.id", one.String()+"\n")
	d.put("two.id", two.String()+"\n")
	key, at := []string{"--key", "@root.key"}, []string{"--db", "sqlite:@a.db"}
	with := func(base []string, more ...[]string) []string {
		for _, m := range more {
			base = append(base, m...)
		}
		return base
	}
	d.run(0, "migrate", "--db", "sqlite:@a.db")
	d.run(1, with([]string{"keys", "show"}, key, at)...) // no key yet
	d.run(0, with([]string{"keys", "init"}, key)...)
	d.run(1, with([]string{"keys", "init"}, key)...) // never over a key
	secret, err := os.ReadFile(d.path("root.key"))
	if err != nil {
		t.Fatal(err)
	}
	show := d.run(0, with([]string{"keys", "show"}, key, at)...)
	for _, f := range strings.Fields(string(secret)) {
		if len(f) == 44 && strings.Contains(show, f) {
			t.Error("show shows a key")
		}
	}
	d.run(1, with([]string{"keys", "kit", "--to", "@kit", "--share", "print", "--share", "print"}, key, at)...)
	kit := d.run(0, with([]string{"keys", "kit", "--to", "@kit", "--share", "print", "--share", one.Recipient().String(), "--share", two.Recipient().String()}, key, at)...)
	d.put("paper", line(kit, "Mảnh 1"))
	prove := []string{"keys", "prove-recovery", "--db", "sqlite:@a.db", "--kit", "@kit", "--share", "@paper", "--share", "@kit.share-2.age"}
	d.run(1, prove...) // the second share needs its reader
	d.run(1, with(prove, []string{"--identity", "@two.id"})...)
	d.run(0, with(prove, []string{"--identity", "@one.id"})...)
	d.run(1, with([]string{"keys", "shred", "--subject", "s1", "--approved-by", "ma", "--approved-by", "quy", "--reason", "Hết thời hạn lưu trữ theo quyết định"}, key, at)...)
	d.run(2, with([]string{"keys", "rotate", "--root", "--subject", "s1"}, key, at)...)

	to := []string{"--recipient", one.Recipient().String()}
	d.run(1, with([]string{"backup", "--to", "@a.backup"}, to, key, at)...) // one reader is too few
	d.run(0, with([]string{"backup", "--to", "@a.backup"}, to, []string{"--recipient", two.Recipient().String()}, key, at)...)
	for _, f := range []string{"a.db", "root.key", "root.key.shreds", "one.id"} {
		if err := os.Remove(d.path(f)); err != nil {
			t.Fatal(err)
		}
	}
	d.run(1, "keys", "init", "--key", "@root.key", "--kit", "@kit", "--share", "@paper")
	d.run(0, "keys", "init", "--key", "@root.key", "--kit", "@kit", "--share", "@paper", "--share", "@kit.share-3.age", "--identity", "@two.id")
	if again, err := os.ReadFile(d.path("root.key")); err != nil || !bytes.Equal(again, secret) {
		t.Errorf("the recovered key is another one: %v", err)
	}
	d.run(1, "restore", "--from", "@a.backup", "--key", "@root.key", "--identity", "@two.id")                                     // neither --db nor --verify
	d.run(1, "restore", "--from", "@a.backup", "--key", "@root.key", "--identity", "@two.id", "--verify", "--db", "sqlite:@b.db") // both
	d.run(1, "restore", "--from", "@a.backup", "--key", "@none.key", "--identity", "@two.id", "--db", "sqlite:@a.db")             // no key
	d.run(0, "restore", "--from", "@a.backup", "--key", "@root.key", "--identity", "@two.id", "--verify")
	d.run(0, "restore", "--from", "@a.backup", "--key", "@root.key", "--identity", "@two.id", "--db", "sqlite:@a.db")
	d.run(1, "restore", "--from", "@a.backup", "--key", "@root.key", "--identity", "@two.id", "--db", "sqlite:@a.db") // not new
	if show := d.run(0, with([]string{"keys", "show"}, key, at)...); !strings.Contains(show, "bộ khôi phục") {
		t.Errorf("the restored database knows of no kit:\n%s", show)
	}
}

// TestShredByTwo erases a person by two accounts, and again when a backup from
// before is restored.
func TestShredByTwo(t *testing.T) {
	t.Parallel()
	d := desk{t, t.TempDir()}
	s := sealed(t, d.dir)
	base := []string{"--key", s.src.File, "--db", s.url}
	reader, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	d.put("me.id", reader.String()+"\n")
	d.run(0, append([]string{"backup", "--to", "@a.backup", "--recipient", reader.Recipient().String(), "--one-recipient"}, base...)...)
	for _, account := range []string{"lan", "hung"} {
		d.run(0, "user", "add", "--db", s.url, "--account", account, "--name", "Trần "+account, "--role", "leader", "--unit", "C80")
	}
	shred := append([]string{"keys", "shred", "--subject", subject(7), "--reason", "Hết thời hạn lưu trữ theo quyết định", "--approved-by", "lan"}, base...)
	d.run(1, shred...)
	d.run(1, append(shred, "--approved-by", "lan")...)
	d.run(0, append(shred, "--approved-by", "hung")...)
	d.run(1, append(shred, "--approved-by", "hung")...) // it has no keys any more
	out := d.run(0, "restore", "--from", "@a.backup", "--key", s.src.File, "--identity", "@me.id", "--db", "sqlite:@b.db")
	if !strings.Contains(out, "Huỷ khoá lại 1 hồ sơ") || !strings.Contains(out, "mở thử 20 mục") {
		t.Errorf("restored:\n%s", out)
	}
	for _, url := range []string{s.url, "sqlite:" + d.path("b.db")} {
		k, at := (&store{url: url, src: s.src}).open(t)
		err := at.View(context.Background(), func(tx *db.Tx) error {
			for _, subject := range []string{subject(7), subject(8)} {
				box, err := db.Get[[]byte](tx, "SELECT name FROM livelihood_people WHERE id=?", subject)
				if err != nil {
					return err
				}
				if _, err := k.Open(tx, "A", nameOf(subject), box); errs.Is(err, errs.NotFound) != (subject == "s007") {
					t.Errorf("%s: %s: %v", url, subject, err)
				}
			}
			return nil
		})
		if err := errors.Join(err, at.Close()); err != nil {
			t.Error(err)
		}
	}
}
