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
		return &errs.Error{Kind: errs.Invalid, Key: "signoff.err.signed", Args: []any{"period", m.Period},
			Fields: []errs.Field{{Name: "reason", Key: "signoff.err.signed", Args: []any{"period", m.Period}}}}
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
		return errs.New(errs.Invalid, "signoff.err.early", "period", period, "day", vntext.Date(p.Window().To))
	case m.State == Signed:
		return errs.New(errs.Conflict, "signoff.err.already", "period", period)
	case nothing && n > 0:
		return errs.New(errs.Invalid, "signoff.err.not_nil", "n", n, "period", period)
	case !nothing && n == 0:
		return errs.New(errs.Invalid, "signoff.err.empty", "period", period)
	}
	m.State, m.Nil, m.Version, m.SignedBy, m.SignedAt, m.Reason = Signed, nothing, m.Version+1, by.ActorName(), tx.Now, ""
	tx.Event(db.Event{Action: "signoff.month.sign", Subject: "signoff.month", ID: monthID(topic, unit, period), Unit: unit,
		Detail: map[string]any{"nil": nothing, "records": n}})
	return store(tx, m)
}

// SignEvery signs a month of a topic for many units at once: with figures where
// there are records, as nil where there are none. It is for loaders and for an
// official who brings in what communes sent on paper.
func (s *Service) SignEvery(ctx context.Context, by access.Actor, topic string, units []string, period string) error {
	return s.db.Write(ctx, by, "signoff.month.sign", func(tx *db.Tx) error {
		for _, u := range units {
			p, m, err := s.owed(tx, topic, u, period)
			if err != nil {
				return err
			}
			if m.State == Signed {
				continue
			}
			n, err := recorded(tx, topic, u, p.Window())
			if err != nil {
				return err
			}
			if err := s.SignIn(tx, by, topic, u, period, n == 0); err != nil {
				return err
			}
		}
		return nil
	})
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
			return errs.New(errs.Conflict, "signoff.err.not_signed", "period", period)
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
	return p, Month{}, errs.New(errs.NotFound, "signoff.err.not_owed", "period", period)
}
