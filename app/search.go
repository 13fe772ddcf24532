package app

import (
	"neove/access"
	"neove/internal/clock"
	"neove/internal/ui"
	"neove/internal/web"
	"neove/org"
)

type searchView struct {
	Query string
	Found []found
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
	return x.Page(200, "app/search", ui.Page{Title: x.T("app.search", "q", q), SearchQuery: q, Body: &v})
}
