package person

import (
	"net/url"
	"strconv"

	"neove/access"
	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/web"
)

// searchView is the search: always sent in the body, never in an address.
type searchView struct {
	Controls    []ui.Control
	Table       ui.Table
	Asked, More bool
	Preparing   string // why there is no answer yet
	MayRecord   bool
}

func (s *Service) searchPage(by access.Actor, x *web.Exchange) error {
	for _, h := range ownHolders(by, maySearch) {
		if err := s.Warm(x.R.Context(), h); err != nil {
			return err
		}
	}
	return s.showSearch(by, x, searchView{}, url.Values{}, nil)
}

func (s *Service) showSearch(by access.Actor, x *web.Exchange, v searchView, values url.Values, refused error) error {
	spec, err := s.holderControl(by, x, maySearch)
	if err != nil {
		return err
	}
	spec = append(spec, ui.Control{Kind: "text", Name: "name", Label: x.T("person.field.query"), Hint: x.T("person.hint.query"), Max: maxName, Secret: true, Need: true, Half: true},
		ui.Control{Kind: "text", Name: "year", Max: 4, Width: "s", Secret: true, Half: true})
	v.Controls, v.MayRecord = x.Controls("person", spec, values, x.Errors(refused)), by.May(mayRecord)
	page := ui.Page{Title: x.T("person.search"), Body: &v}
	if refused != nil {
		return x.Again(refused, "person/search", page)
	}
	return x.Page(200, "person/search", page)
}

func (s *Service) searchPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	q := Query{Name: f.NeedText("name", maxName)}
	if y := f.Text("year", 4); y != "" {
		if q.Year, err = strconv.Atoi(y); err != nil || q.Year < 1900 || q.Year > 2200 {
			f.Bad("year", "person.err.year")
		}
	}
	var found Found
	if err = f.Err(); err == nil {
		found, err = s.Search(x.R.Context(), by, readHolder(by, f, maySearch), q, nil)
	}
	if e := errs.From(err); err != nil && e.Key == "person.err.preparing" {
		return s.showSearch(by, x, searchView{Preparing: x.T(e.Key)}, f.Values(), nil)
	}
	if err != nil {
		return s.showSearch(by, x, searchView{}, f.Values(), err)
	}
	v := searchView{Asked: true, More: found.More, Table: ui.Table{Label: x.T("person.search"), Columns: []ui.Column{
		{Label: x.T("person.field.person")}, {Label: x.T("person.field.label")}, {Label: x.T("person.field.why")}}}}
	for _, h := range found.Hits {
		why := ""
		for _, c := range h.Why {
			why = line(why, x.T("person.why."+c))
		}
		label := h.Safe
		if label == "" {
			label = h.Initials
		}
		v.Table.Rows = append(v.Table.Rows, []ui.TD{{Text: h.Code, Href: peoplePath + "/" + h.ID}, {Text: label}, {Text: why}})
	}
	return s.showSearch(by, x, v, f.Values(), nil)
}
