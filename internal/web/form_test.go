package web

import (
	"bytes"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"neove/internal/clock"
	"neove/internal/errs"
)

func formOf(pairs ...string) *Form {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return newForm(v, nil)
}

func fieldsOf(err error) []errs.Field {
	e, _ := errors.AsType[*errs.Error](err)
	if e == nil {
		return nil
	}
	return e.Fields
}

func TestCount(t *testing.T) {
	n := func(v int64) *int64 { return &v }
	for raw, want := range map[string]struct {
		n   *int64
		key string
	}{
		"": {}, "  ": {}, "0": {n: n(0)}, "1920": {n: n(1920)}, "1.920": {n: n(1920)}, "1 920": {n: n(1920)}, "172.830": {n: n(172830)},
		"1,920": {key: "web.err.thousands"}, "1,92": {key: "web.err.number"}, "-1": {key: "web.err.number"}, "1.92": {key: "web.err.number"},
		"mười": {key: "web.err.number"}, "1e3": {key: "web.err.number"}, "0x10": {key: "web.err.number"},
	} {
		f := formOf("people", raw)
		got := f.Count("people")
		if diff := cmp.Diff(want.n, got); diff != "" {
			t.Errorf("%q: %s", raw, diff)
		}
		fields := fieldsOf(f.Err())
		if (want.key == "") != (len(fields) == 0) || len(fields) > 0 && fields[0].Key != want.key {
			t.Errorf("%q: %+v, want %q", raw, fields, want.key)
		}
		if f.Raw("people") != raw {
			t.Errorf("%q is kept as %q", raw, f.Raw("people"))
		}
	}
	if f := formOf("people", "1,920"); f.Count("people") != nil || cmp.Diff([]any{"value", "1,920", "fix", "1.920"}, fieldsOf(f.Err())[0].Args) != "" {
		t.Errorf("the fix: %+v", fieldsOf(f.Err()))
	}
}

func TestText(t *testing.T) {
	f := formOf("a", "  Nguye\u0302\u0303n \x00 Va\u0306n\tA ", "b", "dòng 1 \r\n\r\n  dòng\u00a02  ", "c", strings.Repeat("ă", 11), "d", "x\xffy", "e", " ")
	for name, got := range map[string][2]string{
		"nfc":    {f.Text("a", 50), "Nguyễn Văn A"},
		"lines":  {f.Lines("b", 50), "dòng 1\n\ndòng 2"},
		"long":   {f.Text("c", 10), ""},
		"exact":  {f.Text("c", 11), strings.Repeat("ă", 11)},
		"broken": {f.Text("d", 10), "xy"},
		"blank":  {f.NeedText("e", 10), ""},
		"none":   {f.NeedLines("z", 10), ""},
	} {
		if got[0] != got[1] {
			t.Errorf("%s: %q, want %q", name, got[0], got[1])
		}
	}
	keys := map[string]string{}
	for _, x := range fieldsOf(f.Err()) {
		keys[x.Name] = x.Key
	}
	if diff := cmp.Diff(map[string]string{"c": "web.err.long", "e": "web.err.required", "z": "web.err.required"}, keys); diff != "" {
		t.Error(diff)
	}
}

func TestOtherGetters(t *testing.T) {
	f := formOf("on", "9/6/2026", "iso", "2026-06-09", "bad", "31/2/2026", "pick", "b", "wrong", "x", "many", "a", "many", "b", "yes", "1")
	for _, name := range []string{"on", "iso"} {
		if d, ok := f.Date(name); !ok || d != clock.On(2026, 6, 9) {
			t.Errorf("%s: %v %v", name, d, ok)
		}
	}
	if _, ok := f.Date("none"); ok {
		t.Error("a blank date is a date")
	}
	f.NeedDate("bad")
	f.NeedDate("absent")
	if f.Choice("pick", "a", "b") != "b" || f.Choice("none", "a") != "" || f.Choice("wrong", "a") != "" || !f.Bool("yes") || f.Bool("no") {
		t.Error("choice or bool")
	}
	if diff := cmp.Diff([]string{"a", "b"}, f.Choices("many", "a", "b", "c")); diff != "" {
		t.Error(diff)
	}
	var got []string
	for _, x := range fieldsOf(f.Err()) {
		got = append(got, x.Name+" "+x.Key)
	}
	if diff := cmp.Diff([]string{"bad web.err.date", "absent web.err.required", "wrong web.err.choice"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestRows(t *testing.T) {
	f := formOf("rows", "3", "people-1", "5", "people-2", "x", "place-3", "Xã A")
	if f.Rows(200) != 3 || f.Rows(2) != 2 || formOf("rows", "-1").Rows(9) != 0 || formOf().Rows(9) != 0 {
		t.Error("rows")
	}
	if n := f.Row(1).Count("people"); n == nil || *n != 5 {
		t.Error("row 1")
	}
	f.Row(2).Count("people")
	if f.Row(3).Text("place", 10) != "Xã A" || !f.Row(3).Blank("people") || f.Row(3).Blank("people", "place") || f.Row(3).Name("people") != "people-3" {
		t.Error("row 3")
	}
	f.Row(2).Bad("people", "second message of one control")
	fields := fieldsOf(f.Err())
	if len(fields) != 1 || fields[0].Row != 2 || fields[0].Name != "people" || fields[0].Key != "web.err.number" {
		t.Errorf("%+v", fields)
	}
}

func upload(t *testing.T, size int) *Exchange {
	t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	if err := m.WriteField("place", "Xã A"); err != nil {
		t.Fatal(err)
	}
	part, err := m.CreateFormFile("photo", "../../ảnh.jpg")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(bytes.Repeat([]byte("x"), size)); err != nil {
		t.Fatal(err)
	}
	m.Close()
	r := httptest.NewRequest(http.MethodPost, "/", &body)
	r.Header.Set("Content-Type", m.FormDataContentType())
	return &Exchange{W: httptest.NewRecorder(), R: r}
}

func TestUpload(t *testing.T) {
	x := upload(t, 3<<20)
	f, err := x.Form()
	if err != nil {
		t.Fatal(err)
	}
	file, ok := f.File("photo")
	if !ok || file.Size != 3<<20 || file.Name != "ảnh.jpg" || f.Text("place", 20) != "Xã A" {
		t.Fatalf("%+v %v", file, ok)
	}
	in, err := file.Open()
	if err != nil {
		t.Fatal(err)
	}
	if raw, err := io.ReadAll(in); err != nil || len(raw) != 3<<20 {
		t.Error(len(raw), err)
	}
	if _, ok := f.File("other"); ok {
		t.Error("a file out of nothing")
	}
	if _, err := upload(t, MaxUpload).Form(); statusOf(errs.From(err)) != 413 {
		t.Errorf("too large: %v", err)
	}
}

func TestLocal(t *testing.T) {
	for path, want := range map[string]bool{
		"/": true, "/a?b=c": true, "/a/%C3%A1?x=%2F%2F": true,
		"": false, "a": false, "//evil.example": false, `/\evil.example`: false, "/\t/evil.example": false, "/\n": false,
		"https://evil.example": false, "javascript:alert(1)": false, "/a b": false, "/%": false, "/" + strings.Repeat("a", 3000): false,
	} {
		if got := Local(path); got != want {
			t.Errorf("%q is %v", path, got)
		}
	}
}

// A number that is accepted is shown again as a number that is accepted, and
// no refusal loses what was typed.
func FuzzCount(f *testing.F) {
	for _, s := range []string{"1.920", "1,920", " 1 920 ", "9999999999999999", "１２", "1\u00a0920"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		form := formOf("n", raw)
		n := form.Count("n")
		if n != nil && *n < 0 {
			t.Errorf("%q is %d", raw, *n)
		}
		if n != nil && form.Err() != nil || n == nil && form.Err() == nil && strings.TrimSpace(raw) != "" {
			t.Errorf("%q: %v %v", raw, n, form.Err())
		}
		if form.Raw("n") != raw {
			t.Errorf("%q is kept as %q", raw, form.Raw("n"))
		}
	})
}
