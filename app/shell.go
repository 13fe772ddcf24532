package app

import (
	"strings"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/ui"
	"neove/internal/web"
)

func today(d *db.DB) clock.Date { return clock.DateOf(d.Now()) }

// entry is a line of the menu: shown to whoever has the permission.
type entry struct{ href, icon, key, permission string }

// menus per kind of home; the first entry is always "what do I do now".
var menus = map[bool][]struct {
	label string
	items []entry
}{
	true: { // a commune
		{"", []entry{{"/", "home", "app.nav.today", web.Self}, {"/outreach/months/{unit}/{month}", "table", "app.nav.month", "outreach.month.send"},
			{"/outreach/activities/new", "plus", "app.nav.record", "outreach.activity.record"}, {"/outreach/activities/grid", "tasks", "app.nav.grid", "outreach.activity.record"},
			{"/outreach/activities", "folder", "app.nav.book", "outreach.activity.read"}}},
		{"app.nav.look", []entry{{"/outreach/months", "doc", "app.nav.sent", "outreach.month.read"}, {"/outreach/campaigns", "flag", "app.nav.campaigns", "outreach.activity.read"},
			{"/indicator/figures", "chart", "app.nav.figures", "indicator.read"}, {"/report/year", "print", "app.nav.year", "report.read"}}},
	},
	false: { // everybody else
		{"", []entry{{"/", "home", "app.nav.overview", web.Self}, {"/outreach/months", "table", "app.nav.reports", "outreach.month.read"},
			{"/report/year", "doc", "app.nav.year", "report.read"}, {"/outreach/activities", "folder", "app.nav.book", "outreach.activity.read"},
			{"/outreach/campaigns", "flag", "app.nav.campaigns", "outreach.activity.read"}}},
		{"app.nav.numbers", []entry{{"/indicator/figures", "chart", "app.nav.figures", "indicator.read"}, {"/org/splits", "map", "app.nav.splits", "org.share.set"}}},
		{"app.nav.admin", []entry{{"/access/users", "people", "app.nav.users", "access.user.admin"}, {"/org/units", "map", "app.nav.units", "org.setting.admin"},
			{"/org/settings", "lock", "app.nav.settings", "org.setting.admin"}, {"/audit/events", "history", "app.nav.audit", "audit.read"}}},
	},
}

// shell fills what every page shows around its content.
func (a *App) shell(x *web.Exchange, p *ui.Page) {
	p.Demo = a.cfg.Demo
	other := "en"
	if x.Lang == "en" {
		other = "vi"
	}
	p.LangHref = "/access/language?lang=" + other
	by, ok := x.Principal.(access.Actor)
	if !ok {
		return
	}
	role, unit := by.Home()
	place := a.unitName(unit)
	if role == access.CommuneOfficer {
		place = x.T("app.place.commune", "unit", place)
	}
	p.User = &ui.User{ID: by.ID, Name: by.Name, Place: place}
	if by.MustChange {
		return
	}
	// What was just stored needs no draft on the device any more; a link from
	// another site cannot say so.
	if done := x.R.URL.Query().Get("done"); done != "" && p.Notice != nil && x.R.Header.Get("Sec-Fetch-Site") != "cross-site" {
		slice, _, _ := strings.Cut(strings.TrimPrefix(x.R.URL.Path, "/"), "/")
		p.DraftDone = slice + "/" + done
	}
	month := today(a.DB).String()[:7]
	fill := strings.NewReplacer("{unit}", unit, "{month}", month)
	for _, g := range menus[role == access.CommuneOfficer] {
		group := ui.NavGroup{}
		if g.label != "" {
			group.Label = x.T(g.label)
		}
		for _, e := range g.items {
			if e.permission != web.Self && !by.May(e.permission) {
				continue
			}
			href := fill.Replace(e.href)
			group.Items = append(group.Items, ui.NavItem{Href: href, Icon: e.icon, Label: x.T(e.key), Current: href == p.Path})
		}
		if len(group.Items) > 0 {
			p.Nav = append(p.Nav, group)
		}
	}
}
