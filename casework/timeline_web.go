package casework

import (
	"strings"

	"neove/access"
	"neove/internal/ui"
	"neove/internal/web"
	"neove/org"
)

// keyKinds stand out in the timeline: they change where the case stands.
var keyKinds = map[string]bool{moved: true, "decision": true, "return": true, "closure": true, "reopening": true, "verification": true}

// lines words the newest records; n limits them, 0 is all.
func lines(x *web.Exchange, t *org.Tree, v View, n int) []Entry {
	var out []Entry
	for _, r := range v.Records {
		if n > 0 && len(out) == n {
			break
		}
		out = append(out, line(x, t, v.Code, r))
	}
	return out
}

func line(x *web.Exchange, t *org.Tree, code string, r Record) Entry {
	l := Entry{Title: x.T("casework.kind." + r.Kind), On: r.On, By: r.By + ", " + t.OfficeName(x, r.Office), Key: keyKinds[r.Kind], Href: listPath + "/" + code + "/records/" + r.ID}
	if r.Kind == moved {
		l.Title = x.T("casework.moved", "to", x.T("casework.stage."+r.Values.Get("to")))
		l.Tag, l.TagKind = x.T("casework.moved.tag", "from", Stage(r.Values.Get("from")).NumberOf(), "to", Stage(r.Values.Get("to")).NumberOf()), "ok"
		l.Text, l.Href = r.Values.Get("reason"), ""
		return l
	}
	k, _ := KindOf(r.Kind)
	if k.Title != "" && r.Values.Get(k.Title) != "" {
		l.Title = r.Values.Get(k.Title)
	}
	l.Tag = x.T("casework.group." + k.Group)
	l.TagKind = "info"
	if r.Compartment != InCore {
		l.Tag, l.TagKind = x.T("casework.compartment."+r.Compartment), "safe"
	}
	l.Text = brief(x, k, r)
	return l
}

// brief is the line of a record: the fields that its kind names.
func brief(x *web.Exchange, k Kind, r Record) string {
	var fields []Field
	for _, name := range k.Brief {
		for _, f := range k.Fields {
			if f.Name == name {
				fields = append(fields, f)
			}
		}
	}
	var parts []string
	for _, row := range summary(x, fields, r.Values, nil) {
		parts = append(parts, row.Value)
	}
	text := []rune(strings.ReplaceAll(strings.Join(parts, " · "), "\n", " "))
	if len(text) > 200 {
		text = append(text[:200], '…')
	}
	return string(text)
}

// summary words the filled fields of a record.
func summary(x *web.Exchange, fields []Field, v Values, options map[string][]ui.Option) []ui.SummaryRow {
	var spec []ui.Control
	for _, f := range fields {
		if f.From == "regimes" {
			options = map[string][]ui.Option{"regimes": {{Value: v.Get(f.Name), Text: x.T("regime.name." + v.Get(f.Name))}}}
		}
		c := f.control(x, options)
		spec = append(spec, c)
	}
	list := x.Controls("casework", spec, shown(fields, v), web.Errors{})
	for i, c := range list {
		if unit := "casework.unit." + c.Name; c.Kind == "count" && c.Value != "" && x.Has(unit) {
			list[i].Value += " " + x.T(unit)
		}
	}
	return ui.Summary(list, x.T("ui.word.yes"))
}

type timelineView struct {
	Head
	Groups []ui.Option
	Group  string
	Lines  []Entry
	Hidden int
}

func (s *Service) timelinePage(by access.Actor, x *web.Exchange) error {
	v, err := s.View(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	b := timelineView{Head: s.head(x, t, v, "timeline"), Groups: x.Options("casework.group", Groups...), Hidden: v.Hidden}
	if g := x.Query().Choice("group", Groups...); g != "" {
		b.Group = g
		var some []Record
		for _, r := range v.Records {
			if k, _ := KindOf(r.Kind); k.Group == g {
				some = append(some, r)
			}
		}
		v.Records = some
	}
	b.Lines = lines(x, t, v, 0)
	return x.Page(200, "casework/timeline", ui.Page{Title: v.Code, Body: b})
}
