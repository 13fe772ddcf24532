package person

import (
	"strings"
	"time"

	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
)

func stateWord(x *web.Exchange, s State) string {
	if s == NotAsked {
		s = "not_asked"
	}
	return x.T("person.state." + string(s))
}

func whenWord(x *web.Exchange, w When) string {
	if w.About && w.Year != 0 {
		return x.T("person.about", "when", w.String())
	}
	return w.String()
}

// words are the lines in which people read a known value.
func (p *Profile) words(x *web.Exchange, code string) []string {
	if p.State(code) != Known {
		return nil
	}
	switch code {
	case "name":
		return []string{p.Name.Value}
	case "safe":
		return []string{p.Safe.Value}
	case "sex":
		return []string{x.T("person.sex." + p.Sex.Value)}
	case "birth":
		return []string{p.Birth.Value.words(x)}
	case "nationality":
		return []string{p.Nationality.Value}
	case "ethnicity":
		return []string{p.Ethnicity.Value}
	case "religion":
		return []string{p.Religion.Value}
	case "whereabouts":
		return []string{line(p.Whereabouts.Value.Text, whenWord(x, p.Whereabouts.Value.Since))}
	}
	return p.listWords(x, code)
}

func (p *Profile) listWords(x *web.Exchange, code string) (out []string) {
	switch code {
	case "aliases":
		for _, a := range p.Aliases.Value {
			out = append(out, line(a.Name, x.T("person.alias."+a.Kind)))
		}
	case "papers":
		for _, v := range p.Papers.Value {
			out = append(out, line(x.T("person.paper."+v.Kind), v.Number, whenWord(x, v.Issued), x.T("person.paper_state."+v.State)))
		}
	case "places":
		for _, v := range p.Places.Value {
			out = append(out, line(x.T("person.place."+v.Kind), v.Text, whenWord(x, v.When)))
		}
	case "contacts":
		for _, v := range p.Contacts.Value {
			safe := x.T("person.safe." + string(v.Safe))
			out = append(out, line(safe, x.T("person.contact."+v.Kind), v.Value, prefixed(x, "how", v.How), prefixed(x, "when", v.When), prefixed(x, "say", v.Say)))
		}
	}
	return out
}

func prefixed(x *web.Exchange, name, text string) string {
	if text == "" {
		return ""
	}
	return x.T("person.field."+name) + ": " + text
}

// line joins what there is.
func line(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, " · ")
}

func (b Birth) words(x *web.Exchange) string {
	var text string
	switch b.Kind {
	case Exact:
		text = vntext.Date(b.Date)
	case InYear:
		text = x.T("person.birth.words.year", "year", plainNumber(b.Year))
	case About:
		text = x.T("person.birth.words.about", "year", plainNumber(b.Year), "n", b.Spread)
	case AgeAt:
		text = x.T("person.birth.words.age", "n", b.Age, "day", vntext.Date(b.Date))
	}
	if b.How == "" {
		return text
	}
	return text + " (" + strings.ToLower(x.T("person.how."+b.How)) + ")"
}

// factRow is a fact on the page.
type factRow struct {
	Code, Label, State string
	Masked             bool // known and not shown
	Values             []string
	Noted              string
	Earlier            []earlier
	Safe               []ui.Link // of contacts that are masked: text and kind of a tag
}

type earlier struct {
	Values []string
	State  string
	When   time.Time
	By     string
}

// rowsOf words fields; opened holds the values that may be shown.
func rowsOf(x *web.Exchange, v *View, opened *Person, shown func(code string) bool, codes ...string) []factRow {
	var out []factRow
	for _, code := range codes {
		r := factRow{Code: code, Label: x.T("person.field." + code)}
		state := v.State(code)
		if code == "whereabouts" && len(v.Place) > 0 {
			state = Known // not opened with the others
		}
		switch {
		case shown(code):
			r.fill(x, opened)
		case state != Known:
			r.State = stateWord(x, state)
		case code == "sex" || code == "safe":
			r.Values = v.words(x, code)
		default:
			r.Masked = true
			for _, c := range v.Contacts.Value {
				if code == "contacts" {
					r.Safe = append(r.Safe, ui.Link{Text: line(x.T("person.contact."+c.Kind), x.T("person.safe."+string(c.Safe))), Href: safeKind[c.Safe]})
				}
			}
		}
		out = append(out, r)
	}
	return out
}

// safeKind is the kind of a tag.
var safeKind = map[Answer]string{Yes: "ok", No: "bad", Unsure: "warn"}

func (r *factRow) fill(x *web.Exchange, p *Person) {
	if r.Values = p.words(x, r.Code); r.Values == nil {
		r.State = stateWord(x, p.State(r.Code))
	}
	if by, at := p.Noted(r.Code); !at.IsZero() {
		r.Noted = x.T("person.noted", "by", by, "day", vntext.Date(dayOf(at)))
	}
	for _, rev := range p.Revisions {
		if rev.Field != r.Code {
			continue
		}
		e := earlier{Values: rev.Was.words(x, r.Code), When: rev.At, By: rev.By}
		if e.Values == nil {
			e.State = stateWord(x, rev.Was.State(r.Code))
		}
		r.Earlier = append(r.Earlier, e)
	}
}
