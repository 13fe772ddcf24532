package inspection

import (
	"strings"

	"neove/access"
	"neove/audit"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/upload"
	"neove/internal/vntext"
	"neove/internal/web"
	"neove/org"
)

// checkView is one record with both sides of what was passed on.
type checkView struct {
	Check
	Name, TypeName, UnitName, Place, PlanName string
	Tag, TagKind                              string
	Rows                                      []ui.SummaryRow
	Items, Found                              ui.Table
	Unproved                                  string
	Files                                     []File
	Passings                                  []passingView
	PassForm, FollowForm                      []ui.Control
	History                                   []ui.Event
	MayChange                                 bool
	Accept                                    string
	Kinds                                     []ui.Option
	Errors                                    web.Errors
}

// PassOpen: the form of a passing stays open while it holds an error.
func (v *checkView) PassOpen() bool {
	for _, name := range []string{"to_unit", "office", "passed_on", "number", "name"} {
		if v.Errors.Of(name) != "" {
			return true
		}
	}
	return false
}

// passingView is a passed file as its two sides see it.
type passingView struct {
	Passing
	To         string
	MayReceive bool
}

func (s *Service) checkPage(by access.Actor, x *web.Exchange) error { return s.showCheck(by, x, nil) }

func (s *Service) showCheck(by access.Actor, x *web.Exchange, refused error) error {
	k, err := s.Check(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	d, err := s.desk(by, x)
	if err != nil {
		return err
	}
	v := checkView{Check: k, UnitName: d.tree.Name(k.Unit), Place: d.tree.Name(k.Place), Errors: x.Errors(refused), Accept: upload.Accept,
		MayChange: d.mayChange(recordCheck, k.Unit, k.Office) && !k.Withdrawn, Kinds: x.Options("inspection.file.kind", FileKinds...)}
	var e Establishment
	var events []audit.Event
	err = s.db.View(x.R.Context(), func(tx *db.Tx) error {
		if e, err = establishmentByID(tx, k.Establishment); err != nil {
			return err
		}
		p, err := planOf(tx, k.Plan)
		if err != nil {
			return err
		}
		v.PlanName = p.Name
		if v.Files, err = filesOf(tx, k.ID); err != nil {
			return err
		}
		passed, err := passingsOf(tx, k.ID)
		if err != nil {
			return err
		}
		for _, p := range passed {
			v.Passings = append(v.Passings, passingView{p, d.tree.Name(p.ToUnit), p.State == Sent && by.MayAt(receiveFile, p.ToUnit)})
		}
		events, err = audit.Of(tx, checkKind, k.ID)
		return err
	})
	if err != nil {
		return err
	}
	v.Name, v.TypeName, v.History = e.Name, d.name(typeTerm, e.Type), audit.History(x, events)
	d.fillCheck(&v, e, refused)
	page := ui.Page{Title: x.T("inspection.check.of", "name", e.Name), Body: &v, Crumbs: []ui.Crumb{{Text: x.T("inspection.checks"), Href: org.ListLink(by, readCheck, checkPath, k.Unit)}, {Text: e.Name}}}
	if refused != nil {
		return x.Again(refused, "inspection/check", page)
	}
	return x.Page(200, "inspection/check", page)
}

// fillCheck words the record.
func (d desk) fillCheck(v *checkView, e Establishment, refused error) {
	x, k := d.x, v.Check
	add := func(key, value string) {
		if value != "" {
			v.Rows = append(v.Rows, ui.SummaryRow{Label: x.T("inspection.field." + key), Value: value})
		}
	}
	if v.Withdrawn {
		v.Tag = x.T("ui.word.withdrawn")
	} else if k.Due() {
		v.Tag, v.TagKind = d.due(k)
	}
	when := vntext.Date(k.On)
	if k.Time != "" {
		when = k.Time + " " + when
	}
	add("recorder", d.tree.OfficeName(x, k.Office))
	add("on", when)
	add("plan", v.PlanName)
	for _, m := range k.Team {
		v.Rows = append(v.Rows, ui.SummaryRow{Label: m.Agency, Value: strings.Trim(m.Name+", "+m.Post, ", ")})
	}
	add("findings", k.Findings)
	add("pledge", day(k.PledgeOn))
	if k.Decision != "" {
		add("decision", strings.Trim(k.Decision+", "+day(k.DecisionOn)+", "+k.DecisionBy, ", "))
		if k.Amount != nil {
			add("amount", vntext.Number(*k.Amount)+" đồng")
		}
		if k.PaidOn != 0 {
			add("paid_on", day(k.PaidOn))
		} else if k.Amount != nil {
			add("paid_on", x.T("inspection.unpaid"))
		}
	}
	add("follow_on", day(k.FollowOn))
	add("follow_result", followLines(k.FollowResult))
	d.checkTables(v, e)
	typed := values("passed_on", day(d.today), "done", day(d.today))
	if f, err := x.Form(); err == nil && refused != nil {
		typed = f.Values()
	}
	v.PassForm = x.Controls("inspection", append([]ui.Control{{Kind: "select", Name: "to_unit", Options: offices(d.tree, k), Need: true},
		{Kind: "text", Name: "office", Max: maxName, Need: true}, {Kind: "date", Name: "passed_on", Need: true, Half: true}, {Kind: "text", Name: "number", Label: x.T("inspection.field.receipt_number"), Max: maxName, Half: true},
		{Kind: "text", Name: "name", Label: x.T("inspection.field.receiver"), Max: maxName}}, reason(v.Errors, typed)...), typed, v.Errors)
	v.FollowForm = x.Controls("inspection", []ui.Control{{Kind: "date", Name: "done", Need: true, Half: true}, {Kind: "date", Name: "next", Half: true},
		{Kind: "lines", Name: "result", Need: true, Max: maxText, Rows: 2}}, typed, v.Errors)
}

// followLines writes the days of the results as people do.
func followLines(s string) string {
	var out []string
	for line := range strings.SplitSeq(s, "\n") {
		if on, rest, ok := strings.Cut(line, ": "); ok {
			if d, err := clock.Parse(on); err == nil {
				line = vntext.Date(d) + ": " + rest
			}
		}
		out = append(out, line)
	}
	return strings.Join(out, "; ")
}

func (d desk) checkTables(v *checkView, e Establishment) {
	x := d.x
	v.Items = ui.Table{Label: x.T("inspection.checklist"), Columns: []ui.Column{{Label: x.T("inspection.field.item")}, {Label: x.T("inspection.field.answer")}, {Label: x.T("inspection.field.note")}}}
	for _, t := range d.words.Checklist(e.Type, v.On) {
		a := v.AnswerOf(t.Code)
		if a.Answer == "" {
			continue
		}
		kind := map[string]string{"yes": "ok", "no": "bad", "na": ""}[a.Answer]
		v.Items.Rows = append(v.Items.Rows, []ui.TD{{Text: t.Name(string(x.Lang))}, {Tag: x.T("inspection.answer." + a.Answer), Kind: kind}, {Text: a.Note}})
		if !t.Verified {
			v.Unproved = t.Source
		}
	}
	v.Found = ui.Table{Label: x.T("inspection.violations"), Columns: []ui.Column{{Label: x.T("inspection.field.violation")}, {Label: x.T("inspection.field.what")}, {Label: x.T("inspection.field.article")}}}
	for _, w := range v.Violations {
		v.Found.Rows = append(v.Found.Rows, []ui.TD{{Text: d.name(violationTerm, w.Kind)}, {Text: w.Text}, {Text: w.Article}})
	}
}

func (s *Service) checkWithdraw(by access.Actor, x *web.Exchange) error {
	return s.onCheck(by, x, "inspection.check.withdrawn", func(f *web.Form) error {
		return s.WithdrawCheck(x.R.Context(), by, x.Path("id"), f.Version(), f.Text("reason", maxText))
	})
}

func (s *Service) followPost(by access.Actor, x *web.Exchange) error {
	return s.onCheck(by, x, "inspection.follow.saved", func(f *web.Form) error {
		done := f.NeedDate("done")
		next, _ := f.Date("next")
		result := f.NeedLines("result", maxText)
		if err := f.Err(); err != nil {
			return err
		}
		_, err := s.FollowUp(x.R.Context(), by, x.Path("id"), f.Version(), done, strings.ReplaceAll(result, "\n", " "), next)
		return err
	})
}

func (s *Service) passPost(by access.Actor, x *web.Exchange) error {
	return s.onCheck(by, x, "inspection.file.passed", func(f *web.Form) error {
		p := Passing{Check: x.Path("id"), ToUnit: f.NeedText("to_unit", 40), Office: f.NeedText("office", maxName), On: f.NeedDate("passed_on"),
			Number: f.Text("number", maxName), Name: f.Text("name", maxName)}
		why := f.Text("reason", maxText)
		if err := f.Err(); err != nil {
			return err
		}
		_, err := s.Pass(x.R.Context(), by, p, why)
		return err
	})
}

// onCheck runs a command of the view and shows the view again.
func (s *Service) onCheck(by access.Actor, x *web.Exchange, notice string, run func(f *web.Form) error) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	if err := run(f); err != nil {
		if errs.Is(err, errs.Invalid) || errs.Is(err, errs.Conflict) {
			return s.showCheck(by, x, err)
		}
		return err
	}
	x.Notice(notice)
	return x.See(checkPath + "/" + x.Path("id"))
}
