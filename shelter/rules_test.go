package shelter

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"neove/internal/clock"
	"neove/internal/errs"
)

func day(s string) clock.Date { return clock.MustParse(s) }

func count(v int64) *int64 { return &v }

// fields are the names of what is wrong.
func fields(c *errs.Check) string {
	err := c.Err()
	if err == nil {
		return ""
	}
	var out []string
	for _, f := range errs.From(err).Fields {
		out = append(out, f.Name)
	}
	return strings.Join(out, ",")
}

// The nights of a stay are all counted, each in its own half month.
func TestNightsAddUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		from := day("2024-01-01") + clock.Date(rapid.IntRange(0, 800).Draw(t, "from"))
		today := from + clock.Date(rapid.IntRange(0, 500).Draw(t, "today"))
		s := Stay{From: from}
		if rapid.Bool().Draw(t, "left") {
			to := from + clock.Date(rapid.IntRange(0, int(today-from)).Draw(t, "to"))
			s.To = &to
		}
		begins := s.halves(today)
		sum := int64(0)
		for i, first := range begins[:len(begins)-1] {
			n := s.nights(first, begins[i+1], today)
			if n < 0 || n > 17 || begins[i+1] <= first {
				t.Fatalf("%d nights from %v to %v", n, first, begins[i+1])
			}
			sum += n
		}
		if sum != s.Days(today) {
			t.Fatalf("%d nights of %d", sum, s.Days(today))
		}
	})
}

func TestNearerLimit(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ days, months, until, which string }{
		{"2025-07-01", "2025-06-01", "2025-06-01", ByMonths}, {"2025-05-01", "2025-06-01", "2025-05-01", ByDays}, {"2025-06-01", "2025-06-01", "2025-06-01", ByDays}} {
		if until, which := (Stay{DaysUntil: day(c.days), MonthsUntil: day(c.months)}).Until(); until != day(c.until) || which != c.which {
			t.Errorf("%+v: %v %s", c, until, which)
		}
	}
}

func TestExtensionRules(t *testing.T) {
	t.Parallel()
	s := Stay{From: day("2025-01-02"), DaysUntil: day("2025-05-02"), MonthsUntil: day("2025-04-02")}
	good := ExtendInput{Which: ByMonths, Until: day("2025-07-02"), Decision: "12/QĐ", DecidedOn: day("2025-03-30"), Body: "department"}
	for name, c := range map[string]struct {
		change func(*ExtendInput)
		bad    string
	}{
		"good":                 {func(*ExtendInput) {}, ""},
		"no limit":             {func(e *ExtendInput) { e.Which = "weeks" }, "which"},
		"not longer":           {func(e *ExtendInput) { e.Until = day("2025-04-02") }, "until"},
		"for ever":             {func(e *ExtendInput) { e.Until = day("2030-04-02") }, "until"},
		"no number":            {func(e *ExtendInput) { e.Decision = " " }, "decision"},
		"decided tomorrow":     {func(e *ExtendInput) { e.DecidedOn = day("2025-04-02") }, "decided_on"},
		"decided before it":    {func(e *ExtendInput) { e.DecidedOn = day("2025-01-01") }, "decided_on"},
		"nobody decided":       {func(e *ExtendInput) { e.Body = "" }, "body"},
		"other limit, shorter": {func(e *ExtendInput) { e.Which, e.Until = ByDays, day("2025-05-01") }, "until"},
	} {
		in := good
		c.change(&in)
		var bad errs.Check
		in.validate(&bad, s, day("2025-04-01"))
		if got := fields(&bad); got != c.bad {
			t.Errorf("%s: %q, want %q", name, got, c.bad)
		}
	}
}

// A facility that takes nobody in, or is over-full, has no free bed.
func TestRooms(t *testing.T) {
	t.Parallel()
	f := Facility{Women: 2, Children: 1, State: Open}
	for _, c := range []struct {
		state string
		used  map[string]int64
		free  int64
	}{{Open, nil, 3}, {Open, map[string]int64{"women": 1}, 2}, {Open, map[string]int64{"women": 5}, 1}, {Paused, nil, 0}, {Closed, nil, 0}} {
		f.State = c.state
		if got := f.rooms(c.used); got.Free != c.free {
			t.Errorf("%+v: %d free", c, got.Free)
		}
	}
}

func TestBedFacts(t *testing.T) {
	t.Parallel()
	old := Facility{Unit: "L80", Women: 4, Men: 2, State: Open}
	for name, c := range map[string]struct {
		change         func(*Facility)
		added, removed int64
	}{
		"same":   {func(*Facility) {}, 0, 0},
		"more":   {func(f *Facility) { f.Women, f.Family = 6, 1 }, 3, 0},
		"both":   {func(f *Facility) { f.Women, f.Men = 5, 0 }, 1, 2},
		"paused": {func(f *Facility) { f.State = Paused }, 0, 0},
		"closed": {func(f *Facility) { f.State = Closed }, 0, 6},
	} {
		now := old
		c.change(&now)
		got := map[string]int64{}
		for _, f := range bedFacts(old, now, day("2025-01-02")) {
			got[f.Measure] = f.Value
		}
		want := map[string]int64{}
		if c.added > 0 {
			want["shelter.beds.added"] = c.added
		}
		if c.removed > 0 {
			want["shelter.beds.removed"] = c.removed
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestCheckRules(t *testing.T) {
	t.Parallel()
	today := day("2025-01-08")
	for name, c := range map[string]struct {
		in  Check
		bad string
	}{
		"places":            {Check{Kind: Lodging, Count: count(4)}, ""},
		"no number":         {Check{Kind: Kit}, "count"},
		"below nothing":     {Check{Kind: Kit, Count: count(-1)}, "count"},
		"money":             {Check{Kind: Fund, Amount: count(1)}, ""},
		"no money":          {Check{Kind: Fund, Count: count(5)}, "amount"},
		"drill, uncounted":  {Check{Kind: Drill}, ""},
		"call":              {Check{Kind: Call, Phone: "(0272) 3826.111", Answered: Answered, Hour: "7h"}, ""},
		"call, no answer":   {Check{Kind: Call, Phone: "113"}, "answered"},
		"call to words":     {Check{Kind: Call, Phone: "trực ban", Answered: Silent}, "phone"},
		"call at no hour":   {Check{Kind: Call, Phone: "113", Answered: Silent, Hour: "25:00"}, "hour"},
		"tomorrow":          {Check{Kind: Drill, On: day("2025-01-09")}, "on"},
		"two years ago":     {Check{Kind: Drill, On: day("2023-01-09")}, "on"},
		"unknown kind":      {Check{Kind: "car"}, "kind"},
		"very long remarks": {Check{Kind: Drill, Note: strings.Repeat("a", maxLine+1)}, "note"},
	} {
		c.in.clean(today)
		var bad errs.Check
		c.in.validate(&bad, today)
		if got := fields(&bad); got != c.bad {
			t.Errorf("%s: %q, want %q", name, got, c.bad)
		}
	}
	k := Check{Kind: Kit, Count: count(3), Amount: count(5), Phone: "113", Answered: Answered}
	if k.clean(today); k.Amount != nil || k.Phone != "" || k.Answered != "" || k.On != today {
		t.Errorf("values of other kinds stay: %+v", k)
	}
}

func TestNoteRules(t *testing.T) {
	t.Parallel()
	today := day("2025-01-08")
	next := today
	for name, c := range map[string]struct {
		in         NoteInput
		bad, state string
	}{
		"incident":             {NoteInput{Kind: Incident, Type: "health", Text: "Sốt"}, "", Done},
		"without a text":       {NoteInput{Kind: Incident, Type: "health"}, "text", Done},
		"incident to come":     {NoteInput{Kind: Incident, Type: "health", Text: "Sốt", On: today + 1}, "on", Done},
		"visit today":          {NoteInput{Kind: Visit, Type: "doctor"}, "", Planned},
		"visit next week":      {NoteInput{Kind: Visit, Type: "doctor", On: today + 7, Hour: "9:00"}, "", Planned},
		"visit of yesterday":   {NoteInput{Kind: Visit, Type: "doctor", On: today - 1}, "", Done},
		"visit of a kind":      {NoteInput{Kind: Visit, Type: "health"}, "type", Planned},
		"review, next the day": {NoteInput{Kind: Review, Type: "plan", Next: &next}, "next", Done},
	} {
		c.in.clean(today)
		var bad errs.Check
		c.in.validate(&bad, today)
		if got := fields(&bad); got != c.bad || c.in.state(today) != c.state {
			t.Errorf("%s: %q %s, want %q %s", name, got, c.in.state(today), c.bad, c.state)
		}
	}
}

func TestHours(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{"7h05": "07:05", "14:30": "14:30", "7h": "07:00", "": "", "21H10": "21:10"} {
		if got := cleanHour(typed); got != want {
			t.Errorf("%q becomes %q", typed, got)
		}
	}
}

// The night belongs to the day on which it began; weeks begin on Monday.
func TestShifts(t *testing.T) {
	t.Parallel()
	for at, want := range map[string]string{"06:59": "2025-01-07 night", "07:00": "2025-01-08 day", "18:59": "2025-01-08 day", "19:00": "2025-01-08 night", "00:10": "2025-01-07 night"} {
		hour, err := time.ParseInLocation("2006-01-02 15:04", "2025-01-08 "+at, clock.Vietnam)
		if err != nil {
			t.Fatal(err)
		}
		if on, shift := shiftAt(hour.UTC()); on.String()+" "+shift != want {
			t.Errorf("%s: %v %s", at, on, shift)
		}
	}
	for d := day("2025-01-06"); d < day("2025-01-13"); d++ {
		if weekOf(d) != day("2025-01-06") {
			t.Errorf("%v is in the week of %v", d, weekOf(d))
		}
	}
	if weekOf(day("2025-01-05")) != day("2024-12-30") {
		t.Error("Sunday ends a week")
	}
}
