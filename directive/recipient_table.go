package directive

import (
	"slices"
	"strings"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
	"neove/org"
)

// successor names where a unit that has ended is today.
func successor(x *web.Exchange, t *org.Tree, unit string, today clock.Date) string {
	u, ok := t.Unit(unit)
	if !ok || u.On(today) {
		return ""
	}
	var names []string
	for _, p := range t.Place(unit, today) {
		for _, id := range p.Units {
			if name := t.Name(id); !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return x.T("directive.successor", "units", strings.Join(names, ", "))
}

// recipientName is what a recipient is called.
func recipientName(x *web.Exchange, t *org.Tree, r Recipient) string {
	switch {
	case r.Role != "":
		return x.T("directive.role."+string(r.Role)) + " · " + t.Name(r.Unit)
	case r.Agency != "":
		return r.Agency
	}
	return t.Name(r.Unit)
}

// keeps are the filters of the table of recipients.
var keeps = map[string]func(Recipient, clock.Date) bool{
	"all":      func(Recipient, clock.Date) bool { return true },
	"late":     func(r Recipient, today clock.Date) bool { return r.Late(today) },
	"open":     func(r Recipient, _ clock.Date) bool { return !r.Done() },
	"answered": func(r Recipient, _ clock.Date) bool { return r.Done() },
}

// listRecipients fills the table of recipients, late ones first, and what the
// reader must answer.
func (v *documentView) listRecipients(by access.Actor, x *web.Exchange) {
	state := x.R.URL.Query().Get("state")
	if keeps[state] == nil {
		state = "all"
	}
	for _, name := range []string{"all", "open", "late", "answered"} {
		n := 0
		for _, r := range v.Recipients {
			if keeps[name](r, v.Today) {
				n++
			}
		}
		v.States = append(v.States, ui.Link{Href: documentPath + "/" + v.ID + "?state=" + name, Text: x.T("directive.show."+name, "n", n), Current: name == state})
	}
	v.Words = x.T("directive.words")
	v.Waiting = v.Progress.Total - v.Progress.Done
	if len(v.Reminders) > 0 {
		v.LastReminder = &v.Reminders[0]
	}
	roles := agencyRoles(by)
	list := slices.Clone(v.Recipients)
	slices.SortStableFunc(list, func(a, b Recipient) int { return rank(a, v.Today) - rank(b, v.Today) })
	v.Table = ui.Table{Label: x.T("directive.recipients"), Columns: recipientColumnsOf(x)}
	answers := v.answerDocuments()
	for _, r := range list {
		tag, kind := stateTag(x, r, v.Today)
		if !r.Done() && r.Agency == "" && own(by, r, roles) {
			todo := ui.Todo{Href: "/directive/recipients/" + r.ID, Text: recipientName(x, v.Tree, r), Kind: kind, When: tag, Why: x.T("directive.require." + r.Require)}
			v.Mine = append(v.Mine, todo)
		}
		if !keeps[state](r, v.Today) {
			continue
		}
		name := ui.TD{Text: recipientName(x, v.Tree, r), Href: "/directive/recipients/" + r.ID, Note: successor(x, v.Tree, r.Unit, v.Today)}
		answer := ui.TD{Text: answers[r.ID].Code, Tag: tag, Kind: kind}
		if id := answers[r.ID].ID; id != "" {
			answer.Href = documentPath + "/" + id
		}
		switch {
		case r.Done():
			answer.Note = vntext.Date(clock.DateOf(r.AnsweredAt))
		case r.Reminded > 0:
			answer.Note = x.T("directive.reminded", "n", r.Reminded, "day", vntext.Date(clock.DateOf(r.RemindedAt)))
		}
		v.Table.Rows = append(v.Table.Rows, []ui.TD{name, {Text: x.T("directive.require." + r.Require)}, {Text: dateText(r.Due)}, answer})
	}
}

func recipientColumnsOf(x *web.Exchange) []ui.Column {
	var out []ui.Column
	for _, name := range []string{"recipient", "require", "due_on", "answer"} {
		out = append(out, ui.Column{Label: x.T("directive.column." + name)})
	}
	return out
}

// answerDocuments are the documents that answered, by recipient.
func (v *documentView) answerDocuments() map[string]Document {
	byID := map[string]Document{}
	for _, d := range v.Children {
		byID[d.ID] = d
	}
	out := map[string]Document{}
	for _, a := range v.Answers {
		if !a.Returned {
			out[a.Recipient] = byID[a.Document]
		}
	}
	return out
}

// rank puts those who are late first and those who are done last.
func rank(r Recipient, today clock.Date) int {
	switch {
	case r.Late(today):
		return 0
	case r.State == Returned:
		return 1
	case r.Done():
		return 3
	}
	return 2
}

// own reports whether a recipient is the actor's own unit or agency, not only
// one of their area.
func own(by access.Actor, r Recipient, roles []access.Role) bool {
	if r.Role != "" {
		return slices.Contains(roles, r.Role) && by.MayAt(mayAnswer, r.Unit)
	}
	return len(roles) == 0 && slices.Contains(by.Units(mayAnswer), r.Unit)
}
