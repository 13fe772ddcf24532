package training

import (
	"net/url"
	"strconv"

	"neove/access"
	"neove/internal/i18n"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
	"neove/org"
)

type coverageView struct {
	UnitName, Tree string
	Pages          []ui.Link
	Missing, Of    int
	Year           string
	Years          []ui.Link
	All, Only      string // addresses of the whole table and of what is missing
	Filtered       bool
	Table          ui.Table
	Empty          string
}

func (s *Service) coveragePage(by access.Actor, x *web.Exchange) error {
	q, unit := x.Query(), org.WorkUnit(by, x)
	year := org.WorkYear(s.today())
	if y := q.Count("year"); y != nil && *y >= 2000 && *y <= 2100 {
		year = int(*y)
	}
	if err := q.Err(); err != nil {
		return err
	}
	c, err := s.Coverage(x.R.Context(), by, unit, year)
	if err != nil {
		return err
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	link := func(year int, missing string) string {
		v := url.Values{"unit": {unit}, "year": {strconv.Itoa(year)}}
		if missing != "" {
			v.Set("missing", missing)
		}
		return coveragePath + "?" + v.Encode()
	}
	v := coverageView{UnitName: t.Name(unit), Tree: vntext.Date(c.Tree), Pages: pages(by, x, unit), Missing: c.Missing, Of: c.Of, Year: strconv.Itoa(year), Filtered: q.Bool("missing"),
		All: link(year, ""), Only: link(year, "1"), Empty: x.T("training.coverage.empty")}
	for y := year - 2; y <= max(year, s.today().Year()); y++ {
		v.Years = append(v.Years, ui.Link{Href: link(y, ""), Text: strconv.Itoa(y), Current: y == year})
	}
	v.Table = coverageTable(x, c, year, v.Filtered)
	return x.Page(200, "training/coverage", ui.Page{Title: x.T("training.coverage"), Body: &v})
}

// coverageTable lists the units; a district leads to its communes.
func coverageTable(x *web.Exchange, c Coverage, year int, missing bool) ui.Table {
	out := ui.Table{Label: x.T("training.coverage"), Columns: []ui.Column{{Label: x.T("ui.word.unit")}, {Label: x.T("training.coverage.people"), Num: true},
		{Label: x.T("training.coverage.communes"), Num: true}, {Label: x.T("training.field.state")}}}
	for _, u := range c.Units {
		row := []ui.TD{{Text: u.Name, Note: u.District}, {}, {}, {}}
		if u.People > 0 {
			row[1].Text = i18n.Number(x.Lang, u.People)
		}
		lacks := u.Missing()
		if u.Level == org.District {
			row[0].Href = coveragePath + "?" + url.Values{"unit": {u.ID}, "year": {strconv.Itoa(year)}}.Encode()
			row[2].Text = strconv.Itoa(u.Trained) + "/" + strconv.Itoa(u.Communes)
			lacks = lacks && u.Trained == 0
		}
		switch {
		case lacks:
			row[3].Tag, row[3].Kind = x.T("training.coverage.none"), "warn"
		case u.Level == org.District && u.Trained < u.Communes:
			row[3].Tag, row[3].Kind = x.T("training.coverage.some"), "warn"
		case u.People > 0 || u.Level == org.District && !u.Reached:
			row[3].Tag, row[3].Kind = x.T("training.coverage.named"), "ok"
		default:
			row[3].Tag, row[3].Kind = x.T("training.coverage.reached"), "info"
		}
		if !missing || row[3].Kind == "warn" {
			out.Rows = append(out.Rows, row)
		}
	}
	return out
}
