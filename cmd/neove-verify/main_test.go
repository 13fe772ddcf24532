package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"neove/internal/checkpoint"
)

// desk is the witness's desk: a folder with what came from the log.
type desk struct {
	t    *testing.T
	dir  string
	log  *checkpoint.Key
	tree []tlog.Hash
}

func (d *desk) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		out[i] = d.tree[x]
	}
	return out, nil
}

func (d *desk) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) path(name string) string { return filepath.Join(d.dir, name) }

// grow makes a log of the records.
func (d *desk) grow(records ...string) {
	d.tree = nil
	for i, r := range records {
		h, err := tlog.StoredHashes(int64(i), []byte(r), d)
		d.must(err)
		d.tree = append(d.tree, h...)
	}
}

// arrive puts checkpoint and proof on the desk.
func (d *desk) arrive(old, size int64) {
	root, err := tlog.TreeHash(size, d)
	d.must(err)
	signed, err := checkpoint.Checkpoint{Origin: d.log.Name(), Size: size, Root: root, At: time.Unix(1736128800, 0)}.Sign(d.log)
	d.must(err)
	p, err := checkpoint.Prove(old, size, d)
	d.must(err)
	d.must(os.WriteFile(d.path("checkpoint.txt"), signed, 0o600))
	d.must(os.WriteFile(d.path("proof.txt"), []byte(p.Text()), 0o600))
}

// run runs the program; words with "/" at the front are files on the desk.
func (d *desk) run(args ...string) (int, string) {
	for i, a := range args {
		if rest, ok := strings.CutPrefix(a, "/"); ok {
			args[i] = d.path(rest)
		}
	}
	var out bytes.Buffer
	code := run(context.Background(), args, &out, &out)
	return code, out.String()
}

func TestStory(t *testing.T) {
	t.Parallel()
	log, err := checkpoint.NewKey(checkpoint.ForLog, "neove-1a2b")
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t, dir: t.TempDir(), log: log}
	code, out := d.run("keygen", "tinh-khac.test", "--out", "/witness.key")
	if code != 0 || !strings.Contains(out, "tinh-khac.test+") || strings.Contains(out, "PRIVATE") {
		t.Fatalf("%d %s", code, out)
	}
	public := strings.TrimSpace(out[strings.LastIndex(strings.TrimSpace(out), "\n")+1:])
	if info, err := os.Stat(d.path("witness.key")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info, err)
	}
	if code, _ := d.run("keygen", "tinh-khac.test", "--out", "/witness.key"); code != 1 {
		t.Error("a key is overwritten")
	}
	check := func(more ...string) (int, string) {
		return d.run(append([]string{"--key", log.Public(), "--state", "/held.txt", "--witness-key", "/witness.key", "--out", "/witnessed.txt", "/checkpoint.txt"}, more...)...)
	}
	d.grow("a", "b", "c", "d", "e", "f", "g")
	for _, c := range []struct {
		name      string
		old, size int64
		records   []string
		more      []string
		code      int
		want      string
	}{
		{"not told to begin", 0, 3, nil, nil, 1, "--first"},
		{"first", 0, 3, nil, []string{"--first"}, 0, "3 mục"},
		{"grown without a proof", 0, 5, nil, nil, 1, "đang giữ 3 mục"},
		{"proof from elsewhere", 2, 5, nil, []string{"/proof.txt"}, 1, "bằng chứng từ 3 mục"},
		{"grown", 3, 5, nil, []string{"/proof.txt"}, 0, "5 mục"},
		{"not grown", 5, 5, nil, nil, 0, "5 mục"},
		{"cut", 0, 4, nil, []string{"/proof.txt"}, 1, "ngắn hơn"},
		{"rewritten", 5, 7, []string{"a", "X", "c", "d", "e", "f", "g"}, []string{"/proof.txt"}, 1, "không nối tiếp"},
		{"no proof at all", 5, 7, []string{"a", "b", "c", "d", "e", "f", "g"}, []string{"/checkpoint.txt"}, 1, "không đúng dạng"},
		{"and on", 5, 7, nil, []string{"/proof.txt"}, 0, "7 mục"},
	} {
		if c.records != nil {
			d.grow(c.records...)
		}
		d.arrive(c.old, c.size)
		if code, out := check(c.more...); code != c.code || !strings.Contains(out, c.want) || (code == 0) != strings.Contains(out, "CHẤP NHẬN: neove") {
			t.Errorf("%s: %d %s", c.name, code, out)
		}
	}
	signed, err := os.ReadFile(d.path("witnessed.txt"))
	d.must(err)
	ours, err := checkpoint.Verifier(log.Public())
	d.must(err)
	theirs, err := checkpoint.Verifier(public)
	d.must(err)
	if c, err := checkpoint.Both(signed, ours, theirs); err != nil || c.Size != 7 {
		t.Errorf("%+v %v", c, err)
	}
	if n, err := note.Open(signed, note.VerifierList(ours, theirs)); err != nil || len(n.Sigs) != 2 {
		t.Errorf("%+v %v", n, err)
	}

	other, err := checkpoint.NewKey(checkpoint.ForLog, "neove-1a2b")
	d.must(err)
	d.log = other
	d.arrive(7, 7)
	if code, out := check(); code != 1 || !strings.Contains(out, "chữ ký không đúng") {
		t.Errorf("signed by another key: %d %s", code, out)
	}
	for _, args := range [][]string{{}, {"--help"}} {
		if code, out := d.run(args...); code != 0 || !strings.Contains(out, "neove-verify") {
			t.Errorf("%v: %d %s", args, code, out)
		}
	}
	for _, args := range [][]string{{"--nothing"}, {"/checkpoint.txt"}, {"serve"}} {
		if code, _ := d.run(args...); code != 2 {
			t.Errorf("%v: %d", args, code)
		}
	}
}

// The witness's program is small: no database, no web pages, no other slice.
func TestNeedsNoDatabase(t *testing.T) {
	t.Parallel()
	out, err := exec.Command("go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, pkg := range strings.Fields(string(out)) {
		if strings.HasPrefix(pkg, "database/") || strings.HasPrefix(pkg, "neove/") && pkg != "neove/internal/checkpoint" && pkg != "neove/cmd/neove-verify" {
			t.Errorf("it needs %s", pkg)
		}
	}
}
