package person

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"neove/internal/clock"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
)

func dayOf(t time.Time) clock.Date { return clock.DateOf(t) }

func plainNumber(n int) string { return strconv.Itoa(n) }

// section is a part of the profile with a form of its own.
type section struct {
	name   string
	codes  []string
	spec   func(x *web.Exchange) (first, more []ui.Control)
	grid   func(x *web.Exchange) []ui.Control // columns; nil for none
	read   func(f *web.Form, p *Profile) map[int]int
	values func(p *Profile, v url.Values)
}

var sections = []section{
	{"names", []string{"name", "safe", "aliases", "sex", "birth"}, namesSpec, nil, readNames, namesValues},
	{"contacts", []string{"contacts"}, onlyState("contacts"), contactColumns, readContacts, contactsValues},
	{"papers", []string{"papers"}, onlyState("papers"), paperColumns, readPapers, papersValues},
	{"places", []string{"places"}, onlyState("places"), placeColumns, readPlaces, placesValues},
	{"facts", []string{"nationality", "ethnicity", "religion"}, factsSpec, nil, readFacts, factsValues},
	{"whereabouts", []string{"whereabouts"}, whereSpec, nil, readWhere, func(*Profile, url.Values) {}},
}

func sectionOf(name string) (section, bool) {
	for _, s := range sections {
		if s.name == name {
			return s, true
		}
	}
	return section{}, false
}

// silences are the states of a value that was not told.
var silences = []string{"not_asked", string(Declined), string(Unknown)}

// silence reads one of them.
func silence(code string) State {
	if code == "not_asked" {
		return NotAsked
	}
	return State(code)
}

func silenceCode(s State) string {
	if s == NotAsked || s == Known {
		return "not_asked"
	}
	return string(s)
}

func stateControl(x *web.Exchange, name string) ui.Control {
	return ui.Control{Kind: "select", Name: name + "_state", Label: x.T("person.field.state"), Options: x.Options("person.state", silences...), Half: true}
}

func textWithState(x *web.Exchange, name string) []ui.Control {
	return []ui.Control{{Kind: "text", Name: name, Max: maxName, Secret: true, Half: true}, stateControl(x, name)}
}

func onlyState(name string) func(x *web.Exchange) (first, more []ui.Control) {
	return func(x *web.Exchange) (first, more []ui.Control) {
		c := stateControl(x, name)
		c.Half, c.Width = false, "m"
		return []ui.Control{c}, nil
	}
}

// readState reads what was chosen for a value that is blank; with a value it
// must not say that there is none.
func readState[T any](f *web.Form, name string, v T, given bool) Fact[T] {
	s := silence(f.Choice(name+"_state", silences...))
	switch {
	case !given:
		return Silent[T](s)
	case s != NotAsked:
		f.Bad(name+"_state", "person.err.both")
	}
	return Told(v)
}

func readText(f *web.Form, name string) Fact[string] {
	t := f.Text(name, maxName)
	return readState(f, name, t, t != "")
}

func putText(v url.Values, name string, f Fact[string]) {
	v.Set(name, f.Value)
	v.Set(name+"_state", silenceCode(f.State))
}

func namesSpec(x *web.Exchange) (first, more []ui.Control) {
	first = append(textWithState(x, "name"), ui.Control{Kind: "text", Name: "safe", Max: maxName, Secret: true, Width: "m"},
		ui.Control{Kind: "select", Name: "sex", Options: append(x.Options("person.state", silences...), x.Options("person.sex", Sexes...)...)},
		ui.Control{Kind: "select", Name: "birth_kind", Options: append(x.Options("person.state", silences...), x.Options("person.birth", BirthKinds...)...), Half: true},
		ui.Control{Kind: "select", Name: "birth_how", Options: x.Options("person.how", Hows...), Blank: x.T("ui.word.choose"), Half: true},
		ui.Control{Kind: "date", Name: "birth_date", Secret: true, Half: true}, ui.Control{Kind: "text", Name: "birth_year", Max: 4, Width: "s", Secret: true, Half: true},
		ui.Control{Kind: "count", Name: "birth_spread", Half: true}, ui.Control{Kind: "count", Name: "birth_age", Half: true})
	for _, k := range AliasKinds {
		more = append(more, ui.Control{Kind: "lines", Name: "alias_" + k, Label: x.T("person.alias." + k), Rows: 2, Max: 10 * maxName, Secret: true})
	}
	c := stateControl(x, "aliases")
	c.Half = false
	return first, append(more, c)
}

func readNames(f *web.Form, p *Profile) map[int]int {
	p.Name = readText(f, "name")
	if safe := f.Text("safe", maxName); safe != "" {
		p.Safe = Told(safe)
	}
	switch sex := f.Choice("sex", append(Sexes, silences...)...); {
	case one(sex, Sexes, false):
		p.Sex = Told(sex)
	default:
		p.Sex = Silent[string](silence(sex))
	}
	p.Birth = readBirth(f)
	var names []Alias
	for _, k := range AliasKinds {
		for line := range strings.Lines(f.Lines("alias_"+k, 10*maxName)) {
			if n := vntext.Clean(line); n != "" {
				names = append(names, Alias{k, n})
			}
		}
	}
	p.Aliases = readState(f, "aliases", names, len(names) > 0)
	return nil
}

func readBirth(f *web.Form) Fact[Birth] {
	k := f.Choice("birth_kind", append(BirthKinds, silences...)...)
	if !one(k, BirthKinds, false) {
		if !f.Blank("birth_date", "birth_year", "birth_age") {
			f.Bad("birth_kind", "person.err.birth_kind")
		}
		return Silent[Birth](silence(k))
	}
	b := Birth{Kind: k, How: f.Choice("birth_how", Hows...)}
	if k == Exact || k == AgeAt {
		b.Date = f.NeedDate("birth_date")
	}
	if y := f.Text("birth_year", 4); y != "" {
		n, err := strconv.Atoi(y)
		if err != nil {
			f.Bad("birth_year", "web.err.number", "value", y)
		}
		b.Year = n
	}
	for name, to := range map[string]*int{"birth_spread": &b.Spread, "birth_age": &b.Age} {
		if n := f.Count(name); n != nil {
			*to = int(min(*n, 1000))
		} else if name == "birth_age" && k == AgeAt {
			f.Bad(name, "web.err.required")
		}
	}
	return Told(b)
}

func namesValues(p *Profile, v url.Values) {
	putText(v, "name", p.Name)
	v.Set("safe", p.Safe.Value)
	if v.Set("sex", silenceCode(p.Sex.State)); p.Sex.Known() {
		v.Set("sex", p.Sex.Value)
	}
	v.Set("birth_kind", silenceCode(p.Birth.State))
	if b := p.Birth.Value; p.Birth.Known() {
		v.Set("birth_kind", b.Kind)
		v.Set("birth_how", b.How)
		if b.Kind == Exact || b.Kind == AgeAt {
			v.Set("birth_date", vntext.Date(b.Date))
		}
		for name, n := range map[string]int{"birth_year": b.Year, "birth_spread": b.Spread, "birth_age": b.Age} {
			if n != 0 || name == "birth_age" && b.Kind == AgeAt {
				v.Set(name, strconv.Itoa(n))
			}
		}
	}
	for _, a := range p.Aliases.Value {
		v.Set("alias_"+a.Kind, strings.TrimSpace(v.Get("alias_"+a.Kind)+"\n"+a.Name))
	}
	v.Set("aliases_state", silenceCode(p.Aliases.State))
}

func factsSpec(x *web.Exchange) (first, more []ui.Control) {
	for _, n := range []string{"nationality", "ethnicity", "religion"} {
		first = append(first, textWithState(x, n)...)
	}
	return first, nil
}

func readFacts(f *web.Form, p *Profile) map[int]int {
	p.Nationality, p.Ethnicity, p.Religion = readText(f, "nationality"), readText(f, "ethnicity"), readText(f, "religion")
	return nil
}

func factsValues(p *Profile, v url.Values) {
	putText(v, "nationality", p.Nationality)
	putText(v, "ethnicity", p.Ethnicity)
	putText(v, "religion", p.Religion)
}

func whereSpec(x *web.Exchange) (first, more []ui.Control) {
	c := stateControl(x, "whereabouts")
	c.Half = false
	return []ui.Control{{Kind: "text", Name: "whereabouts", Max: maxLine, Secret: true}, {Kind: "text", Name: "since", Max: 30, Width: "m", Secret: true}, c}, nil
}

func readWhere(f *web.Form, p *Profile) map[int]int {
	w := Whereabouts{Text: f.Text("whereabouts", maxLine), Since: readWhen(f, "since")}
	p.Whereabouts = readState(f, "whereabouts", w, w.Text != "")
	return nil
}

func readWhen(f *web.Form, name string) When {
	text := f.Text(name, 30)
	if text == "" {
		return When{}
	}
	w, ok := ParseWhen(text)
	if !ok {
		f.Bad(name, "person.err.when")
	}
	return w
}

func putWhen(w When) string {
	if w.About && w.Year != 0 {
		return "~" + w.String()
	}
	return w.String()
}
