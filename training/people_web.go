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

// peopleView is the list of officials. It is searched by POST, so that a name
// never stands in an address.
type peopleView struct {
	UnitName, Facts, Unit string
	Pages                 []ui.Link
	Search                []ui.Control
	Listing               ui.Listing
}

func (s *Service) peoplePage(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	q := x.Query()
	unit, l := org.WorkUnit(by, x), x.List(pageSize)
	filter := PeopleFilter{Text: f.Text("q", 100), Limit: l.Size, Offset: l.Offset()}
	if y := q.Count("year"); y != nil {
		filter.Year = *y
	}
	if err := f.Err(); err != nil {
		return err
	}
	if err := q.Err(); err != nil {
		return err
	}
	list, total, err := s.People(x.R.Context(), by, unit, filter)
	if err != nil {
		return err
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	v := peopleView{UnitName: t.Name(unit), Unit: unit, Pages: pages(by, x, unit), Facts: x.T("training.people.total", "n", total)}
	v.Search = x.Controls("training", []ui.Control{{Kind: "text", Name: "q", Label: x.T("training.people.search"), Max: 100}}, f.Values(), web.Errors{})
	v.Listing = ui.Listing{Table: peopleTable(x, list), Empty: x.T("training.people.empty")}
	if filter.Text == "" {
		v.Listing.Pager = l.Pager(len(list), total)
	}
	return x.Page(200, "training/people", ui.Page{Title: x.T("training.people"), Body: &v})
}

func peopleTable(x *web.Exchange, list []Listed) ui.Table {
	out := ui.Table{Label: x.T("training.people"), Columns: []ui.Column{{Label: x.T("training.field.name")}, {Label: x.T("training.field.unit_text")},
		{Label: x.T("training.courses"), Num: true}, {Label: x.T("training.people.last")}}}
	for _, p := range list {
		out.Rows = append(out.Rows, []ui.TD{{Text: p.Name, Href: peoplePath + "/" + p.Person, Note: p.Post}, {Text: p.Unit},
			{Text: i18n.Number(x.Lang, p.Courses)}, {Text: vntext.Date(p.Last)}})
	}
	return out
}

// officialView is the training history of one official, or of the reader.
type officialView struct {
	Official
	Facts    string
	Attended ui.Table
	Alike    []ui.Option
	Account  []ui.Control
	MayMerge bool
	Empty    string
	Errors   web.Errors
}

func (s *Service) officialPage(by access.Actor, x *web.Exchange) error {
	return s.showOfficial(by, x, nil)
}

func (s *Service) showOfficial(by access.Actor, x *web.Exchange, refused error) error {
	o, err := s.Official(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	if o.ID != x.Path("id") { // merged into another
		return x.See(peoplePath + "/" + o.ID)
	}
	w, err := s.form(by, x)
	if err != nil {
		return err
	}
	last := o.Last()
	v := officialView{Official: o, Facts: last.Post, Attended: w.attendedTable(o.Attended, true), MayMerge: by.MayAt(mayRecord, last.Holder), Errors: x.Errors(refused)}
	for _, a := range o.Alike {
		v.Alike = append(v.Alike, ui.Option{Value: a.Person, Text: a.Name, Hint: a.Post + " · " + a.UnitText + " · " + vntext.Date(a.To)})
	}
	v.Account = x.Controls("training", []ui.Control{{Kind: "text", Name: "account", Width: "m", Max: 60}}, url.Values{"account": {o.Account}}, v.Errors)
	page := ui.Page{Title: last.Name, Body: &v, Crumbs: []ui.Crumb{{Text: x.T("training.people"), Href: peoplePath}, {Text: last.Name}}}
	if refused != nil {
		return x.Again(refused, "training/official", page)
	}
	return x.Page(200, "training/official", page)
}

func (w *form) attendedTable(list []Attendance, linked bool) ui.Table {
	x, lang := w.x, string(w.x.Lang)
	out := ui.Table{Label: x.T("training.history"), Columns: []ui.Column{{Label: x.T("training.field.subject")}, {Label: x.T("training.field.days")}, {Label: x.T("training.field.unit")},
		{Label: x.T("training.field.unit_text")}, {Label: x.T("training.field.attended"), Num: true}, {Label: x.T("training.test"), Num: true}, {Label: x.T("training.field.certificate")}}}
	for _, a := range list {
		row := []ui.TD{{Text: a.Subject}, {Text: days([]Cluster{{From: a.From, To: a.To}})}, {Text: w.tree.Name(a.Holder)}, {Text: a.UnitText, Note: a.Post}, {}, {}, {Text: a.Certificate}}
		if linked {
			row[0].Href = clusterPath + "/" + a.Cluster
		}
		if a.Attended != nil {
			row[4].Text = strconv.FormatInt(*a.Attended, 10) + "/" + strconv.FormatInt(a.Of, 10)
		}
		if a.Before != nil || a.After != nil {
			row[5].Text = orDash(ScoreText(a.Before, lang)) + " → " + orDash(ScoreText(a.After, lang))
		}
		if a.CertifiedOn != nil {
			row[6].Note = vntext.Date(*a.CertifiedOn)
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

func (s *Service) mergePost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	other := f.NeedText("other", 60)
	if err = f.Err(); err == nil {
		err = s.Merge(x.R.Context(), by, x.Path("id"), other)
	}
	if err != nil {
		return s.showOfficial(by, x, err)
	}
	x.Notice("training.merged")
	return x.See(peoplePath + "/" + x.Path("id"))
}

func (s *Service) linkPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	account := f.Text("account", 60)
	if err = f.Err(); err == nil {
		err = s.Link(x.R.Context(), by, x.Path("id"), account)
	}
	if err != nil {
		return s.showOfficial(by, x, err)
	}
	x.Notice("training.linked")
	return x.See(peoplePath + "/" + x.Path("id"))
}

// minePage is what the reader attended.
func (s *Service) minePage(by access.Actor, x *web.Exchange) error {
	list, err := s.Own(x.R.Context(), by)
	if err != nil {
		return err
	}
	w, err := s.form(by, x)
	if err != nil {
		return err
	}
	v := officialView{Facts: by.Name, Attended: w.attendedTable(list, false), Empty: x.T("training.mine.empty")}
	return x.Page(200, "training/official", ui.Page{Title: x.T("training.mine"), Body: &v})
}
