package casework

import (
	"slices"
	"strconv"
	"strings"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
)

// sections of the form in the order of the list; the last shows what was said.
var sections = []string{atSafety, atNeeds, atPerson, atFound, atConsent, atCheck}

// intakeView is a section of the form for one person.
type intakeView struct {
	Path, Group, Code, Section string
	N, People, Number          int64
	Saved, Until               string
	Sections                   []sectionLink
	Heading                    string
	Urgent                     []ui.Control // the choices that come first, as boxes
	Controls, More             []ui.Control
	MoreOpen                   bool
	Advice                     []string
	Version                    int64
	Child                      bool
	// Of the last section.
	Summary    []sectionSummary
	Gaps       []ui.Link
	Screenings []ui.Option
	Screening  string
	Error      string
	MayOpen    bool
}

type sectionLink struct {
	Href, Text, Tag, Kind string
	Current               bool
}

type sectionSummary struct {
	Title, Href string
	Rows        []ui.SummaryRow
}

func (s *Service) sheet(by access.Actor, x *web.Exchange) (IntakeView, error) {
	n, err := strconv.ParseInt(x.Path("n"), 10, 64)
	if err != nil || !slices.Contains(sections, x.Path("section")) {
		return IntakeView{}, nothing()
	}
	return s.Intake(x.R.Context(), by, x.Path("id"), n)
}

func (s *Service) intakePage(by access.Actor, x *web.Exchange) error {
	v, err := s.sheet(by, x)
	if err != nil {
		return err
	}
	return s.showIntake(x, v, nil, nil)
}

// showIntake draws a section, with what was typed where it was refused.
func (s *Service) showIntake(x *web.Exchange, v IntakeView, f *web.Form, refused error) error {
	section := x.Path("section")
	b := intakeView{Group: receptionPath + "/" + v.Arrival.Code, Code: v.Arrival.Code, Section: section, N: v.N, People: v.Arrival.People, Version: v.Version,
		Saved: v.ChangedAt.In(clock.Vietnam).Format("15:04"), Until: vntext.Date(clockDay(v.Intake)), Child: minorOf(v.Values, v.at) == "unknown"}
	b.Path = b.Group + "/people/" + number(v.N)
	for i, code := range sections {
		b.Sections = append(b.Sections, linkTo(x, v, b.Path, i, code, section))
		if code == section {
			b.Number = int64(i + 1)
		}
	}
	b.Heading = x.T("casework.section.title", "n", b.Number, "name", x.T("casework.section."+section))
	for i := 1; i <= 4; i++ {
		b.Advice = append(b.Advice, x.T("casework.advice."+strconv.Itoa(i)))
	}
	if key := "casework.advice." + section; x.Has(key) {
		b.Advice = append([]string{x.T(key)}, b.Advice...)
	}
	name := "casework/intake"
	if section == atCheck {
		name = "casework/intake_check"
		b.checkPart(x, v, f, refused)
	} else {
		b.askPart(x, v, f, refused)
	}
	page := ui.Page{Title: x.T("casework.receive"), Body: &b}
	if f != nil {
		b.Version = f.Version()
	}
	if refused == nil {
		return x.Page(200, name, page)
	}
	return x.Again(refused, name, page)
}

func linkTo(x *web.Exchange, v IntakeView, path string, i int, code, current string) sectionLink {
	l := sectionLink{Href: path + "/" + code, Text: x.T("casework.section.title", "n", i+1, "name", x.T("casework.section."+code)), Current: code == current}
	c, ok := chapterOf(code)
	switch {
	case v.has(code):
		l.Tag, l.Kind = x.T("casework.section.done"), "ok"
	case ok && slices.ContainsFunc(c.fields(), func(f Field) bool { return len(v.Values[f.Name]) > 0 }):
		l.Tag, l.Kind = x.T("casework.section.begun"), "warn"
	}
	return l
}

func (b *intakeView) askPart(x *web.Exchange, v IntakeView, f *web.Form, refused error) {
	c, _ := chapterOf(b.Section)
	values := shown(c.fields(), v.Values)
	if f != nil {
		values = f.Values()
	}
	first, more := c.controls(x, named(x, v.at.Others))
	e := x.Errors(refused)
	first, b.More = x.Controls("casework.ask", first, values, e), x.Controls("casework.ask", more, values, e)
	b.MoreOpen = ui.RecordForm{More: b.More, Version: 1}.MoreOpen()
	for _, one := range first {
		if one.Name == "needs" {
			b.Urgent = append(b.Urgent, one)
		} else {
			b.Controls = append(b.Controls, one)
		}
	}
}

// named words the other persons of a reception.
func named(x *web.Exchange, others []ui.Option) []ui.Option {
	out := slices.Clone(others)
	for i, o := range out {
		out[i].Text = x.T("casework.person_no", "n", o.Value)
	}
	return out
}

// checkPart shows what was said, what is missing, and what may follow.
func (b *intakeView) checkPart(x *web.Exchange, v IntakeView, f *web.Form, refused error) {
	b.Screening, b.Error = v.Screening, x.Errors(refused).Of("screening")
	if f != nil {
		b.Screening = f.Raw("screening")
	}
	for _, code := range Screenings {
		b.Screenings = append(b.Screenings, ui.Option{Value: code, Text: x.T("casework.screening." + code), Hint: x.T("casework.screening." + code + ".about")})
	}
	for _, c := range chapters {
		first, more := c.controls(x, named(x, v.at.Others))
		list := x.Controls("casework.ask", append(first, more...), shown(c.fields(), v.Values), web.Errors{})
		b.Summary = append(b.Summary, sectionSummary{x.T("casework.section." + c.Code), b.Path + "/" + c.Code, summaryOf(x, list)})
	}
	for _, g := range v.gaps() {
		b.Gaps = append(b.Gaps, ui.Link{Href: b.Path + "/" + g.Section + "#f-" + g.Field.Name, Text: x.T("casework.ask.field."+strings.TrimSuffix(g.Field.Name, "_state")) + ": " + x.T(g.Field.Key, g.Field.Args...)})
	}
	b.MayOpen = len(b.Gaps) == 0
}

// summaryOf lists the answers; what was not asked is left out.
func summaryOf(x *web.Exchange, list []ui.Control) []ui.SummaryRow {
	var out []ui.Control
	for _, c := range list {
		if len(c.Values) > 0 && c.Value != "" {
			if base, ok := strings.CutSuffix(c.Name, "_state"); ok {
				c.Label = x.T("casework.ask.field." + base)
			}
			out = append(out, c)
		}
	}
	return ui.Summary(out, x.T("ui.word.yes"))
}

func clockDay(i Intake) clock.Date { return clock.DateOf(i.until()) }

func (s *Service) intakePost(by access.Actor, x *web.Exchange) error {
	v, err := s.sheet(by, x)
	if err != nil {
		return err
	}
	f, err := x.Form()
	if err != nil {
		return err
	}
	section, then := x.Path("section"), f.Raw("then")
	if section == atCheck {
		return s.decidePost(by, x, v, f, then)
	}
	c, _ := chapterOf(section)
	answers := typed(f, c.fields())
	if err = f.Err(); err == nil {
		err = s.SaveIntake(x.R.Context(), by, x.Path("id"), v.N, f.Version(), section, answers, then == "")
	}
	if err != nil {
		return s.showIntake(x, v, f, err)
	}
	if then == "later" {
		x.Notice("casework.done.draft", "days", draftDays)
		return x.See(receptionPath)
	}
	next := sections[min(slices.Index(sections, section)+1, len(sections)-1)]
	return x.See(receptionPath + "/" + v.Arrival.Code + "/people/" + number(v.N) + "/" + next)
}

// decidePost stores what the screening found and does what was pressed: open a
// case, close the line, or keep the draft.
func (s *Service) decidePost(by access.Actor, x *web.Exchange, v IntakeView, f *web.Form, then string) error {
	ctx, key, screening := x.R.Context(), x.Path("id"), f.Raw("screening")
	again := func(err error) error { return s.showIntake(x, v, f, err) }
	if err := s.Judge(ctx, by, key, v.N, f.Version(), screening); err != nil {
		return again(err)
	}
	group := receptionPath + "/" + v.Arrival.Code
	switch then {
	case "later":
		x.Notice("casework.done.draft", "days", draftDays)
		return x.See(group)
	case "end":
		if _, err := s.EndIntakes(ctx, by, key, 0, v.N); err != nil {
			return s.judged(by, x, f, err)
		}
		x.Notice("casework.done.ended", "n", 1)
		return x.See(group)
	}
	c, err := s.OpenIntake(ctx, by, key, v.N, 0, planWords(x, v.Values))
	if err != nil {
		return s.judged(by, x, f, err)
	}
	if len(v.Values["needs"]) > 0 {
		x.Warn("casework.done.opened_needs", "code", c.Code)
	} else {
		x.Notice("casework.done.opened", "code", c.Code)
	}
	return x.See(listPath + "/" + c.Code)
}

// judged shows the last section again after the screening was stored.
func (s *Service) judged(by access.Actor, x *web.Exchange, f *web.Form, refused error) error {
	v, err := s.sheet(by, x)
	if err != nil {
		return err
	}
	f.Values()["version"] = []string{number(v.Version)}
	if errs.Is(refused, errs.Invalid) { // fields of other sections are listed as gaps
		e := errs.From(refused)
		e.Fields = slices.DeleteFunc(e.Fields, func(one errs.Field) bool { return one.Name != "screening" && one.Name != "with" && one.Name != "known" })
		if len(e.Fields) == 0 {
			var bad errs.Check
			bad.Add("screening", "casework.err.gaps")
			refused = bad.Err()
		}
	}
	return s.showIntake(x, v, f, refused)
}

// planWords stand for a plan of safety where only ticks were made.
func planWords(x *web.Exchange, v Values) string {
	var out []string
	for _, code := range v["done_now"] {
		out = append(out, x.T("casework.done_now."+code))
	}
	if len(out) == 0 {
		return x.T("casework.plan.to_make")
	}
	return x.T("casework.plan.done") + " " + strings.Join(out, ", ")
}

// atOnce is what the reception left to do at once, for the page of the case.
func atOnce(x *web.Exchange, core Core) []ui.SummaryRow {
	var needs []string
	for _, code := range core.Needs {
		needs = append(needs, x.T("casework.urgent."+code))
	}
	out := []ui.SummaryRow{{Label: x.T("casework.section.needs"), Value: strings.Join(needs, ", ")}, {Label: x.T("casework.ask.field.aid"), Value: core.Note}}
	return slices.DeleteFunc(out, func(r ui.SummaryRow) bool { return r.Value == "" })
}
