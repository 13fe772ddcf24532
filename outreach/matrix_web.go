package outreach

import (
	"net/url"
	"strconv"
	"time"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/ui"
	"neove/internal/web"
	"neove/measure"
	"neove/org"
)

// matrixView is the province's view: units × months, the state in each cell.
type matrixView struct {
	Unit, UnitName string
	Year           int
	PrevYear, Next string
	Months         []matrixMonth
	Groups         []matrixGroup
	MayApprove     bool
	Waiting, Late  int
	Period         string // month offered for approval
}

type matrixMonth struct {
	Code, Label             string
	Sent, Approved, Missing int
}

type matrixGroup struct {
	Name string
	Rows []matrixRow
}

type matrixRow struct {
	Unit, Name string
	Cells      []matrixCell
}

// matrixCell is one month of one unit; an empty Class is "owes nothing".
type matrixCell struct {
	Href, Text, Class, Label string
}

func (s *Service) matrixPage(by access.Actor, x *web.Exchange) error {
	unit := org.WorkUnit(by, x)
	now := s.db.Now()
	v := matrixView{Unit: unit, Year: x.Year(org.WorkYear(clock.DateOf(now))), MayApprove: by.MayAt("outreach.month.approve", unit)}
	w := measure.Period{Kind: measure.Calendar, Span: measure.Year, Year: v.Year, N: 1}.Window()
	rows, periods, err := s.Matrix(x.R.Context(), by, unit, w)
	if err != nil {
		return err
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	v.UnitName = t.Name(unit)
	link := func(y int) string {
		return "/outreach/months?unit=" + url.QueryEscape(unit) + "&year=" + strconv.Itoa(y)
	}
	v.PrevYear, v.Next = link(v.Year-1), link(v.Year+1)
	for _, p := range periods {
		v.Months = append(v.Months, matrixMonth{Code: p.Code(), Label: strconv.Itoa(p.N)})
	}
	for _, r := range rows {
		group := t.Name(t.Parent(r.Unit.ID, r.Unit.OwesFrom))
		if k := len(v.Groups); k == 0 || v.Groups[k-1].Name != group {
			v.Groups = append(v.Groups, matrixGroup{Name: group})
		}
		g := &v.Groups[len(v.Groups)-1]
		g.Rows = append(g.Rows, v.row(x, r, now))
	}
	for _, m := range v.Months {
		if m.Sent > 0 {
			v.Period = m.Code
		}
	}
	return x.Page(200, "outreach/months", ui.Page{Title: x.T("outreach.months"), Body: &v})
}

func (v *matrixView) row(x *web.Exchange, p Progress, now time.Time) matrixRow {
	row := matrixRow{Unit: p.Unit.ID, Name: p.Unit.Name}
	for j, m := range p.Months {
		if m == nil {
			row.Cells = append(row.Cells, matrixCell{})
			continue
		}
		state := string(m.State)
		switch {
		case m.Late(now):
			state = "late"
			v.Late++
		case m.State == Draft && m.Edition == 0:
			state = "none"
		}
		switch m.State {
		case Sent:
			v.Months[j].Sent++
			v.Waiting++
		case Approved:
			v.Months[j].Approved++
		default:
			v.Months[j].Missing++
		}
		row.Cells = append(row.Cells, matrixCell{Href: "/outreach/months/" + p.Unit.ID + "/" + v.Months[j].Code, Class: "s-" + state,
			Text: x.T("outreach.cell." + state), Label: x.T("outreach.state." + state)})
	}
	return row
}

// approvePost approves all sent months of a period that raise no question.
func (s *Service) approvePost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	period, unit := f.Text("period", 10), org.WorkUnit(by, x)
	p, err := measure.ParsePeriod(measure.Calendar, period)
	if err != nil {
		f.Bad("period", "signoff.err.period", "period", period)
		return f.Err()
	}
	rows, periods, err := s.Matrix(x.R.Context(), by, unit, p.Window())
	if err != nil {
		return err
	}
	var units []string
	for _, r := range rows {
		for j, m := range r.Months {
			if m != nil && m.State == Sent && periods[j].Code() == period {
				units = append(units, r.Unit.ID)
			}
		}
	}
	approved, skipped, err := s.ApproveAll(x.R.Context(), by, units, period)
	if err != nil {
		return err
	}
	x.Notice("outreach.month.approved_many", "approved", approved, "skipped", len(skipped))
	return x.See("/outreach/months?unit=" + url.QueryEscape(unit) + "&year=" + strconv.Itoa(p.Year))
}
