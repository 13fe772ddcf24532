package checkpoint

import (
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"
)

var at = time.Date(2025, 1, 6, 2, 0, 0, 0, time.UTC)

// forest is a log in memory: its stored hashes.
type forest []tlog.Hash

func (f forest) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		out[i] = f[x]
	}
	return out, nil
}

func grow(t testing.TB, records ...string) forest {
	var f forest
	for i, r := range records {
		h, err := tlog.StoredHashes(int64(i), []byte(r), f)
		if err != nil {
			t.Fatal(err)
		}
		f = append(f, h...)
	}
	return f
}

func (f forest) at(t testing.TB, size int64) Checkpoint {
	root, err := tlog.TreeHash(size, f)
	if err != nil {
		t.Fatal(err)
	}
	return Checkpoint{Origin: "neove.test/so", Size: size, Root: root, At: at}
}

func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func newKey(t testing.TB, use Use, name string) (*Key, note.Verifier) {
	k := must(NewKey(use, name))(t)
	return k, must(Verifier(k.Public()))(t)
}

func TestText(t *testing.T) {
	t.Parallel()
	c := grow(t, "a", "b").at(t, 2)
	text := c.Text()
	if got := must(Parse(text))(t); got != c {
		t.Error(cmp.Diff(c, got))
	}
	if got := must(Parse(text + "lạ\n"))(t); got != c {
		t.Errorf("an unknown extension line changes it: %+v", got)
	}
	for _, bad := range []string{"", "a\n", "a\n1\n", strings.Replace(text, "\n2\n", "\n02\n", 1), strings.Replace(text, "\n2\n", "\n-2\n", 1), strings.Replace(text, "\n2\n", "\n+2\n", 1),
		strings.TrimSuffix(text, "\n"), "\n" + text, text + "\n", strings.Replace(text, "at 2025", "at 20x5", 1), strings.Replace(text, c.Root.String(), "AAAA", 1)} {
		if _, err := Parse(bad); !errors.Is(err, ErrFormat) {
			t.Errorf("%q is accepted: %v", bad, err)
		}
	}
}

func TestKeys(t *testing.T) {
	t.Parallel()
	c := grow(t, "a", "b", "c").at(t, 3)
	for _, use := range []Use{ForLog, ForWitness} {
		k, v := newKey(t, use, "co.quan/khóa")
		again := must(ParseKey(k.Secret() + "\n"))(t)
		if again.Public() != k.Public() {
			t.Error("the text of a key makes another key")
		}
		signed := must(c.Sign(again))(t)
		if got := must(Open(signed, v))(t); got != c {
			t.Error(cmp.Diff(c, got))
		}
		for i := range signed {
			bad := bytes.Clone(signed)
			bad[i] ^= 1
			if got, err := Open(bad, v); err == nil && got != c {
				t.Fatalf("byte %d changed: %+v", i, got)
			}
		}
		_, other := newKey(t, use, "co.quan/khóa")
		if _, err := Open(signed, other); !errors.Is(err, ErrSignature) {
			t.Errorf("another key: %v", err)
		}
	}
	for _, name := range []string{"", "a b", "a+b"} {
		if _, err := NewKey(ForLog, name); err == nil {
			t.Errorf("a key is named %q", name)
		}
	}
	k, _ := newKey(t, ForWitness, "w")
	for _, bad := range []string{"", "PRIVATE+KEY+w", k.Public(), k.Secret()[:len(k.Secret())-5], strings.Replace(k.Secret(), "+w+", "+v+", 1)} {
		if _, err := ParseKey(bad); err == nil {
			t.Errorf("%q is a key", bad)
		}
	}
	for _, bad := range []string{"", "w", k.Secret(), strings.Replace(k.Public(), "w+", "v+", 1)} {
		if _, err := Verifier(bad); err == nil {
			t.Errorf("%q is a public key", bad)
		}
	}
}

// A proof convinces exactly when the later tree begins with the earlier one.
func TestProof(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		records := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c"}), 1, 70).Draw(rt, "records")
		old := rapid.Int64Range(0, int64(len(records))).Draw(rt, "old")
		size := rapid.Int64Range(old, int64(len(records))).Draw(rt, "size")
		f := grow(t, records...)
		p := must(Prove(old, size, f))(t)
		p = must(ParseProof(p.Text()))(t)
		held, now := f.at(t, old), f.at(t, size)
		if err := p.Check(held, now); err != nil {
			rt.Fatal(err)
		}
		if size > old {
			if err := p.Check(now, held); !errors.Is(err, ErrShrunk) {
				rt.Errorf("shrunk: %v", err)
			}
		}
		if old == 0 {
			return
		}
		i := rapid.Int64Range(0, old-1).Draw(rt, "changed")
		changed := append([]string{}, records...)
		changed[i] = "d"
		g := grow(t, changed...)
		q := must(Prove(old, size, g))(t)
		if err := q.Check(held, g.at(t, size)); !errors.Is(err, ErrRewritten) {
			rt.Errorf("entry %d rewritten: %v", i, err)
		}
	})
	f := grow(t, "a", "b", "c", "d", "e")
	p := must(Prove(2, 5, f))(t)
	if err := p.Check(f.at(t, 3), f.at(t, 5)); !errors.Is(err, ErrProof) {
		t.Errorf("a proof from elsewhere: %v", err)
	}
	other := f.at(t, 5)
	other.Origin = "khác"
	if err := p.Check(f.at(t, 2), other); !errors.Is(err, ErrOrigin) {
		t.Errorf("another log: %v", err)
	}
	if _, err := Prove(6, 5, f); err == nil {
		t.Error("a proof from beyond the end")
	}
}

type rig struct {
	w        *Witness
	log      *Key
	v, wv    note.Verifier
	wKey     *Key
	f, other forest
}

func newRig(t *testing.T) *rig {
	r := &rig{f: grow(t, strings.Split("abcdefghijklm", "")...), other: grow(t, strings.Split("abcdXfghijklm", "")...)}
	r.log, r.v = newKey(t, ForLog, "neove.test/so")
	r.wKey, r.wv = newKey(t, ForWitness, "chung-kien.test")
	r.wKey.Clock = func() time.Time { return at }
	r.w = &Witness{Log: r.v, Key: r.wKey, State: filepath.Join(t.TempDir(), "state.txt"), First: true}
	return r
}

func (r *rig) offer(t *testing.T, f forest, old, size int64) ([]byte, error) {
	return r.w.Accept(must(f.at(t, size).Sign(r.log))(t), must(Prove(old, size, f))(t))
}

func TestWitness(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.w.First = false
	if _, err := r.offer(t, r.f, 0, 5); !errors.Is(err, ErrFirst) {
		t.Errorf("nothing held and not told to begin: %v", err)
	}
	r.w.First = true
	out, err := r.offer(t, r.f, 0, 5)
	if err != nil {
		t.Fatal(err)
	}
	if got := must(Both(out, r.v, r.wv))(t); got.Size != 5 {
		t.Errorf("cosigned: %+v", got)
	}
	for _, c := range []struct {
		name      string
		f         forest
		old, size int64
		want      error
	}{
		{"the same again", r.f, 5, 5, nil},
		{"more", r.f, 5, 8, nil},
		{"cut", r.f, 0, 7, ErrShrunk},
		{"old copy that went on", r.other, 8, 13, ErrRewritten},
		{"rewritten, same size", r.other, 0, 8, ErrRewritten},
		{"proof from elsewhere", r.f, 5, 13, ErrProof},
		{"after refusals", r.f, 8, 13, nil},
	} {
		before, _ := os.ReadFile(r.w.State)
		_, err := r.offer(t, c.f, c.old, c.size)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
		if after, _ := os.ReadFile(r.w.State); c.want != nil && !bytes.Equal(before, after) {
			t.Errorf("%s: a refused checkpoint is held", c.name)
		}
	}
	stranger, _ := newKey(t, ForLog, "neove.test/so")
	if _, err := r.w.Accept(must(r.f.at(t, 13).Sign(stranger))(t), Proof{}); !errors.Is(err, ErrSignature) {
		t.Errorf("signed by a stranger: %v", err)
	}
	foreign := r.f.at(t, 13)
	foreign.Origin = "so.khac"
	if _, err := r.w.Accept(must(foreign.Sign(r.log))(t), Proof{}); !errors.Is(err, ErrOrigin) {
		t.Errorf("another log under the same key: %v", err)
	}
	if err := os.Remove(r.w.State); err != nil {
		t.Fatal(err)
	}
	if _, err := r.offer(t, r.f, 13, 13); !errors.Is(err, ErrFirst) {
		t.Errorf("a lost state begins anew: %v", err)
	}
	if err := os.WriteFile(r.w.State, []byte("hỏng"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := r.offer(t, r.f, 13, 13); !errors.Is(err, ErrSignature) {
		t.Errorf("a spoilt state: %v", err)
	}
}

func TestWitnessOverHTTP(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	post := func(body []byte) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		r.w.ServeHTTP(w, httptest.NewRequest(http.MethodPost, Path, bytes.NewReader(body)))
		return w
	}
	send := func(f forest, old, size int64, k *Key) *httptest.ResponseRecorder {
		return post(Request(must(Prove(old, size, f))(t), must(f.at(t, size).Sign(k))(t)))
	}
	w := send(r.f, 0, 6, r.log)
	signed := append(must(r.f.at(t, 6).Sign(r.log))(t), w.Body.Bytes()...)
	if _, err := Both(signed, r.v, r.wv); w.Code != 200 || err != nil {
		t.Errorf("%d %v\n%s", w.Code, err, signed)
	}
	stranger, _ := newKey(t, ForLog, "neove.test/so")
	for _, c := range []struct {
		name string
		got  *httptest.ResponseRecorder
		code int
		body string
	}{
		{"from elsewhere", send(r.f, 3, 13, r.log), 409, "6\n"},
		{"from there", send(r.f, 6, 13, r.log), 200, "chung-kien.test"},
		{"cut", send(r.f, 0, 12, r.log), 422, "fewer"},
		{"rewritten", send(r.other, 0, 13, r.log), 422, "continue"},
		{"stranger", send(r.f, 13, 13, stranger), 403, "signed"},
		{"no format", post([]byte("old 1")), 400, "format"},
		{"too long", post(bytes.Repeat([]byte("a"), 1<<20)), 400, "format"},
	} {
		if c.got.Code != c.code || !strings.Contains(c.got.Body.String(), c.body) {
			t.Errorf("%s: %d %q", c.name, c.got.Code, c.got.Body)
		}
	}
}

// What is parsed is written alike, and nothing panics.
func FuzzTexts(f *testing.F) {
	tree := grow(f, "a", "b", "c")
	f.Add(tree.at(f, 3).Text())
	f.Add(must(Prove(1, 3, tree))(f).Text())
	f.Add(string(Request(must(Prove(1, 3, tree))(f), []byte("x"))))
	f.Add("old 0\n")
	f.Fuzz(func(t *testing.T, text string) {
		if p, err := ParseProof(text); err == nil {
			again, err := ParseProof(p.Text())
			if err != nil || !cmp.Equal(p, again) {
				t.Errorf("proof %q: %v", text, err)
			}
		}
		if c, err := Parse(text); err == nil {
			if again, err := Parse(c.Text()); err != nil || again.Size != c.Size || again.Root != c.Root || again.Origin != c.Origin {
				t.Errorf("checkpoint %q: %v", text, err)
			}
		}
		_, _, _ = parseRequest([]byte(text))
		_, _ = ParseKey(text)
		_, _ = Verifier(text)
	})
}
