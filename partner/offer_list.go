package partner

import (
	"context"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/org"
)

// Found is a page of the directory.
type Found struct {
	Offers   []Offer
	Partners map[string]Partner // of the offers
	Total    int64
	Fresh    clock.Date // checks before this day no longer count
}

// Offers lists the services that are of use at root, those of every unit where
// root is "": the public ones, and the confidential ones of units whose
// confidential part the actor may see. With Stale these are the services that
// the actor should check again. Errors: Forbidden.
func (s *Service) Offers(ctx context.Context, by access.Actor, root string, f OfferFilter) (Found, error) {
	var out Found
	if err := by.Need(mayRead); err != nil {
		return out, err
	}
	err := s.db.View(ctx, func(tx *db.Tx) error {
		t, err := s.org.TreeIn(tx)
		if err != nil {
			return err
		}
		if out.Fresh, err = s.freshSince(tx); err != nil {
			return err
		}
		f.before = out.Fresh
		if err := f.scope(tx, t, by, root); err != nil {
			return err
		}
		if out.Total, err = countOffers(tx, f); err != nil {
			return err
		}
		if out.Offers, err = offers(tx, f); err != nil {
			return err
		}
		out.Partners, err = namesOf(tx, out.Offers)
		return err
	})
	return out, err
}

// scope fills in which units' services may be seen.
func (f *OfferFilter) scope(tx *db.Tx, t *org.Tree, by access.Actor, root string) error {
	units, err := unitsOf(tx, "partner_services")
	if err != nil {
		return err
	}
	f.all, f.secret = nil, nil
	for _, u := range units {
		if root != "" && !serves(t, u, root, tx.Today()) || f.Stale && !by.MayAt(mayRecord, u) {
			continue
		}
		f.all = append(f.all, u)
		if by.MayAt(maySecret, u) {
			f.secret = append(f.secret, u)
		}
	}
	return nil
}

// maxPublic is how many services the public page and the export hold.
const maxPublic = 5000

// published are the services that anybody may see, of partners that are at
// work, in the order of their categories.
func (s *Service) published(tx *db.Tx, f OfferFilter) (Found, error) {
	out := Found{}
	var err error
	if out.Fresh, err = s.freshSince(tx); err != nil {
		return out, err
	}
	if f.all == nil {
		if f.all, err = unitsOf(tx, "partner_services"); err != nil {
			return out, err
		}
	}
	f.Part, f.secret, f.Withdrawn, f.Limit = Public, nil, false, maxPublic
	list, err := offers(tx, f)
	if err != nil {
		return out, err
	}
	if out.Partners, err = namesOf(tx, list); err != nil {
		return out, err
	}
	for _, o := range list {
		// Asked again here, so that no slip in a condition publishes a service.
		if p := out.Partners[o.Partner]; o.Part == Public && p.Public() && p.Active(tx.Today()) {
			out.Offers = append(out.Offers, o)
		}
	}
	out.Total = int64(len(out.Offers))
	return out, nil
}
