package app

import (
	"context"
	"slices"

	"neove/access"
	"neove/directive"
	"neove/internal/db"
	"neove/internal/i18n"
	"neove/internal/vntext"
	"neove/measure"
	"neove/report"
)

// account gives the year account what other slices tell: the area, the
// documents that directed the year, and the directions for the next one.
func (a *App) account() {
	a.Org.Declare(report.Keys...)
	a.Report.Setting = func(tx *db.Tx, unit string, year int, lang i18n.Lang) ([]string, error) {
		return a.Org.SettingLines(tx, unit, year, string(lang), func(kind string) string { return a.Bundle.T(lang, "org.place_kind."+kind) })
	}
	a.Report.Directing = func(ctx context.Context, by access.Actor, unit string, w measure.Window, lang i18n.Lang) ([]string, error) {
		list, _, err := a.Directive.Documents(ctx, by, directive.Filter{Unit: unit, Limit: 200})
		day := vntext.DocumentDate
		if lang == i18n.En {
			day = vntext.Date
		}
		var out []string
		for _, d := range slices.Backward(list) { // oldest first
			if d.Counts() && w.Contains(d.On) {
				out = append(out, a.Bundle.T(lang, "app.account.document", "code", d.Code, "on", day(d.On), "subject", d.Subject))
			}
		}
		return out, err
	}
	a.Report.Directions = func(ctx context.Context, by access.Actor, unit string, year int, _ i18n.Lang) ([]string, error) {
		list, err := a.Directive.NextDirections(ctx, by, unit, year)
		var out []string
		for _, d := range list {
			out = append(out, d.Title)
		}
		return out, err
	}
}
