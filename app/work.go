package app

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
	"neove/measure"
	"neove/org"
	"neove/outreach"
)

// waiting asks every slice what waits for the signed-in person.
func (a *App) waiting(x *web.Exchange) ([]ui.Todo, error) {
	var out []ui.Todo
	for _, m := range a.modules {
		if m.Work == nil {
			continue
		}
		list, err := m.Work(x)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", m.Name, err)
		}
		out = append(out, list...)
	}
	// What is late comes before what is due, which comes before the rest.
	rank := map[string]int{"bad": 0, "warn": 1}
	slices.SortStableFunc(out, func(a, b ui.Todo) int {
		ra, ok := rank[a.Kind]
		if !ok {
			ra = 2
		}
		rb, ok := rank[b.Kind]
		if !ok {
			rb = 2
		}
		return ra - rb
	})
	return out, nil
}

// work lists what waits for a province or district: reports to approve, late
// units, numbers to look at, split units without shares.
func (a *App) work(by access.Actor, x *web.Exchange, v *provinceView, tree *org.Tree) error {
	ctx, now := x.R.Context(), a.DB.Now()
	due := measure.PeriodOf(measure.Calendar, measure.Month, today(a.DB)).Prev()
	w := measure.Window{From: due.Window().From, To: today(a.DB) + 1}
	rows, periods, err := a.Outreach.Matrix(ctx, by, v.Unit, w)
	if err != nil {
		return err
	}
	link := "/outreach/months?" + url.Values{"unit": {v.Unit}, "year": {strconv.Itoa(due.Year)}}.Encode()
	v.Sent = sentCard{Period: due.Code(), Link: link}
	waiting := 0
	for _, r := range rows {
		for i, m := range r.Months {
			if m == nil {
				continue
			}
			if m.State == outreach.Sent {
				waiting++
				if err := a.questions(ctx, by, v, tree, m); err != nil {
					return err
				}
			}
			if periods[i].Code() == due.Code() {
				v.Sent.count(m, m.Late(now))
			}
		}
	}
	if waiting > 0 && by.MayAt("outreach.month.approve", v.Unit) {
		v.Todo = append(v.Todo, ui.Todo{Href: "/outreach/months?" + url.Values{"unit": {v.Unit}, "year": {strconv.Itoa(today(a.DB).Year())}}.Encode(),
			Text: x.T("app.todo.approve", "n", waiting), Kind: "warn", When: x.T("app.when.today"), Why: x.T("app.todo.approve_why")})
	}
	if v.Sent.Late > 0 {
		v.Todo = append(v.Todo, ui.Todo{Href: link, Text: x.T("app.todo.late", "n", v.Sent.Late), Kind: "bad", When: x.T("app.when.late"), Why: x.T("app.todo.late_why", "period", vntext.Month(due.Code()))})
	}
	if by.MayAt("org.share.set", v.Unit) {
		if n := splits(tree, v.Unit, today(a.DB)); n > 0 {
			v.Todo = append(v.Todo, ui.Todo{Href: "/org/splits?" + url.Values{"root": {v.Unit}}.Encode(), Text: x.T("app.todo.splits", "n", n), Why: x.T("app.todo.splits_why")})
		}
	}
	more, err := a.waiting(x)
	v.Todo = append(v.Todo, more...)
	return err
}

func (c *sentCard) count(m *outreach.Month, late bool) {
	c.Of++
	c.Due = m.DueAt
	switch {
	case m.State == outreach.Approved || m.Approved > 0:
		c.Done++
	case m.State == outreach.Sent:
		c.Waiting++
		c.Done++
	case late:
		c.Late++
	}
}

// questions lists the questioned numbers of a report that waits.
func (a *App) questions(ctx context.Context, by access.Actor, v *provinceView, tree *org.Tree, m *outreach.Month) error {
	if len(v.Questions) >= 6 {
		return nil
	}
	r, err := a.Outreach.Report(ctx, by, m.Unit, m.Period)
	if err != nil {
		return err
	}
	for _, q := range r.Questions {
		v.Questions = append(v.Questions, ui.Todo{Href: "/outreach/months/" + m.Unit + "/" + m.Period,
			Text: tree.Name(m.Unit) + ": " + vntext.Number(q.Value), Why: m.Period + " · " + vntext.Number(q.Against)})
	}
	return nil
}

// splits counts units under root that ended by the day and need a choice.
func splits(t *org.Tree, root string, day clock.Date) int {
	n := 0
	for _, id := range t.Under(root) {
		if u, _ := t.Unit(id); u.To <= day && t.Split(id) {
			n++
		}
	}
	return n
}

func (a *App) communeHome(by access.Actor, x *web.Exchange, unit string) error {
	ctx, day := x.R.Context(), today(a.DB)
	tree, err := a.Org.Tree(ctx)
	if err != nil {
		return err
	}
	u, _ := tree.Unit(unit)
	if !u.On(day) { // a unit that has ended still shows its last days
		day = u.To - 1
	}
	v := communeView{Unit: unit, UnitName: u.Name, Year: day.Year()}
	if v.Report, err = a.Outreach.Current(ctx, by, unit, day); err != nil {
		return err
	}
	rows, _, err := a.Outreach.Matrix(ctx, by, unit, measure.Window{From: clock.On(day.Year()-1, 1, 1), To: day + 1})
	if err != nil {
		return err
	}
	v.Months = rows
	v.past()
	a.communeWork(x, &v)
	more, err := a.waiting(x)
	if err != nil {
		return err
	}
	v.Todo = append(v.Todo, more...)
	list, _, err := a.Outreach.Activities(ctx, by, unit, outreach.Filter{Limit: 6})
	if err != nil {
		return err
	}
	channels, err := a.Outreach.Channels(ctx)
	if err != nil {
		return err
	}
	for _, act := range list {
		r := recent{Activity: act}
		for _, c := range channels {
			if c.Code == act.Channel {
				r.ChannelName, r.ChannelUnit = c.Name(string(x.Lang)), c.Unit(string(x.Lang))
			}
		}
		v.Recent = append(v.Recent, r)
	}
	return x.Page(200, "app/commune", ui.Page{Title: x.T("app.nav.today"), Body: &v})
}

// past keeps the unit's own last half year of reports, newest first.
func (v *communeView) past() {
	for _, r := range v.Months {
		if r.Unit.ID != v.Unit {
			continue
		}
		for _, m := range slices.Backward(r.Months) {
			if m != nil && m.Edition > 0 && len(v.Past) < 6 {
				v.Past = append(v.Past, m)
			}
		}
	}
}

// communeWork lists the months that wait for the commune: returned, late, due.
func (a *App) communeWork(x *web.Exchange, v *communeView) {
	now := a.DB.Now()
	for _, r := range v.Months {
		for _, m := range r.Months {
			if m == nil || !m.Open() || (m.Approved > 0 && m.Version == m.Approved) {
				continue
			}
			t := ui.Todo{Href: "/outreach/months/" + v.Unit + "/" + m.Period, Text: x.T("app.todo.month", "period", vntext.Month(m.Period)), Why: m.Reason}
			days := int(clock.DateOf(m.DueAt) - clock.DateOf(now))
			switch {
			case m.State == outreach.Returned:
				t.Kind, t.When = "bad", x.T("outreach.state.returned")
			case m.Version > 1:
				t.Kind, t.When = "warn", x.T("app.when.amending")
			case days < 0:
				t.Kind, t.When = "bad", x.T("app.when.late_days", "n", -days)
			case days == 0:
				t.Kind, t.When = "warn", x.T("app.when.today")
			default:
				t.When = x.T("app.when.left", "n", days)
			}
			v.Todo = append(v.Todo, t)
		}
	}
}
