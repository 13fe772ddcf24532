package demo

import (
	"context"
	"fmt"
	"time"

	"neove/access"
	"neove/app"
	"neove/measure"
	"neove/org"
)

// signYear signs the months of 2024 of topics for all communes: with figures
// where something was recorded, as nil where nothing was.
func signYear(ctx context.Context, a *app.App, c *Clock, by access.Actor, tree *org.Tree, topics ...string) error {
	for m := 1; m <= 12; m++ {
		p := measure.Period{Kind: measure.Calendar, Span: measure.Month, Year: 2024, N: m}
		c.Set(p.Window().To.Time().Add(26 * time.Hour))
		var units []string
		for _, u := range tree.Communes(Root, p.Window().From, p.Window().To) {
			if u.On(p.Window().Last()) {
				units = append(units, u.ID)
			}
		}
		for _, topic := range topics {
			if err := a.Signoff.SignEvery(ctx, by, topic, units, p.Code()); err != nil {
				return fmt.Errorf("%s %s: %w", topic, p.Code(), err)
			}
		}
	}
	return nil
}
