package person

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"neove/internal/clock"
)

func day(s string) clock.Date { return clock.MustParse(s) }

func TestAge(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		birth  Fact[Birth]
		on     string
		lo, hi int
		known  bool
		minor  Answer
	}{
		{"exact, the day before", Told(Birth{Kind: Exact, Date: day("2006-06-10")}), "2024-06-09", 17, 17, true, Yes},
		{"exact, the birthday", Told(Birth{Kind: Exact, Date: day("2006-06-10")}), "2024-06-10", 18, 18, true, No},
		{"leap day", Told(Birth{Kind: Exact, Date: day("2004-02-29")}), "2022-02-28", 17, 17, true, Yes},
		{"leap day after", Told(Birth{Kind: Exact, Date: day("2004-02-29")}), "2022-03-01", 18, 18, true, No},
		{"year, in that year", Told(Birth{Kind: InYear, Year: 2006}), "2024-06-09", 17, 18, true, Unsure},
		{"year, its last day", Told(Birth{Kind: InYear, Year: 2006}), "2024-12-31", 18, 18, true, No},
		{"year, clearly under", Told(Birth{Kind: InYear, Year: 2010}), "2024-06-09", 13, 14, true, Yes},
		{"about", Told(Birth{Kind: About, Year: 2006, Spread: 2}), "2024-06-09", 15, 20, true, Unsure},
		{"about, clearly over", Told(Birth{Kind: About, Year: 1990, Spread: 5}), "2024-06-09", 28, 39, true, No},
		{"age told, the same day", Told(Birth{Kind: AgeAt, Age: 17, Date: day("2024-06-09")}), "2024-06-09", 17, 17, true, Yes},
		{"age told, a month later", Told(Birth{Kind: AgeAt, Age: 17, Date: day("2024-06-09")}), "2024-07-09", 17, 18, true, Unsure},
		{"age told, a year later", Told(Birth{Kind: AgeAt, Age: 17, Date: day("2024-06-09")}), "2025-06-09", 18, 18, true, No},
		{"new-born", Told(Birth{Kind: AgeAt, Age: 0, Date: day("2024-06-09")}), "2024-06-09", 0, 0, true, Yes},
		{"not asked", Fact[Birth]{}, "2024-06-09", 0, 0, false, Unsure},
		{"declined", Silent[Birth](Declined), "2024-06-09", 0, 0, false, Unsure},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := Profile{Birth: c.birth}
			lo, hi, known := p.Age(day(c.on))
			if lo != c.lo || hi != c.hi || known != c.known || p.Minor(day(c.on)) != c.minor {
				t.Errorf("%d–%d %v %s, want %d–%d %v %s", lo, hi, known, p.Minor(day(c.on)), c.lo, c.hi, c.known, c.minor)
			}
			if p.Child(day(c.on)) != (c.minor != No) {
				t.Error("an age that is not known is treated as under 18")
			}
		})
	}
}

// Whoever was born on any day of the range has an age within the span.
func TestAgeSpan(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b := Birth{Kind: rapid.SampledFrom(BirthKinds).Draw(t, "kind"), Year: rapid.IntRange(1930, 2024).Draw(t, "year"), Spread: rapid.IntRange(1, 20).Draw(t, "spread"),
			Age: rapid.IntRange(0, 90).Draw(t, "age"), Date: day("1930-01-01") + clock.Date(rapid.IntRange(0, 34_000).Draw(t, "date"))}
		if b.Kind == InYear {
			b.Spread = 0
		}
		p := Profile{Birth: Told(b)}
		from, to := b.Range()
		born := from + clock.Date(rapid.IntRange(0, int(to-from)).Draw(t, "born"))
		on := max(to, b.Date) + clock.Date(rapid.IntRange(0, 20_000).Draw(t, "on"))
		lo, hi, _ := p.Age(on)
		if n := years(born, on); n < lo || n > hi {
			t.Fatalf("born %s is %d on %s, not in %d–%d (%+v)", born, n, on, lo, hi, b)
		}
	})
}

func TestWhen(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]When{
		"2023": {Year: 2023}, "3/2023": {Year: 2023, Month: 3}, "9/6/2024": {Year: 2024, Month: 6, Day: 9}, "khoảng 3/2023": {Year: 2023, Month: 3, About: true},
		"Khoảng tháng 3/2023": {Year: 2023, Month: 3, About: true}, "~2020": {Year: 2020, About: true}, "about 2020": {Year: 2020, About: true},
		"31/2/2024": {}, "13/2024": {}, "0/2024": {}, "1850": {}, "": {}, "năm ngoái": {}, "1/1/1/2024": {},
	} {
		got, ok := ParseWhen(text)
		if ok != (want != When{}) || ok && got != want {
			t.Errorf("%q: %+v %v", text, got, ok)
		}
		if ok {
			if again, _ := ParseWhen(putWhen(got)); again != got {
				t.Errorf("%q is typed again as %q", text, putWhen(got))
			}
		}
	}
}

func TestInitials(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"Nguyễn Thị Hương": "N.T.H.", "Đặng Văn Ổn": "Đ.V.Ổ.", "h'hen niê": "H.H.N.", "": ""} {
		if got := initials(name); got != want {
			t.Errorf("%q: %s, want %s", name, got, want)
		}
	}
}

func TestConflicts(t *testing.T) {
	t.Parallel()
	all := []Relation{{Person: "child", Other: "uncle", Kind: "guardian"}, {Person: "child", Other: "uncle", Kind: "accused"}, {Person: "child", Other: "aunt", Kind: "representative"},
		{Person: "aunt", Other: "child", Kind: "accused"}, {Person: "child", Other: "stranger", Kind: "accused"}}
	if got := Conflicts("child", all); len(got) != 1 || got[0] != "uncle" {
		t.Errorf("%v", got)
	}
}

// A fact is either known with a value or says why there is none.
func TestClean(t *testing.T) {
	t.Parallel()
	p := Profile{Name: Told("  Nguye\u0302\u0303n   Thị\tHương "), Ethnicity: Told(""), Religion: Fact[string]{State: Declined, Value: "left over"},
		Papers: Told([]Paper{{Kind: "passport", Number: " b123 456 ", State: "held"}}), Contacts: Told([]Contact{{Kind: "phone", Value: "1"}})}
	p.clean()
	if p.Name.Value != "Nguyễn Thị Hương" || p.Ethnicity.State != NotAsked || p.Religion.Value != "" || p.Papers.Value[0].Number != "B123 456" || p.Contacts.Value[0].Safe != Unsure {
		t.Errorf("%+v", p)
	}
}

func TestValidate(t *testing.T) {
	t.Parallel()
	for want, p := range map[string]Profile{
		"birth_date":                  {Birth: Told(Birth{Kind: Exact, Date: day("2030-01-01")})},
		"birth_year":                  {Birth: Told(Birth{Kind: InYear, Year: 1700})},
		"birth_spread":                {Birth: Told(Birth{Kind: About, Year: 2000})},
		"birth_age":                   {Birth: Told(Birth{Kind: AgeAt, Age: 200, Date: day("2024-01-01")})},
		"birth_kind":                  {Birth: Told(Birth{Kind: "?"})},
		"sex":                         {Sex: Told("x")},
		"number":                      {Papers: Told([]Paper{{Kind: "citizen_id", Number: "12", State: "held"}})},
		"state":                       {Papers: Told([]Paper{{Kind: "passport"}})},
		"value":                       {Contacts: Told([]Contact{{Kind: "phone"}})},
		"text":                        {Places: Told([]Place{{Kind: "birth"}})},
		"alias_used":                  {Aliases: Told([]Alias{{Kind: "used"}})},
		"ethnicity":                   {Ethnicity: Fact[string]{State: "?"}},
		"nothing is said":             {},
		"nothing is said of an epoch": {Birth: Told(Birth{Kind: Exact, Date: day("1970-01-01")})},
	} {
		p.clean()
		err := p.validate(day("2024-12-01"))
		if (err == nil) != strings.HasPrefix(want, "nothing") {
			t.Errorf("%s: %v", want, err)
		}
		if err != nil && !strings.Contains(err.Error(), "; "+want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}
