package signoff

import (
	"context"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/vntext"
	"neove/measure"
	"neove/org"
)

// Service signs, returns and reopens.
type Service struct {
	Calendar
	db *db.DB
	// Name words a measure for people, in "vi" or "en", with its unit of count;
	// app fills it from the indicators.
	Name func(tx *db.Tx, measure, lang string) (name, unit string)
	// Lists leads from a topic to the list of its records; app fills it.
	Lists map[string]string
	// Secret names topics whose figures of a unit are for those who hold the
	// permission at that very unit; others sign and return without numbers.
	Secret map[string]string
}

// secret reports whether the actor may not see what a unit counted in a topic.
func (s *Service) secret(by access.Actor, topic, unit string) bool {
	permission, ok := s.Secret[topic]
	return ok && !by.MayExactly(permission, unit)
}

// NewService makes the service.
func NewService(d *db.DB, o *org.Service) *Service { return &Service{Calendar: Calendar{o}, db: d} }

// Touch says that a record of a topic changes on a day of a unit. In a month
// that is signed it needs a reason and reopens the month; a month that was
// signed as nil reopens without one, because a new record speaks for itself.
// Errors: Invalid on the field "reason".
func (s *Service) Touch(tx *db.Tx, by access.Actor, topic, unit string, day clock.Date, reason string) error {
	p, err := s.MonthOf(tx, day)
	if err != nil {
		return err
	}
	m, err := month(tx, topic, unit, p.Code())
	if err != nil || m.State != Signed {
		return err
	}
	if reason == "" && !m.Nil {
		return &errs.Error{Kind: errs.Invalid, Key: "signoff.err.signed", Args: []any{"period", vntext.Month(m.Period)},
			Fields: []errs.Field{{Name: "reason", Key: "signoff.err.signed", Args: []any{"period", vntext.Month(m.Period)}}}}
	}
	m.State, m.Nil, m.Reason = Reopened, false, reason
	tx.Event(db.Event{Action: "signoff.month.reopen", Subject: "signoff.month", ID: monthID(topic, unit, m.Period), Unit: unit, Reason: reason})
	return store(tx, m)
}

// Sign confirms that a unit's records of a topic are complete for a month, or
// that there was nothing (nil). Errors: Forbidden; NotFound (no such unit or
// topic then); Invalid (month not over, nil although there are records, no
// records although not nil); Conflict (signed already).
func (s *Service) Sign(ctx context.Context, by access.Actor, topic, unit, period string, nothing bool) error {
	return s.db.Write(ctx, by, "signoff.month.sign", func(tx *db.Tx) error { return s.SignIn(tx, by, topic, unit, period, nothing) })
}

// SignIn is Sign inside a transaction of the caller.
func (s *Service) SignIn(tx *db.Tx, by access.Actor, topic, unit, period string, nothing bool) error {
	if err := by.NeedAt("signoff.sign", unit); err != nil {
		return err
	}
	p, m, err := s.owed(tx, topic, unit, period)
	if err != nil {
		return err
	}
	n, err := recorded(tx, topic, unit, p.Window())
	switch {
	case err != nil:
		return err
	case tx.Today() < p.Window().To:
		return errs.New(errs.Invalid, "signoff.err.early", "period", vntext.Month(period), "day", vntext.Date(p.Window().To))
	case m.State == Signed:
		return errs.New(errs.Conflict, "signoff.err.already", "period", vntext.Month(period))
	case nothing && n > 0 && s.secret(by, topic, unit):
		return errs.New(errs.Invalid, "signoff.err.not_nil_secret", "period", vntext.Month(period))
	case nothing && n > 0:
		return errs.New(errs.Invalid, "signoff.err.not_nil", "n", n, "period", vntext.Month(period))
	case !nothing && n == 0:
		return errs.New(errs.Invalid, "signoff.err.empty", "period", vntext.Month(period))
	}
	return store(tx, s.sign(tx, by, m, n))
}

// SignEvery signs a month of a topic for many units at once: with figures where
// there are records, as nil where there are none; what is signed already stays.
// It is for loaders and for an official who brings in what came on paper.
// Errors: Forbidden; NotFound (a unit does not owe it); Invalid (month not over).
func (s *Service) SignEvery(ctx context.Context, by access.Actor, topic string, units []string, period string) error {
	return s.db.Write(ctx, by, "signoff.month.sign", func(tx *db.Tx) error {
		p, err := s.ParseMonth(tx, period)
		if err != nil {
			return err
		}
		if tx.Today() < p.Window().To {
			return errs.New(errs.Invalid, "signoff.err.early", "period", vntext.Month(period), "day", vntext.Date(p.Window().To))
		}
		open, err := s.unsigned(tx, topic, p)
		if err != nil {
			return err
		}
		counts, err := recordedBy(tx, topic, p.Window())
		if err != nil {
			return err
		}
		var list []Month
		for _, u := range units {
			if err := by.NeedAt("signoff.sign", u); err != nil {
				return err
			}
			m, owes := open[u]
			switch {
			case !owes:
				return errs.New(errs.NotFound, "signoff.err.not_owed", "period", vntext.Month(period))
			case m.State == Signed:
				continue
			}
			list = append(list, s.sign(tx, by, m, counts[u]))
		}
		return store(tx, list...)
	})
}

// unsigned are the months of a topic at all units that owe it.
func (s *Service) unsigned(tx *db.Tx, topic string, p measure.Period) (map[string]Month, error) {
	units, err := s.Owing(tx, topic, "", p.Window())
	if err != nil {
		return nil, err
	}
	out := map[string]Month{}
	for _, u := range units {
		out[u.ID] = Month{Topic: topic, Unit: u.ID, Period: p.Code(), State: Open}
	}
	rows, err := db.Select[Month](tx, monthColumns+" WHERE topic=? AND period=?", topic, p.Code())
	for _, m := range rows {
		if _, owes := out[m.Unit]; owes {
			out[m.Unit] = m
		}
	}
	return out, err
}

// sign is a month as it stands once signed; n records count in it. The history
// is read by levels above, so it has no number of a secret topic.
func (s *Service) sign(tx *db.Tx, by access.Actor, m Month, n int64) Month {
	m.State, m.Nil, m.Version, m.SignedBy, m.SignedAt, m.Reason = Signed, n == 0, m.Version+1, by.ActorName(), tx.Now, ""
	detail := map[string]any{"nil": m.Nil}
	if _, secret := s.Secret[m.Topic]; !secret {
		detail["records"] = n
	}
	tx.Event(db.Event{Action: "signoff.month.sign", Subject: "signoff.month", ID: monthID(m.Topic, m.Unit, m.Period), Unit: m.Unit, Detail: detail})
	return m
}

// Return sends a signed month back. Errors: Forbidden (the unit itself cannot),
// Invalid (no reason), Conflict (not signed).
func (s *Service) Return(ctx context.Context, by access.Actor, topic, unit, period, reason string) error {
	if err := by.NeedAt("signoff.return", unit); err != nil {
		return err
	}
	if reason = vntext.Clean(reason); reason == "" {
		var c errs.Check
		c.Add("reason", "web.err.reason")
		return c.Err()
	}
	return s.db.Write(ctx, by, "signoff.month.return", func(tx *db.Tx) error {
		_, m, err := s.owed(tx, topic, unit, period)
		if err != nil {
			return err
		}
		if m.State != Signed {
			return errs.New(errs.Conflict, "signoff.err.not_signed", "period", vntext.Month(period))
		}
		m.State, m.Nil, m.Reason = Returned, false, reason
		tx.Event(db.Event{Subject: "signoff.month", ID: monthID(topic, unit, period), Unit: unit, Reason: reason})
		return store(tx, m)
	})
}

// owed finds a month that the unit owes. Errors: NotFound.
func (s *Service) owed(tx *db.Tx, topic, unit, period string) (measure.Period, Month, error) {
	p, err := s.ParseMonth(tx, period)
	if err != nil {
		return p, Month{}, err
	}
	units, err := s.Owing(tx, topic, unit, p.Window())
	if err != nil {
		return p, Month{}, err
	}
	for _, u := range units {
		if u.ID == unit {
			m, err := month(tx, topic, unit, period)
			return p, m, err
		}
	}
	return p, Month{}, errs.New(errs.NotFound, "signoff.err.not_owed", "period", vntext.Month(period))
}
