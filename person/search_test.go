package person

import (
	"encoding/csv"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"neove/internal/vntext"
)

type target struct {
	group, name string
	year        int
	queries     map[string]string
}

func targets(t testing.TB) []target {
	f, err := os.Open("testdata/names.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma, r.LazyQuotes = '\t', true
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []target
	for _, row := range rows[1:] {
		y, err := strconv.Atoi(row[2])
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, target{row[0], row[1], y, map[string]string{"accents": row[3], "plain": row[4], "typo": row[5]}})
	}
	return out
}

// crowd is an index of n made-up persons and the targets.
func crowd(t testing.TB, n int) (*index, []target) {
	list := targets(t)
	ix, r := newIndex(n+len(list)), source(1)
	for i := range n {
		p := invented(r)
		ix.put(namedOf(fmt.Sprintf("p%06d", i), "", &p))
		if step := n / len(list); i%step == 0 && i/step < len(list) {
			k := i / step
			p := Profile{Name: Told(list[k].name), Birth: Told(Birth{Kind: InYear, Year: list[k].year})}
			ix.put(namedOf(fmt.Sprintf("t%d", k), "", &p))
		}
	}
	return ix, list
}

func all(string) bool { return true }

// Must show: recall on the fixed list within 100,000 persons, by name and year
// of birth as a paper or a relative tells them; never more than 20.
func TestRecall(t *testing.T) {
	t.Parallel()
	ix, list := crowd(t, 100_000)
	for kind, bar := range map[string]float64{"accents": 99, "plain": 98, "typo": 95} {
		found, alone := 0, 0
		var missed []string
		for k, one := range list {
			id := fmt.Sprintf("t%d", k)
			for _, year := range []int{one.year, 0} {
				out, _ := ix.search(Query{one.queries[kind], year}, all, Shown)
				if len(out) > Shown {
					t.Fatalf("%d shown", len(out))
				}
				hit := slices.ContainsFunc(out, func(m match) bool { return ix.docs[m.doc].id == id })
				for _, m := range out {
					if len(m.why.Codes()) == 0 {
						t.Errorf("%q finds %s without saying why", one.queries[kind], ix.docs[m.doc].id)
					}
				}
				switch {
				case hit && year == 0:
					alone++
				case hit:
					found++
				case year != 0:
					missed = append(missed, one.name+" ← "+one.queries[kind])
				}
			}
		}
		share := func(n int) float64 { return 100 * float64(n) / float64(len(list)) }
		t.Logf("%s: %.1f %% by name and year, %.1f %% by name alone; missed %s", kind, share(found), share(alone), strings.Join(missed, "; "))
		if share(found) < bar {
			t.Errorf("%s: %.1f %%, want %v", kind, share(found), bar)
		}
	}
}

func small(names ...string) *index {
	ix := newIndex(len(names))
	for i, n := range names {
		p := Profile{Name: Told(n), Birth: Told(Birth{Kind: InYear, Year: 2000})}
		ix.put(namedOf(strconv.Itoa(i), "", &p))
	}
	return ix
}

// Each way in which a name is told or written, and what the page says about it.
func TestWhy(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ stored, query, why string }{
		{"Nguyễn Thị Hương", "Nguyễn Thị Hương", "same"},
		{"Nguyễn Thị Hương", "NGUYỄN THỊ HƯƠNG", "same"},
		{"Nguyễn Thị Hương", norm.NFD.String("Nguyễn Thị Hương"), "same"},
		{"Trần Văn Hòa", "Trần Văn Hoà", "same"},
		{"Nguyễn Thị Hương", "nguyen thi huong", "fold"},
		{"Nguyễn Thị Hương", "Nguyễn Thị Hường", "fold"},
		{"Đặng Đình Đức", "dang dinh duc", "fold"},
		{"Nguyễn Thị Hương", "Hương Thị Nguyễn", "same order"},
		{"Nguyễn Thị Hương", "thi huong nguyen", "fold order"},
		{"Nguyễn Thị Hương", "Nguyễn Hương", "part"},
		{"Nguyễn Thị Hương", "huong", "part"},
		{"Nguyễn Thu Hương", "Nguyễn Thị Thu Hương", "more"},
		{"Nguyễn Thị Hương", "nguyen thi huon", "typo"},
		{"Nguyễn Thị Hương", "ngyuen thi huong", "typo"},
		{"Nguyễn Thị Hương", "nguyễnthị hương", "spelling"},
		{"Nguyễn Thị Hương", "NTH", "initials"},
		{"Nguyễn Thị Hương", "N.T.H.", "initials"},
		{"Nguyễn Thị Hương", "Nguyễn T. Hương", "initials"},
		{"Giàng A Páo", "Giang A Pao", "fold"},
		{"Giàng A Páo", "Giàng Páo", "spelling"},
		{"Vàng Páo", "Vàng A Páo", "spelling"},
		{"Lý Thị Mỵ", "Lí Thị Mị", "spelling"},
		{"Y Moan Êban", "Y-Moan Êban", "same"},
		{"Y Moan Êban", "Moan Eban", "spelling"},
		{"Y Moan Êban", "Ymoan Eban", "spelling"},
		{"H'Hen Niê", "HHen Nie", "spelling"},
		{"H'Hen Niê", "hen nie", "spelling"},
		{"H’Hen Niê", "H'Hen Niê", "same"},
		{"A Phủ", "Phủ", "spelling"},
		{"Ksor H'Linh", "Csor H'Linh", "spelling"},
		{"Nguyễn Thị Hương", "Trần Thị Hương", "-"},
		{"Nguyễn Thị Hương", "nguyn thi huon", "-"}, // two letters are wrong
		{"Nguyễn Thị Hương", "Nguyễn Văn Hùng Anh", "-"},
		{"Nguyễn Thị Hương", "thị", "part"},
		{"", "Hương", "-"},
	} {
		t.Run(c.stored+" "+c.query, func(t *testing.T) {
			t.Parallel()
			out, _ := small(c.stored).search(Query{Name: c.query}, all, Shown)
			got := "-"
			if len(out) > 0 {
				got = strings.Join(out[0].why.Codes(), " ")
			}
			if got != c.why {
				t.Errorf("%s, want %s", got, c.why)
			}
		})
	}
}

func TestYears(t *testing.T) {
	t.Parallel()
	ix := newIndex(5)
	for i, b := range []Fact[Birth]{Told(Birth{Kind: InYear, Year: 2000}), Told(Birth{Kind: InYear, Year: 2001}), Told(Birth{Kind: InYear, Year: 2002}),
		Told(Birth{Kind: About, Year: 1996, Spread: 3}), Silent[Birth](Unknown)} {
		p := Profile{Name: Told("Lò Thị Pành"), Birth: b}
		ix.put(namedOf(strconv.Itoa(i), "", &p))
	}
	out, _ := ix.search(Query{"lo thi panh", 2000}, all, Shown)
	var got []string
	for _, m := range out {
		got = append(got, ix.docs[m.doc].id+":"+strings.Join(m.why.Codes(), "+"))
	}
	if want := "0:fold+year 3:fold+year_off 1:fold+year_off 4:fold+year_unknown"; strings.Join(got, " ") != want {
		t.Errorf("%s, want %s", strings.Join(got, " "), want)
	}
}

// What the caller refuses is not there: not shown, not counted, not in the way.
func TestAllowedBeforeRanking(t *testing.T) {
	t.Parallel()
	ix := newIndex(100)
	for i := range 100 {
		p := Profile{Name: Told("Nguyễn Văn Hùng")}
		ix.put(namedOf(strconv.Itoa(i), "", &p))
	}
	out, more := ix.search(Query{Name: "Nguyễn Văn Hùng"}, func(id string) bool { return id == "3" || id == "7" }, Shown)
	if len(out) != 2 || more {
		t.Errorf("%d found, more %v", len(out), more)
	}
	if out, more = ix.search(Query{Name: "Nguyễn Văn Hùng"}, all, Shown); len(out) != Shown || !more {
		t.Errorf("%d found, more %v", len(out), more)
	}
}

// A merged record leads to the one it is merged into, unless the caller may not
// see that one.
func TestMergedInSearch(t *testing.T) {
	t.Parallel()
	ix := newIndex(2)
	for id, merged := range map[string]string{"a": "", "b": "a"} {
		p := Profile{Name: Told("Nguyễn Văn " + id)}
		ix.put(namedOf(id, merged, &p))
	}
	for _, c := range []struct {
		allowed func(string) bool
		want    string
	}{{all, "a"}, {func(id string) bool { return id == "b" }, "b"}} {
		out, _ := ix.search(Query{Name: "Nguyễn Văn b"}, c.allowed, Shown)
		if len(out) != 1 || ix.docs[out[0].doc].id != c.want {
			t.Errorf("%v, want %s", out, c.want)
		}
	}
}

// An index that was changed finds what a new one finds.
func TestIndexChanges(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		names := []string{"Nguyễn Thị Hương", "Nguyễn Văn Hùng", "Lò Thị Pành", "Vàng A Páo", "H'Hen Niê"}
		ix, now := newIndex(0), map[string]string{}
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			id := rapid.SampledFrom([]string{"1", "2", "3", "4"}).Draw(t, "id")
			if rapid.Bool().Draw(t, "drop") {
				ix.drop(id)
				delete(now, id)
				continue
			}
			now[id] = rapid.SampledFrom(names).Draw(t, "name")
			p := Profile{Name: Told(now[id])}
			ix.put(namedOf(id, "", &p))
		}
		for _, q := range names {
			fresh := newIndex(0)
			for id, n := range now {
				p := Profile{Name: Told(n)}
				fresh.put(namedOf(id, "", &p))
			}
			if got, want := ids(ix, q), ids(fresh, q); got != want {
				t.Fatalf("%s: %s, want %s", q, got, want)
			}
		}
	})
}

func ids(ix *index, q string) string {
	out, _ := ix.search(Query{Name: q}, all, Shown)
	var list []string
	for _, m := range out {
		list = append(list, fmt.Sprint(ix.docs[m.doc].id, m.cost))
	}
	slices.Sort(list)
	return strings.Join(list, " ")
}

// FuzzSpell: names of any bytes become words that are folded, alike for all
// ways to write the same letters.
func FuzzSpell(f *testing.F) {
	for _, s := range []string{"Nguyễn Thị Hương", "H’Hen Niê", "Y-Moan", "", "A", "Đ\u0301", "កា", "\xff\xfe", "hoà hòa", strings.Repeat("a ", 50)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		words := spell(s)
		if len(words) > maxWords {
			t.Fatalf("%d words", len(words))
		}
		var folded []string
		for _, w := range words {
			if w.fold == "" || w.fold != vntext.Fold(w.fold) || strings.ContainsAny(w.fold, " '-.") {
				t.Errorf("%q is not folded", w.fold)
			}
			if vntext.Fold(w.accent) != w.fold {
				t.Errorf("%q and %q differ", w.accent, w.fold)
			}
			folded = append(folded, w.fold)
		}
		if again := spell(strings.Join(folded, " ")); len(again) != len(words) {
			t.Errorf("%d words, then %d", len(words), len(again))
		}
		for _, other := range []string{norm.NFC.String(s), norm.NFD.String(s)} {
			if got := spell(other); !slices.Equal(got, words) {
				t.Errorf("%q: %v, want %v", other, got, words)
			}
		}
		small(s, "Nguyễn Thị Hương").search(Query{Name: s}, all, Shown)
	})
}

func BenchmarkIndex(b *testing.B) {
	r := source(1)
	people := make([]Profile, 100_000)
	for i := range people {
		people[i] = invented(r)
	}
	for b.Loop() {
		ix := newIndex(len(people))
		for i := range people {
			ix.put(namedOf(strconv.Itoa(i), "", &people[i]))
		}
	}
}

// BenchmarkQuery reports the 95th percentile over the whole list of queries.
func BenchmarkQuery(b *testing.B) {
	ix, list := crowd(b, 100_000)
	for _, year := range []bool{true, false} {
		b.Run(fmt.Sprintf("year=%v", year), func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				for _, one := range list {
					for _, q := range one.queries {
						y := one.year
						if !year {
							y = 0
						}
						start := time.Now()
						ix.search(Query{q, y}, all, Shown)
						took = append(took, time.Since(start))
					}
				}
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
			b.ReportMetric(float64(took[len(took)-1].Microseconds())/1000, "max-ms")
		})
	}
}
