package outreach

import (
	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/vntext"
	"neove/org"
)

// book is a unit's activity book during one command: it checks entries, opens
// the months that they touch, and settles their typed totals at the end.
type book struct {
	s        *Service
	tx       *db.Tx
	by       access.Actor
	tree     *org.Tree
	channels map[string]Channel
	touched  map[monthKey]Month
}

type monthKey struct{ unit, period string }

func (s *Service) open(tx *db.Tx, by access.Actor) (*book, error) {
	t, err := s.org.TreeIn(tx)
	if err != nil {
		return nil, err
	}
	list, err := channels(tx)
	if err != nil {
		return nil, err
	}
	b := &book{s, tx, by, t, map[string]Channel{}, map[monthKey]Month{}}
	for _, c := range list {
		b.channels[c.Code] = c
	}
	return b, nil
}

// check notes what is wrong with an activity; missing rights end the command.
func (b *book) check(c *errs.Check, row int, a Activity) error {
	if err := b.by.NeedAt(mayRecord, a.Unit); err != nil {
		return err
	}
	u, ok := b.tree.Unit(a.Unit)
	if !ok {
		return errs.New(errs.NotFound, "org.err.unit", "unit", a.Unit)
	}
	ch, ok := b.channels[a.Channel]
	if !ok {
		c.AddAt(row, "channel", "outreach.err.channel")
	}
	a.validate(c, row, ch, today(b.tx))
	if a.From != 0 && !u.On(a.From) {
		c.AddAt(row, "from", "outreach.err.unit_day", "unit", u.Name)
	}
	return nil
}

// touch opens the months of the activities for a change. A month that waits for
// approval refuses; an approved one needs a reason and gets its next version.
func (b *book) touch(reason string, list ...Activity) error {
	for _, a := range list {
		if err := b.touchDay(reason, a.Unit, a.From); err != nil {
			return err
		}
	}
	return nil
}

func (b *book) touchDay(reason, unit string, day clock.Date) error {
	p, err := b.s.MonthOf(b.tx, day)
	if err != nil {
		return err
	}
	key := monthKey{unit, p.Code()}
	if _, done := b.touched[key]; done {
		return nil
	}
	m, err := b.s.month(b.tx, unit, p)
	if err != nil {
		return err
	}
	switch {
	case m.State == Sent:
		return errs.New(errs.Conflict, "outreach.err.waiting", "period", vntext.Month(m.Period))
	case m.State == Approved && reason == "":
		return &errs.Error{Kind: errs.Invalid, Key: "outreach.err.locked", Args: []any{"period", vntext.Month(m.Period)},
			Fields: []errs.Field{{Name: "reason", Key: "outreach.err.locked", Args: []any{"period", vntext.Month(m.Period)}}}}
	case m.State == Approved:
		m.State, m.Version, m.Reason = Draft, m.Version+1, reason
		if err := b.s.reopen(b.tx, &m, reason); err != nil {
			return err
		}
	case m.Nil:
		// What was reported as nil now has entries.
		m.Nil = false
		if err := storeMonth(b.tx, m); err != nil {
			return err
		}
	}
	b.touched[key] = m
	return nil
}

// settle brings the facts of typed totals in line with the changed book.
func (b *book) settle() error {
	for _, m := range b.touched {
		if err := b.s.settleMonth(b.tx, m, b.channels); err != nil {
			return err
		}
	}
	return nil
}
