package training

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"neove/internal/clock"
	"neove/internal/errs"
	"neove/measure"
	"neove/org"
)

var day = clock.MustParse

func n64(n int64) *int64 { return &n }

var words = Terms{{Kind: Group, Code: "commune_police", Level: "commune"}, {Kind: Group, Code: "police"}, {Kind: Topic, Code: "referral"}, {Kind: Topic, Code: "law"}}

// A cluster is held when it is over and somebody took part; a course follows
// its clusters.
func TestStates(t *testing.T) {
	t.Parallel()
	today := day("2024-06-15")
	for name, c := range map[string]struct {
		clusters []Cluster
		want     []State
		course   State
	}{
		"over with people":    {[]Cluster{{To: today, People: 3, State: Planned}}, []State{Held}, Held},
		"over without people": {[]Cluster{{To: today - 1, State: Planned}}, []State{Planned}, Planned},
		"to come":             {[]Cluster{{To: today + 1, People: 3, State: Held}}, []State{Planned}, Planned},
		"one of two":          {[]Cluster{{To: today, People: 3}, {To: today + 9}}, []State{Held, Planned}, Planned},
		"cancelled stays":     {[]Cluster{{To: today, People: 3, State: Cancelled}}, []State{Cancelled}, Cancelled},
		"held and cancelled":  {[]Cluster{{To: today, People: 3}, {State: Cancelled}, {State: Removed}}, []State{Held, Cancelled, Removed}, Held},
	} {
		r := Record{Clusters: c.clusters}
		r.settle(today)
		var got []State
		for _, k := range r.Clusters {
			got = append(got, k.State)
		}
		if diff := cmp.Diff(c.want, got); diff != "" || r.State != c.course {
			t.Errorf("%s: course %s, want %s; %s", name, r.State, c.course, diff)
		}
	}
}

// Names win over what was typed; the two are never added.
func TestNamesWin(t *testing.T) {
	t.Parallel()
	c := Cluster{From: day("2024-05-14"), Typed: []Headcount{{Level: "commune", Group: "commune_police", People: 40, Women: n64(4)}}}
	c.clean()
	if c.People != 40 || *c.Women != 4 {
		t.Fatalf("typed: %d, %d", c.People, *c.Women)
	}
	c.Listed = tally([]Participant{{Level: "commune", Group: "commune_police", Sex: "female"}, {Level: "commune", Group: "commune_police", Sex: "male"},
		{Level: "district", Group: "police"}, {Level: "commune", Group: "commune_police", Sex: "female", Attended: n64(0)}})
	c.Named = 4
	c.clean()
	c.settle(day("2024-06-01"))
	want := []Headcount{{Level: "district", Group: "police", People: 1, Women: n64(0)}, {Level: "commune", Group: "commune_police", People: 2, Women: n64(1)}}
	if diff := cmp.Diff(want, c.Counts()); diff != "" || c.People != 3 || *c.Women != 1 {
		t.Errorf("named: %d people, %d women, %s", c.People, *c.Women, diff)
	}
	if !c.Differs() {
		t.Error("40 typed and 3 named raise no question")
	}
	facts := []measure.Fact{{Unit: "L80", Day: c.To, Measure: "training.cluster.count", Value: 1}, {Unit: "L80", Day: c.To, Measure: "training.participant.people", Value: 3},
		{Unit: "L80", Day: c.To, Measure: "training.participant.women", Value: 1}, {Unit: "L80", Day: c.To, Measure: "training.participant.district", Value: 1},
		{Unit: "L80", Day: c.To, Measure: "training.participant.commune", Value: 2}}
	if diff := cmp.Diff(facts, c.facts("L80")); diff != "" {
		t.Error(diff)
	}
	if c := tally([]Participant{{Level: "commune", Group: "commune_police"}}); c[0].Women != nil {
		t.Error("women are counted although the list tells no sex")
	}
}

func TestValidate(t *testing.T) {
	t.Parallel()
	today := day("2024-06-15")
	ok := Cluster{From: day("2024-06-01"), To: day("2024-06-02"), Sessions: 2, Typed: []Headcount{{Level: "commune", Group: "commune_police", People: 5, Women: n64(2), Line: 1}}}
	for name, c := range map[string]struct {
		edit func(*Cluster)
		want string // field and row of the complaint
	}{
		"in order":         {func(*Cluster) {}, ""},
		"ends before":      {func(c *Cluster) { c.To = c.From - 1 }, "to/0"},
		"too long":         {func(c *Cluster) { c.From = c.To - maxDays - 1 }, "to/0"},
		"not over":         {func(c *Cluster) { c.To = today + 1 }, "to/0"},
		"more women":       {func(c *Cluster) { c.Typed[0].Women = n64(6) }, "women/1"},
		"nobody":           {func(c *Cluster) { c.Typed[0].People = 0 }, "people/1"},
		"unknown group":    {func(c *Cluster) { c.Typed[0].Group = "x" }, "group/1"},
		"no level":         {func(c *Cluster) { c.Typed[0].Level = "" }, "level/1"},
		"a group twice":    {func(c *Cluster) { c.Typed = append(c.Typed, c.Typed[0]); c.Typed[1].Line = 2 }, "group/2"},
		"score above ten":  {func(c *Cluster) { c.After = n64(101) }, "after/0"},
		"no sessions":      {func(c *Cluster) { c.Sessions = 0 }, "sessions/0"},
		"place of a novel": {func(c *Cluster) { c.Place = strings.Repeat("x", maxText+1) }, "place/0"},
	} {
		k := ok
		k.Typed = append([]Headcount(nil), ok.Typed...)
		c.edit(&k)
		var e errs.Check
		k.validate(&e, today, words)
		got := ""
		if err := e.Err(); err != nil {
			f := errs.From(err).Fields[0]
			got = f.Name + "/" + string(rune('0'+f.Row))
		}
		if got != c.want {
			t.Errorf("%s: complains about %q, want %q", name, got, c.want)
		}
	}
}

func TestScore(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]int64{"6,4": 64, "6.4": 64, "8": 80, "10": 100, "10,0": 100, "0": 0, " 7,5 ": 75, ",5": 5} {
		if got, ok := ParseScore(in); !ok || got != want {
			t.Errorf("%q is %d, %v; want %d", in, got, ok, want)
		}
	}
	for _, in := range []string{"", "6,45", "10,1", "11", "-1", "+1", "6,", "a", "6,4,1", "1e1", "６"} {
		if got, ok := ParseScore(in); ok {
			t.Errorf("%q is taken for %d", in, got)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(0, maxScore).Draw(t, "score")
		for _, lang := range []string{"vi", "en"} {
			if got, ok := ParseScore(ScoreText(&n, lang)); !ok || got != n {
				t.Fatalf("%d is written %q and read %d", n, ScoreText(&n, lang), got)
			}
		}
	})
}

func FuzzParseScore(f *testing.F) {
	f.Add("6,4")
	f.Fuzz(func(t *testing.T, s string) {
		if n, ok := ParseScore(s); ok && (n < 0 || n > maxScore) {
			t.Errorf("%q is %d", s, n)
		}
	})
}

// Means lie between the least and the greatest score, and only people who took
// both tests and came count.
func TestResult(t *testing.T) {
	t.Parallel()
	r, ok := result([]Participant{{Before: n64(64), After: n64(81)}, {Before: n64(65), After: n64(82)}, {Before: n64(0)}, {Before: n64(1), After: n64(1), Attended: n64(0)}})
	if want := (Result{65, 82, 2}); !ok || r != want {
		t.Errorf("got %v, want %v", r, want)
	}
	if _, ok := result([]Participant{{Before: n64(64)}}); ok {
		t.Error("one test alone makes a result")
	}
	rapid.Check(t, func(t *rapid.T) {
		scores := rapid.SliceOfN(rapid.Int64Range(0, maxScore), 1, 50).Draw(t, "scores")
		var list []Participant
		low, high := int64(maxScore), int64(0)
		for _, s := range scores {
			list = append(list, Participant{Before: n64(s), After: n64(s)})
			low, high = min(low, s), max(high, s)
		}
		if r, _ := result(list); r.Before < low || r.Before > high || r.Before != r.After {
			t.Fatalf("mean %d of %v", r.Before, scores)
		}
	})
}

// The same official is found again whatever marks, case or spelling of the unit
// a list uses.
func TestPlacesAndMatch(t *testing.T) {
	t.Parallel()
	unit := func(id, name, key string, level org.Level) org.Unit {
		return org.Unit{ID: id, Level: level, Name: name, Key: key, From: clock.Min, To: clock.Max}
	}
	link := func(u, p string) org.Link { return org.Link{Unit: u, Parent: p, From: clock.Min, To: clock.Max} }
	tree := org.NewTree([]org.Unit{unit("P", "Tỉnh Long An", "tinh long an", org.Province), unit("D1", "Huyện Bến Lức", "huyen ben luc", org.District),
		unit("D2", "Thị xã Kiến Tường", "thi xa kien tuong", org.District), unit("A1", "Xã Lương Hòa", "xa luong hoa", org.Commune),
		unit("A2", "Phường 1", "phuong 1", org.Commune), unit("A3", "Phường 1", "phuong 1", org.Commune), unit("A4", "Thị trấn Bến Lức", "thi tran ben luc", org.Commune), unit("D3", "Thành phố Tân An", "thanh pho tan an", org.District)},
		[]org.Link{link("D1", "P"), link("D2", "P"), link("D3", "P"), link("A1", "D1"), link("A4", "D1"), link("A2", "D2"), link("A3", "D3")}, nil, nil)
	g := gazetteerOf(tree, "P", day("2024-06-01"))
	for text, want := range map[string]string{
		"Công an xã Lương Hoà, huyện Bến Lức": "A1", "UBND xã Lương Hòa": "A1", "luong hoa": "A1", "Phòng LĐTBXH huyện Bến Lức": "D1",
		"Phường 1": "", "Phường 1, TX Kiến Tường": "A2", "Công an P. 1 (TP Tân An)": "A3", "CA p 1 (TP Tân An)": "A3", "TT Bến Lức": "A4", "1": "",
		"Bến Lức": "", "Bộ Công an": "", "": "", ",": "", "L80": "", "a1": "A1", "Sở LĐTBXH tỉnh Long An": "P",
	} {
		if got := g.find(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
	key := func(name, unit, post string) string {
		p := Participant{Name: name, UnitText: unit, Post: post}
		p.clean(nil)
		p.Unit = g.find(unit)
		return p.matchKey()
	}
	if a, b := key("Nguyễn Văn Hòa", "UBND xã Lương Hòa", "Phó Chủ tịch"), key("NGUYỄN  VĂN HOÀ", "xã Lương Hoà, huyện Bến Lức", "phó chủ tịch"); a != b {
		t.Errorf("%q and %q", a, b)
	}
	if key("Nguyễn Văn Hòa", "xã Lương Hòa", "") == key("Nguyễn Văn Hòa", "TT Bến Lức", "") {
		t.Error("two people of one name in two communes are one")
	}
}

// What moves no figure touches no signed month.
func TestMoved(t *testing.T) {
	t.Parallel()
	a := measure.Fact{Unit: "L80", Day: day("2024-05-15"), Measure: "training.cluster.count", Value: 1}
	b := a
	b.Day = day("2024-06-15")
	if got := moved([]measure.Fact{a}, []measure.Fact{a}); got != nil {
		t.Error(got)
	}
	if diff := cmp.Diff([]clock.Date{a.Day, b.Day}, moved([]measure.Fact{a}, []measure.Fact{b})); diff != "" {
		t.Error(diff)
	}
}
