package app

import (
	"neove/handoff"
	"neove/internal/db"
)

// offers are the services to which a request may go: those of the directory
// that anybody may see.
func (a *App) offers(tx *db.Tx) ([]handoff.Offer, error) {
	list, err := a.Partner.Published(tx)
	out := make([]handoff.Offer, len(list))
	for i, o := range list {
		out[i] = handoff.Offer{ID: o.ID, Agency: o.Partner, Name: o.Name}
	}
	return out, err
}
