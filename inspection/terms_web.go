package inspection

import (
	"neove/access"
	"neove/internal/clock"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
)

// termsView shows the dated configuration with where it comes from.
type termsView struct {
	Tabs   []ui.Link
	Groups []termGroup
}

type termGroup struct {
	Title string
	Table ui.Table
}

func (s *Service) termsPage(by access.Actor, x *web.Exchange) error {
	d, err := s.desk(by, x)
	if err != nil {
		return err
	}
	v := termsView{Tabs: d.tabs(termPath)}
	for _, kind := range []string{typeTerm, riskTerm, scoreTerm, itemTerm, violationTerm, hotlineTerm} {
		v.Groups = append(v.Groups, d.terms(kind))
	}
	return x.Page(200, "inspection/terms", ui.Page{Title: x.T("inspection.terms"), Body: &v})
}

func (d desk) terms(kind string) termGroup {
	x := d.x
	g := termGroup{Title: x.T("inspection.term." + kind)}
	g.Table = ui.Table{Label: g.Title, Columns: []ui.Column{{Label: x.T("inspection.field.term")}, {Label: x.T("inspection.field.points"), Num: true}, {Label: x.T("inspection.field.valid")}, {Label: x.T("inspection.field.source")}}}
	for _, t := range d.words {
		if t.Kind != kind {
			continue
		}
		name := ui.TD{Text: t.Name(string(x.Lang)), Tag: x.T("inspection.unverified"), Kind: "warn"}
		if t.Verified {
			name.Tag = ""
		}
		points := ""
		if t.Points != 0 {
			points = vntext.Number(t.Points)
		}
		valid := x.T("inspection.valid.always")
		if t.From != clock.Min || t.To != clock.Max {
			valid = vntext.Date(t.From) + " – "
			if t.To != clock.Max {
				valid += vntext.Date(t.To - 1)
			}
		}
		g.Table.Rows = append(g.Table.Rows, []ui.TD{name, {Text: points}, {Text: valid}, {Text: t.Source}})
	}
	return g
}
