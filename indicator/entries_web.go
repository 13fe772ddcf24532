package indicator

import (
	"strconv"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/ui"
	"neove/internal/web"
)

const perPage = 100

type entryRow struct {
	Day               clock.Date
	Kind, Href, Place string
	PlaceHref         string
	Value             int64
}

type noteLink struct{ Text, Href string }

type entriesView struct {
	Name, Unit, Place, Span string
	Rows                    []entryRow
	Sum                     int64
	Secret, Personal        bool
	Empty                   string // which words stand for no rows
	Several                 bool   // more than one unit reported
	Notes                   []noteLink
	Waiting                 []noteLink
	From, To, Total         int
	Prev, Next, Figure      string
}

// entries lists the records behind a figure.
func (p pages) entries(by access.Actor, x *web.Exchange) error {
	q, err := p.ask(by, x)
	if err != nil {
		return err
	}
	f := x.Query()
	code := f.NeedText("indicator", 100)
	page := 1
	if n := f.Count("page"); n != nil {
		page = int(min(max(*n, 1), 10_000))
	}
	if err := f.Err(); err != nil {
		return err
	}
	e, err := p.s.Entries(x.R.Context(), by, code, q.Query, perPage, (page-1)*perPage)
	if err != nil {
		return err
	}
	v := entriesView{Name: e.Def.Name(string(x.Lang)), Unit: e.Def.Unit(string(x.Lang)), Place: q.units.Name(q.Unit), Span: span(x, q.Window),
		Sum: e.Sum, Secret: e.Secret, Personal: e.Personal, Several: len(e.Reporters) > 1 || len(e.Reporters) == 1 && e.Reporters[0].Unit != q.Unit,
		Figure: q.href("/indicator/figures/"+code, "tree", q.Tree.String())}
	if v.Empty = "none"; e.Secret {
		v.Empty = "secret"
	}
	v.From, v.To, v.Total = min((page-1)*perPage+1, e.Total), min((page-1)*perPage+len(e.Rows), e.Total), e.Total
	here := q.entries(code, q.Unit)
	if page > 1 {
		v.Prev = here + "&page=" + strconv.Itoa(page-1)
	}
	if v.To < e.Total && len(e.Rows) > 0 {
		v.Next = here + "&page=" + strconv.Itoa(page+1)
	}
	for _, r := range e.Rows {
		row := entryRow{Day: r.Day, Kind: x.T("indicator.entry.other"), Place: q.units.Name(r.Unit), PlaceHref: "/org/units/" + r.Unit, Value: r.Value}
		if key := "indicator.entry." + r.Kind; x.Has(key) {
			row.Kind = x.T(key)
		}
		if p.s.EntryLink != nil {
			row.Href = p.s.EntryLink(r.Kind, r.Entry)
		}
		v.Rows = append(v.Rows, row)
	}
	for _, r := range e.Divided() {
		v.Notes = append(v.Notes, noteLink{x.T("indicator.entries.part", "unit", q.units.Name(r.Unit), "part", r.Part, "of", r.Of), "/org/units/" + r.Unit})
	}
	for _, u := range e.Waiting {
		v.Waiting = append(v.Waiting, noteLink{q.units.Name(u), "/org/units/" + u})
	}
	crumbs := q.crumbs(x, by, "/indicator/figures/"+code, "")
	crumbs = append(crumbs[:len(crumbs)-1], ui.Crumb{Text: v.Name, Href: v.Figure}, ui.Crumb{Text: x.T("indicator.entries.title")})
	return x.Page(200, "indicator/entries", ui.Page{Title: x.T("indicator.entries.of", "name", v.Name), Body: v, Crumbs: crumbs})
}
