package inspection

import (
	"net/url"
	"slices"
	"strconv"

	"neove/internal/ui"
	"neove/internal/web"
)

// Rows of the form: how many are drawn beyond those that are filled.
const (
	teamRows      = 3
	violationRows = 2
	maxItems      = 60
)

// checkForm is the form of a record. It is one column with big targets, works
// without JavaScript, and with it also without network (static/outbox.js).
type checkForm struct {
	Action, Unit, Cancel   string
	Outbox                 string // address of the operation; "" for an amendment
	Draft                  string
	Version                int64
	Establishment          Establishment
	TypeName, Place        string
	Head, Rest, Sanction   []ui.Control
	Team, MoreTeam         []formRow // blank rows are folded
	Violations             []formRow
	Items                  []formItem
	SanctionOpen, Unproved bool
	Errors                 web.Errors
	Photo                  ui.Control
	Reason                 []ui.Control
	Source                 string
}

// formRow is one member, or one violation.
type formRow struct {
	Legend   string
	Controls []ui.Control
}

func (r formRow) blank() bool {
	return !slices.ContainsFunc(r.Controls, func(c ui.Control) bool { return c.Value != "" || c.Error != "" })
}

// formItem is one item of the checklist.
type formItem struct {
	Code         string
	Answer, Note ui.Control
	N            int
}

func row(name string, n int) string { return name + "-" + strconv.Itoa(n) }

// checkSpec builds the form of a check at an establishment.
func (d desk) checkSpec(e Establishment, plans []ui.Option, typed url.Values, refused web.Errors) checkForm {
	x := d.x
	build := func(spec []ui.Control) []ui.Control { return x.Controls("inspection", spec, typed, refused) }
	f := checkForm{Establishment: e, TypeName: d.name(typeTerm, e.Type), Place: d.tree.Name(e.Unit), Errors: refused}
	head := []ui.Control{{Kind: "date", Name: "on", Need: true, Half: true}, {Kind: "text", Name: "time", Half: true, Width: "s", Max: 10}}
	if len(plans) > 0 {
		head = append(head, ui.Control{Kind: "select", Name: "plan", Options: plans, Blank: x.T("inspection.plan.none")})
	}
	f.Head = build(head)
	f.Team = d.teamRows(typed, refused)
	seen := 1
	for i, r := range f.Team {
		if !r.blank() {
			seen = i + 1
		}
	}
	f.Team, f.MoreTeam = f.Team[:seen], f.Team[seen:]
	f.Items = d.items(e.Type, typed, refused, &f)
	f.Rest = build([]ui.Control{{Kind: "check", Name: "pledged"}, {Kind: "lines", Name: "findings", Max: maxText, Rows: 3}})
	f.Photo = build([]ui.Control{{Kind: "file", Name: "file", Label: x.T("inspection.photo")}})[0]
	f.Sanction = build([]ui.Control{{Kind: "date", Name: "follow_on"}, {Kind: "date", Name: "pledge_on"},
		{Kind: "text", Name: "decision", Max: maxName, Half: true}, {Kind: "date", Name: "decision_on", Half: true},
		{Kind: "text", Name: "decision_by", Max: maxName}, {Kind: "money", Name: "amount", Half: true}, {Kind: "date", Name: "paid_on", Half: true}})
	f.Violations = d.violationRows(typed, refused)
	f.SanctionOpen = sanctionOpen(typed, refused)
	f.Reason = build(reason(refused, typed))
	return f
}

// sanctionOpen: the folded part is seen when it holds something.
func sanctionOpen(typed url.Values, e web.Errors) bool {
	for _, name := range []string{"follow_on", "pledge_on", "decision", "decision_on", "decision_by", "amount", "paid_on", "violations.kind-1", "violations.text-1"} {
		if typed.Get(name) != "" || e.Of(name) != "" {
			return true
		}
	}
	return false
}

func (d desk) teamRows(typed url.Values, e web.Errors) []formRow {
	return d.rows(typed, e, "inspection.member", teamRows, []ui.Control{{Kind: "text", Name: "team.agency", Label: d.x.T("inspection.field.agency"), Max: maxName},
		{Kind: "text", Name: "team.name", Label: d.x.T("inspection.field.member"), Max: maxName, Half: true},
		{Kind: "text", Name: "team.post", Label: d.x.T("inspection.field.post"), Max: maxName, Half: true}})
}

func (d desk) violationRows(typed url.Values, e web.Errors) []formRow {
	return d.rows(typed, e, "inspection.violation", violationRows, []ui.Control{
		{Kind: "select", Name: "violations.kind", Label: d.x.T("inspection.field.violation"), Options: d.options(violationTerm, ""), Blank: d.x.T("ui.word.none")},
		{Kind: "text", Name: "violations.text", Label: d.x.T("inspection.field.what"), Max: maxNote, Half: true},
		{Kind: "text", Name: "violations.article", Label: d.x.T("inspection.field.article"), Max: maxName, Half: true}})
}

// rows draws the filled rows and one more, at least n.
func (d desk) rows(typed url.Values, e web.Errors, key string, n int, spec []ui.Control) []formRow {
	for i := 1; i <= maxRows; i++ {
		for _, c := range spec {
			if typed.Get(row(c.Name, i)) != "" && i >= n {
				n = min(i+1, maxRows)
			}
		}
	}
	out := make([]formRow, n)
	for i := range out {
		list := make([]ui.Control, len(spec))
		for j, c := range spec {
			c.Name = row(c.Name, i+1)
			list[j] = c
		}
		out[i] = formRow{d.x.T(key, "n", i+1), d.x.Controls("inspection", list, typed, e)}
	}
	return out
}

// items draws the checklist of the type as it is today.
func (d desk) items(typ string, typed url.Values, e web.Errors, f *checkForm) []formItem {
	var out []formItem
	for i, t := range d.words.Checklist(typ, d.today) {
		list := d.x.Controls("inspection", []ui.Control{
			{Kind: "radios", Name: row("answers.answer", i+1), Label: strconv.Itoa(i+1) + ". " + t.Name(string(d.x.Lang)), Options: d.x.Options("inspection.answer", Answers...), Inline: true},
			{Kind: "text", Name: row("answers.note", i+1), Label: d.x.T("inspection.note_of", "n", i+1), Max: maxNote}}, typed, e)
		out = append(out, formItem{t.Code, list[0], list[1], i + 1})
		if !t.Verified {
			f.Unproved, f.Source = true, t.Source
		}
	}
	return out
}

// readCheckForm decodes the form.
func readCheckForm(f *web.Form, unit string) Check {
	k := Check{Unit: unit, Establishment: f.Text("establishment", 40), Plan: f.Text("plan", 40), On: f.NeedDate("on"), Time: f.Text("time", 10),
		Findings: f.Lines("findings", maxText), Decision: f.Text("decision", maxName), DecisionBy: f.Text("decision_by", maxName), Amount: f.Count("amount")}
	k.PledgeOn, _ = f.Date("pledge_on")
	if k.PledgeOn == 0 && f.Bool("pledged") {
		k.PledgeOn = k.On
	}
	k.DecisionOn, _ = f.Date("decision_on")
	k.PaidOn, _ = f.Date("paid_on")
	k.FollowOn, _ = f.Date("follow_on")
	for i := 1; i <= maxRows; i++ {
		r := f.Row(i)
		k.Team = append(k.Team, TeamMember{r.Text("team.agency", maxName), r.Text("team.name", maxName), r.Text("team.post", maxName)})
		k.Violations = append(k.Violations, Violation{r.Text("violations.kind", 40), r.Text("violations.text", maxNote), r.Text("violations.article", maxName)})
	}
	for i := 1; i <= maxItems; i++ {
		r := f.Row(i)
		if item := r.Text("answers.item", 40); item != "" {
			k.Answers = append(k.Answers, ItemAnswer{item, r.Choice("answers.answer", Answers...), r.Text("answers.note", maxNote)})
		}
	}
	return k
}

// checkValues fills the form with a record; the checklist stands in the order
// of the page.
func (d desk) checkValues(k Check, typ string) url.Values {
	v := values("on", day(k.On), "time", k.Time, "plan", k.Plan, "findings", k.Findings, "decision", k.Decision, "decision_on", day(k.DecisionOn),
		"decision_by", k.DecisionBy, "amount", number(k.Amount), "paid_on", day(k.PaidOn), "follow_on", day(k.FollowOn))
	if k.PledgeOn != 0 {
		v.Set("pledged", "1")
		if k.PledgeOn != k.On {
			v.Set("pledge_on", day(k.PledgeOn))
		}
	}
	for i, m := range k.Team {
		v.Set(row("team.agency", i+1), m.Agency)
		v.Set(row("team.name", i+1), m.Name)
		v.Set(row("team.post", i+1), m.Post)
	}
	for i, w := range k.Violations {
		v.Set(row("violations.kind", i+1), w.Kind)
		v.Set(row("violations.text", i+1), w.Text)
		v.Set(row("violations.article", i+1), w.Article)
	}
	for i, t := range d.words.Checklist(typ, d.today) {
		a := k.AnswerOf(t.Code)
		v.Set(row("answers.answer", i+1), a.Answer)
		v.Set(row("answers.note", i+1), a.Note)
	}
	return v
}
