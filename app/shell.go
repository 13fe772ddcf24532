package app

import (
	"strings"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/ui"
	"neove/internal/web"
	"neove/measure"
)

func today(d *db.DB) clock.Date { return clock.DateOf(d.Now()) }

// shell fills what every page shows around its content.
func (a *App) shell(x *web.Exchange, p *ui.Page) {
	p.Demo = a.cfg.Demo
	other := "en"
	if x.Lang == "en" {
		other = "vi"
	}
	p.LangHref = "/access/language?lang=" + other
	by, ok := x.Principal.(access.Actor)
	if !ok || by.ID == "" { // nobody, or a locked session
		return
	}
	role, unit := by.Home()
	place := a.unitName(unit)
	if role == access.CommuneOfficer {
		place = x.T("app.place.commune", "unit", place)
	}
	p.User = &ui.User{ID: by.ID, Name: by.Name, Place: place}
	if by.MustChange || by.Stage != "" {
		return
	}
	// What was just stored needs no draft on the device any more; a link from
	// another site cannot say so.
	if done := x.R.URL.Query().Get("done"); done != "" && p.Notice != nil && x.R.Header.Get("Sec-Fetch-Site") != "cross-site" {
		slice, _, _ := strings.Cut(strings.TrimPrefix(x.R.URL.Path, "/"), "/")
		p.DraftDone = slice + "/" + done
	}
	month := measure.PeriodOf(measure.Calendar, measure.Month, today(a.DB))
	p.Nav = menu(x, by, p.Path, strings.NewReplacer("{unit}", unit, "{month}", month.Code(), "{before}", month.Prev().Code()))
}
