package tip

import (
	"strings"
	"time"

	"neove/internal/ui"
	"neove/internal/web"
)

// clockOf words the clock of a tip: what is left, or how long it has run out.
// An immediate tip shows how long somebody waits already.
func clockOf(x *web.Exchange, t Tip, now time.Time) (text, kind string) {
	if t.DueAt.IsZero() {
		return "–", ""
	}
	word, kind, d := "left", "", t.DueAt.Sub(now)
	if t.Overdue(now) {
		word, kind, d = "over", "bad", now.Sub(t.DueAt)
	} else if d < 2*time.Hour {
		kind = "warn"
	}
	if t.Urgency == Immediate && kind == "bad" {
		word = "running"
	}
	unit, n := "minutes", int(d/time.Minute)
	switch {
	case d >= 48*time.Hour:
		unit, n = "days", int(d/(24*time.Hour))
	case d >= 2*time.Hour:
		unit, n = "hours", int(d/time.Hour)
	}
	return x.T("tip.clock."+word+"."+unit, "n", n), kind
}

var urgencyKind = map[Urgency]string{Immediate: "bad", Today: "warn"}

var stateKind = map[State]string{Received: "warn", Handed: "warn", Opened: "info", Acknowledged: "info", Returned: "bad", Closed: "ok"}

// told are the rows of what a tip says and who said it.
func told(x *web.Exchange, v View, unit string) (content, giver []ui.SummaryRow) {
	row := func(to *[]ui.SummaryRow, key, value string) {
		if value != "" {
			*to = append(*to, ui.SummaryRow{Label: x.T("tip.field." + key), Value: value})
		}
	}
	if v.Content.About != "" {
		row(&content, "about", x.T("tip.about."+v.Content.About))
	}
	row(&content, "place_unit", unit)
	row(&content, "place", v.Content.Place)
	row(&content, "minor", x.T("tip.minor."+v.Minor))
	row(&content, "language", v.Language)
	if v.Anonymous {
		row(&giver, "anonymous", x.T("ui.word.yes"))
	}
	row(&giver, "name", v.Giver.Name)
	way := v.Giver.Way
	if way == "" {
		way = NoWay
	}
	row(&giver, "way", x.T("tip.way."+way))
	row(&giver, "contact", v.Giver.Contact)
	row(&giver, "when", v.Giver.When)
	row(&giver, "say", v.Giver.Say)
	return content, giver
}

// paragraphs are the lines of a story, for a template that escapes each.
func paragraphs(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == '\n' })
}
