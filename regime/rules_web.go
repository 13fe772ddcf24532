package regime

import (
	"fmt"
	"strings"

	"neove/internal/clock"
	"neove/internal/ui"
	"neove/internal/web"
)

// rules is the page on which both laws can be compared.
type rules struct {
	Lead           string
	Laws           []lawView
	Levels, Clocks ui.Table
}

type lawView struct {
	Name, Source   string
	Heads          []head
	Rows           []matrixRow
	Regime, Limits ui.Table
}

type head struct{ Mark, Name string }

type matrixRow struct {
	Name, Source, Tag string
	Cells             []mark
	Due, Ask          string // the marks of what is due, and of what is not clear: for phones
}

// mark is a cell of the matrix: a sign, what it means, a class.
type mark struct{ Sign, Words, Class string }

func rulesPage(x *web.Exchange, day clock.Date) error {
	v := rules{Lead: sentence("rules.lead", "date", NewLawFrom()).Text(x.T), Levels: levelTable(x), Clocks: clockTable(x, day)}
	for _, law := range []string{Law2024, Law2011} {
		v.Laws = append(v.Laws, viewLaw(x, law, day))
	}
	return x.Page(200, "regime/rules", ui.Page{Title: x.T("regime.rules"), Body: v})
}

func sentence(key string, args ...any) Reason { return Reason{Key: "regime." + key, Args: args} }

func viewLaw(x *web.Exchange, law string, day clock.Date) lawView {
	v := lawView{Name: x.T("regime.law." + law), Source: x.T("regime.instrument." + law)}
	v.Regime = ui.Table{Label: v.Name + ": " + x.T("regime.rules.regime"), Columns: columns(x, "regime", "source", "amount")}
	for i, g := range Regimes(law) {
		h := head{Mark: g.Code, Name: x.T(g.Name())}
		if law == Law2011 { // its list has no letters here: numbers in its order
			h.Mark = fmt.Sprint(i + 1)
		}
		v.Heads = append(v.Heads, h)
		amount := x.T("regime.level.none")
		if l := level(g, day); l != nil {
			amount = l.Words().Text(x.T)
		}
		v.Regime.Rows = append(v.Regime.Rows, []ui.TD{{Text: h.Mark + " · " + h.Name, Note: conditionWords(x, g)}, cite(x, g.Source), {Text: amount}})
	}
	for _, g := range Groups(law) {
		source := cite(x, g.Source)
		r := matrixRow{Name: x.T(g.Name()), Source: source.Text, Tag: source.Tag}
		var due, ask []string
		for i, reg := range Regimes(law) {
			m := sign(x, g, reg.Code)
			if r.Cells = append(r.Cells, m); m.Sign == "?" {
				ask = append(ask, v.Heads[i].Mark)
			} else if m.Sign != "–" {
				due = append(due, v.Heads[i].Mark+strings.TrimPrefix(m.Sign, "✓"))
			}
		}
		r.Due, r.Ask = strings.Join(due, ", "), strings.Join(ask, ", ")
		v.Rows = append(v.Rows, r)
	}
	v.Limits = ui.Table{Label: v.Name + ": " + x.T("regime.rules.limits"), Columns: columns(x, "limit", "length", "end", "source")}
	for _, l := range AllLimits() {
		if l.Law == law {
			end := x.T("regime.rules.decision")
			if l.Ends {
				end = x.T("regime.rules.ends")
			}
			v.Limits.Rows = append(v.Limits.Rows, []ui.TD{{Text: x.T(l.Name()), Note: x.T("regime.name." + l.Regime)}, {Text: x.T("regime.unit."+string(l.Unit), "n", l.N)}, {Text: end}, cite(x, l.Source)})
		}
	}
	return v
}

func sign(x *web.Exchange, g Group, regime string) mark {
	switch g.Cell(regime)[0] {
	case '-':
		return mark{"–", x.T("regime.rules.cell.no"), "s-none"}
	case '?':
		return mark{"?", x.T("regime.rules.cell.ask"), "s-returned"}
	}
	if words := conditions(x, g.Conditions(regime)); words != "" {
		return mark{"✓*", words, "s-sent"}
	}
	return mark{"✓", x.T("regime.rules.cell.yes"), "s-approved"}
}

func conditions(x *web.Exchange, facts []string) string {
	words := make([]string, len(facts))
	for i, f := range facts {
		words[i] = x.T("regime.condition." + f)
	}
	return strings.Join(words, ", ")
}

// conditionWords tells once, below the matrix, what ✓* of a regime asks for;
// a law asks the same of all to whom it gives the regime.
func conditionWords(x *web.Exchange, r Regime) string {
	for _, g := range Groups(r.Law) {
		if words := conditions(x, g.Conditions(r.Code)); words != "" {
			return x.T("regime.rules.condition", "conditions", words)
		}
	}
	return ""
}

func columns(x *web.Exchange, keys ...string) []ui.Column {
	out := make([]ui.Column, len(keys))
	for i, k := range keys {
		out[i].Label = x.T("regime.rules." + k)
	}
	return out
}

// cite names a source, with a tag where its text was not checked.
func cite(x *web.Exchange, s Source) ui.TD {
	td := ui.TD{Text: s.Cite().Text(x.T)}
	if !s.Verified {
		td.Tag, td.Kind = x.T("regime.rules.unverified"), "warn"
	}
	return td
}

func levelTable(x *web.Exchange) ui.Table {
	t := ui.Table{Label: x.T("regime.rules.levels"), Columns: columns(x, "limit", "amount", "from", "source")}
	for _, l := range Levels() {
		t.Rows = append(t.Rows, []ui.TD{{Text: x.T("regime.level." + l.Code)}, {Text: l.Words().Text(x.T)}, {Text: l.span.words(x)}, cite(x, l.Source)})
	}
	return t
}

func (s span) words(x *web.Exchange) string {
	switch {
	case s.From != clock.Min && s.To != clock.Max:
		return sentence("rules.between", "from", s.From, "to", s.To).Text(x.T)
	case s.From != clock.Min:
		return sentence("rules.since", "from", s.From).Text(x.T)
	case s.To != clock.Max:
		return sentence("rules.before", "to", s.To).Text(x.T)
	}
	return x.T("regime.rules.always")
}

func clockTable(x *web.Exchange, day clock.Date) ui.Table {
	t := ui.Table{Label: x.T("regime.rules.clocks"), Columns: columns(x, "limit", "length", "starts", "act", "source")}
	for _, c := range ClocksOn(day) {
		who := make([]string, len(c.Who))
		for i, w := range c.Who {
			who[i] = x.T("regime.who." + w)
		}
		t.Rows = append(t.Rows, []ui.TD{{Text: x.T(c.Name())}, {Text: x.T("regime.unit."+string(c.Unit), "n", c.N)}, {Text: x.T("regime.starts." + c.Starts)}, {Text: strings.Join(who, "; ")}, cite(x, c.Source)})
	}
	return t
}
