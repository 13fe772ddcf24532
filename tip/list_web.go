package tip

import (
	"strings"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
)

const pageSize = 50

type listView struct {
	ui.Listing
	Total int64
}

// listFilter reads the list's state from the address: codes only.
func listFilter(x *web.Exchange, l *web.List) (Filter, error) {
	q := x.Query()
	f := Filter{Box: q.Choice("box", Boxes...), Group: q.Choice("group", Groups...), Urgency: Urgency(q.Choice("urgency", Urgencies...)), Code: strings.ToUpper(q.Text("code", 20)), Limit: l.Size, Offset: l.Offset()}
	return f, q.Err()
}

// filterSpec are the filters of the list.
func filterSpec(x *web.Exchange) []ui.Control {
	all := x.T("ui.word.all")
	return []ui.Control{
		{Kind: "select", Name: "box", Options: x.Options("tip.box", Boxes...), Blank: all},
		{Kind: "select", Name: "group", Options: x.Options("tip.group", Groups...), Blank: all},
		{Kind: "select", Name: "urgency", Options: x.Options("tip.urgency", Urgencies...), Blank: all},
		{Kind: "text", Name: "code", Max: 20, Width: "s", Secret: true},
	}
}

func (s *Service) listPage(by access.Actor, x *web.Exchange) error {
	l := x.List(pageSize)
	f, err := listFilter(x, l)
	if err != nil {
		return err
	}
	list, total, err := s.Tips(x.R.Context(), by, f)
	if err != nil {
		return err
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	v := listView{Total: total}
	v.Action, v.Filters = listPath, x.Controls("tip", filterSpec(x), l.Query, web.Errors{})
	l.ControlChips(v.Filters)
	v.Chips, v.Clear, v.Pager = l.Chips, l.Clear(), l.Pager(len(list), total)
	v.Empty, v.First = x.T("tip.list.empty"), ui.Link{Href: listPath + "/new", Text: x.T("tip.new")}
	v.Table = ui.Table{Label: x.T("tip.list")}
	for _, c := range []string{"code", "received_on", "channel", "urgency", "clock", "state", "holder"} {
		v.Table.Columns = append(v.Table.Columns, ui.Column{Label: x.T("tip.field." + c)})
	}
	for _, tip := range list {
		text, kind := clockOf(x, tip, s.db.Now())
		left := ui.TD{Text: text}
		if kind != "" {
			left = ui.TD{Tag: text, Kind: kind}
		}
		v.Table.Rows = append(v.Table.Rows, []ui.TD{{Text: tip.Code, Href: listPath + "/" + tip.ID},
			{Text: vntext.Date(tip.ReceivedOn), Note: tip.ReceivedAt.In(clock.Vietnam).Format("15:04")}, {Text: x.T("tip.channel." + tip.Channel)},
			{Tag: x.T("tip.urgency." + string(tip.Urgency)), Kind: urgencyKind[tip.Urgency]}, left,
			{Tag: x.T("tip.state." + string(tip.State)), Kind: stateKind[tip.State]}, {Text: t.OfficeName(x, tip.Holder)}})
	}
	return x.Page(200, "tip/tips", ui.Page{Title: x.T("tip.list"), Body: &v})
}

// work lists what waits for the actor's offices; each count is that of the list
// which it opens. Those who see counts only are told that something is late.
func (s *Service) work(x *web.Exchange) ([]ui.Todo, error) {
	by, ok := x.Principal.(access.Actor)
	if !ok {
		return nil, nil
	}
	var out []ui.Todo
	for _, w := range []struct{ key, box, group, kind string }{
		{"in_late", boxIn, groupLate, "bad"}, {"in", boxIn, groupWaiting, "warn"},
		{"own_late", boxOwn, groupLate, "bad"}, {"own", boxOwn, groupWaiting, "warn"}} {
		if !by.May("tip.record") {
			break
		}
		_, n, err := s.Tips(x.R.Context(), by, Filter{Box: w.box, Group: w.group, Limit: 1})
		if err != nil {
			return nil, err
		}
		if n > 0 {
			out = append(out, ui.Todo{Href: listPath + "?box=" + w.box + "&group=" + w.group, Text: x.T("tip.todo."+w.key, "n", n), Kind: w.kind,
				When: x.T("tip.group." + w.group), Why: x.T("tip.todo." + w.key + "_why")})
		}
	}
	if !by.May("tip.statistics") {
		return out, nil
	}
	late, root, err := s.LateCount(x.R.Context(), by)
	if err != nil || late.N == 0 {
		return out, err
	}
	return append(out, ui.Todo{Href: statsPath + "?unit=" + root, Text: x.T("tip.todo.area", "n", late.String()), Kind: "bad",
		When: x.T("tip.group.late"), Why: x.T("tip.todo.area_why")}), nil
}
