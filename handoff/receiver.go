package handoff

import (
	"context"
	"slices"
	"strings"

	"neove/access"
	"neove/internal/db"
)

// Receiver is an office that can be asked, perhaps for one of its services.
type Receiver struct {
	Office access.Office
	Offer  Offer // zero: the office as such
}

// order puts first who is asked most.
var order = []access.Role{access.ProvinceOfficer, access.Police, access.ServiceOfficer, access.BorderGuard, access.CoastGuard, access.DistrictOfficer, access.CommuneOfficer}

// Receivers are the offices with which the actor's own may share today by any
// protocol, and the services of those that are organisations.
func (s *Service) Receivers(ctx context.Context, by access.Actor) (out []Receiver, err error) {
	err = s.db.View(ctx, s.receivers(by, &out))
	return out, err
}

func (s *Service) receivers(by access.Actor, out *[]Receiver) func(tx *db.Tx) error {
	return func(tx *db.Tx) error {
		d, err := s.desk(tx, by, maySend)
		if err != nil {
			return err
		}
		all, err := protocols(tx)
		if err != nil {
			return err
		}
		offers, err := d.offers()
		if err != nil {
			return err
		}
		seats, err := s.Seats(tx, mayAnswer)
		for _, to := range seats {
			if !d.shares(all, to) {
				continue
			}
			*out = append(*out, Receiver{Office: to})
			for _, o := range offers {
				if to.Agency != "" && o.Agency == to.Agency {
					*out = append(*out, Receiver{to, o})
				}
			}
		}
		slices.SortStableFunc(*out, func(a, b Receiver) int {
			if i, j := slices.Index(order, a.Office.Role), slices.Index(order, b.Office.Role); i != j {
				return i - j
			}
			return strings.Compare(a.Office.String(), b.Office.String())
		})
		return err
	}
}

// shares reports whether one of the actor's offices has a protocol in force with
// an office.
func (d desk) shares(all []Protocol, to access.Office) bool {
	own := d.by.Held(maySend)
	return !slices.Contains(own, to) && slices.ContainsFunc(all, func(p Protocol) bool {
		return p.On(d.tx.Today()) && p.party(to, d.tree.Covers) && slices.ContainsFunc(own, func(o access.Office) bool { return p.party(o, d.tree.Covers) })
	})
}
