package keys

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"filippo.io/age"

	"neove/access"
	"neove/internal/db"
	"neove/internal/dbtest"
	"neove/internal/errs"
	"neove/internal/seal"
)

var (
	ctx      = context.Background()
	operator = access.System("test")
)

// desk is a service on a database whose audit sink keeps the events.
type desk struct {
	*Service
	src    seal.Source
	events []db.Event
}

func eachDesk(t *testing.T, fn func(*testing.T, *desk)) {
	for name, open := range map[string]func(*testing.T, dbtest.Options) *db.DB{"sqlite": dbtest.OpenSQLite, "postgres": dbtest.OpenPostgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := &desk{src: seal.Source{File: filepath.Join(t.TempDir(), "root.key")}}
			d := open(t, dbtest.Options{Audit: func(_ *db.Tx, _ db.By, e []db.Event) error { k.events = append(k.events, e...); return nil }})
			root, err := seal.Create(k.src, dbtest.Now)
			if err != nil {
				t.Fatal(err)
			}
			people := map[string]string{"lan": "u1", "hung": "u2"}
			k.Service = NewService(Config{DB: d, Keys: root, Batch: 2, Approver: func(_ context.Context, account string) (string, error) {
				if id, ok := people[account]; ok {
					return id, nil
				}
				return "", errs.New(errs.NotFound, "web.err.not_found")
			}})
			fn(t, k)
		})
	}
}

func (k *desk) grant(t *testing.T, subject string, holders ...string) {
	t.Helper()
	err := k.DB.Write(ctx, operator, "test.grant", func(tx *db.Tx) error {
		tx.Event(db.Event{})
		for _, h := range holders {
			for _, c := range []string{seal.Core, seal.Identity} {
				if err := k.Keys.Grant(tx, subject, c, h); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (k *desk) actions() (out []string) {
	for _, e := range k.events {
		out = append(out, e.Action)
	}
	return out
}

func TestRotate(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, k *desk) {
		for _, s := range []string{"s1", "s2", "s3"} {
			k.grant(t, s, "A", "B", "C")
		}
		k.events = nil
		old := k.Keys.Fingerprint()
		if n, err := k.RotateRoot(ctx, operator); n != 3 || err != nil || k.Keys.Fingerprint() == old {
			t.Errorf("root: %d key pairs of 3, %v", n, err)
		}
		if n, err := k.RotateAgency(ctx, operator, "A"); n != 6 || err != nil {
			t.Errorf("agency: %d keys of 6, %v", n, err)
		}
		if n, err := k.RotateSubject(ctx, operator, "s1"); n != 0 || err != nil { // no stored values here
			t.Errorf("subject: %d, %v", n, err)
		}
		want := []string{"keys.root.rotate", "keys.root.reseal", "keys.root.reseal", "keys.agency.rotate", "keys.agency.reseal", "keys.agency.reseal",
			"keys.agency.reseal", "keys.agency.reseal", "keys.subject.rotate", "keys.value.reseal", "keys.value.reseal"}
		if got := k.actions(); !slices.Equal(got, want) {
			t.Errorf("events\n%v, want\n%v", got, want)
		}
		st, err := k.State(ctx, operator)
		if err != nil || st.Root != k.Keys.Fingerprint() || len(st.Roots) != 2 || st.Roots[1].Agencies != 0 || st.Agencies[0].Version != 2 || st.Agencies[1].Version != 1 || st.PendingSubjects != 0 || st.Keys != 24 {
			t.Errorf("%+v %v", st, err)
		}
		if n, err := k.Reseal(ctx, operator); n != 0 || err != nil || len(k.events) != len(want) {
			t.Errorf("with nothing to do: %d, %v, %d events", n, err, len(k.events))
		}
		for what, err := range map[string]error{"no such holder": second(k.RotateAgency(ctx, operator, "Z")), "no such subject": second(k.RotateSubject(ctx, operator, "s9"))} {
			if !errs.Is(err, errs.NotFound) {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
}

func second[T any](_ T, err error) error { return err }

func TestNobodyElseMay(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, k *desk) {
		admin := access.Actor{ID: "u1", Grants: []access.Grant{{Role: access.Administrator, Unit: "VN", To: 99991231}}}
		_, _, kitErr := k.MakeKit(ctx, admin, []string{Print, Print, Print})
		for what, err := range map[string]error{
			"show": second(k.State(ctx, admin)), "root": second(k.RotateRoot(ctx, admin)), "agency": second(k.RotateAgency(ctx, admin, "A")), "kit": kitErr,
			"subject": second(k.RotateSubject(ctx, admin, "s1")), "reseal": second(k.Reseal(ctx, admin)), "shred": second(k.Shred(ctx, admin, Shred{})), "prove": second(k.Prove(ctx, admin, "")),
		} {
			if !errs.Is(err, errs.Forbidden) {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
}

func TestShred(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, k *desk) {
		k.grant(t, "s1", "A")
		reason := "Hết thời hạn lưu trữ theo quyết định"
		for what, c := range map[string]struct {
			in     Shred
			fields []string
		}{
			"nothing":           {Shred{}, []string{"subject", "reason", "approved-by"}},
			"one person":        {Shred{"s1", []string{"lan"}, reason}, []string{"approved-by"}},
			"one person twice":  {Shred{"s1", []string{"lan", "lan"}, reason}, []string{"approved-by"}},
			"somebody unknown":  {Shred{"s1", []string{"lan", "ma"}, reason}, []string{"approved-by", "approved-by"}},
			"without a reason":  {Shred{"s1", []string{"lan", "hung"}, "theo lệnh"}, []string{"reason"}},
			"a stranger as 3rd": {Shred{"s1", []string{"lan", "hung", "ma"}, reason}, []string{"approved-by"}},
		} {
			_, err := k.Shred(ctx, operator, c.in)
			var got []string
			for _, f := range errs.From(err).Fields {
				got = append(got, f.Name)
			}
			if !errs.Is(err, errs.Invalid) || !slices.Equal(got, c.fields) {
				t.Errorf("%s: %v", what, err)
			}
		}
		k.events = nil
		later, err := k.Shred(ctx, operator, Shred{"s1", []string{"lan", "hung"}, reason})
		if later != nil || err != nil {
			t.Fatal(later, err)
		}
		if e := k.events[0]; e.Action != "keys.subject.shred" || e.ID != "s1" || e.Reason != reason || !slices.Equal(e.Detail["approved_by"].([]string), []string{"u1", "u2"}) {
			t.Errorf("%+v", e)
		}
		if all, err := k.Keys.Recorded(""); len(all) != 1 || all[0].Subject != "s1" || err != nil {
			t.Errorf("recorded %v, %v", all, err)
		}
		if _, err := k.Shred(ctx, operator, Shred{"s1", []string{"lan", "hung"}, reason}); !errs.Is(err, errs.NotFound) {
			t.Errorf("a second time: %v", err)
		}
		k.grant(t, "s2", "A")
		os.Chmod(filepath.Dir(k.src.File), 0o700)
		os.WriteFile(k.src.File+".shreds", []byte("spoilt"), 0o600)
		if later, err := k.Shred(ctx, operator, Shred{"s2", []string{"lan", "hung"}, reason}); err != nil || !errs.Is(later, errs.Unavailable) {
			t.Errorf("the record cannot be written: later %v, %v", later, err)
		}
	})
}

func TestKitForReaders(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, k *desk) {
		k.grant(t, "s1", "A")
		one, err1 := age.GenerateX25519Identity()
		two, err2 := age.GenerateHybridIdentity()
		if err := errors.Join(err1, err2); err != nil {
			t.Fatal(err)
		}
		for what, to := range map[string][]string{"two": {Print, Print}, "four": {Print, Print, Print, Print}, "no recipient": {Print, Print, "age1xyz"}} {
			if _, _, err := k.MakeKit(ctx, operator, to); !errs.Is(err, errs.Invalid) {
				t.Errorf("%s: %v", what, err)
			}
		}
		kit, shares, err := k.MakeKit(ctx, operator, []string{one.Recipient().String(), two.Recipient().String(), Print})
		if err != nil {
			t.Fatal(err)
		}
		var texts []string
		for i, ids := range [][]age.Identity{{two, one}, {two}, nil} {
			text, err := ReadShare(shares[i].Text, ids...)
			if err != nil {
				t.Fatal(err)
			}
			texts = append(texts, text)
			if i < 2 && strings.Contains(shares[i].Text, text[:6]) {
				t.Errorf("share %d is readable", i+1)
			}
		}
		if _, err := ReadShare(shares[0].Text, two); !errs.Is(err, errs.Invalid) {
			t.Errorf("somebody else's share: %v", err)
		}
		if _, err := ReadShare(shares[0].Text); !errs.Is(err, errs.Invalid) {
			t.Errorf("without an identity: %v", err)
		}
		k.events = nil
		id, err := k.Prove(ctx, operator, kit, texts[0], texts[2])
		if err != nil || k.events[0].ID != id {
			t.Errorf("%s %v %v", id, err, k.events)
		}
		if _, err := k.Prove(ctx, operator, kit, texts[0]); !errs.Is(err, errs.Invalid) {
			t.Errorf("one share: %v", err)
		}
		st, err := k.State(ctx, operator)
		if err != nil || len(st.Kits) != 1 || !st.Kits[0].Proved.Equal(dbtest.Now) {
			t.Errorf("%+v %v", st.Kits, err)
		}
		for _, s := range append(texts, kit) {
			for _, e := range k.events {
				if strings.Contains(strings.Join([]string{e.Reason, e.ID}, " "), s) {
					t.Error("the history holds a share")
				}
			}
		}
	})
}

// Every action of the slice has its words in the history.
func TestMessages(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"vi", "en"} {
		raw, err := files.ReadFile("messages/" + lang + ".json")
		if err != nil {
			t.Fatal(err)
		}
		for _, dir := range []string{".", "../internal/seal"} {
			sources, _ := filepath.Glob(dir + "/*.go")
			for _, s := range sources {
				if strings.HasSuffix(s, "_test.go") {
					continue
				}
				code, _ := os.ReadFile(s)
				for _, word := range strings.Split(string(code), `"`) {
					if strings.HasPrefix(word, "seal.err.") || strings.HasPrefix(word, "keys.err.") {
						if !strings.Contains(string(raw), `"`+word+`"`) {
							t.Errorf("%s: %s has no text in %s", s, word, lang)
						}
					}
					if strings.HasPrefix(word, "keys.") && strings.Count(word, ".") == 2 && !strings.HasPrefix(word, "keys.err.") && !strings.Contains(string(raw), `"audit.action.`+word+`"`) {
						t.Errorf("%s: action %s has no text in %s", s, word, lang)
					}
				}
			}
		}
	}
}
