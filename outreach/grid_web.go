package outreach

import (
	"net/url"

	"neove/access"
	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/web"
)

// Rows of the bulk grid: how many are drawn at first, and how many fit.
const (
	gridRows    = 10
	maxGridRows = 200
)

// gridFields are the pasteable columns, in order.
var gridFields = []string{"channel", "from", "place", "quantity", "people", "women", "note"}

type gridView struct {
	activityForm
	Rows  []gridRow
	Count int
}

// gridRow is what was typed in one row, and what is wrong with it.
type gridRow struct {
	N        int
	Values   map[string]string
	Errors   map[string]string
	Messages []string
}

func (s *Service) gridPage(by access.Actor, x *web.Exchange) error {
	form, err := s.formView(by, x, workUnit(by, x))
	if err != nil {
		return err
	}
	v := gridView{activityForm: form, Count: gridRows}
	for n := 1; n <= gridRows; n++ {
		v.Rows = append(v.Rows, gridRow{N: n, Values: map[string]string{}})
	}
	return x.Page(200, "outreach/grid", ui.Page{Title: x.T("outreach.grid"), Body: &v})
}

func (s *Service) gridPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	unit, count := workUnit(by, x), f.Rows(maxGridRows)
	var list []Activity
	rowOf := map[int]int{} // place in list → row on the page
	for n := 1; n <= count; n++ {
		if row := f.Row(n); !row.Blank(gridFields...) {
			list = append(list, s.readGridRow(row, unit))
			rowOf[len(list)] = n
		}
	}
	if len(list) == 0 {
		f.Row(1).Bad("channel", "outreach.err.grid_empty")
	}
	reason := f.Text("reason", maxText)
	if err = f.Err(); err == nil {
		_, err = s.RecordAll(x.R.Context(), by, list, reason)
		err = renumber(err, rowOf)
	}
	if err != nil {
		return s.gridAgain(by, x, f, unit, count, err)
	}
	x.Notice("outreach.grid.saved", "count", len(list))
	return x.See(activityPath + "?unit=" + url.QueryEscape(unit) + "&done=grid-" + url.QueryEscape(unit))
}

// readGridRow also takes a channel by its name, as pasted from Excel.
func (s *Service) readGridRow(f *web.Form, unit string) Activity {
	a := Activity{Unit: unit, Channel: f.Text("channel", 100), From: f.NeedDate("from"), Place: f.Text("place", maxText),
		People: f.Count("people"), Women: f.Count("women"), Note: f.Text("note", maxText)}
	if q := f.Count("quantity"); q != nil {
		if a.Quantity = *q; *q == 0 {
			f.Bad("quantity", "outreach.err.quantity")
		}
	}
	return a
}

func (s *Service) gridAgain(by access.Actor, x *web.Exchange, f *web.Form, unit string, count int, refused error) error {
	form, err := s.formView(by, x, unit)
	if err != nil {
		return err
	}
	v := gridView{activityForm: form, Count: max(count, gridRows)}
	e := x.Errors(refused)
	v.Errors, v.Values["reason"] = e, f.Raw("reason")
	v.Locked = f.Has("reason") || e.Of("reason") != ""
	for n := 1; n <= v.Count; n++ {
		row := gridRow{N: n, Values: map[string]string{}, Errors: map[string]string{}}
		for _, name := range gridFields {
			row.Values[name] = f.Row(n).Raw(name)
			if msg := e.At(n, name); msg != "" {
				row.Errors[name] = msg
				row.Messages = append(row.Messages, msg)
			}
		}
		v.Rows = append(v.Rows, row)
	}
	return x.Again(refused, "outreach/grid", ui.Page{Title: x.T("outreach.grid"), Body: &v})
}

// renumber turns places in the list into rows on the page.
func renumber(err error, rowOf map[int]int) error {
	if !errs.Is(err, errs.Invalid) {
		return err
	}
	e := errs.From(err)
	for i := range e.Fields {
		if n, ok := rowOf[e.Fields[i].Row]; ok {
			e.Fields[i].Row = n
		}
	}
	return e
}
