package signoff

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/i18n"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
	"neove/measure"
	"neove/org"
)

const path = "/signoff/months"

// sheetView is a topic on the page where a unit signs.
type sheetView struct {
	Sheet
	Name, Link, Kind string
	Rows             []ui.SummaryRow
	MaySign, MayBack bool
}

type unitView struct {
	Unit, UnitName, Period string
	Prev, Next             string
	Due                    time.Time
	Sheets                 []sheetView
	Reason                 string
	Errors                 web.Errors
}

var kinds = map[State]string{Open: "warn", Signed: "ok", Returned: "bad", Reopened: "warn"}

func (s *Service) unitPage(by access.Actor, x *web.Exchange) error {
	return s.showUnit(by, x, "", nil)
}

func (s *Service) showUnit(by access.Actor, x *web.Exchange, reason string, refused error) error {
	unit := x.Path("unit")
	sheets, p, err := s.Sheets(x.R.Context(), by, unit, x.Path("period"))
	if err != nil {
		return err
	}
	v := unitView{Unit: unit, Period: p.Code(), Reason: reason, Errors: x.Errors(refused),
		Prev: path + "/" + unit + "/" + p.Prev().Code(), Next: path + "/" + unit + "/" + p.Next().Code()}
	err = s.db.View(x.R.Context(), func(tx *db.Tx) (err error) {
		t, err := s.Org.TreeIn(tx)
		if err != nil {
			return err
		}
		v.UnitName = t.Name(unit)
		if v.Due, err = s.DueAt(tx, p); err != nil {
			return err
		}
		over := tx.Today() >= p.Window().To
		for _, sh := range sheets {
			sv := sheetView{Sheet: sh, Name: x.T("signoff.topic." + sh.Topic), Kind: kinds[sh.State], Link: s.Lists[sh.Topic] + "?unit=" + url.QueryEscape(unit)}
			sv.MaySign = over && sh.State != Signed && by.MayAt("signoff.sign", unit)
			sv.MayBack = sh.State == Signed && by.MayAt("signoff.return", unit)
			for _, f := range sh.Figures {
				name, word := f.Measure, ""
				if s.Name != nil {
					name, word = s.Name(tx, f.Measure, string(x.Lang))
				}
				sv.Rows = append(sv.Rows, ui.SummaryRow{Label: name, Value: strings.TrimSpace(i18n.Number(x.Lang, f.Value) + " " + word)})
			}
			v.Sheets = append(v.Sheets, sv)
		}
		return nil
	})
	if err != nil {
		return err
	}
	page := ui.Page{Title: x.T("signoff.title", "period", vntext.Month(p.Code())) + " – " + v.UnitName, Body: &v}
	if refused != nil {
		return x.Again(refused, "signoff/unit", page)
	}
	return x.Page(200, "signoff/unit", page)
}

// unitPost does what the button says: sign:TOPIC, nil:TOPIC or return:TOPIC.
func (s *Service) unitPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	unit, period, reason := x.Path("unit"), x.Path("period"), f.Text("reason", 500)
	do, topic, _ := strings.Cut(f.Raw("do"), ":")
	switch do {
	case "sign", "nil":
		err = s.Sign(x.R.Context(), by, topic, unit, period, do == "nil")
	case "return":
		err = s.Return(x.R.Context(), by, topic, unit, period, reason)
	default:
		f.Bad("do", "web.err.choice")
		err = f.Err()
	}
	if errs.Is(err, errs.Invalid) || errs.Is(err, errs.Conflict) {
		return s.showUnit(by, x, f.Raw("reason"), err)
	}
	if err != nil {
		return err
	}
	x.Notice("signoff.done." + do)
	return x.See(path + "/" + unit + "/" + period)
}

// matrixView is the year of a topic: units × months.
type matrixView struct {
	Unit, UnitName string
	Year           int
	Topics         []ui.Link
	Prev, Next     string
	Months         []string
	Rows           []matrixRow
	Missing        int
	MaySign        bool
}

type matrixRow struct {
	Name, Group string
	Cells       []matrixCell
}

type matrixCell struct{ Href, Text, Class, Label string }

func (s *Service) matrixPage(by access.Actor, x *web.Exchange) error {
	f := x.Query()
	unit, topic := org.WorkUnit(by, x), f.Text("topic", 40)
	today := clock.DateOf(s.db.Now())
	v := matrixView{Unit: unit, Year: org.WorkYear(today)}
	if y := f.Count("year"); y != nil && *y >= 2000 && *y <= 2100 {
		v.Year = int(*y)
	}
	var all []Topic
	var t *org.Tree
	err := s.db.View(x.R.Context(), func(tx *db.Tx) (err error) {
		if t, err = s.Org.TreeIn(tx); err != nil {
			return err
		}
		all, err = topics(tx)
		return err
	})
	if err != nil {
		return err
	}
	link := func(topic string, year int) string {
		return path + "?" + url.Values{"unit": {unit}, "topic": {topic}, "year": {strconv.Itoa(year)}}.Encode()
	}
	if topic == "" && len(all) > 0 {
		topic = all[0].Code
	}
	for _, c := range codes(all) {
		v.Topics = append(v.Topics, ui.Link{Href: link(c, v.Year), Text: x.T("signoff.topic." + c), Current: c == topic})
	}
	v.UnitName, v.Prev, v.Next = t.Name(unit), link(topic, v.Year-1), link(topic, v.Year+1)
	rows, periods, err := s.Matrix(x.R.Context(), by, topic, unit, measure.Period{Kind: measure.Calendar, Span: measure.Year, Year: v.Year, N: 1}.Window())
	if err != nil {
		return err
	}
	for _, p := range periods {
		v.Months = append(v.Months, strconv.Itoa(p.N))
	}
	for _, r := range rows {
		v.add(x, t, r, periods, today)
	}
	return x.Page(200, "signoff/matrix", ui.Page{Title: x.T("signoff.matrix"), Body: &v})
}

// add words a unit's row. Months that are not over are not missing yet.
func (v *matrixView) add(x *web.Exchange, t *org.Tree, r Row, periods []measure.Period, today clock.Date) {
	row := matrixRow{Name: r.Unit.Name, Group: t.Name(t.Parent(r.Unit.ID, r.Unit.OwesFrom))}
	for i, m := range r.Months {
		c := matrixCell{}
		if m != nil {
			state := string(m.State)
			over := today >= periods[i].Window().To
			class := map[State]string{Open: "none", Signed: "approved", Returned: "returned", Reopened: "draft"}[m.State]
			switch {
			case m.State == Signed && m.Nil:
				state, class = "nil", "sent"
			case m.State == Open && over:
				class = "late"
			}
			if m.State != Signed && over {
				v.Missing++
			}
			c = matrixCell{path + "/" + r.Unit.ID + "/" + m.Period, x.T("signoff.cell." + state), "s-" + class, x.T("signoff.state." + state)}
		}
		row.Cells = append(row.Cells, c)
	}
	v.Rows = append(v.Rows, row)
}
