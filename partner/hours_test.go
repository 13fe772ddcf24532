package partner

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"neove/internal/clock"
)

func TestParseHours(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":      "",
		"24/7":  "24/7",
		"24/24": "24/7",
		"T2-T6 7:30-11:30, 13:30-17:00; T7 8:00-12:00": "T2–T6 7:30–11:30, 13:30–17:00; T7 8:00–12:00",
		"Thứ 2 đến thứ 6: 7h30–11h30, 13h30–17h":       "T2–T6 7:30–11:30, 13:30–17:00",
		"thứ hai đến thứ sáu 7.30-17":                  "T2–T6 7:30–17:00",
		"Mon-Fri 7:30-17:00; Sun 9:00-10:00":           "T2–T6 7:30–17:00; CN 9:00–10:00",
		"T2, T4 8-12":                                  "T2, T4 8:00–12:00",
		"hằng ngày 18:00-6:00":                         "T2–CN 18:00–6:00",
		"7:00-17:00":                                   "T2–CN 7:00–17:00",
		"T7 0:00-24:00":                                "T7 0:00–24:00",
		"T2-CN cả ngày":                                "24/7",
		"T2-T6 13:30-17:00, 7:30-11:30":                "T2–T6 7:30–11:30, 13:30–17:00",
		"CN 20:00-0:00":                                "CN 20:00–24:00",
	} {
		h, err := ParseHours(in)
		if err != nil {
			t.Errorf("%q: %v", in, err)
			continue
		}
		if got := h.Text("vi"); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
	for _, in := range []string{"giờ hành chính", "T2-T6", "T9 7:00-8:00", "T6-T2 7:00-8:00", "T2 7:00", "T2 25:00-26:00", "T2 7:60-8:00", "T2 7:00-7:00",
		"T2 7:00-12:00, 11:00-13:00", "T2 7:00-9:00; T2 8:00-10:00", "T2 24:00-3:00", ";", "T2 7:5-8:00", "T2 18:00-6:00, 20:00-21:00"} {
		if h, err := ParseHours(in); err == nil {
			t.Errorf("%q passes as %q", in, h.Text("vi"))
		}
	}
}

func TestOpen(t *testing.T) {
	t.Parallel()
	at := func(d, h, m int) time.Time { return time.Date(2025, 1, d, h, m, 0, 0, clock.Vietnam) } // 6 January 2025 is a Monday
	for _, c := range []struct {
		hours string
		at    time.Time
		want  bool
	}{
		{"24/7", at(12, 3, 0), true},
		{"T2-T6 7:30-11:30, 13:30-17:00", at(6, 7, 30), true},
		{"T2-T6 7:30-11:30, 13:30-17:00", at(6, 7, 29), false},
		{"T2-T6 7:30-11:30, 13:30-17:00", at(6, 11, 30), false},
		{"T2-T6 7:30-11:30, 13:30-17:00", at(10, 16, 59), true},
		{"T2-T6 7:30-11:30, 13:30-17:00", at(11, 9, 0), false},
		{"T2 18:00-6:00", at(7, 5, 59), true},
		{"T2 18:00-6:00", at(7, 6, 0), false},
		{"T2 18:00-6:00", at(6, 5, 0), false},
		{"CN 18:00-6:00", at(6, 5, 0), true},
		{"CN 20:00-24:00", at(6, 0, 0), false},
		{"", at(6, 9, 0), false},
	} {
		h, err := ParseHours(c.hours)
		if err != nil {
			t.Fatal(c.hours, err)
		}
		if got := h.Open(c.at.UTC()); got != c.want {
			t.Errorf("%q at %s: %v", c.hours, c.at, got)
		}
	}
}

// What is written can be read again, in both languages.
func TestHoursRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var h Hours
		for d := range h {
			at := 0
			for range rapid.IntRange(0, 3).Draw(t, "spans") {
				from := at + rapid.IntRange(0, 300).Draw(t, "from")
				to := from + rapid.IntRange(1, 300).Draw(t, "length")
				if to > fullDay {
					break
				}
				h[d] = append(h[d], Span{from, to})
				at = to
			}
		}
		for _, lang := range []string{"vi", "en"} {
			got, err := ParseHours(h.Text(lang))
			if err != nil {
				t.Fatalf("%q: %v", h.Text(lang), err)
			}
			if diff := cmp.Diff(h, got); diff != "" {
				t.Fatal(h.Text(lang), diff)
			}
		}
	})
}

func FuzzParseHours(f *testing.F) {
	for _, s := range []string{"24/7", "T2–T6 7:30–11:30, 13:30–17:00", "thứ hai đến chủ nhật 7h-", "cn -", "T2: 7:30-8"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		h, err := ParseHours(s)
		if err != nil {
			return
		}
		again, err := ParseHours(h.Text("vi"))
		if err != nil || !cmp.Equal(h, again) {
			t.Fatalf("%q is %q, which is %q, %v", s, h.Text("vi"), again.Text("vi"), err)
		}
	})
}
