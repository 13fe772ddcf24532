package training

import (
	"fmt"
	"net/url"
	"strings"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/i18n"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
	"neove/org"
)

const pageSize = 50

type listView struct {
	UnitName, Facts string
	Pages           []ui.Link
	Buttons         []button
	Listing         ui.Listing
}

// button is a link in the head of a page; the first one is the main action.
type button struct{ Href, Text, Icon, Kind string }

func (s *Service) today() clock.Date { return clock.DateOf(s.db.Now()) }

// filterSpec are the filters of the list of courses.
func (list Terms) filterSpec(x *web.Exchange) []ui.Control {
	return []ui.Control{{Kind: "count", Name: "year", Label: x.T("ui.word.year")},
		{Kind: "select", Name: "state", Options: x.Options("training.state", States...), Blank: x.T("ui.word.all")},
		{Kind: "select", Name: "topic", Options: list.options(Topic, string(x.Lang)), Blank: x.T("ui.word.all")},
		{Kind: "text", Name: "q", Label: x.T("training.filter.q")}}
}

// listFilter reads the list's state from the address.
func (s *Service) listFilter(x *web.Exchange, list Terms, l *web.List) (Filter, error) {
	q := x.Query()
	f := Filter{Limit: l.Size, Offset: l.Offset(), State: State(q.Choice("state", States...)), Topic: q.Choice("topic", list.codes(Topic)...),
		Text: q.Text("q", 100), Withdrawn: q.Bool("withdrawn")}
	if y := q.Count("year"); y != nil {
		f.Year = *y
	}
	if q.Bool("late") {
		f.Late = s.today()
	}
	return f, q.Err()
}

func (s *Service) listPage(by access.Actor, x *web.Exchange) error {
	list, err := s.Terms(x.R.Context())
	if err != nil {
		return err
	}
	l := x.List(pageSize)
	f, err := s.listFilter(x, list, l)
	if err != nil {
		return err
	}
	unit := org.WorkUnit(by, x)
	found, total, sums, err := s.Courses(x.R.Context(), by, unit, f)
	if err != nil {
		return err
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	filters := x.Controls("training", list.filterSpec(x), l.Query, web.Errors{})
	l.ControlChips(filters)
	l.Chip("late", x.T("training.filter.late"), x.T("ui.word.yes"))
	v := listView{UnitName: t.Name(unit), Facts: x.T("training.list.total", "total", total, "clusters", sums.Clusters, "people", sums.People)}
	at := "?unit=" + url.QueryEscape(unit)
	v.Listing = ui.Listing{Action: coursePath, Unit: unit, Filters: filters, Chips: l.Chips, Clear: l.Clear(), Table: s.listTable(x, t, found),
		Pager: l.Pager(len(found), total), Empty: x.T("training.list.empty")}
	if by.MayAt(mayRecord, unit) {
		v.Buttons = []button{{coursePath + "/new" + at, x.T("training.new"), "plus", ""}, {coursePath + "/import" + at, x.T("ui.word.import"), "doc", "sec"}}
		v.Listing.First = ui.Link{Href: coursePath + "/new" + at, Text: x.T("training.list.first")}
	}
	v.Pages = pages(by, x, unit)
	v.Buttons = append(v.Buttons, button{l.Sheet(), x.T("ui.word.xlsx"), "download", "sec"})
	return x.Page(200, "training/courses", ui.Page{Title: x.T("training.courses"), Body: &v})
}

// pages are the three views of a unit's training.
func pages(by access.Actor, x *web.Exchange, unit string) []ui.Link {
	at := "?unit=" + url.QueryEscape(unit)
	out := []ui.Link{{Href: coursePath + at, Text: x.T("training.courses")}, {Href: coveragePath + at, Text: x.T("training.coverage")}}
	if by.MayAt(mayName, unit) {
		out = append(out, ui.Link{Href: peoplePath + at, Text: x.T("training.people")})
	}
	for i := range out {
		out[i].Current = strings.HasPrefix(out[i].Href, x.R.URL.Path+"?")
	}
	return out
}

func (s *Service) listTable(x *web.Exchange, t *org.Tree, list []Record) ui.Table {
	out := ui.Table{Label: x.T("training.courses"), Columns: []ui.Column{{Label: x.T("training.field.subject")}, {Label: x.T("training.field.unit")},
		{Label: x.T("training.field.days")}, {Label: x.T("training.clusters.held"), Num: true}, {Label: x.T("training.field.people"), Num: true},
		{Label: x.T("training.field.women"), Num: true}, {Label: x.T("training.field.state")}}}
	for _, r := range list {
		kind, state := s.stateTag(x, r)
		people, women, held := r.sums()
		out.Rows = append(out.Rows, []ui.TD{{Text: r.Subject, Href: coursePath + "/" + r.ID}, {Text: t.Name(r.Unit)}, {Text: days(r.shown())},
			{Text: fmt.Sprintf("%d/%d", held, len(r.shown()))}, {Text: i18n.Number(x.Lang, people)}, {Text: number(x, women)}, {Tag: state, Kind: kind}})
	}
	return out
}

// stateTag words the state of a course; a course that is over without anybody
// recorded stands out.
func (s *Service) stateTag(x *web.Exchange, r Record) (kind, text string) {
	if r.Withdrawn {
		return "bad", x.T("ui.word.withdrawn")
	}
	for _, c := range r.Clusters {
		if c.Late(s.today()) {
			return "warn", x.T("training.state.late")
		}
	}
	return stateKind[r.State], x.T("training.state." + string(r.State))
}

var stateKind = map[State]string{Planned: "info", Held: "ok", Cancelled: ""}

// sums of the clusters held.
func (r Record) sums() (people int64, women *int64, held int) {
	for _, c := range r.Clusters {
		if c.State != Held {
			continue
		}
		held++
		people += c.People
		if c.Women != nil {
			if women == nil {
				women = new(int64)
			}
			*women += *c.Women
		}
	}
	return people, women, held
}

// days is the span of clusters: 9/6/2024 – 11/6/2024.
func days(list []Cluster) string {
	var from, to clock.Date
	for i, c := range list {
		if i == 0 || c.From < from {
			from = c.From
		}
		to = max(to, c.To)
	}
	switch {
	case len(list) == 0:
		return ""
	case from == to:
		return vntext.Date(from)
	}
	return vntext.Date(from) + " – " + vntext.Date(to)
}

func number(x *web.Exchange, n *int64) string {
	if n == nil {
		return ""
	}
	return i18n.Number(x.Lang, *n)
}
