package backup

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"neove/internal/db"
)

func TestRowRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		kinds := []db.Kind{db.Text, db.Int, db.Bool, db.Bytes, db.Text}
		in := []any{rapid.String().Draw(t, "text"), rapid.Int64().Draw(t, "int"), rapid.Bool().Draw(t, "bool"),
			append([]byte{}, rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")...), nil}
		line, err := appendRow(nil, in)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Count(line, []byte{'\n'}) != 1 || line[len(line)-1] != '\n' {
			t.Fatalf("%q is not one line", line)
		}
		out, err := parseRow(line, kinds)
		if diff := cmp.Diff(in, out); diff != "" || err != nil {
			t.Fatal(err, diff)
		}
	})
}

func TestValuesBetweenEngines(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		line string
		kind db.Kind
		want any // nil for refused
	}{
		{"[1]", db.Bool, true}, {"[0]", db.Bool, false}, {"[true]", db.Int, int64(1)}, {"[false]", db.Int, int64(0)}, {"[true]", db.Bool, true},
		{"[9007199254740993]", db.Int, int64(9007199254740993)}, {`["YQ=="]`, db.Bytes, []byte("a")}, {`["YQ=="]`, db.Text, "YQ=="},
		{"[2]", db.Bool, nil}, {"[1.5]", db.Int, nil}, {`["1"]`, db.Int, nil}, {"[1]", db.Text, nil}, {`["%"]`, db.Bytes, nil}, {"[[1]]", db.Int, nil},
		{"[1,2]", db.Int, nil}, {"{}", db.Int, nil}, {"", db.Int, nil},
	} {
		out, err := parseRow([]byte(c.line), []db.Kind{c.kind})
		if c.want == nil {
			if err == nil {
				t.Errorf("%s as %s is taken as %v", c.line, c.kind, out)
			}
		} else if diff := cmp.Diff([]any{c.want}, out); diff != "" || err != nil {
			t.Errorf("%s as %s: %v %s", c.line, c.kind, err, diff)
		}
	}
	for _, bad := range []any{"\xff", 1.5, int32(1)} {
		if _, err := appendRow(nil, []any{bad}); err == nil {
			t.Errorf("%v is written", bad)
		}
	}
}

func FuzzRow(f *testing.F) {
	f.Add([]byte(`["đ",1,true,"YQ==",null]`))
	f.Fuzz(func(t *testing.T, line []byte) {
		parseRow(line, []db.Kind{db.Text, db.Int, db.Bool, db.Bytes, db.Text})
	})
}
