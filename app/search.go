package app

import (
	"neove/access"
	"neove/directive"
	"neove/internal/clock"
	"neove/internal/ui"
	"neove/internal/web"
	"neove/org"
)

type searchView struct {
	Query     string
	Found     []found
	Documents []ui.Todo // directing documents that the reader's unit issued or received
}

// found is a unit with where it stands and until when it existed.
type found struct {
	org.Unit
	Above  string
	Ended  bool
	Months string // the reports of a unit in the reader's area
}

// search finds units by name, with or without marks, also those that have ended.
func (a *App) search(by access.Actor, x *web.Exchange) error {
	q := x.Query().Text("q", 100)
	t, err := a.Org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	v := searchView{Query: q}
	for _, u := range t.Search(q, 40) {
		f := found{Unit: u, Ended: u.To != clock.Max}
		if p := t.Parent(u.ID, min(u.To-1, max(u.From, today(a.DB)))); p != "" {
			f.Above = t.Name(p)
		}
		if by.MayAt("outreach.activity.read", u.ID) {
			f.Months = "/outreach/activities?unit=" + u.ID
		}
		v.Found = append(v.Found, f)
	}
	if v.Documents, err = a.documents(by, x, q); err != nil {
		return err
	}
	return x.Page(200, "app/search", ui.Page{Title: x.T("app.search", "q", q), SearchQuery: q, Body: &v})
}

// documents finds directing documents by number or subject.
func (a *App) documents(by access.Actor, x *web.Exchange, q string) ([]ui.Todo, error) {
	_, unit := by.Home()
	if q == "" || !by.MayAt("directive.document.read", unit) {
		return nil, nil
	}
	var out []ui.Todo
	for _, received := range []bool{false, true} {
		list, _, err := a.Directive.Documents(x.R.Context(), by, directive.Filter{Unit: unit, Text: q, Received: received, Limit: 10})
		if err != nil {
			return nil, err
		}
		for _, d := range list {
			out = append(out, ui.Todo{Href: "/directive/documents/" + d.ID, Text: d.Code, Why: d.Subject})
		}
	}
	return out, nil
}
