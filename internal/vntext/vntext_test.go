package vntext

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"neove/internal/clock"
)

func TestFold(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Hòa Bình": "hoa binh", "Hoà Bình": "hoa binh", "ĐỨC HUỆ": "duc hue", "thúy/thuý": "thuy thuy",
		"  Phường   1, ": "phuong 1", "Hoa\u0300": "hoa", "": "", "—": "",
	} {
		if got := Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestNumbers(t *testing.T) {
	t.Parallel()
	for n, want := range map[int64][3]string{
		0: {"0", "0", "0 đồng"}, 5: {"5", "05", "5 đồng"}, 172830: {"172.830", "172.830", "172.830 đồng"},
		2_550_000_000: {"2.550.000.000", "2.550.000.000", "2,55 tỷ đồng"}, 950_000_000: {"950.000.000", "950.000.000", "950 triệu đồng"},
		2_551_234_567: {"2.551.234.567", "2.551.234.567", "2.551.234.567 đồng"}, 1_000_000_000: {"1.000.000.000", "1.000.000.000", "1 tỷ đồng"},
		-1234: {"-1.234", "-1.234", "-1.234 đồng"},
	} {
		if diff := cmp.Diff(want, [3]string{Number(n), Document(n), Dong(n)}); diff != "" {
			t.Errorf("%d: %s", n, diff)
		}
	}
}

// Nothing is guessed: a number is read only as people in Vietnam write it.
func TestParseCount(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]int64{"1920": 1920, "1.920": 1920, "1 920": 1920, "0": 0, "007": 7, "172.830": 172830, "1.000.000": 1000000} {
		if got, err := ParseCount(in); err != nil || got != want {
			t.Errorf("ParseCount(%q) = %d, %v", in, got, err)
		}
	}
	for _, bad := range []string{"", "1,920", "1.92", "1.9200", ".5", "-3", "12a", "1e3", "９", "9999999999999999"} {
		if got, err := ParseCount(bad); err == nil {
			t.Errorf("ParseCount(%q) took it as %d", bad, got)
		}
	}
}

func TestParseDecimal(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]int64{"137,7": 1377, "137": 1370, "1.137,7": 11377, "0,5": 5} {
		if got, err := ParseDecimal(in, 1); err != nil || got != want {
			t.Errorf("ParseDecimal(%q) = %d, %v", in, got, err)
		}
	}
	for _, bad := range []string{"137.7", "137,77", ",5", "1,-5", "x"} {
		if got, err := ParseDecimal(bad, 1); err == nil {
			t.Errorf("ParseDecimal(%q) took it as %d", bad, got)
		}
	}
}

// What is written is read back as it was.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n, places := rapid.Int64Range(0, 1e12).Draw(t, "n"), rapid.IntRange(0, 3).Draw(t, "places")
		if got, err := ParseCount(Number(n)); err != nil || got != n {
			t.Fatalf("%s: %d, %v", Number(n), got, err)
		}
		if got, err := ParseDecimal(Decimal(n, places), places); err != nil || got != n {
			t.Fatalf("%s: %d, %v", Decimal(n, places), got, err)
		}
		d := clock.On(1900, 1, 1) + clock.Date(rapid.Int32Range(0, 100_000).Draw(t, "day"))
		for _, s := range []string{Date(d), DocumentDate(d), d.String()} {
			if got, err := ParseDate(s); err != nil || got != d {
				t.Fatalf("%s: %s, %v", s, got, err)
			}
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"1.920", "137,7", "9/6/2024", "ngày 09 tháng 6 năm 2024", "31/2/2024", "\u0300", "1.920\u00a0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if n, err := ParseCount(s); err == nil && n < 0 {
			t.Errorf("ParseCount(%q) = %d", s, n)
		}
		if n, err := ParseDecimal(s, 2); err == nil && n < 0 {
			t.Errorf("ParseDecimal(%q) = %d", s, n)
		}
		if d, err := ParseDate(s); err == nil {
			if again, err := ParseDate(Date(d)); err != nil || again != d {
				t.Errorf("ParseDate(%q) = %s, which reads back as %s", s, d, again)
			}
		}
		if Fold(Fold(s)) != Fold(s) {
			t.Errorf("Fold(%q) is not stable", s)
		}
		if Clean(Clean(s)) != Clean(s) {
			t.Errorf("Clean(%q) is not stable", s)
		}
	})
}

// What nobody sees neither hides a name from the search nor turns a line around.
func TestUnseenCharacters(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Nguy\u200bễn Văn\u2060 A":         "Nguyễn Văn A",
		"\ufeffHòa\u00ad Bình":             "Hòa Bình",
		"nhà nghỉ \u202egnp.exe\u202c":     "nhà nghỉ gnp.exe",
		"\u2066Xã\u2069 \u200eLương\u200f": "Xã Lương",
		"e\u200b\u0302":                    "ê",
		"gia đình 👨\u200d👩\u200d👧 \u200d":  "gia đình 👨\u200d👩\u200d👧 \u200d",
	} {
		if got := Clean(in); got != want {
			t.Errorf("Clean(%q) = %q, want %q", in, got, want)
		}
		if got := Fold(in); got != Fold(want) {
			t.Errorf("Fold(%q) = %q, want %q", in, got, Fold(want))
		}
	}
}

func TestMonth(t *testing.T) {
	for in, want := range map[string]string{"2026-06": "6/2026", "2026-12": "12/2026", "2026": "2026", "2026-Q2": "2026-Q2", "": ""} {
		if got := Month(in); got != want {
			t.Errorf("Month(%q) = %q, want %q", in, got, want)
		}
	}
}
