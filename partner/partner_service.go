package partner

import (
	"context"

	"neove/access"
	"neove/audit"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/ui"
)

// Record enters a partner into the register.
// Errors: Invalid, also when the unit knows a partner of this name; Forbidden.
func (s *Service) Record(ctx context.Context, by access.Actor, in Partner) (Partner, error) {
	var p Partner
	err := s.db.Write(ctx, by, "partner.partner.record", func(tx *db.Tx) (err error) {
		p, err = s.recordIn(tx, by, in)
		return err
	})
	return p, err
}

// recordIn is Record inside a transaction of the caller.
func (s *Service) recordIn(tx *db.Tx, by access.Actor, p Partner) (Partner, error) {
	w, err := s.open(tx, by)
	if err != nil {
		return p, err
	}
	p.ID, p.Version, p.CreatedBy, p.CreatedAt, p.ChangedAt, p.Withdrawn = tx.ID(), 1, by.ActorName(), tx.Now, tx.Now, false
	if err := w.checkPartner(&p); err != nil {
		return p, err
	}
	tx.Event(db.Event{Action: "partner.partner.record", Subject: partnerKind, ID: p.ID, Unit: p.Unit, Detail: w.terms.word(p.summary())})
	return p, tx.Insert("partner_partners", p)
}

// checkPartner brings a partner into its stored form and says what is wrong.
func (w *desk) checkPartner(p *Partner) error {
	if _, err := w.unit(p.Unit); err != nil {
		return err
	}
	p.clean()
	var c errs.Check
	p.validate(&c, w.terms)
	same, err := db.Get[int64](w.tx, "SELECT COUNT(*) FROM partner_partners WHERE unit=? AND name_key=? AND id<>? AND withdrawn=?", p.Unit, p.NameKey, p.ID, false)
	if err != nil {
		return err
	}
	if same > 0 && !p.Withdrawn {
		c.Add("name", "partner.err.same_name", "name", p.Name)
	}
	return c.Err()
}

// Amend replaces a partner by a corrected version; version is the one that was
// seen. Errors: Invalid (also an individual whose services are public, when the
// consent is taken back), NotFound, Conflict.
func (s *Service) Amend(ctx context.Context, by access.Actor, id string, version int64, in Partner) (Partner, error) {
	return s.change(ctx, by, "partner.partner.amend", id, version, "", func(old Partner) Partner {
		in.ID, in.Withdrawn, in.CreatedBy, in.CreatedAt = old.ID, false, old.CreatedBy, old.CreatedAt
		return in
	})
}

// Withdraw takes a partner out of the register.
// Errors: as Amend; Conflict while services of it stand in the directory.
func (s *Service) Withdraw(ctx context.Context, by access.Actor, id string, version int64, reason string) error {
	if err := needReason(reason); err != nil {
		return err
	}
	_, err := s.change(ctx, by, "partner.partner.withdraw", id, version, reason, func(old Partner) Partner {
		old.Withdrawn = true
		return old
	})
	return err
}

func (s *Service) change(ctx context.Context, by access.Actor, command, id string, version int64, reason string, edit func(Partner) Partner) (Partner, error) {
	var p Partner
	err := s.db.Write(ctx, by, command, func(tx *db.Tx) error {
		old, err := partnerByID(tx, id)
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
		p = edit(old)
		p.Version, p.ChangedAt = old.Version+1, tx.Now
		if err := w.checkPartner(&p); err != nil {
			return err
		}
		if err := w.checkOffers(p); err != nil {
			return err
		}
		e := db.Event{Subject: partnerKind, ID: p.ID, Unit: p.Unit, Reason: reason}
		if old.Kind != Individual && p.Kind != Individual { // a person's data stays in the register
			e.Detail = w.terms.word(audit.Diff(old, p))
		}
		tx.Event(e)
		return updatePartner(tx, p)
	})
	return p, err
}

// checkOffers keeps the directory true to its partner.
func (w *desk) checkOffers(p Partner) error {
	count := func(more string, args ...any) (int64, error) {
		return db.Get[int64](w.tx, "SELECT COUNT(*) FROM partner_services WHERE partner=? AND withdrawn=?"+more, append([]any{p.ID, false}, args...)...)
	}
	if p.Withdrawn {
		n, err := count("")
		if err == nil && n > 0 {
			err = errs.New(errs.Conflict, "partner.err.has_services", "n", n)
		}
		return err
	}
	if p.Public() {
		return nil
	}
	n, err := count(" AND part=?", Public)
	var c errs.Check
	if n > 0 {
		c.Add("publish", "partner.err.has_public", "n", n)
	}
	if err == nil {
		err = c.Err()
	}
	return err
}

// updatePartner changes the row in place: services and contributions refer to it.
func updatePartner(tx *db.Tx, p Partner) error {
	_, err := tx.Exec(`UPDATE partner_partners SET unit=?,kind=?,name=?,short=?,country=?,contact=?,phone=?,email=?,web=?,since=?,until=?,gives=?,note=?,
		publish=?,name_key=?,text_key=?,version=?,changed_at=?,withdrawn=? WHERE id=?`, p.Unit, p.Kind, p.Name, p.Short, p.Country, p.Contact, p.Phone, p.Email,
		p.Web, p.Since, p.Until, p.Gives, p.Note, p.Publish, p.NameKey, p.Key, p.Version, db.Arg(p.ChangedAt), p.Withdrawn, p.ID)
	return err
}

// Partner is one partner. Errors: NotFound, also when the reader may not see it.
func (s *Service) Partner(ctx context.Context, by access.Actor, id string) (Partner, error) {
	var p Partner
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		p, err = s.partnerFor(tx, by, id)
		return err
	})
	return p, err
}

func (s *Service) partnerFor(tx *db.Tx, by access.Actor, id string) (Partner, error) {
	p, err := partnerByID(tx, id)
	if err != nil {
		return p, err
	}
	t, err := s.org.TreeIn(tx)
	if err == nil && !mayOpen(t, by, p.Unit, tx.Today()) {
		return Partner{}, hidden()
	}
	return p, err
}

// Partners lists those who work in root's area, and those above that serve it.
// Errors: Forbidden.
func (s *Service) Partners(ctx context.Context, by access.Actor, root string, f Filter) (list []Partner, total int64, err error) {
	if err := by.NeedAt(mayRead, root); err != nil {
		return nil, 0, err
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		if f.Units, err = s.serving(tx, "partner_partners", root); err != nil {
			return err
		}
		list, total, err = partners(tx, f)
		return err
	})
	return list, total, err
}

// serving are the units of a table that serve root.
func (s *Service) serving(tx *db.Tx, table, root string) ([]string, error) {
	t, err := s.org.TreeIn(tx)
	if err != nil {
		return nil, err
	}
	all, err := unitsOf(tx, table)
	var out []string
	for _, u := range all {
		if serves(t, u, root, tx.Today()) {
			out = append(out, u)
		}
	}
	return out, err
}

// NameOf is what people call a partner; the id of one that is not known.
func (s *Service) NameOf(id string) string {
	name := id
	_ = s.db.View(context.Background(), func(tx *db.Tx) error {
		p, err := partnerByID(tx, id)
		if err == nil {
			name = p.Name
		}
		return err
	})
	return name
}

// Published are the services that anybody may see, for slices that send somebody
// to one.
func (s *Service) Published(tx *db.Tx) ([]Offer, error) {
	found, err := s.published(tx, OfferFilter{})
	return found.Offers, err
}

// Agencies are the partners for whom somebody may hold a role.
func (s *Service) Agencies(ctx context.Context) []ui.Option {
	var out []ui.Option
	_ = s.db.View(ctx, func(tx *db.Tx) error {
		list, _, err := partners(tx, Filter{Limit: maxOptions})
		for _, p := range list {
			out = append(out, ui.Option{Value: p.ID, Text: p.Name})
		}
		return err
	})
	return out
}

// maxOptions is how many partners a form can offer.
const maxOptions = 500

// Options are the partners that a form of a unit offers, by name.
func (s *Service) Options(ctx context.Context, by access.Actor, unit string) ([]ui.Option, error) {
	if !by.MayAt(mayRead, unit) {
		return nil, nil
	}
	list, _, err := s.Partners(ctx, by, unit, Filter{Limit: maxOptions})
	var out []ui.Option
	for _, p := range list {
		out = append(out, ui.Option{Value: p.ID, Text: p.Name})
	}
	return out, err
}
