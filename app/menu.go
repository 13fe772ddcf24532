package app

import (
	"slices"
	"strings"

	"neove/access"
	"neove/internal/ui"
	"neove/internal/web"
)

// entry is a line of the menu: shown to whoever has the permission.
type entry struct{ href, icon, key, permission string }

type menuGroup struct {
	label string
	items []entry
}

// menuKind is whose menu it is; the first entry of each is always "what do I
// do now".
type menuKind int

const (
	communeMenu menuKind = iota
	agencyMenu           // police, border guard, coast guard
	serviceMenu          // shelters and other organisations
	officeMenu           // districts, the province, leaders, administrators
)

// The cases of victims, the same for everybody who may have some.
var caseEntries = []entry{{"/casework/receptions/new", "plus", "app.nav.receive", "casework.reception.record"}, {"/casework/cases", "folder", "app.nav.cases", "casework.case.read"},
	{"/handoff/requests", "send", "app.nav.handoffs", "handoff.request.read"}}

var networkEntries = []entry{{"/partner/services", "phone", "app.nav.directory", "partner.partner.read"}, {"/shelter/readiness", "shield", "app.nav.ready", "shelter.readiness.read"},
	{"/shelter/facilities", "home", "app.nav.beds", "shelter.facility.read"}, {"/person/search", "search", "app.nav.search_person", "person.search"}, {"/regime/rules", "doc", "regime.rules", "org.unit.read"}}

var menus = map[menuKind][]menuGroup{
	communeMenu: {
		{"", []entry{{"/", "home", "app.nav.today", web.Self}, {"/outreach/months/{unit}/{month}", "table", "app.nav.month", "outreach.month.send"},
			{"/outreach/activities/new", "plus", "app.nav.record", "outreach.activity.record"}, {"/signoff/months/{unit}/{before}", "check", "app.nav.sign", "signoff.sign"},
			{"/directive/documents", "doc", "app.nav.received", "directive.document.read"}}},
		{"app.nav.victims", append(slices.Clone(caseEntries), entry{"/tip/tips", "bell", "app.nav.tips", "tip.record"})},
		{"app.nav.look", append([]entry{{"/outreach/activities", "table", "app.nav.book", "outreach.activity.read"}, {"/inspection/checks", "tasks", "app.nav.checks", "inspection.check.read"},
			{"/livelihood/supports", "target", "app.nav.livelihood", "livelihood.support.read"}, {"/livelihood/people", "people", "app.nav.risk", "livelihood.person.read"},
			{"/training/courses", "flag", "app.nav.training", "training.course.read"}, {"/outreach/months", "send", "app.nav.sent", "outreach.month.read"},
			{"/indicator/figures", "chart", "app.nav.figures", "indicator.read"}, {"/report/year", "print", "app.nav.year", "report.read"}}, networkEntries...)},
	},
	agencyMenu: {
		{"", []entry{{"/", "home", "app.nav.work", web.Self}, {"/tip/tips", "bell", "app.nav.tips", "tip.record"}, {"/inspection/passings", "download", "app.nav.passings", "inspection.check.read"},
			{"/inspection/checks", "tasks", "app.nav.checks", "inspection.check.read"}, {"/directive/documents", "doc", "app.nav.received", "directive.document.read"}}},
		{"app.nav.victims", caseEntries},
		{"app.nav.look", append(slices.Clone(networkEntries), entry{"/training/courses", "flag", "app.nav.training", "training.course.read"},
			entry{"/org/places", "map", "app.nav.places", "org.profile.read"}, entry{"/tip/statistics", "chart", "app.nav.tip_figures", "tip.statistics"}, entry{"/casework/statistics", "chart", "app.nav.case_figures", "casework.statistics"})},
	},
	serviceMenu: {
		{"", []entry{{"/", "home", "app.nav.work", web.Self}, {"/shelter/today", "tasks", "app.nav.house_today", "shelter.stay.read"}, {"/shelter/stays?group=here", "people", "app.nav.stays", "shelter.stay.read"}}},
		{"app.nav.victims", caseEntries},
		{"app.nav.look", networkEntries},
	},
	officeMenu: {
		{"", []entry{{"/", "home", "app.nav.overview", web.Self}, {"/outreach/months", "table", "app.nav.reports", "outreach.month.read"}, {"/signoff/months", "check", "app.nav.signoff", "signoff.read"},
			{"/directive/documents", "doc", "app.nav.directive", "directive.document.read"}, {"/directive/tasks", "tasks", "app.nav.tasks", "directive.document.read"},
			{"/report/year", "print", "app.nav.year", "report.read"}}},
		{"app.nav.victims", append(slices.Clone(caseEntries), entry{"/casework/register", "table", "casework.register", "casework.case.export"}, entry{"/handoff/late", "clock", "app.nav.handoffs_late", "handoff.late.read"}, entry{"/shelter/readiness", "shield", "app.nav.ready", "shelter.readiness.read"},
			entry{"/shelter/facilities", "home", "app.nav.beds", "shelter.facility.read"}, entry{"/casework/statistics", "chart", "app.nav.case_figures", "casework.statistics"})},
		{"app.nav.fields", []entry{{"/outreach/activities", "table", "app.nav.book", "outreach.activity.read"}, {"/training/courses", "flag", "app.nav.training", "training.course.read"},
			{"/inspection/checks", "search", "app.nav.checks", "inspection.check.read"}, {"/tip/tips", "bell", "app.nav.tips", "tip.record"}, {"/tip/statistics", "chart", "app.nav.tip_figures", "tip.statistics"},
			{"/livelihood/supports", "target", "app.nav.livelihood", "livelihood.support.read"}, {"/partner/services", "phone", "app.nav.directory", "partner.partner.read"}}},
		{"app.nav.numbers", []entry{{"/indicator/figures", "chart", "app.nav.figures", "indicator.read"}, {"/indicator/grid", "table", "app.nav.year_grid", "indicator.read"},
			{"/org/profiles/{unit}", "map", "app.nav.profile", "org.profile.read"}, {"/org/splits", "map", "app.nav.splits", "org.share.set"}, {"/handoff/protocols", "doc", "app.nav.protocols", "handoff.protocol.record"}, {"/regime/rules", "doc", "regime.rules", "org.unit.read"}}},
		{"app.nav.admin", []entry{{"/access/users", "people", "app.nav.users", "access.user.admin"}, {"/access/proposals", "check", "access.proposals", "access.user.admin"}, {"/org/units", "map", "app.nav.units", "org.setting.admin"},
			{"/org/settings", "lock", "app.nav.settings", "org.setting.admin"}, {"/audit/events", "history", "app.nav.audit", "audit.read"},
			{"/audit/alerts", "warn", "app.nav.alerts", "audit.alert.read"}, {"/casework/decoys", "flag", "casework.decoys", "casework.decoy.set"}, {"/audit/checkpoints", "shield", "app.nav.checkpoints", "audit.alert.read"}}},
	},
}

// menuOf says which menu an actor gets.
func menuOf(by access.Actor) menuKind {
	role, _ := by.Home()
	switch {
	case role == access.CommuneOfficer:
		return communeMenu
	case role == access.ServiceOfficer:
		return serviceMenu
	case by.May("outreach.month.read") || by.May("access.user.admin"):
		return officeMenu
	}
	return agencyMenu
}

// menu lists what the actor may open; fill replaces {unit} and months.
func menu(x *web.Exchange, by access.Actor, path string, fill *strings.Replacer) []ui.NavGroup {
	var out []ui.NavGroup
	for _, g := range menus[menuOf(by)] {
		group := ui.NavGroup{}
		if g.label != "" {
			group.Label = x.T(g.label)
		}
		for _, e := range g.items {
			if e.permission != web.Self && !by.May(e.permission) {
				continue
			}
			href := fill.Replace(e.href)
			at, _, _ := strings.Cut(href, "?")
			group.Items = append(group.Items, ui.NavItem{Href: href, Icon: e.icon, Label: x.T(e.key), Current: at == path})
		}
		if len(group.Items) > 0 {
			out = append(out, group)
		}
	}
	return out
}
