package shelter

import (
	"net/url"
	"strconv"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
	"neove/org"
)

// dutyView is the roster of a week: a row for each day, a name and a phone for
// each shift.
type dutyView struct {
	Keeper, Unit string
	Week         clock.Date
	Weeks        []ui.Link
	Rows         []dutyRow
	Errors       []string
}

type dutyRow struct {
	Day   string
	Cells []dutyBox
}

// dutyBox is one input.
type dutyBox struct{ Name, Label, Short, Value, Error string }

func (s *Service) dutyPage(by access.Actor, x *web.Exchange) error {
	week := s.today()
	if d, ok := x.Query().Date("week"); ok {
		week = d
	}
	return s.showDuties(by, x, org.WorkUnit(by, x), weekOf(week), nil, nil)
}

// showDuties draws the roster with what is stored, or with what was typed.
func (s *Service) showDuties(by access.Actor, x *web.Exchange, unit string, week clock.Date, typed url.Values, refused error) error {
	office, err := s.Keeper(x.R.Context(), by, unit)
	if err != nil {
		return err
	}
	if typed == nil {
		list, err := s.Week(x.R.Context(), by, unit, office, week)
		if err != nil {
			return err
		}
		typed = url.Values{}
		for _, y := range list {
			n := slot(week, y.On, y.Shift)
			typed.Set("name-"+n, y.Name)
			typed.Set("phone-"+n, y.Phone)
		}
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	e := x.Errors(refused)
	v := dutyView{Keeper: keeperName(x, t, unit, office), Unit: unit, Week: week}
	for _, w := range []clock.Date{week - 7, week, week + 7} {
		v.Weeks = append(v.Weeks, ui.Link{Href: dutyPath + "?" + values("unit", unit, "week", w.String()).Encode(), Text: x.T("shelter.duty.from", "day", vntext.Date(w)), Current: w == week})
	}
	for day := week; day < week+7; day++ {
		r := dutyRow{Day: dayName(x, day)}
		for _, shift := range Shifts {
			n := slot(week, day, shift)
			at, _ := strconv.Atoi(n)
			for _, field := range []string{"name", "phone"} {
				b := dutyBox{Name: field + "-" + n, Label: x.T("shelter.duty."+field+"."+shift) + ", " + r.Day, Short: x.T("shelter.duty." + field + "." + shift), Value: typed.Get(field + "-" + n), Error: e.At(at, field)}
				if b.Error != "" {
					v.Errors = append(v.Errors, r.Day+": "+b.Error)
				}
				r.Cells = append(r.Cells, b)
			}
		}
		v.Rows = append(v.Rows, r)
	}
	p := ui.Page{Title: x.T("shelter.duty"), Body: &v, Crumbs: []ui.Crumb{{Text: x.T("shelter.ready"), Href: readyPath}, {Text: v.Keeper, Href: unitHref(unit, office)}, {Text: x.T("shelter.duty")}}}
	if refused != nil {
		return x.Again(refused, "shelter/week", p)
	}
	return x.Page(200, "shelter/week", p)
}

// slot numbers the shifts of a week from 1.
func slot(week, day clock.Date, shift string) string {
	n := int(day-week)*len(Shifts) + 1
	if shift == Shifts[1] {
		n++
	}
	return strconv.Itoa(n)
}

func (s *Service) dutyPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	unit, week := f.Text("unit", 40), weekOf(s.today())
	if d, ok := f.Date("week"); ok {
		week = weekOf(d)
	}
	if unit == "" {
		_, unit = by.Home()
	}
	list, rowOf := readDuties(f, week)
	if err = f.Err(); err == nil {
		err = web.Renumber(s.SetDuties(x.R.Context(), by, unit, week, list), rowOf)
	}
	if err != nil {
		return s.showDuties(by, x, unit, week, f.Values(), err)
	}
	x.Notice("shelter.duty.saved")
	return x.See(dutyPath + "?" + values("unit", unit, "week", week.String()).Encode())
}

// readDuties reads the filled shifts, and where each stands on the page.
func readDuties(f *web.Form, week clock.Date) ([]Duty, map[int]int) {
	var out []Duty
	rowOf := map[int]int{}
	for i := range 7 {
		for j, shift := range Shifts {
			n := i*len(Shifts) + j + 1
			row := f.Row(n)
			if row.Blank("name", "phone") {
				continue
			}
			out = append(out, Duty{On: week + clock.Date(i), Shift: shift, Name: row.Text("name", maxLine), Phone: row.Text("phone", 30)})
			rowOf[len(out)] = n
		}
	}
	return out, rowOf
}
