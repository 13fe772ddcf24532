package casework

import (
	"neove/access"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
	"neove/regime"
)

type planView struct {
	Head
	Law, LawWhy string
	Rows        []entitlementLine
	Items       []Entry
	Services    ui.Table
	Needs       ui.Table
	Asked       int
}

type entitlementLine struct {
	Name, Due, Kind, Source string
	Unverified              bool
	Why                     []string
	Until, Level            string
	Warn                    string
	Given                   int
}

// planPage shows what the law gives and why, the needs over time, the plan, and
// what was given.
func (s *Service) planPage(by access.Actor, x *web.Exchange) error {
	v, err := s.View(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	b := planView{Head: s.head(x, t, v, "plan"), Law: x.T("regime.law." + v.Law.Law), LawWhy: v.Law.Why.Text(x.T)}
	for _, e := range v.Entitled {
		b.Rows = append(b.Rows, entitlement(x, v, e, v.Facts.Used[e.Regime].Times))
	}
	b.Services = ui.Table{Label: x.T("casework.services"), Columns: []ui.Column{{Label: x.T("casework.field.what")}, {Label: x.T("casework.field.regime")}, {Label: x.T("casework.field.on")}, {Label: x.T("casework.field.money"), Num: true}}}
	for _, r := range v.Records {
		switch r.Kind {
		case "plan_item":
			b.Items = append(b.Items, line(x, t, v.Code, r))
		case "service":
			money := ""
			if n := r.Values.Number("money"); n > 0 {
				money = vntext.Number(n) + " đồng"
			}
			b.Services.Rows = append(b.Services.Rows, []ui.TD{{Text: r.Values.Get("what"), Href: listPath + "/" + v.Code + "/records/" + r.ID}, {Text: x.T("regime.name." + r.Values.Get("regime"))}, {Text: vntext.Date(r.On)}, {Text: money}})
		}
	}
	b.Needs, b.Asked = needsTable(x, v.Records)
	return x.Page(200, "casework/plan", ui.Page{Title: v.Code, Body: b})
}

func entitlement(x *web.Exchange, v View, e regime.Entitlement, given int) entitlementLine {
	l := entitlementLine{Name: x.T(e.Name()), Due: x.T("casework.due." + string(e.Due)), Source: e.Cite().Text(x.T), Unverified: !e.Verified, Given: given, Level: x.T("regime.level.none")}
	l.Kind = map[regime.Answer]string{regime.Yes: "ok", regime.Unknown: "warn"}[e.Due]
	for _, w := range e.Why {
		l.Why = append(l.Why, w.Text(x.T))
	}
	if e.Level != nil {
		l.Level = e.Level.Words().Text(x.T)
	}
	if e.Until != 0 {
		l.Until = vntext.Date(e.Until - 1)
		if n := int(e.Until - v.Today); n <= 15 {
			l.Warn, _ = days(x, n-1)
		}
	}
	return l
}

// needsTable sets the assessments side by side, the newest first: what changed.
func needsTable(x *web.Exchange, done []Record) (ui.Table, int) {
	table := ui.Table{Label: x.T("casework.kind.needs"), Columns: []ui.Column{{Label: x.T("casework.field.domain")}}}
	var asked []Record
	for _, r := range done {
		if r.Kind == "needs" && len(asked) < 4 {
			asked = append(asked, r)
			table.Columns = append(table.Columns, ui.Column{Label: vntext.Date(r.On)})
		}
	}
	kinds := map[string]string{"urgent": "bad", "normal": "warn", "none": "ok"}
	for _, d := range Domains {
		row := []ui.TD{{Text: x.T("casework.field." + d)}}
		for _, r := range asked {
			td := ui.TD{}
			if level := r.Values.Get(d); level != "" {
				td.Tag, td.Kind = x.T("casework.level."+level), kinds[level]
			}
			row = append(row, td)
		}
		table.Rows = append(table.Rows, row)
	}
	return table, len(asked)
}
