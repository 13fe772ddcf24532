package partner

import (
	"context"

	"neove/access"
	"neove/audit"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/web"
	"neove/measure"
)

// Offer enters a service into the directory.
// Errors: Invalid (an address where people stay; rules of the record), Forbidden.
func (s *Service) Offer(ctx context.Context, by access.Actor, in Offer, reason string) (Offer, error) {
	out, err := s.OfferAll(ctx, by, []Offer{in}, reason)
	if err != nil {
		return in, web.Single(err)
	}
	return out[0], nil
}

// OfferAll enters all services or none; errors name the rows from 1.
func (s *Service) OfferAll(ctx context.Context, by access.Actor, in []Offer, reason string) ([]Offer, error) {
	var out []Offer
	err := s.db.Write(ctx, by, "partner.service.record", func(tx *db.Tx) (err error) {
		out, err = s.offerIn(tx, by, in, reason)
		return err
	})
	return out, err
}

// offerIn is OfferAll inside a transaction of the caller (import, API).
func (s *Service) offerIn(tx *db.Tx, by access.Actor, in []Offer, reason string) ([]Offer, error) {
	w, err := s.open(tx, by)
	if err != nil {
		return nil, err
	}
	out, entries := make([]Offer, len(in)), make([]measure.Entry, len(in))
	var c errs.Check
	for i, o := range in {
		o.ID, o.Version, o.CreatedBy, o.CreatedAt, o.ChangedAt, o.Withdrawn = tx.ID(), 1, by.ActorName(), tx.Now, tx.Now, false
		if err := w.checkOffer(&c, i+1, &o); err != nil {
			return nil, err
		}
		w.checkedBy(&o, Offer{})
		out[i], entries[i] = o, measure.Entry{ID: o.ID, Facts: o.facts()}
	}
	if err := c.Err(); err != nil {
		return nil, err
	}
	for _, o := range out {
		if err := s.sign.Touch(tx, by, topic, o.Unit, tx.Today(), reason); err != nil {
			return nil, err
		}
		e := db.Event{Action: "partner.service.record", Subject: serviceKind, ID: o.ID, Unit: o.Unit, Reason: reason}
		if o.open() {
			e.Detail = w.terms.word(map[string]any{"name": o.Name, "category": o.Category})
		}
		tx.Event(e)
	}
	if err := db.InsertAll(tx, "partner_services", out); err != nil {
		return nil, err
	}
	return out, measure.Replace(tx, serviceKind, entries...)
}

// open reports whether the history may say what the service says.
func (o Offer) open() bool { return o.Part == Public && !o.Withheld }

// checkedBy notes who checked the service, when the day of the check is new.
func (w *desk) checkedBy(o *Offer, old Offer) {
	switch {
	case o.VerifiedOn == nil:
		o.VerifiedBy = ""
	case old.VerifiedOn != nil && *old.VerifiedOn == *o.VerifiedOn:
		o.VerifiedBy = old.VerifiedBy
	default:
		o.VerifiedBy = w.by.ActorName()
	}
}

// checkOffer brings a service into its stored form and notes what is wrong;
// missing rights end the command.
func (w *desk) checkOffer(c *errs.Check, row int, o *Offer) error {
	place, err := w.unit(o.Unit)
	if err != nil {
		return err
	}
	if o.Part == Confidential {
		if err := w.by.NeedAt(maySecret, o.Unit); err != nil {
			return err
		}
	}
	p, err := w.s.partnerFor(w.tx, w.by, o.Partner)
	if errs.Is(err, errs.NotFound) || err == nil && p.Withdrawn {
		c.AddAt(row, "partner", "partner.err.partner")
	} else if err != nil {
		return err
	}
	category, _ := w.terms.Find(Category, o.Category)
	o.clean(category)
	o.validate(c, row, w.terms, p, place, w.tx.Today())
	return nil
}

// AmendOffer replaces a service by a corrected version.
// Errors: Invalid, NotFound, Conflict.
func (s *Service) AmendOffer(ctx context.Context, by access.Actor, id string, version int64, in Offer, reason string) (Offer, error) {
	var o Offer
	err := s.db.Write(ctx, by, amendService, func(tx *db.Tx) (err error) {
		o, err = s.changeOffer(tx, by, amendService, id, version, reason, func(old Offer) Offer {
			in.ID, in.Source, in.Withdrawn, in.CreatedBy, in.CreatedAt = old.ID, old.Source, false, old.CreatedBy, old.CreatedAt
			return in
		})
		return err
	})
	return o, err
}

// Verify notes that somebody called today and found the service as it is
// written. Errors: NotFound, Conflict.
func (s *Service) Verify(ctx context.Context, by access.Actor, id string, version int64) (Offer, error) {
	var o Offer
	err := s.db.Write(ctx, by, verifyService, func(tx *db.Tx) (err error) {
		o, err = s.verifyIn(tx, by, id, version)
		return err
	})
	return o, err
}

func (s *Service) verifyIn(tx *db.Tx, by access.Actor, id string, version int64) (Offer, error) {
	return s.changeOffer(tx, by, verifyService, id, version, "", func(old Offer) Offer {
		today := tx.Today()
		old.VerifiedOn = &today
		return old
	})
}

// WithdrawOffer takes a service out of the directory; it stays in the history.
func (s *Service) WithdrawOffer(ctx context.Context, by access.Actor, id string, version int64, reason string) error {
	if err := needReason(reason); err != nil {
		return err
	}
	return s.db.Write(ctx, by, withdrawService, func(tx *db.Tx) error {
		_, err := s.changeOffer(tx, by, withdrawService, id, version, reason, func(old Offer) Offer {
			old.Withdrawn = true
			return old
		})
		return err
	})
}

// Commands on a service that is there.
const (
	amendService    = "partner.service.amend"
	verifyService   = "partner.service.verify"
	withdrawService = "partner.service.withdraw"
)

func (s *Service) changeOffer(tx *db.Tx, by access.Actor, command, id string, version int64, reason string, edit func(Offer) Offer) (Offer, error) {
	old, err := offerByID(tx, id)
	if err != nil {
		return old, err
	}
	if !old.mayChange(by) {
		return Offer{}, hidden()
	}
	if old.Version != version || old.Withdrawn {
		return Offer{}, changed()
	}
	w, err := s.open(tx, by)
	if err != nil {
		return Offer{}, err
	}
	o := edit(old)
	o.Version, o.ChangedAt = old.Version+1, tx.Now
	var c errs.Check
	if err := w.checkOffer(&c, 0, &o); err != nil {
		return o, err
	}
	if err := c.Err(); err != nil {
		return o, err
	}
	if w.checkedBy(&o, old); command == verifyService { // twice a day is twice a check
		o.VerifiedBy = by.ActorName()
	} else if err := s.sign.Touch(tx, by, topic, o.Unit, o.day(), reason); err != nil { // a check changes no figure
		return o, err
	}
	e := db.Event{Action: command, Subject: serviceKind, ID: o.ID, Unit: o.Unit, Reason: reason}
	if old.open() && o.open() {
		e.Detail = w.terms.word(audit.Diff(old, o, "verified_by", "partner"))
	}
	tx.Event(e)
	if err := replaceRow(tx, "partner_services", o.ID, o); err != nil {
		return o, err
	}
	return o, measure.Replace(tx, serviceKind, measure.Entry{ID: o.ID, Facts: o.facts()})
}

// maySee reports whether somebody may read the service.
func (o Offer) maySee(by access.Actor) bool {
	if o.Part == Public {
		return by.May(mayRead)
	}
	return by.MayAt(maySecret, o.Unit)
}

func (o Offer) mayChange(by access.Actor) bool {
	return by.MayAt(mayRecord, o.Unit) && (o.Part == Public || by.MayAt(maySecret, o.Unit))
}

// OfferOf is one service with its partner.
// Errors: NotFound, also when the reader may not see it.
func (s *Service) OfferOf(ctx context.Context, by access.Actor, id string) (Offer, Partner, error) {
	var o Offer
	var p Partner
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		if o, err = offerByID(tx, id); err != nil {
			return err
		}
		if !o.maySee(by) {
			return hidden()
		}
		p, err = partnerByID(tx, o.Partner)
		return err
	})
	if err != nil {
		return Offer{}, Partner{}, err
	}
	return o, p, nil
}
