package livelihood

import (
	"slices"
	"strings"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
	"neove/org"
)

type peopleView struct {
	listView
	Band   string
	Unit   string // of the search
	Words  string
	Errors web.Errors
	Keeper bool // keeps the list: sees it and may search by name
	Counts ui.Table
	Sum    string
}

func (s *Service) peoplePage(by access.Actor, x *web.Exchange) error {
	l := x.List(pageSize)
	unit := org.WorkUnit(by, x)
	f := PersonFilter{State: State(l.Query.Get("state")), Risk: l.Query.Get("risk"), Due: l.Query.Get("due") != "", Limit: l.Size, Offset: l.Offset()}
	if !slices.Contains(Risks, f.Risk) {
		f.Risk = ""
	}
	list, total, err := s.People(x.R.Context(), by, unit, f)
	if err != nil {
		return err
	}
	p, v, err := s.peopleView(by, x, unit)
	if err != nil {
		return err
	}
	spec := append(p.choose(x), ui.Control{Kind: "select", Name: "state", Options: x.Options("livelihood.state", States...), Blank: x.T("ui.word.all")},
		ui.Control{Kind: "select", Name: "risk", Options: x.Options("livelihood.risk", Risks...), Blank: x.T("ui.word.all")}, ui.Control{Kind: "check", Name: "due"})
	filters := x.Controls("livelihood", spec, l.Query, web.Errors{})
	if len(p.options) > 0 {
		filters[0].Value = p.unit
	}
	l.ControlChips(filters)
	v.Facts = x.T("livelihood.people.facts", "unit", p.name, "n", total)
	if !v.Keeper {
		v.Facts = x.T("livelihood.people.level", "unit", p.name)
	}
	counts, sum, err := s.Counts(x.R.Context(), by, unit)
	if err != nil {
		return err
	}
	v.Counts, v.Sum = countTable(x, p.tree, counts), sum
	v.Listing = ui.Listing{Action: personPath, Unit: p.fixed(), Filters: filters, Chips: l.Chips, Clear: l.Clear(), Empty: x.T("livelihood.people.empty"),
		Table: s.peopleTable(x, p, list), Pager: l.Pager(len(list), total)}
	if keeps(by, p.tree, personRecord, unit) {
		v.Buttons = []button{{with(personPath+"/new", unit), "plus", x.T("livelihood.person.new"), ""}}
		v.Listing.First = ui.Link{Href: with(personPath+"/new", unit), Text: x.T("livelihood.person.new")}
	}
	return x.Page(200, "livelihood/people", ui.Page{Title: x.T("livelihood.people"), Body: &v})
}

func (s *Service) peopleView(by access.Actor, x *web.Exchange, unit string) (place, peopleView, error) {
	p, err := s.placeOf(by, x, personRead, unit)
	if err != nil {
		return p, peopleView{}, err
	}
	v := peopleView{Unit: unit, Keeper: keeps(by, p.tree, personRead, unit), Band: x.T("livelihood.band.list")}
	v.Beside = beside(by, x, unit)
	return p, v, nil
}

// peopleTable lists the codes of the reader's own units.
func (s *Service) peopleTable(x *web.Exchange, p place, list []Person) ui.Table {
	t := ui.Table{Label: x.T("livelihood.people"), Columns: []ui.Column{{Label: x.T("livelihood.field.code")}, {Label: x.T("ui.word.unit")},
		{Label: x.T("livelihood.column.risks")}, {Label: x.T("livelihood.column.state")}, {Label: x.T("livelihood.column.first")}, {Label: x.T("livelihood.column.review")}}}
	today := clock.DateOf(s.db.Now())
	for _, r := range list {
		first := ui.TD{Text: r.Code, Href: personPath + "/" + r.ID}
		var risks []string
		for code := range strings.SplitSeq(r.Risks, ",") {
			risks = append(risks, x.T("livelihood.risk."+code))
		}
		review := ui.TD{Text: vntext.Date(r.ReviewOn)}
		switch {
		case r.State == Left:
			review.Text = ""
		case r.ReviewOn <= today:
			review.Tag, review.Kind = x.T("livelihood.due"), "warn"
		}
		t.Rows = append(t.Rows, []ui.TD{first, {Text: p.tree.Name(r.Unit)}, {Text: strings.Join(risks, ", ")}, {Text: x.T("livelihood.state." + string(r.State))}, {Text: vntext.Date(r.FirstOn)}, review})
	}
	return t
}

// searchPost finds people by name. It is a POST, so that no name stands in an
// address, a log or the history of a browser.
func (s *Service) searchPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	unit := org.WorkUnit(by, x)
	list, refused := s.Search(x.R.Context(), by, unit, f.Text("q", maxName))
	if refused != nil && !errs.Is(refused, errs.Invalid) {
		return refused
	}
	p, v, err := s.peopleView(by, x, unit)
	if err != nil {
		return err
	}
	v.Words, v.Facts = f.Raw("q"), x.T("livelihood.people.found", "n", len(list))
	v.Listing = ui.Listing{Table: s.peopleTable(x, p, list), Empty: x.T("livelihood.people.not_found"),
		First: ui.Link{Href: with(personPath, unit), Text: x.T("livelihood.people.all")}}
	v.Buttons = []button{{with(personPath, unit), "", x.T("livelihood.people.all"), "sec"}}
	page := ui.Page{Title: x.T("livelihood.people"), Body: &v, Path: personPath}
	if refused != nil {
		v.Errors = x.Errors(refused)
		return x.Again(refused, "livelihood/people", page)
	}
	return x.Page(200, "livelihood/people", page)
}

// work is what waits for an officer: people of the own unit whose review date
// has come. The first page says how many, never who.
func (s *Service) work(x *web.Exchange) ([]ui.Todo, error) {
	by, _ := x.Principal.(access.Actor)
	var out []ui.Todo
	for _, unit := range by.Units(personRecord) {
		_, n, err := s.People(x.R.Context(), by, unit, PersonFilter{Due: true, Limit: 1})
		if err != nil {
			return nil, err
		}
		if n > 0 {
			out = append(out, ui.Todo{Href: with(personPath, unit, "due", "1"), Text: x.T("livelihood.work.due", "n", n), Kind: "warn", When: x.T("livelihood.due"), Why: x.T("livelihood.work.why")})
		}
	}
	return out, nil
}
