package outreach

import (
	"strings"

	"neove/internal/db"
	"neove/internal/errs"
	"neove/measure"
)

const monthColumns = `SELECT unit,period,from_on,to_on,state,version,approved,nil,edition,due_at,sent_by,sent_at,decided_by,decided_at,reason
	FROM outreach_months`

// month is the stored report, or a fresh draft that is not stored yet.
func (s *Service) month(tx *db.Tx, unit string, p measure.Period) (Month, error) {
	m, err := db.Get[Month](tx, monthColumns+" WHERE unit=? AND period=?", unit, p.Code())
	if !errs.Is(err, errs.NotFound) {
		return m, err
	}
	due, err := s.DueAt(tx, p)
	w := p.Window()
	return Month{Unit: unit, Period: p.Code(), From: w.From, To: w.To, State: Draft, Version: 1, DueAt: due}, err
}

func storeMonth(tx *db.Tx, m Month) error {
	m.Edition++
	return db.UpsertAll(tx, "outreach_months", "unit,period", []Month{m})
}

// monthsOf reads the stored reports of a period for many units.
func monthsOf(tx *db.Tx, from, to string) ([]Month, error) {
	return db.Select[Month](tx, monthColumns+" WHERE period>=? AND period<=? ORDER BY unit, period", from, to)
}

type total struct {
	Unit    string `db:"unit"`
	Period  string `db:"period"`
	Channel string `db:"channel"`
	Item    string `db:"item"` // a column, or "note"
	Value   *int64 `db:"value"`
	Text    string `db:"text"`
}

func totalsOf(tx *db.Tx, unit, period string) ([]total, error) {
	return db.Select[total](tx, "SELECT unit,period,channel,item,value,text FROM outreach_totals WHERE unit=? AND period=?", unit, period)
}

func remarksOf(tx *db.Tx, unit, period string) ([]Remark, error) {
	return db.Select[Remark](tx, `SELECT id,unit,period,channel,item,kind,rule,value,text,by_name,at FROM outreach_remarks
		WHERE unit=? AND period=? ORDER BY at, id`, unit, period)
}

// lines are the numbers of a month: the book beside the typed totals.
func (s *Service) lines(tx *db.Tx, m Month, list []Channel) ([]Line, error) {
	sums, err := bookSums(tx, m.Unit, m.From, m.To)
	if err != nil {
		return nil, err
	}
	typed, err := totalsOf(tx, m.Unit, m.Period)
	if err != nil {
		return nil, err
	}
	var out []Line
	for _, ch := range list {
		if ch.InMonth && !ch.Retired || used(ch.Code, sums, typed) {
			out = append(out, line(ch, m, sums, typed))
		}
	}
	return out, nil
}

func used(channel string, sums []bookSum, typed []total) bool {
	for _, b := range sums {
		if b.Channel == channel {
			return true
		}
	}
	for _, t := range typed {
		if t.Channel == channel {
			return true
		}
	}
	return false
}

func line(ch Channel, m Month, sums []bookSum, typed []total) Line {
	l := Line{Channel: ch, Cells: map[Item]Cell{}}
	for _, i := range Items {
		l.Cells[i] = Cell{Applies: ch.Measure(i) != ""}
	}
	put := func(i Item, edit func(*Cell)) {
		if c := l.Cells[i]; c.Applies {
			edit(&c)
			l.Cells[i] = c
		}
	}
	for _, b := range sums {
		if b.Channel == ch.Code {
			l.Entries = b.Entries
			for i, v := range map[Item]*int64{Quantity: b.Quantity, People: b.People, Women: b.Women, Minors: b.Minors, Amount: b.Amount} {
				put(i, func(c *Cell) { c.Book = v })
			}
		}
	}
	if m.Nil {
		zero := int64(0)
		put(Quantity, func(c *Cell) { c.Typed = &zero })
	}
	for _, t := range typed {
		switch {
		case t.Channel != ch.Code:
		case t.Item == "note":
			l.Note = t.Text
		default:
			put(Item(t.Item), func(c *Cell) { c.Typed = t.Value })
		}
	}
	return l
}

// settleMonth writes the facts of typed totals: what they add to the book. A
// total below the book adds nothing and blocks sending instead.
func (s *Service) settleMonth(tx *db.Tx, m Month, byCode map[string]Channel) error {
	typed, err := totalsOf(tx, m.Unit, m.Period)
	if err != nil {
		return err
	}
	id := monthID(m.Unit, m.Period)
	if len(typed) == 0 {
		return measure.Replace(tx, monthKind, measure.Entry{ID: id})
	}
	sums, err := bookSums(tx, m.Unit, m.From, m.To)
	if err != nil {
		return err
	}
	t, err := s.org.TreeIn(tx)
	if err != nil {
		return err
	}
	unit, _ := t.Unit(m.Unit)
	day := min(m.To, unit.To) - 1 // a total counts on the last day of its month
	var facts []measure.Fact
	for _, x := range typed {
		ch := byCode[x.Channel]
		code := ch.Measure(Item(x.Item))
		if x.Value == nil || code == "" {
			continue
		}
		c := line(ch, m, sums, nil).Cells[Item(x.Item)]
		more := *x.Value
		if c.Book != nil {
			more = max(0, more-*c.Book)
		}
		facts = append(facts, measure.Fact{Unit: m.Unit, Day: day, Measure: code, Value: more})
	}
	return measure.Replace(tx, monthKind, measure.Entry{ID: id, Facts: facts})
}

func channelsByCode(list []Channel) map[string]Channel {
	m := map[string]Channel{}
	for _, c := range list {
		m[c.Code] = c
	}
	return m
}

// monthID names a month in the history and behind figures.
func monthID(unit, period string) string { return unit + "|" + period }

// SplitMonthID takes the name apart again.
func SplitMonthID(id string) (unit, period string) {
	unit, period, _ = strings.Cut(id, "|")
	return unit, period
}
