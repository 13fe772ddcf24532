package inspection

import (
	"net/url"
	"slices"
	"strconv"

	"neove/access"
	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/upload"
	"neove/internal/vntext"
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

// checkNew opens the form for an establishment; without one it leads to the
// list to choose from.
func (s *Service) checkNew(by access.Actor, x *web.Exchange) error {
	d, err := s.desk(by, x)
	if err != nil {
		return err
	}
	id := x.R.FormValue("establishment")
	if id == "" {
		x.Notice("inspection.check.choose")
		return x.See(d.href(establishmentPath))
	}
	if err := by.NeedAt(recordCheck, d.unit); err != nil {
		return err
	}
	e, err := s.Establishment(x.R.Context(), by, id)
	if err != nil {
		return err
	}
	plans, plan, err := s.plansFor(x, d, id, x.R.FormValue("plan"))
	if err != nil {
		return err
	}
	k := Check{On: d.today, Plan: plan.ID, Team: plan.Team}
	if len(k.Team) == 0 {
		k.Team = Team{{Agency: d.tree.Name(d.unit), Name: by.Name}}
	}
	f := d.newCheck(e, plans, d.checkValues(k, e.Type), nil)
	return x.Page(200, "inspection/check_form", f)
}

func (d desk) newCheck(e Establishment, plans []ui.Option, typed url.Values, refused error) ui.Page {
	f := d.checkSpec(e, plans, typed, d.x.Errors(refused))
	f.Action, f.Unit, f.Outbox, f.Draft, f.Cancel = checkPath, d.unit, "/api/v1/inspection/checks", "inspection/check-"+e.ID, establishmentPath+"/"+e.ID
	return d.checkPage(&f, d.x.T("inspection.check.new"))
}

func (d desk) checkPage(f *checkForm, title string) ui.Page {
	return ui.Page{Title: title, Body: f, Crumbs: []ui.Crumb{{Text: d.x.T("inspection.checks"), Href: d.href(checkPath)}, {Text: f.Establishment.Name}}}
}

func (s *Service) checkPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	d, err := s.desk(by, x)
	if err != nil {
		return err
	}
	k := readCheckForm(f, d.unit)
	file, sent, err := photo(f)
	if err == nil {
		err = f.Err()
	}
	if err == nil {
		k, err = s.RecordCheck(x.R.Context(), by, k, f.Text("reason", maxText))
	}
	if err != nil {
		return s.checkAgain(by, x, d, k.Establishment, f, err)
	}
	if sent {
		if err := s.Attach(x.R.Context(), by, k.ID, FileKinds[0], file); err != nil {
			return err
		}
	}
	x.Notice("inspection.check.saved")
	return x.See(checkPath + "/" + k.ID + "?done=check-" + k.Establishment)
}

// photo is the picture that came with the form, if any.
func photo(f *web.Form) (upload.File, bool, error) {
	if _, ok := f.File("file"); !ok {
		return upload.File{}, false, nil
	}
	file, err := upload.FromForm(f, "file")
	return file, true, err
}

// checkAgain shows the refused form with all that was typed.
func (s *Service) checkAgain(by access.Actor, x *web.Exchange, d desk, establishment string, f *web.Form, refused error) error {
	if !errs.Is(refused, errs.Invalid) && !errs.Is(refused, errs.Conflict) {
		return refused
	}
	e, err := s.Establishment(x.R.Context(), by, establishment)
	if err != nil {
		return err
	}
	plans, _, err := s.plansFor(x, d, e.ID, f.Raw("plan"))
	if err != nil {
		return err
	}
	return x.Again(refused, "inspection/check_form", d.newCheck(e, plans, f.Values(), refused))
}

func (s *Service) checkAmend(by access.Actor, x *web.Exchange) error {
	k, err := s.Check(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	if err := by.NeedAt(recordCheck, k.Unit); err != nil {
		return err
	}
	return s.showAmend(by, x, k, nil, nil)
}

func (s *Service) showAmend(by access.Actor, x *web.Exchange, k Check, typed url.Values, refused error) error {
	d, err := s.desk(by, x)
	if err != nil {
		return err
	}
	d.unit, d.today = k.Unit, max(k.On, 1)
	e, err := s.Establishment(x.R.Context(), by, k.Establishment)
	if err != nil {
		return err
	}
	plans, _, err := s.plansFor(x, d, e.ID, k.Plan)
	if err != nil {
		return err
	}
	version := k.Version
	if typed == nil {
		typed = d.checkValues(k, e.Type)
	} else if n, err := vntext.ParseCount(typed.Get("version")); err == nil {
		version = n
	}
	f := d.checkSpec(e, plans, typed, x.Errors(refused))
	f.Action, f.Unit, f.Version, f.Draft, f.Cancel = checkPath+"/"+k.ID+"/amend", k.Unit, version, "inspection/amend-"+k.ID, checkPath+"/"+k.ID
	page := d.checkPage(&f, x.T("inspection.check.amend"))
	if refused != nil {
		return x.Again(refused, "inspection/check_form", page)
	}
	return x.Page(200, "inspection/check_form", page)
}

func (s *Service) checkAmendPost(by access.Actor, x *web.Exchange) error {
	old, err := s.Check(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	f, err := x.Form()
	if err != nil {
		return err
	}
	k := readCheckForm(f, old.Unit)
	file, sent, err := photo(f)
	if err == nil {
		err = f.Err()
	}
	if err == nil {
		_, err = s.AmendCheck(x.R.Context(), by, old.ID, f.Version(), k, f.Text("reason", maxText))
	}
	if err != nil {
		if errs.Is(err, errs.NotFound) || errs.Is(err, errs.Forbidden) {
			return err
		}
		return s.showAmend(by, x, old, f.Values(), err)
	}
	if sent {
		if err := s.Attach(x.R.Context(), by, old.ID, FileKinds[0], file); err != nil {
			return err
		}
	}
	x.Notice("inspection.check.amended")
	return x.See(checkPath + "/" + old.ID + "?done=amend-" + old.ID)
}
