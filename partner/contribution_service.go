package partner

import (
	"context"

	"neove/access"
	"neove/audit"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/measure"
)

// Contribute notes what a partner gave.
// Errors: Invalid (also a signed month without a reason), Forbidden, NotFound.
func (s *Service) Contribute(ctx context.Context, by access.Actor, in Contribution, reason string) (Contribution, error) {
	var r Contribution
	err := s.db.Write(ctx, by, "partner.contribution.record", func(tx *db.Tx) error {
		r = in
		r.ID, r.Version, r.CreatedBy, r.CreatedAt, r.ChangedAt, r.Withdrawn = tx.ID(), 1, by.ActorName(), tx.Now, tx.Now, false
		w, err := s.open(tx, by)
		if err != nil {
			return err
		}
		if err := w.checkContribution(&r); err != nil {
			return err
		}
		if err := s.sign.Touch(tx, by, topic, r.Unit, r.Day(), reason); err != nil {
			return err
		}
		tx.Event(db.Event{Subject: contributionKind, ID: r.ID, Unit: r.Unit, Reason: reason,
			Detail: map[string]any{"given": r.Kind, "year": r.Year, "amount": r.Amount, "content": r.Content}})
		if err := tx.Insert("partner_contributions", r); err != nil {
			return err
		}
		return measure.Replace(tx, contributionKind, measure.Entry{ID: r.ID, Facts: r.facts()})
	})
	return r, err
}

func (w *desk) checkContribution(r *Contribution) error {
	if _, err := w.unit(r.Unit); err != nil {
		return err
	}
	p, err := w.s.partnerFor(w.tx, w.by, r.Partner)
	if err != nil {
		return err
	}
	r.clean()
	var c errs.Check
	if p.Withdrawn {
		c.Add("partner", "partner.err.partner")
	}
	r.validate(&c, w.tx.Today())
	return c.Err()
}

// AmendContribution replaces a contribution by a corrected version.
// Errors: Invalid, NotFound, Conflict.
func (s *Service) AmendContribution(ctx context.Context, by access.Actor, id string, version int64, in Contribution, reason string) (Contribution, error) {
	return s.changeContribution(ctx, by, "partner.contribution.amend", id, version, reason, func(old Contribution) Contribution {
		in.ID, in.Partner, in.Withdrawn, in.CreatedBy, in.CreatedAt = old.ID, old.Partner, false, old.CreatedBy, old.CreatedAt
		return in
	})
}

// WithdrawContribution takes a contribution back; it stays in the history.
func (s *Service) WithdrawContribution(ctx context.Context, by access.Actor, id string, version int64, reason string) error {
	if err := needReason(reason); err != nil {
		return err
	}
	_, err := s.changeContribution(ctx, by, "partner.contribution.withdraw", id, version, reason, func(old Contribution) Contribution {
		old.Withdrawn = true
		return old
	})
	return err
}

func (s *Service) changeContribution(ctx context.Context, by access.Actor, command, id string, version int64, reason string,
	edit func(Contribution) Contribution) (Contribution, error) {
	var r Contribution
	err := s.db.Write(ctx, by, command, func(tx *db.Tx) error {
		old, err := contributionByID(tx, id)
		if err != nil {
			return err
		}
		if !by.MayAt(mayRecord, old.Unit) {
			return hidden()
		}
		if old.Version != version || old.Withdrawn {
			return changed()
		}
		w, err := s.open(tx, by)
		if err != nil {
			return err
		}
		r = edit(old)
		r.Version, r.ChangedAt = old.Version+1, tx.Now
		if err := w.checkContribution(&r); err != nil {
			return err
		}
		for _, v := range []Contribution{old, r} {
			if err := s.sign.Touch(tx, by, topic, v.Unit, v.Day(), reason); err != nil {
				return err
			}
		}
		tx.Event(db.Event{Subject: contributionKind, ID: r.ID, Unit: r.Unit, Reason: reason, Detail: audit.Diff(old, r, "partner")})
		if err := replaceRow(tx, "partner_contributions", r.ID, r); err != nil {
			return err
		}
		return measure.Replace(tx, contributionKind, measure.Entry{ID: r.ID, Facts: r.facts()})
	})
	return r, err
}

// Contribution is one contribution with its partner.
// Errors: NotFound, also when the reader may not see it.
func (s *Service) Contribution(ctx context.Context, by access.Actor, id string) (Contribution, Partner, error) {
	var r Contribution
	var p Partner
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		if r, err = contributionByID(tx, id); err != nil {
			return err
		}
		if !by.MayAt(mayRead, r.Unit) {
			return hidden()
		}
		p, err = partnerByID(tx, r.Partner)
		return err
	})
	if err != nil {
		return Contribution{}, Partner{}, err
	}
	return r, p, nil
}

// ContributionsOf are what a partner gave that the reader may see, newest first.
func (s *Service) ContributionsOf(ctx context.Context, by access.Actor, partner string) ([]Contribution, error) {
	var out []Contribution
	err := s.db.View(ctx, func(tx *db.Tx) error {
		if _, err := s.partnerFor(tx, by, partner); err != nil {
			return err
		}
		list, err := contributionsOf(tx, partner)
		for _, r := range list {
			if !r.Withdrawn && by.MayAt(mayRead, r.Unit) {
				out = append(out, r)
			}
		}
		return err
	})
	return out, err
}
