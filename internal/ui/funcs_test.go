package ui

import (
	"testing"
	"time"

	"neove/internal/clock"
	"neove/internal/i18n"
)

func TestNumberStyle(t *testing.T) {
	n := int64(172830)
	var none *int64
	cases := []struct {
		fn     string
		in     any
		vi, en string
	}{
		{"num", 0, "0", "0"}, {"num", int64(172830), "172.830", "172,830"}, {"num", &n, "172.830", "172,830"},
		{"num", none, "", ""}, {"num", nil, "", ""}, {"num", -1500, "-1.500", "-1,500"},
		{"numin", 1920, "1.920", "1.920"},
		{"docnum", 5, "05", "05"}, {"docnum", int64(1012), "1.012", "1.012"}, {"docnum", 0, "0", "0"},
		{"dong", int64(2550000000), "2,55 tỷ đồng", "VND 2.55 billion"}, {"dong", 950000000, "950 triệu đồng", "VND 950 million"},
		{"dong", 1234567, "1.234.567 đồng", "VND 1,234,567"}, {"dong", int64(1234000000000), "1.234 tỷ đồng", "VND 1,234 billion"},
		{"date", clock.MustParse("2026-06-09"), "9/6/2026", "09/06/2026"}, {"date", clock.Date(0), "", ""}, {"date", (*clock.Date)(nil), "", ""},
	}
	for _, c := range cases {
		for lang, want := range map[i18n.Lang]string{i18n.Vi: c.vi, i18n.En: c.en} {
			got, err := funcs(bundle(t), lang)[c.fn].(func(any) (string, error))(c.in)
			if err != nil || got != want {
				t.Errorf("%s %v %s: %q, %v; want %q", c.fn, c.in, lang, got, err, want)
			}
		}
	}
	if _, err := number("5", nil); err == nil {
		t.Error("a text is no number")
	}
	if _, err := date(i18n.Vi, "2026-06-09"); err == nil {
		t.Error("a text is no date")
	}
}

func TestWhen(t *testing.T) {
	x := time.Date(2026, 6, 8, 17, 5, 0, 0, time.UTC) // already the next day in Vietnam
	if got := when(i18n.Vi, x); got != "00:05 ngày 9/6/2026" {
		t.Error(got)
	}
	if got := when(i18n.En, x); got != "00:05, 09/06/2026" {
		t.Error(got)
	}
	if when(i18n.Vi, time.Time{}) != "" {
		t.Error("zero time")
	}
}

func TestDict(t *testing.T) {
	if _, err := dict("a"); err == nil {
		t.Error("odd")
	}
	if _, err := dict(1, 2); err == nil {
		t.Error("key is no text")
	}
	if m, err := dict("a", 1); err != nil || m["a"] != 1 {
		t.Error(m, err)
	}
}
