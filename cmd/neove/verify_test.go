package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"neove/access"
	"neove/app"
	"neove/audit"
	"neove/internal/checkpoint"
	"neove/internal/db"
	"neove/internal/seal"
)

// The whole way: a log under a root key, a witness, a hand in the database.
func TestVerifyAudit(t *testing.T) {
	t.Parallel()
	ctx, dir := context.Background(), t.TempDir()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	url, keyFile, witness := "sqlite:"+filepath.Join(dir, "neove.db"), filepath.Join(dir, "root.key"), filepath.Join(dir, "witness.txt")
	var out bytes.Buffer
	if code := run(ctx, []string{"keys", "init", "--key", keyFile}, &out, &out); code != 0 {
		t.Fatal(out.String())
	}
	a, err := app.Open(ctx, app.Config{URL: url, Fragile: true})
	must(err)
	defer a.Close()
	must(a.Migrate(ctx))
	keys, err := seal.Load(seal.Source{File: keyFile})
	must(err)
	a.Audit.Key, err = audit.KeyFrom(keys.Sub)
	must(err)
	act := func() {
		must(a.DB.Write(ctx, access.System("thử"), "test", func(tx *db.Tx) error { tx.Event(db.Event{Subject: "test"}); return nil }))
	}
	act()
	must(a.Audit.Checkpoint(ctx))
	act()
	must(a.Audit.Checkpoint(ctx))
	list, _, err := a.Audit.Checkpoints(ctx, access.System("thử"), 1, 0)
	must(err)
	must(os.WriteFile(witness, []byte(list[0].Note), 0o600))
	stranger, err := checkpoint.NewKey(checkpoint.ForLog, a.Audit.Key.Name())
	must(err)

	verify := func(code int, want string, args ...string) {
		t.Helper()
		var out bytes.Buffer
		if got := run(ctx, append([]string{"verify", "audit", "--db", url}, args...), &out, &out); got != code || !strings.Contains(out.String(), want) {
			t.Errorf("%v: exit code %d\n%s", args, got, out.String())
		}
	}
	exec := func(q string) {
		t.Helper()
		_, err := a.DB.SQL().Exec(q)
		must(err)
	}
	verify(0, "Không phát hiện sai lệch")
	verify(0, "Thêm --witness")
	verify(0, "Không phát hiện sai lệch", "--key", keyFile, "--witness", witness)
	verify(0, "Không phát hiện sai lệch", "--log-key", a.Audit.Key.Public(), "--witness", witness)
	verify(1, "không có chữ ký đúng", "--log-key", stranger.Public())
	verify(1, "no such file", "--witness", filepath.Join(dir, "none"))
	exec("UPDATE audit_events SET reason='khác' WHERE seq=1")
	verify(1, "Mục 1 đã bị sửa")
	exec("UPDATE audit_events SET reason='' WHERE seq=1")
	verify(0, "Không phát hiện sai lệch")
	exec("DELETE FROM audit_events WHERE seq=(SELECT MAX(seq) FROM audit_events)")
	exec("DELETE FROM audit_hashes WHERE idx=(SELECT MAX(idx) FROM audit_hashes)")
	verify(1, "phần cuối đã bị cắt")
}
