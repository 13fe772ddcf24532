package handoff

import (
	"slices"
	"strings"
	"time"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/errs"
)

// Protocol is a document by which offices may share: who, what, what for, and
// how long. A party is an office, or every office of a role in the area of
// Unit ("police:*"), or Outside.
type Protocol struct {
	ID        string     `db:"id" json:"id"`
	Unit      string     `db:"unit" json:"unit"`
	Symbol    string     `db:"symbol" json:"symbol"` // of the document: "6958/QCPH-…"
	Name      string     `db:"name" json:"name"`
	Parties   string     `db:"parties" json:"parties"` // by spaces
	Shared    string     `db:"sections" json:"sections"`
	For       string     `db:"purposes" json:"purposes"`
	From      clock.Date `db:"valid_from" json:"valid_from"`
	To        clock.Date `db:"valid_to" json:"valid_to"` // first day on which it no longer counts
	Version   int64      `db:"version" json:"version"`
	CreatedBy string     `db:"created_by" json:"created_by"`
	CreatedAt time.Time  `db:"created_at" json:"created_at"`
	ChangedAt time.Time  `db:"changed_at" json:"changed_at"`
}

const (
	anyUnit = ":*"
	maxLine = 300
)

// On reports whether the protocol is in force.
func (p Protocol) On(day clock.Date) bool { return p.From <= day && day < p.To }

// party reports whether an office takes part; the zero one is whoever has no
// office here. covers says whether a unit lies
// in the area of another.
func (p Protocol) party(o access.Office, covers func(root, unit string) bool) bool {
	if o == (access.Office{}) {
		return slices.Contains(strings.Fields(p.Parties), Outside)
	}
	for _, one := range strings.Fields(p.Parties) {
		if one == o.String() {
			return true
		}
		if role, ok := strings.CutSuffix(one, anyUnit); ok && role == string(o.Role) && covers(p.Unit, o.Unit) {
			return true
		}
	}
	return false
}

// gap is what a protocol lacks for a share: "" nothing, else the field that is
// refused. The later in this order, the closer it was.
var gaps = []string{"to", "valid", "purpose", "sections"}

func (p Protocol) gap(from, to access.Office, purpose string, sections []string, day clock.Date, covers func(root, unit string) bool) string {
	switch {
	case !p.party(from, covers) || !p.party(to, covers):
		return "to"
	case !p.On(day):
		return "valid"
	case !slices.Contains(split(p.For), purpose):
		return "purpose"
	case slices.ContainsFunc(sections, func(s string) bool { return !slices.Contains(split(p.Shared), s) }):
		return "sections"
	}
	return ""
}

// covering finds the protocol under which a share may happen. Without one the
// check names the field for which the closest protocol does not do.
func covering(c *errs.Check, all []Protocol, from, to access.Office, purpose string, sections []string, day clock.Date, covers func(root, unit string) bool) string {
	closest := 0
	for _, p := range all {
		g := p.gap(from, to, purpose, sections, day, covers)
		if g == "" {
			return p.ID
		}
		closest = max(closest, slices.Index(gaps, g))
	}
	field := gaps[closest]
	if field == "valid" {
		c.Add("to", "handoff.err.protocol.valid")
	} else {
		c.Add(field, "handoff.err.protocol."+field)
	}
	return ""
}

// validate notes what is wrong with a protocol.
func (p *Protocol) validate(c *errs.Check) {
	if p.Symbol == "" {
		c.Add("symbol", "handoff.err.symbol")
	}
	if p.Name == "" {
		c.Add("name", "web.err.required")
	}
	for name, value := range map[string]string{"symbol": p.Symbol, "name": p.Name} {
		if len([]rune(value)) > maxLine {
			c.Add(name, "web.err.long", "max", maxLine)
		}
	}
	parties := strings.Fields(p.Parties)
	slices.Sort(parties)
	parties = slices.Compact(parties)
	if bad := slices.ContainsFunc(parties, func(s string) bool { return !partyOf(s) }); bad {
		c.Add("parties", "web.err.choice")
	} else if len(parties) < 2 && !slices.ContainsFunc(parties, func(s string) bool { return strings.HasSuffix(s, anyUnit) }) {
		c.Add("parties", "handoff.err.parties")
	}
	p.Parties = strings.Join(parties, " ")
	p.Shared, p.For = list(c, "sections", Sections, p.Shared), list(c, "purposes", Purposes, p.For)
	if p.From == 0 {
		c.Add("valid_from", "web.err.required")
	}
	if p.To <= p.From {
		c.Add("valid_to", "handoff.err.valid_to")
	}
}

func list(c *errs.Check, name string, known []string, codes string) string {
	given := split(codes)
	out := ordered(known, given)
	switch {
	case len(given) == 0:
		c.Add(name, "handoff.err.none")
	case len(out) != len(given):
		c.Add(name, "web.err.choice")
	}
	return strings.Join(out, ",")
}

// PartyRoles are the kinds of offices that may take part.
func PartyRoles() []access.Role {
	return slices.DeleteFunc(slices.Clone(access.Roles), func(r access.Role) bool { return !access.Allows(r, maySend) })
}

func partyOf(s string) bool {
	if s == Outside {
		return true
	}
	if role, ok := strings.CutSuffix(s, anyUnit); ok {
		return slices.Contains(PartyRoles(), access.Role(role))
	}
	o, ok := access.ParseOffice(s)
	return ok && slices.Contains(PartyRoles(), o.Role)
}
