package handoff

import (
	"slices"
	"strings"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
	"neove/org"
)

const pageSize = 50

type listView struct {
	ui.Listing
	Total int64
	Boxes []ui.Link
}

// listFilter reads the list's state from the address: codes only.
func listFilter(x *web.Exchange, l *web.List) (Filter, error) {
	q := x.Query()
	f := Filter{Box: q.Choice("box", Boxes...), Group: q.Choice("group", Groups...), Purpose: q.Choice("purpose", Purposes...),
		Urgency: Urgency(q.Choice("urgency", Urgencies...)), Code: strings.ToUpper(q.Text("code", 30)), Limit: l.Size, Offset: l.Offset()}
	if code := ReadCode(f.Code); code != "" {
		f.Code = code
	}
	return f, q.Err()
}

func filterSpec(x *web.Exchange) []ui.Control {
	all := x.T("ui.word.all")
	return []ui.Control{
		{Kind: "select", Name: "box", Options: x.Options("handoff.box", Boxes...), Blank: all},
		{Kind: "select", Name: "group", Options: x.Options("handoff.group", Groups...), Blank: all},
		{Kind: "select", Name: "purpose", Options: x.Options("handoff.purpose", Purposes...), Blank: all},
		{Kind: "text", Name: "code", Max: 30, Width: "m", Secret: true},
	}
}

func (s *Service) listPage(by access.Actor, x *web.Exchange) error {
	l := x.List(pageSize)
	f, err := listFilter(x, l)
	if err != nil {
		return err
	}
	list, total, err := s.Requests(x.R.Context(), by, f)
	if err != nil {
		return err
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	v := listView{Total: total}
	v.Action, v.Filters = listPath, x.Controls("handoff", filterSpec(x), l.Query, web.Errors{})
	l.ControlChips(v.Filters)
	v.Chips, v.Clear, v.Pager = l.Chips, l.Clear(), l.Pager(len(list), total)
	v.Empty, v.Table = x.T("handoff.list.empty"), s.listTable(x, t, by, list)
	return x.Page(200, "handoff/requests", ui.Page{Title: x.T("handoff.list"), Body: &v})
}

func (s *Service) listTable(x *web.Exchange, t *org.Tree, by access.Actor, list []Request) ui.Table {
	out := ui.Table{Label: x.T("handoff.list")}
	mine := officesOf(by.Held(mayRead), t, clock.DateOf(s.db.Now()))
	for _, c := range []string{"code", "subject", "purpose", "other", "sent_on", "clock", "state"} {
		out.Columns = append(out.Columns, ui.Column{Label: x.T("handoff.field." + c)})
	}
	now := s.db.Now()
	for _, r := range list {
		purpose := ui.TD{Text: x.T("handoff.purpose." + r.Purpose)}
		if kind := urgencyKind[r.Urgency]; kind != "" {
			purpose.Tag, purpose.Kind = x.T("handoff.urgency."+string(r.Urgency)), kind
		}
		out.Rows = append(out.Rows, []ui.TD{{Text: r.Code, Href: listPath + "/" + r.ID}, {Text: r.SubjectCode}, purpose,
			side(x, t, mine, r), {Text: vntext.Date(clock.DateOf(r.SentAt))},
			clockCell(x, r.DueAt, now), {Tag: x.T("handoff.state." + string(r.State)), Kind: stateKind[r.State]}})
	}
	return out
}

// side is the other office, and which way the request went.
func side(x *web.Exchange, t *org.Tree, mine []string, r Request) ui.TD {
	if slices.Contains(mine, r.To) {
		return ui.TD{Text: t.OfficeName(x, r.From), Note: x.T("handoff.way.in")}
	}
	return ui.TD{Text: t.OfficeName(x, r.To), Note: x.T("handoff.way.out")}
}

// lateView is what the coordinator sees.
type lateView struct {
	Lines []lateRow
}

type lateRow struct {
	LateLine
	FromName, ToName, Clock, UrgencyWord, UrgencyKind, Chase string
	Chased                                                   bool // today
}

func (s *Service) latePage(by access.Actor, x *web.Exchange) error {
	list, err := s.Late(x.R.Context(), by)
	if err != nil {
		return err
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	now := s.db.Now()
	var v lateView
	for _, l := range list {
		row := lateRow{LateLine: l, FromName: t.OfficeName(x, l.From), ToName: t.OfficeName(x, l.To), UrgencyWord: x.T("handoff.urgency." + string(l.Urgency)),
			UrgencyKind: urgencyKind[l.Urgency], Chase: latePath + "/" + l.ID + "/chase",
			Chased: !l.ChasedAt.IsZero() && clock.DateOf(l.ChasedAt) == clock.DateOf(now)}
		row.Clock, _ = clockText(x, l.DueAt, now)
		v.Lines = append(v.Lines, row)
	}
	return x.Page(200, "handoff/late", ui.Page{Title: x.T("handoff.late"), Body: &v})
}

func (s *Service) chasePost(by access.Actor, x *web.Exchange) error {
	if err := s.Chase(x.R.Context(), by, x.Path("id")); err != nil {
		return err
	}
	x.Notice("handoff.done.chase")
	return x.See(latePath)
}
