package directive

import (
	"net/url"
	"strconv"
	"strings"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
	"neove/org"
)

const surveyPath = "/directive/surveys"

// surveyListView is the list of surveys and visits.
type surveyListView struct {
	Unit, UnitName string
	Total          int64
	Listing        ui.Listing
	Sheet          string
	MayRecord      bool
}

func surveyFilter(by access.Actor, x *web.Exchange) SurveyFilter {
	q := x.Query()
	f := SurveyFilter{Unit: org.WorkUnit(by, x), Kind: q.Choice("kind", SurveyKinds...), Open: q.Bool("open"), Text: q.Text("q", 100), Limit: pageSize}
	f.Year, _ = strconv.Atoi(q.Text("year", 4))
	return f
}

func (s *Service) surveysPage(by access.Actor, x *web.Exchange) error {
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	l, f := x.List(pageSize), surveyFilter(by, x)
	f.Offset = l.Offset()
	list, total, err := s.Surveys(x.R.Context(), by, f)
	if err != nil {
		return err
	}
	v := surveyListView{Unit: f.Unit, UnitName: t.Name(f.Unit), Total: total, Sheet: l.Sheet(), MayRecord: by.MayAt(maySurvey, f.Unit)}
	filters := x.Controls("directive", []ui.Control{{Kind: "select", Name: "kind", Label: x.T("directive.field.survey_kind"), Options: x.Options("directive.survey.kind", SurveyKinds...), Blank: x.T("ui.word.all")},
		{Kind: "text", Name: "year", Width: "s", Label: x.T("ui.word.year")}, {Kind: "text", Name: "q", Label: x.T("ui.word.search")}, {Kind: "check", Name: "open", Label: x.T("directive.filter.open")}}, l.Query, web.Errors{})
	l.ControlChips(filters)
	table := ui.Table{Label: x.T("directive.surveys")}
	for _, name := range []string{"visited", "held_on", "team", "findings"} {
		table.Columns = append(table.Columns, ui.Column{Label: x.T("directive.field." + name)})
	}
	for _, e := range list {
		found := ui.TD{Text: strconv.FormatInt(e.Total, 10)}
		if e.Open > 0 {
			found.Tag, found.Kind = x.T("directive.survey.open", "n", e.Open), "warn"
		}
		table.Rows = append(table.Rows, []ui.TD{{Text: t.Name(e.Visited), Href: surveyPath + "/" + e.ID, Hidden: dateText(e.On), Note: x.T("directive.survey.kind." + e.Kind)}, {Text: dateText(e.On)}, {Text: e.Team}, found})
	}
	v.Listing = ui.Listing{Action: surveyPath, Unit: f.Unit, Filters: filters, Chips: l.Chips, Clear: l.Clear(), Table: table, Pager: l.Pager(len(list), total), Empty: x.T("directive.survey.empty")}
	if v.MayRecord {
		v.Listing.First = ui.Link{Href: surveyPath + "/new?unit=" + url.QueryEscape(f.Unit), Text: x.T("directive.survey.first")}
	}
	return x.Page(200, "directive/surveys", ui.Page{Title: x.T("directive.surveys"), Body: &v})
}

// surveyFormView is the form with its grid of findings.
type surveyFormView struct {
	Title, Action, Cancel, Unit, UnitName string
	Version                               int64
	Controls                              []ui.Control
	Grid                                  ui.Grid
}

// findingRows are as many as most visits need; paste adds more.
const findingRows = 4

func findingGrid(x *web.Exchange) []ui.Control {
	return []ui.Control{{Kind: "text", Name: "content"}, {Kind: "select", Name: "severity", Options: x.Options("directive.severity", Severities...)},
		{Kind: "text", Name: "follow"}, {Kind: "text", Name: "due_on"}}
}

func (s *Service) showSurveyForm(by access.Actor, x *web.Exchange, v surveyFormView, values url.Values, f *web.Form, refused error) error {
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	kinds, err := s.Kinds(x.R.Context())
	if err != nil {
		return err
	}
	letters, err := s.parentOptions(by, x, v.Unit, kinds)
	if err != nil {
		return err
	}
	e := x.Errors(refused)
	v.UnitName = t.Name(v.Unit)
	v.Controls = x.Controls("directive", []ui.Control{{Kind: "radios", Name: "kind", Label: x.T("directive.field.survey_kind"), Options: x.Options("directive.survey.kind", SurveyKinds...), Inline: true},
		{Kind: "text", Name: "visited", Need: true, Half: true}, {Kind: "date", Name: "held_on", Need: true, Half: true}, {Kind: "text", Name: "team", Max: maxSubject},
		{Kind: "lines", Name: "topics", Rows: 3, Need: true, Max: maxNote}, {Kind: "lines", Name: "conclusion", Rows: 2, Max: maxNote},
		{Kind: "select", Name: "document", Label: x.T("directive.field.letter"), Options: letters, Blank: x.T("ui.word.none")}}, values, e)
	v.Grid = x.GridOf("directive", x.T("directive.findings"), findingGrid(x), f, e)
	if f == nil {
		v.Grid.Rows = v.Grid.Rows[:findingRows]
	}
	page := ui.Page{Title: v.Title, Body: &v, Crumbs: []ui.Crumb{{Text: x.T("directive.surveys"), Href: surveyPath + "?unit=" + url.QueryEscape(v.Unit)}, {Text: v.Title}}}
	if refused != nil {
		return x.Again(refused, "directive/survey_form", page)
	}
	return x.Page(200, "directive/survey_form", page)
}

func newSurveyForm(x *web.Exchange, unit string) surveyFormView {
	return surveyFormView{Title: x.T("directive.survey.new"), Action: surveyPath, Cancel: surveyPath + "?unit=" + url.QueryEscape(unit), Unit: unit}
}

func (s *Service) surveyNewPage(by access.Actor, x *web.Exchange) error {
	unit := org.WorkUnit(by, x)
	if err := by.NeedAt(maySurvey, unit); err != nil {
		return err
	}
	values := url.Values{"kind": {"survey"}, "held_on": {vntext.Date(clock.DateOf(s.db.Now()))}}
	return s.showSurveyForm(by, x, newSurveyForm(x, unit), values, nil, nil)
}

// readSurvey decodes the form; findings may be none.
func (s *Service) readSurvey(x *web.Exchange, f *web.Form, unit string) (Survey, []Finding, map[int]int, error) {
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return Survey{}, nil, nil, err
	}
	v := Survey{Unit: unit, Kind: f.NeedChoice("kind", SurveyKinds...), On: f.NeedDate("held_on"), Team: f.Text("team", maxSubject),
		Topics: f.NeedLines("topics", maxNote), Conclusion: f.Lines("conclusion", maxNote), Document: f.Text("document", 40)}
	if text := f.NeedText("visited", maxName); text != "" {
		u, err := t.Match(text, unit, v.On)
		if err != nil {
			e := errs.From(err)
			f.Bad("visited", e.Key, e.Args...)
		}
		v.Visited = u.ID
	}
	columns := findingGrid(x)
	filled := false
	for n := 1; n <= f.Rows(web.MaxGridRows); n++ {
		filled = filled || !f.Row(n).Blank("content", "severity", "follow", "due_on")
	}
	if !filled {
		return v, nil, nil, f.Err()
	}
	list, rowOf := web.ReadGrid(f, columns, func(row *web.Form) Finding {
		g := Finding{Content: row.Text("content", maxNote), Severity: row.Choice("severity", Severities...), Follow: row.Text("follow", maxName)}
		g.Due, _ = row.Date("due_on")
		return g
	})
	return v, list, rowOf, f.Err()
}

func (s *Service) surveyPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	unit := org.WorkUnit(by, x)
	v, findings, rowOf, err := s.readSurvey(x, f, unit)
	if err == nil {
		v, err = s.RecordSurvey(x.R.Context(), by, v, findings)
		err = web.Renumber(err, rowOf)
	}
	if err != nil {
		return s.showSurveyForm(by, x, newSurveyForm(x, unit), f.Values(), f, err)
	}
	x.Notice("directive.survey.saved")
	return x.See(surveyPath + "/" + v.ID)
}

func amendSurveyForm(x *web.Exchange, v Survey) surveyFormView {
	return surveyFormView{Title: x.T("directive.survey.amend"), Action: surveyPath + "/" + v.ID + "/amend", Cancel: surveyPath + "/" + v.ID, Unit: v.Unit, Version: v.Version}
}

func (s *Service) surveyAmendPage(by access.Actor, x *web.Exchange) error {
	v, err := s.Survey(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	if err := by.NeedAt(maySurvey, v.Unit); err != nil {
		return err
	}
	values := url.Values{"kind": {v.Kind}, "held_on": {dateText(v.On)}, "visited": {v.Visited}, "team": {v.Team}, "topics": {v.Topics}, "conclusion": {v.Conclusion}, "document": {v.Document}}
	return s.showSurveyForm(by, x, amendSurveyForm(x, v.Survey), values, nil, nil)
}

func (s *Service) surveyAmendPost(by access.Actor, x *web.Exchange) error {
	old, err := s.Survey(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	f, err := x.Form()
	if err != nil {
		return err
	}
	v, findings, rowOf, err := s.readSurvey(x, f, old.Unit)
	if err == nil {
		_, err = s.AmendSurvey(x.R.Context(), by, old.ID, f.Version(), v, findings)
		err = web.Renumber(err, rowOf)
	}
	if err != nil {
		form := amendSurveyForm(x, old.Survey)
		form.Version = f.Version()
		return s.showSurveyForm(by, x, form, f.Values(), f, err)
	}
	x.Notice("directive.survey.amended")
	return x.See(surveyPath + "/" + old.ID)
}

// surveyView is the page of a survey.
type surveyView struct {
	SurveyView
	Title, UnitName string
	Rows            []ui.SummaryRow
	Table           ui.Table
	MayChange       bool
	Reason          string
	History         []ui.Event
	Errors          web.Errors
}

func (s *Service) surveyPage(by access.Actor, x *web.Exchange) error {
	return s.showSurvey(by, x, "", nil)
}

func (s *Service) showSurvey(by access.Actor, x *web.Exchange, reason string, refused error) error {
	sv, err := s.Survey(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	v := surveyView{SurveyView: sv, UnitName: t.Name(sv.Unit), Title: x.T("directive.survey.kind."+sv.Kind) + ": " + t.Name(sv.Visited), Errors: x.Errors(refused), Reason: reason}
	v.MayChange = by.MayAt(maySurvey, sv.Unit) && !sv.Withdrawn
	v.describe(x, t)
	v.Table = findingTable(x, sv, clock.DateOf(s.db.Now()))
	if v.History, err = s.history(x, surveyKind, sv.ID); err != nil {
		return err
	}
	page := ui.Page{Title: v.Title, Body: &v, Crumbs: []ui.Crumb{{Text: x.T("directive.surveys"), Href: org.ListLink(by, mayRead, surveyPath, sv.Unit)}, {Text: v.Title}}}
	if refused != nil {
		return x.Again(refused, "directive/survey", page)
	}
	return x.Page(200, "directive/survey", page)
}

// oneLine puts lines behind each other, as a summary shows them.
func oneLine(text string) string { return strings.ReplaceAll(text, "\n", "; ") }

func (v *surveyView) describe(x *web.Exchange, t *org.Tree) {
	row := func(key, value string) {
		if value != "" {
			v.Rows = append(v.Rows, ui.SummaryRow{Label: x.T("directive.field." + key), Value: value})
		}
	}
	row("visited", t.Name(v.Visited))
	row("held_on", dateText(v.On))
	row("team", v.Team)
	row("topics", oneLine(v.Topics))
	row("conclusion", oneLine(v.Conclusion))
	if v.Letter != nil {
		v.Rows = append(v.Rows, ui.SummaryRow{Label: x.T("directive.field.letter"), Value: v.Letter.Code + " – " + v.Letter.Subject, Href: documentPath + "/" + v.Letter.ID, Action: x.T("directive.open")})
	}
}

// findingTag words how a finding stands.
func findingTag(x *web.Exchange, f Finding, today clock.Date) (text, kind string) {
	switch {
	case f.State == "done":
		return x.T("directive.finding.state.done"), "ok"
	case f.Late(today):
		return x.T("directive.late_days", "n", int(today-f.Due)), "bad"
	}
	return x.T("directive.finding.state.open"), "warn"
}

func findingTable(x *web.Exchange, v SurveyView, today clock.Date) ui.Table {
	out := ui.Table{Label: x.T("directive.findings")}
	for _, name := range []string{"content", "follow", "due_on", "state"} {
		out.Columns = append(out.Columns, ui.Column{Label: x.T("directive.field." + name)})
	}
	for _, f := range v.Findings {
		text, kind := findingTag(x, f, today)
		out.Rows = append(out.Rows, []ui.TD{{Text: f.Content, Href: surveyPath + "/" + v.ID + "/findings/" + f.ID, Note: x.T("directive.severity." + f.Severity)},
			{Text: f.Follow}, {Text: dateText(f.Due)}, {Tag: text, Kind: kind, Note: f.Result}})
	}
	return out
}

func (s *Service) surveyWithdrawPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	if err := s.WithdrawSurvey(x.R.Context(), by, x.Path("id"), f.Version(), f.Text("reason", maxNote)); err != nil {
		return s.showSurvey(by, x, f.Raw("reason"), err)
	}
	x.Notice("directive.survey.withdrawn")
	return x.See(surveyPath + "/" + x.Path("id"))
}
