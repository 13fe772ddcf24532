package directive

import (
	"net/url"
	"slices"
	"strconv"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
	"neove/org"
)

const (
	documentPath = "/directive/documents"
	pageSize     = 50
)

// dateText is a day for a control or a cell; "" where none is set.
func dateText(d clock.Date) string {
	if d == 0 {
		return ""
	}
	return vntext.Date(d)
}

// kindOptions are the kinds in use, each with its letters.
func kindOptions(list []Kind, lang string) []ui.Option {
	var out []ui.Option
	for _, k := range list {
		if !k.Retired {
			out = append(out, ui.Option{Value: k.Code, Text: k.Name(lang) + " (" + k.Code + ")"})
		}
	}
	return out
}

func kindByCode(list []Kind, code string) Kind {
	if i := slices.IndexFunc(list, func(k Kind) bool { return k.Code == code }); i >= 0 {
		return list[i]
	}
	return Kind{Code: code, NameVi: code, NameEn: code}
}

// title words a document: "Kế hoạch 266/KH-SLĐTBXH".
func title(x *web.Exchange, k Kind, d Document) string {
	if d.Draft() {
		return k.Name(string(x.Lang)) + " (" + x.T("directive.draft") + ")"
	}
	return k.Name(string(x.Lang)) + " " + d.Code
}

// registerView is the list of a unit's documents.
type registerView struct {
	Unit, UnitName string
	Total          int64
	Tabs           []ui.Link
	Listing        ui.Listing
	Sheet          string
	MayIssue       bool
}

// readFilter reads the state of the register from the address. A commune sees
// first what came to it, the others what they issued.
func (s *Service) readFilter(by access.Actor, x *web.Exchange, t *org.Tree) Filter {
	q := x.Query()
	f := Filter{Unit: org.WorkUnit(by, x), Kind: q.Text("kind", 20), Text: q.Text("q", 100), Late: q.Bool("late"), Limit: pageSize}
	f.Year, _ = strconv.Atoi(q.Text("year", 4))
	u, _ := t.Unit(f.Unit)
	f.Received = q.Text("tab", 10) == "received" || q.Raw("tab") == "" && (u.Level == org.Commune || len(agencyRoles(by)) > 0)
	if q.Bool("area") || u.Level == org.Commune { // what came to the communes before they merged is this one's too
		f.Units = t.Under(f.Unit)
	}
	return f
}

func (s *Service) registerPage(by access.Actor, x *web.Exchange) error {
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	kinds, err := s.Kinds(x.R.Context())
	if err != nil {
		return err
	}
	l, f := x.List(pageSize), s.readFilter(by, x, t)
	f.Offset = l.Offset()
	list, total, err := s.Documents(x.R.Context(), by, f)
	if err != nil {
		return err
	}
	v := registerView{Unit: f.Unit, UnitName: t.Name(f.Unit), Total: total, Sheet: l.Sheet()}
	_, v.MayIssue = s.officeAt(by, f.Unit)
	tab := "issued"
	if f.Received {
		tab = "received"
	}
	for _, name := range []string{"issued", "received"} {
		q := url.Values{"unit": {f.Unit}, "tab": {name}}
		v.Tabs = append(v.Tabs, ui.Link{Href: documentPath + "?" + q.Encode(), Text: x.T("directive.tab." + name), Current: tab == name})
	}
	u, _ := t.Unit(f.Unit)
	spec := []ui.Control{{Kind: "hidden", Name: "tab"}, {Kind: "select", Name: "kind", Options: kindOptions(kinds, string(x.Lang)), Blank: x.T("ui.word.all")},
		{Kind: "text", Name: "year", Width: "s", Label: x.T("ui.word.year")}, {Kind: "text", Name: "q", Label: x.T("ui.word.search")},
		{Kind: "check", Name: "late", Label: x.T("directive.filter.late")}}
	if u.Level != org.Commune {
		spec = append(spec, ui.Control{Kind: "check", Name: "area", Label: x.T("directive.filter.area")})
	}
	q := url.Values{}
	for _, name := range []string{"kind", "year", "q", "late", "area"} {
		q.Set(name, l.Query.Get(name))
	}
	q.Set("tab", tab)
	filters := x.Controls("directive", spec, q, web.Errors{})
	l.ControlChips(filters)
	v.Listing = ui.Listing{Action: documentPath, Unit: f.Unit, Filters: filters, Chips: l.Chips, Clear: l.Clear() + "&tab=" + tab,
		Table: registerTable(x, t, kinds, list, f, clock.DateOf(s.db.Now())), Pager: l.Pager(len(list), total), Empty: x.T("directive.empty." + tab)}
	if v.MayIssue && !f.Received {
		v.Listing.First = ui.Link{Href: documentPath + "/new?unit=" + url.QueryEscape(f.Unit), Text: x.T("directive.document.first")}
	}
	return x.Page(200, "directive/documents", ui.Page{Title: x.T("directive.register"), Body: &v})
}

func registerTable(x *web.Exchange, t *org.Tree, kinds []Kind, list []Entry, f Filter, today clock.Date) ui.Table {
	col := func(name string) ui.Column { return ui.Column{Label: x.T("directive.column." + name)} }
	out := ui.Table{Label: x.T("directive.register"), Columns: []ui.Column{col("document"), col("issued_on"), col("agency"), col("progress")}}
	for _, d := range list {
		name := title(x, kindByCode(kinds, d.Kind), d.Document)
		first := ui.TD{Text: name, Href: documentPath + "/" + d.ID, Note: d.Subject}
		agency := ui.TD{Text: d.Agencies()}
		if d.Unit != f.Unit {
			agency.Note = t.Name(d.Unit)
		}
		out.Rows = append(out.Rows, []ui.TD{first, {Text: dateText(d.On)}, agency, progressCell(x, d, f.Received, today)})
	}
	return out
}

// progressCell is what the reader wants to know of a line: how many answered,
// or whether the own unit did.
func progressCell(x *web.Exchange, d Entry, received bool, today clock.Date) ui.TD {
	switch {
	case received && d.Mine != nil:
		text, kind := stateTag(x, *d.Mine, today)
		cell := ui.TD{Text: x.T("directive.require." + d.Mine.Require), Tag: text, Kind: kind}
		if d.Mine.Due != 0 {
			cell.Note = x.T("directive.due", "day", vntext.Date(d.Mine.Due))
		}
		return cell
	case received || d.Progress.Total == 0:
		return ui.TD{}
	}
	cell := ui.TD{Text: x.T("directive.of", "n", d.Progress.Done, "of", d.Progress.Total)}
	switch {
	case d.Progress.Late > 0:
		cell.Tag, cell.Kind = x.T("directive.late_n", "n", d.Progress.Late), "bad"
	case d.Progress.Done == d.Progress.Total:
		cell.Tag, cell.Kind = x.T("directive.complete"), "ok"
	}
	return cell
}

// stateTag words how a recipient stands.
func stateTag(x *web.Exchange, r Recipient, today clock.Date) (text, kind string) {
	text = x.T("directive.state." + string(r.State))
	switch {
	case r.Done():
		return text, "ok"
	case r.Late(today):
		return x.T("directive.late_days", "n", int(today-r.Due)), "bad"
	case r.State == Returned:
		return text, "bad"
	case r.State == Seen:
		return text, "info"
	}
	return text, "warn"
}

func crumbs(by access.Actor, x *web.Exchange, unit, here string) []ui.Crumb {
	return []ui.Crumb{{Text: x.T("directive.register"), Href: org.ListLink(by, mayRead, documentPath, unit)}, {Text: here}}
}

func (s *Service) withdrawPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	err = s.Withdraw(x.R.Context(), by, x.Path("id"), f.Version(), f.Text("reason", maxNote))
	if err != nil {
		return s.showDocument(by, x, f.Values(), err)
	}
	x.Notice("directive.document.withdrawn")
	return x.See(documentPath + "/" + x.Path("id"))
}
