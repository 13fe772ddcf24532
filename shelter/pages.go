package shelter

import (
	"net/url"
	"strconv"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
)

// button is a link that looks like one; the first of a page is the main act.
type button struct{ Href, Text, Icon, Kind string }

// listView is a page with one list.
type listView struct {
	ui.Listing
	Band    string // why the page is restricted; "" for none
	Facts   string
	Buttons []button
	Beside  []ui.Link
	Note    string
}

// formView is a page with the form of one record.
type formView struct {
	ui.RecordForm
	Band, About string
	Kinds       []ui.Link // other forms beside this one
}

// form draws a form, or a refused one with what was typed.
func form(x *web.Exchange, title string, v formView, first, more []ui.Control, typed url.Values, refused error) error {
	e := x.Errors(refused)
	v.Controls, v.More = x.Controls("shelter", first, typed, e), x.Controls("shelter", more, typed, e)
	p := ui.Page{Title: title, Body: &v}
	if refused != nil {
		return x.Again(refused, "shelter/form", p)
	}
	return x.Page(200, "shelter/form", p)
}

// values are what a form shows, from pairs of name and text.
func values(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

func dayText(d *clock.Date) string {
	if d == nil {
		return ""
	}
	return vntext.Date(*d)
}

func optionalDay(f *web.Form, name string) *clock.Date {
	if d, ok := f.Date(name); ok {
		return &d
	}
	return nil
}

func (s *Service) today() clock.Date { return clock.DateOf(s.db.Now()) }

// left words how far a limit is, and how loud.
func left(x *web.Exchange, days int64, near bool) (text, kind string) {
	switch {
	case days < 0:
		return x.T("shelter.left.over", "n", -days), "bad"
	case days == 0:
		return x.T("shelter.left.today"), "bad"
	case near:
		return x.T("shelter.left", "n", days), "warn"
	}
	return x.T("shelter.left", "n", days), ""
}

// table begins a table with the headings of fields; a * before a name stands on
// the right.
func table(x *web.Exchange, label string, fields ...string) ui.Table {
	t := ui.Table{Label: label}
	for _, f := range fields {
		num := f[0] == '*'
		if num {
			f = f[1:]
		}
		t.Columns = append(t.Columns, ui.Column{Label: x.T("shelter.field." + f), Num: num})
	}
	return t
}

// ownFacilities are the choices of a control, from those where the actor has a
// permission and that may be chosen.
func (s *Service) ownFacilities(by access.Actor, x *web.Exchange, permission string) ([]Facility, []ui.Option, error) {
	list, err := s.Mine(x.R.Context(), by, permission)
	var out []ui.Option
	for _, f := range list {
		out = append(out, ui.Option{Value: f.ID, Text: f.Code + " · " + x.T("shelter.kind."+f.Kind)})
	}
	return list, out, err
}

func plain(n int64) string { return strconv.FormatInt(n, 10) }
