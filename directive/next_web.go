package directive

import (
	"net/url"
	"strconv"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
	"neove/org"
)

const nextPath = "/directive/next-year"

// nextView is the page on which this year's open tasks become next year's plan.
type nextView struct {
	Unit, UnitName string
	Year, Next     int
	Prev, After    string
	Table          ui.Table // directions that are there
	Controls       []ui.Control
	Open           int
}

// nextYear reads the unit and the year that the page is about.
func (s *Service) nextYear(by access.Actor, x *web.Exchange) (unit string, year int) {
	unit = org.WorkUnit(by, x)
	year, err := strconv.Atoi(x.R.FormValue("year"))
	if err != nil || year < 1990 || year > 2200 {
		year = org.WorkYear(clock.DateOf(s.db.Now()))
	}
	return unit, year
}

func (s *Service) nextPage(by access.Actor, x *web.Exchange) error {
	return s.showNext(by, x, nil, nil)
}

func (s *Service) showNext(by access.Actor, x *web.Exchange, values url.Values, refused error) error {
	unit, year := s.nextYear(by, x)
	list, err := s.NextDirections(x.R.Context(), by, unit, year)
	if err != nil {
		return err
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	link := func(y int) string {
		return nextPath + "?" + url.Values{"unit": {unit}, "year": {strconv.Itoa(y)}}.Encode()
	}
	v := nextView{Unit: unit, UnitName: t.Name(unit), Year: year, Next: year + 1, Prev: link(year - 1), After: link(year + 1)}
	v.Table = ui.Table{Label: x.T("directive.next"), Columns: []ui.Column{{Label: x.T("directive.field.title")}, {Label: x.T("directive.field.due_on")}, {Label: x.T("directive.field.target"), Num: true}}}
	var open []ui.Option
	var ids []string
	for _, d := range list {
		if d.Open {
			hint := ownerName(t, d.Task)
			if d.Due != 0 {
				hint += " · " + x.T("directive.due", "day", vntext.Date(d.Due))
			}
			open, ids = append(open, ui.Option{Value: d.ID, Text: d.Title, Hint: hint}), append(ids, d.ID)
			continue
		}
		target := ""
		if d.Target != nil {
			target = vntext.Number(*d.Target)
		}
		v.Table.Rows = append(v.Table.Rows, []ui.TD{{Text: d.Title, Href: taskPath + "/" + d.ID, Note: ownerName(t, d.Task)}, {Text: dateText(d.Due)}, {Text: target}})
	}
	if v.Open = len(open); v.Open > 0 && s.mayPlan(by, unit) {
		if values == nil {
			values = url.Values{"tasks": ids, "issued_on": {vntext.Date(clock.DateOf(s.db.Now()))}, "subject": {x.T("directive.next.subject", "year", strconv.Itoa(year+1))}}
			err := s.db.View(x.R.Context(), func(tx *db.Tx) error {
				name, err := s.agencyName(tx, unit)
				values.Set("agency", name)
				return err
			})
			if err != nil {
				return err
			}
		}
		v.Controls = x.Controls("directive", []ui.Control{{Kind: "checks", Name: "tasks", Options: open}, {Kind: "text", Name: "code", Max: maxCode, Half: true}, {Kind: "date", Name: "issued_on", Need: true, Half: true},
			{Kind: "text", Name: "agency", Need: true, Max: maxName}, {Kind: "lines", Name: "subject", Rows: 2, Need: true, Max: maxSubject}}, values, x.Errors(refused))
	}
	page := ui.Page{Title: x.T("directive.next.title", "year", strconv.Itoa(year+1)), Body: &v}
	if refused != nil {
		return x.Again(refused, "directive/next", page)
	}
	return x.Page(200, "directive/next", page)
}

func (s *Service) nextPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	unit, year := s.nextYear(by, x)
	d := Document{Unit: unit, Kind: "KH", Code: f.Text("code", maxCode), On: f.NeedDate("issued_on"), Subject: f.Text("subject", maxSubject), ForYear: int64(year + 1),
		Issuers: []Issuer{{Agency: f.NeedText("agency", maxName), Unit: unit}}}
	if err = f.Err(); err == nil {
		d, err = s.CarryOver(x.R.Context(), by, d, f.Values()["tasks"])
	}
	if err != nil {
		return s.showNext(by, x, f.Values(), err)
	}
	x.Notice("directive.next.saved")
	return x.See(documentPath + "/" + d.ID)
}
