package directive

import (
	"net/url"
	"slices"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/ui"
	"neove/internal/web"
	"neove/org"
)

// findingView is the page on which a finding is followed up.
type findingView struct {
	Finding
	Action    string
	Rows      []ui.SummaryRow
	Tag, Kind string
	Form      ui.RecordForm
	MayFollow bool
}

func (s *Service) findingPage(by access.Actor, x *web.Exchange) error {
	return s.showFinding(by, x, nil, nil)
}

func (s *Service) showFinding(by access.Actor, x *web.Exchange, values url.Values, refused error) error {
	sv, err := s.Survey(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	i := slices.IndexFunc(sv.Findings, func(f Finding) bool { return f.ID == x.Path("finding") })
	if i < 0 {
		return notFound()
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	f := sv.Findings[i]
	back := surveyPath + "/" + sv.ID
	v := findingView{Finding: f, MayFollow: !sv.Withdrawn && s.follows(by, sv.Survey)}
	v.Tag, v.Kind = findingTag(x, f, clock.DateOf(s.db.Now()))
	row := func(key, value string) {
		if value != "" {
			v.Rows = append(v.Rows, ui.SummaryRow{Label: x.T("directive.field." + key), Value: value})
		}
	}
	row("visited", t.Name(sv.Visited))
	row("severity", x.T("directive.severity."+f.Severity))
	row("follow", f.Follow)
	row("due_on", dateText(f.Due))
	row("result", f.Result)
	if f.SettledBy != "" {
		row("settled_on", dateText(f.SettledOn)+" · "+f.SettledBy)
	}
	if values == nil {
		values = url.Values{"state": {"done"}, "result": {f.Result}}
	}
	v.Form = ui.RecordForm{Action: back + "/findings/" + f.ID, Version: f.Version, Cancel: back,
		Controls: x.Controls("directive", []ui.Control{{Kind: "radios", Name: "state", Options: x.Options("directive.finding.state", FindingStates...), Inline: true},
			{Kind: "lines", Name: "result", Rows: 3, Max: maxNote, Need: true}}, values, x.Errors(refused))}
	title := x.T("directive.survey.kind."+sv.Kind) + ": " + t.Name(sv.Visited)
	page := ui.Page{Title: f.Content, Body: &v, Crumbs: []ui.Crumb{{Text: x.T("directive.surveys"), Href: org.ListLink(by, mayRead, surveyPath, sv.Unit)}, {Text: title, Href: back}, {Text: x.T("directive.finding")}}}
	if refused != nil {
		return x.Again(refused, "directive/finding", page)
	}
	return x.Page(200, "directive/finding", page)
}

func (s *Service) followPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	state, result := f.NeedChoice("state", FindingStates...), f.Lines("result", maxNote)
	if err = f.Err(); err == nil {
		_, err = s.Follow(x.R.Context(), by, x.Path("finding"), f.Version(), state, result)
	}
	if err != nil {
		return s.showFinding(by, x, f.Values(), err)
	}
	x.Notice("directive.finding.saved")
	return x.See(surveyPath + "/" + x.Path("id"))
}
