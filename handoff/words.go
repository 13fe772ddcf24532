package handoff

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"neove/internal/ui"
	"neove/internal/web"
	"neove/org"
)

var stateKind = map[State]string{Sent: "warn", Opened: "info", Accepted: "info", Declined: "bad", Ended: "ok", Stopped: "bad"}

var urgencyKind = map[Urgency]string{Immediate: "bad", Today: "warn"}

// clockText words what is left of a clock, or how long it has run out.
func clockText(x *web.Exchange, due, now time.Time) (text, kind string) {
	if due.IsZero() {
		return "–", ""
	}
	word, kind, d := "left", "", due.Sub(now)
	if d <= 0 {
		word, kind, d = "over", "bad", -d
	} else if d < 2*time.Hour {
		kind = "warn"
	}
	unit, n := "minutes", int(d/time.Minute)
	switch {
	case d >= 48*time.Hour:
		unit, n = "days", int(d/(24*time.Hour))
	case d >= 2*time.Hour:
		unit, n = "hours", int(d/time.Hour)
	}
	return x.T("handoff.clock."+word+"."+unit, "n", n), kind
}

// clockCell is the clock of a request in a table.
func clockCell(x *web.Exchange, due, now time.Time) ui.TD {
	text, kind := clockText(x, due, now)
	if kind != "" {
		return ui.TD{Tag: text, Kind: kind}
	}
	return ui.TD{Text: text}
}

// names words codes by the texts <prefix>.<code>.
func names(x *web.Exchange, prefix string, codes []string) string {
	out := make([]string, len(codes))
	for i, c := range codes {
		out[i] = x.T(prefix + "." + c)
	}
	return strings.Join(out, ", ")
}

// basisName words a basis; the id of a consent is not for people.
func basisName(x *web.Exchange, basis string) string {
	kind, _, _ := strings.Cut(basis, ":")
	return x.T("handoff.basis." + kind)
}

// partyName words a party of a protocol.
func partyName(x *web.Exchange, t *org.Tree, p Protocol, party string) string {
	if party == Outside {
		return x.T("handoff.party.outside")
	}
	if role, ok := strings.CutSuffix(party, anyUnit); ok {
		name := t.Name(p.Unit)
		if r, n := utf8.DecodeRuneInString(name); n > 0 {
			name = string(unicode.ToLower(r)) + name[n:]
		}
		return x.T("handoff.party."+role, "unit", name)
	}
	return t.OfficeName(x, party)
}

// paragraphs are the lines of a text, for a template that escapes each.
func paragraphs(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == '\n' })
}
