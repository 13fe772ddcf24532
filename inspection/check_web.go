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
)

// plansFor are the plans that a check may belong to: those of the unit and of
// the units above that run on the day. The one asked for is chosen, or the only
// one that names the establishment.
func (s *Service) plansFor(x *web.Exchange, d desk, establishment, asked string) ([]ui.Option, Plan, error) {
	var out []ui.Option
	var chosen Plan
	err := s.db.View(x.R.Context(), func(tx *db.Tx) error {
		var w where
		w.in("unit", append(d.tree.Ancestors(d.unit, lastDay(d.tree, d.unit, d.today)), d.unit))
		w.add("withdrawn=?", false)
		w.add("((from_on<=? AND to_on>=?) OR id=?)", d.today, d.today, asked)
		plans, err := db.Select[Plan](tx, planColumns+w.sql+" ORDER BY from_on, id", w.args...)
		if err != nil {
			return err
		}
		with, err := db.Select[string](tx, "SELECT plan FROM inspection_planned WHERE establishment=?", establishment)
		if err != nil {
			return err
		}
		named := map[string]bool{}
		for _, id := range with {
			named[id] = true
		}
		matches := 0
		for _, p := range plans {
			out = append(out, ui.Option{Value: p.ID, Text: p.Name})
			if p.ID == asked {
				chosen, matches = p, -1
			} else if named[p.ID] && matches >= 0 {
				chosen = p
				matches++
			}
		}
		if matches > 1 {
			chosen = Plan{}
		}
		return nil
	})
	return out, chosen, err
}

// checkFilter reads the list's state from the address.
func checkFilter(x *web.Exchange) (CheckFilter, error) {
	q := x.Query()
	f := CheckFilter{Type: q.Text("type", 40), Plan: q.Text("plan", 40), Violations: q.Bool("violations"), Limit: pageSize}
	f.From, _ = q.Date("from")
	if to, ok := q.Date("to"); ok {
		f.To = to + 1
	}
	return f, q.Err()
}

func (d desk) checkFilters() []ui.Control {
	return append(d.unitFilter(readCheck),
		ui.Control{Kind: "select", Name: "type", Options: d.options(typeTerm, ""), Blank: d.x.T("ui.word.all")},
		ui.Control{Kind: "date", Name: "from"}, ui.Control{Kind: "date", Name: "to"},
		ui.Control{Kind: "check", Name: "violations", Label: d.x.T("inspection.filter.violations")})
}

func (s *Service) checksPage(by access.Actor, x *web.Exchange) error {
	d, err := s.desk(by, x)
	if err != nil {
		return err
	}
	f, err := checkFilter(x)
	if err != nil {
		return err
	}
	l := x.List(pageSize)
	f.Offset = l.Offset()
	list, total, err := s.Checks(x.R.Context(), by, d.unit, f)
	if err != nil {
		return err
	}
	v := d.list(checkPath, total)
	filters := x.Controls("inspection", d.checkFilters(), l.Query, web.Errors{})
	l.ControlChips(filters)
	v.Listing = ui.Listing{Action: checkPath, Filters: filters, Chips: l.Chips, Clear: l.Clear(), Table: d.checkTable(list, true),
		Pager: l.Pager(len(list), total), Empty: x.T("inspection.checks.empty")}
	if by.MayAt(recordCheck, d.unit) {
		v.Listing.First = ui.Link{Href: d.href(checkPath + "/new"), Text: x.T("inspection.check.new")}
		v.Buttons = []button{{v.Listing.First.Href, v.Listing.First.Text, "plus", false}}
	}
	v.Buttons = append(v.Buttons, button{l.Sheet(), x.T("ui.word.xlsx"), "download", true})
	return x.Page(200, "inspection/list", ui.Page{Title: x.T("inspection.checks"), Body: &v})
}

// checkTable lists checks; named says that rows name their establishment.
func (d desk) checkTable(list []CheckRow, named bool) ui.Table {
	x := d.x
	t := ui.Table{Label: x.T("inspection.checks"), Columns: []ui.Column{{Label: x.T("inspection.field.on")}}}
	if named {
		t.Columns = append(t.Columns, ui.Column{Label: x.T("inspection.field.establishment")})
	}
	t.Columns = append(t.Columns, ui.Column{Label: x.T("inspection.field.doer")}, ui.Column{Label: x.T("inspection.field.violations"), Num: true},
		ui.Column{Label: x.T("inspection.field.amount_dong"), Num: true}, ui.Column{Label: x.T("inspection.field.pledge")})
	for _, k := range list {
		first := ui.TD{Text: vntext.Date(k.On), Href: checkPath + "/" + k.ID, Hidden: k.Name}
		if k.Due() {
			first.Tag, first.Kind = d.due(k.Check)
		}
		cells := []ui.TD{first}
		if named {
			cells = append(cells, ui.TD{Text: k.Name, Note: d.name(typeTerm, k.Type) + " · " + d.tree.Name(k.Place)})
		}
		pledge := ""
		if k.PledgeOn != 0 {
			pledge = x.T("inspection.pledge.signed")
		}
		t.Rows = append(t.Rows, append(cells, ui.TD{Text: d.tree.Name(k.Unit)}, ui.TD{Text: vntext.Number(k.ViolationCount)}, ui.TD{Text: number(k.Amount)}, ui.TD{Text: pledge}))
	}
	return t
}

// due words when a follow-up is due.
func (d desk) due(k Check) (text, kind string) {
	switch late := k.Late(d.today); {
	case late > 0:
		return d.x.T("inspection.due.late", "n", late), "bad"
	case k.FollowOn == d.today:
		return d.x.T("inspection.due.today"), "warn"
	default:
		return d.x.T("inspection.due.left", "n", int(k.FollowOn-d.today)), ""
	}
}

// followPage lists open follow-ups, the earliest first.
func (s *Service) followPage(by access.Actor, x *web.Exchange) error {
	d, err := s.desk(by, x)
	if err != nil {
		return err
	}
	l := x.List(pageSize)
	q := x.Query()
	f := CheckFilter{Follow: true, Limit: pageSize, Offset: l.Offset()}
	switch q.Choice("due", "late", "week") {
	case "late":
		f.FollowBy = d.today
	case "week":
		f.FollowBy = d.today + followSoon
	}
	if err := q.Err(); err != nil {
		return err
	}
	list, total, err := s.Checks(x.R.Context(), by, d.unit, f)
	if err != nil {
		return err
	}
	v := d.list(followPath, total)
	filters := x.Controls("inspection", append(d.unitFilter(readCheck), ui.Control{Kind: "select", Name: "due", Options: x.Options("inspection.when", "late", "week"),
		Label: x.T("inspection.field.follow_on"), Blank: x.T("ui.word.all")}), l.Query, web.Errors{})
	l.ControlChips(filters)
	t := ui.Table{Label: x.T("inspection.follow_ups"), Columns: []ui.Column{{Label: x.T("inspection.field.establishment")}, {Label: x.T("inspection.field.follow_on")},
		{Label: x.T("inspection.field.on")}, {Label: x.T("inspection.field.doer")}, {Label: x.T("inspection.field.violations"), Num: true}}}
	for _, k := range list {
		when := ui.TD{Text: vntext.Date(k.FollowOn)}
		when.Tag, when.Kind = d.due(k.Check)
		t.Rows = append(t.Rows, []ui.TD{{Text: k.Name, Href: checkPath + "/" + k.ID, Note: d.tree.Name(k.Place)}, when, {Text: vntext.Date(k.On)},
			{Text: d.tree.Name(k.Unit)}, {Text: vntext.Number(k.ViolationCount)}})
	}
	v.Listing = ui.Listing{Action: followPath, Filters: filters, Chips: l.Chips, Clear: l.Clear(), Table: t, Pager: l.Pager(len(list), total), Empty: x.T("inspection.follow_ups.empty")}
	return x.Page(200, "inspection/list", ui.Page{Title: x.T("inspection.follow_ups"), Body: &v})
}

// followSoon is how far ahead a follow-up is work of this week, in days.
const followSoon = 8

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
		MayChange: by.MayAt(recordCheck, k.Unit) && !k.Withdrawn, Kinds: x.Options("inspection.file.kind", FileKinds...)}
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
	page := ui.Page{Title: x.T("inspection.check.of", "name", e.Name), Body: &v, Crumbs: []ui.Crumb{{Text: x.T("inspection.checks"), Href: checkPath + "?unit=" + k.Unit}, {Text: e.Name}}}
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
