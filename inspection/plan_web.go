package inspection

import (
	"net/url"
	"slices"
	"strings"

	"neove/access"
	"neove/audit"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
	"neove/org"
)

// proposals is how many establishments the form offers.
const proposals = 60

func (s *Service) plansPage(by access.Actor, x *web.Exchange) error {
	d, err := s.desk(by, x)
	if err != nil {
		return err
	}
	l := x.List(pageSize)
	list, total, err := s.Plans(x.R.Context(), by, d.unit, pageSize, l.Offset())
	if err != nil {
		return err
	}
	v := d.list(planPath, total)
	t := ui.Table{Label: x.T("inspection.plans"), Columns: []ui.Column{{Label: x.T("inspection.field.plan_name")}, {Label: x.T("ui.word.unit")},
		{Label: x.T("inspection.field.period")}, {Label: x.T("inspection.field.lead")}, {Label: x.T("inspection.field.progress"), Num: true}}}
	for _, p := range list {
		name := ui.TD{Text: p.Name, Href: planPath + "/" + p.ID, Note: p.Directing}
		if p.Done < p.Total && p.To < d.today {
			name.Tag, name.Kind = x.T("inspection.plan.over"), "bad"
		}
		t.Rows = append(t.Rows, []ui.TD{name, {Text: d.tree.Name(p.Unit)}, {Text: vntext.Date(p.From) + " – " + vntext.Date(p.To)}, {Text: p.Lead},
			{Text: vntext.Number(p.Done) + "/" + vntext.Number(p.Total)}})
	}
	v.Listing = ui.Listing{Action: planPath, Filters: x.Controls("inspection", d.unitFilter(readCheck), l.Query, web.Errors{}), Table: t,
		Pager: l.Pager(len(list), total), Empty: x.T("inspection.plans.empty")}
	if by.MayAt(recordPlan, d.unit) {
		v.Listing.First = ui.Link{Href: d.href(planPath + "/new"), Text: x.T("inspection.plan.new")}
		v.Buttons = []button{{v.Listing.First.Href, v.Listing.First.Text, "plus", false}}
	}
	return x.Page(200, "inspection/list", ui.Page{Title: x.T("inspection.plans"), Body: &v})
}

// planForm is the form of a plan with what is proposed for it.
type planForm struct {
	Action, Unit, UnitName, Cancel, Draft string
	Version                               int64
	Head                                  []ui.Control
	Team                                  []formRow
	Filter                                []ui.Control // of the proposals
	FilterAction                          string
	Rows                                  []proposalRow
	Total                                 int
	Errors                                web.Errors
}

type proposalRow struct {
	Proposal
	N                           int
	TypeName, UnitName, LastDay string
	Reasons                     []string
	Chosen                      bool
}

// planForm builds the form; what was chosen stands in it whatever its score.
func (s *Service) planForm(d desk, typed url.Values, typ string, refused error) (planForm, error) {
	x := d.x
	f := planForm{Action: planPath, Unit: d.unit, UnitName: d.tree.Name(d.unit), Cancel: d.href(planPath), Draft: "inspection/plan-new", Errors: x.Errors(refused), FilterAction: planPath + "/new"}
	f.Head = x.Controls("inspection", []ui.Control{{Kind: "text", Name: "name", Label: x.T("inspection.field.plan_name"), Need: true, Max: maxName},
		{Kind: "date", Name: "from", Need: true, Half: true}, {Kind: "date", Name: "to", Need: true, Half: true},
		{Kind: "text", Name: "directing", Max: maxNote}, {Kind: "text", Name: "lead", Max: maxName}, {Kind: "lines", Name: "note", Max: maxNote, Rows: 2}}, typed, f.Errors)
	f.Team = d.teamRows(typed, f.Errors)
	f.Filter = x.Controls("inspection", []ui.Control{{Kind: "select", Name: "type", Options: d.options(typeTerm, ""), Blank: x.T("ui.word.all")}}, values("type", typ), web.Errors{})
	day := d.today
	if on, err := vntext.ParseDate(typed.Get("from")); err == nil {
		day = on
	}
	list, err := s.Propose(x.R.Context(), d.by, d.unit, "", day)
	if err != nil {
		return f, err
	}
	chosen := typed["establishments"]
	for _, p := range list {
		has := slices.Contains(chosen, p.ID)
		if typ != "" && p.Type != typ && !has {
			continue
		}
		f.Total++
		if len(f.Rows) >= proposals && !has {
			continue
		}
		r := proposalRow{Proposal: p, N: len(f.Rows) + 1, TypeName: d.name(typeTerm, p.Type), UnitName: d.tree.Name(p.Unit), LastDay: vntext.Date(p.Last), Reasons: d.why(p.Why), Chosen: has}
		if p.Last == 0 {
			r.LastDay = x.T("inspection.last.never")
		}
		f.Rows = append(f.Rows, r)
	}
	return f, nil
}

func (s *Service) planNew(by access.Actor, x *web.Exchange) error {
	d, err := s.desk(by, x)
	if err != nil {
		return err
	}
	if err := by.NeedAt(recordPlan, d.unit); err != nil {
		return err
	}
	y, m, _ := d.today.YMD()
	first := clock.On(y, m, 1).AddMonths(1)
	typed := values("name", x.T("inspection.plan.default", "month", strings.TrimPrefix(day(first), "1/")), "from", day(first), "to", day(first.AddMonths(1)-1), "lead", d.tree.Name(d.unit), row("team.agency", 1), d.tree.Name(d.unit))
	f, err := s.planForm(d, typed, x.R.FormValue("type"), nil)
	if err != nil {
		return err
	}
	return x.Page(200, "inspection/plan_form", d.planPage(&f, x.T("inspection.plan.new")))
}

func (d desk) planPage(f *planForm, title string) ui.Page {
	return ui.Page{Title: title, Body: f, Crumbs: []ui.Crumb{{Text: d.x.T("inspection.plans"), Href: d.href(planPath)}, {Text: title}}}
}

func readPlan(f *web.Form, unit string) Plan {
	p := Plan{Unit: unit, Name: f.NeedText("name", maxName), From: f.NeedDate("from"), To: f.NeedDate("to"), Lead: f.Text("lead", maxName),
		Directing: f.Text("directing", maxNote), Note: f.Lines("note", maxNote), Establishments: f.Values()["establishments"]}
	for i := 1; i <= maxRows; i++ {
		r := f.Row(i)
		p.Team = append(p.Team, TeamMember{r.Text("team.agency", maxName), r.Text("team.name", maxName), r.Text("team.post", maxName)})
	}
	return p
}

func (s *Service) planPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	d, err := s.desk(by, x)
	if err != nil {
		return err
	}
	p := readPlan(f, d.unit)
	if err = f.Err(); err == nil {
		p, err = s.RecordPlan(x.R.Context(), by, p)
	}
	if err != nil {
		if errs.Is(err, errs.Forbidden) {
			return err
		}
		form, bad := s.planForm(d, f.Values(), "", err)
		if bad != nil {
			return bad
		}
		return x.Again(err, "inspection/plan_form", d.planPage(&form, x.T("inspection.plan.new")))
	}
	x.Notice("inspection.plan.saved")
	return x.See(planPath + "/" + p.ID + "?done=plan-new")
}

func (s *Service) planAmend(by access.Actor, x *web.Exchange) error {
	var p Plan
	err := s.db.View(x.R.Context(), func(tx *db.Tx) (err error) {
		if p, err = s.planFor(tx, by, x.Path("id")); err != nil {
			return err
		}
		return s.corrects(tx, by, recordPlan, p.Unit, p.Office)
	})
	if err != nil {
		return err
	}
	typed := values("name", p.Name, "from", day(p.From), "to", day(p.To), "lead", p.Lead, "directing", p.Directing, "note", p.Note)
	for i, m := range p.Team {
		typed.Set(row("team.agency", i+1), m.Agency)
		typed.Set(row("team.name", i+1), m.Name)
		typed.Set(row("team.post", i+1), m.Post)
	}
	typed["establishments"] = p.Establishments
	return s.showPlanAmend(by, x, p, p.Version, typed, nil)
}

func (s *Service) showPlanAmend(by access.Actor, x *web.Exchange, p Plan, version int64, typed url.Values, refused error) error {
	d, err := s.desk(by, x)
	if err != nil {
		return err
	}
	d.unit = p.Unit
	f, err := s.planForm(d, typed, x.R.URL.Query().Get("type"), refused)
	if err != nil {
		return err
	}
	f.Action, f.Version, f.Cancel, f.Draft, f.FilterAction = planPath+"/"+p.ID+"/amend", version, planPath+"/"+p.ID, "inspection/plan-"+p.ID, planPath+"/"+p.ID+"/amend"
	page := d.planPage(&f, x.T("inspection.plan.amend"))
	if refused != nil {
		return x.Again(refused, "inspection/plan_form", page)
	}
	return x.Page(200, "inspection/plan_form", page)
}

func (s *Service) planAmendPost(by access.Actor, x *web.Exchange) error {
	old, err := s.Plan(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	f, err := x.Form()
	if err != nil {
		return err
	}
	p := readPlan(f, old.Unit)
	if err = f.Err(); err == nil {
		_, err = s.AmendPlan(x.R.Context(), by, old.ID, f.Version(), p)
	}
	if errs.Is(err, errs.Invalid) || errs.Is(err, errs.Conflict) {
		return s.showPlanAmend(by, x, old, f.Version(), f.Values(), err)
	}
	if err != nil {
		return err
	}
	x.Notice("inspection.plan.amended")
	return x.See(planPath + "/" + old.ID + "?done=plan-" + old.ID)
}

// planView is one plan with its progress, establishment by establishment.
type planView struct {
	Plan
	UnitName            string
	Rows                []ui.SummaryRow
	List                ui.Table
	Done, Total         int64
	Keep                []string // forms to keep on the device
	History             []ui.Event
	MayChange, MayCheck bool
	Errors              web.Errors
}

func (s *Service) planPage(by access.Actor, x *web.Exchange) error { return s.showPlan(by, x, nil) }

func (s *Service) showPlan(by access.Actor, x *web.Exchange, refused error) error {
	p, err := s.Plan(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	d, err := s.desk(by, x)
	if err != nil {
		return err
	}
	v := planView{Plan: p, UnitName: d.tree.Name(p.Unit), Errors: x.Errors(refused), MayChange: d.mayChange(recordPlan, p.Unit, p.Office) && !p.Withdrawn,
		MayCheck: by.May(recordCheck) && !p.Withdrawn}
	var events []audit.Event
	var known map[string]Establishment
	var done []CheckRow
	var scores []planned
	err = s.db.View(x.R.Context(), func(tx *db.Tx) error {
		if events, err = audit.Of(tx, planKind, p.ID); err != nil {
			return err
		}
		if known, err = establishmentsByID(tx, p.Establishments); err != nil {
			return err
		}
		if scores, err = db.Select[planned](tx, "SELECT plan,establishment,score FROM inspection_planned WHERE plan=?", p.ID); err != nil {
			return err
		}
		done, _, err = checks(tx, CheckFilter{Units: append(d.tree.Under(p.Unit), p.Unit), Plan: p.ID})
		return err
	})
	if err != nil {
		return err
	}
	v.History = audit.History(x, events)
	d.fillPlan(&v, known, done, scores)
	page := ui.Page{Title: p.Name, Body: &v, Crumbs: []ui.Crumb{{Text: x.T("inspection.plans"), Href: org.ListLink(by, readCheck, planPath, p.Unit)}, {Text: p.Name}}}
	if refused != nil {
		return x.Again(refused, "inspection/plan", page)
	}
	return x.Page(200, "inspection/plan", page)
}

// fillPlan words the plan; what lies outside of the reader's area is counted,
// not named.
func (d desk) fillPlan(v *planView, known map[string]Establishment, done []CheckRow, scores []planned) {
	x := d.x
	add := func(key, value string) {
		if value != "" {
			v.Rows = append(v.Rows, ui.SummaryRow{Label: x.T("inspection.field." + key), Value: value})
		}
	}
	add("period", vntext.Date(v.From)+" – "+vntext.Date(v.To))
	add("recorder", d.tree.OfficeName(x, v.Office))
	add("directing", v.Directing)
	add("lead", v.Lead)
	for _, m := range v.Team {
		v.Rows = append(v.Rows, ui.SummaryRow{Label: m.Agency, Value: strings.Trim(m.Name+", "+m.Post, ", ")})
	}
	add("note", v.Note)
	checked := map[string]CheckRow{}
	for _, k := range done {
		checked[k.Establishment] = k
	}
	score := map[string]int64{}
	for _, s := range scores {
		score[s.Establishment] = s.Score
	}
	v.List = ui.Table{Label: x.T("inspection.establishments"), Columns: []ui.Column{{Label: x.T("inspection.field.name")}, {Label: x.T("inspection.field.commune")},
		{Label: x.T("inspection.field.score"), Num: true}, {Label: x.T("inspection.field.state")}}}
	for _, id := range v.Establishments {
		v.Total++
		k, isDone := checked[id]
		if isDone {
			v.Done++
		}
		e := known[id]
		if !d.by.MayAt(readEstablishment, e.Unit) {
			continue
		}
		state := ui.TD{Tag: x.T("inspection.plan.waits")}
		switch {
		case isDone:
			state = ui.TD{Text: vntext.Date(k.On), Href: checkPath + "/" + k.ID, Hidden: e.Name}
		case v.MayCheck:
			href := checkPath + "/new?" + url.Values{"establishment": {id}, "plan": {v.ID}}.Encode()
			state = ui.TD{Text: x.T("inspection.check.new"), Href: href, Hidden: e.Name}
			v.Keep = append(v.Keep, href)
		}
		v.List.Rows = append(v.List.Rows, []ui.TD{{Text: e.Name, Href: establishmentPath + "/" + id, Note: d.name(typeTerm, e.Type) + " · " + e.Address}, {Text: d.tree.Name(e.Unit)}, {Text: vntext.Number(score[id])}, state})
	}
}

func (s *Service) planWithdraw(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	err = s.WithdrawPlan(x.R.Context(), by, x.Path("id"), f.Version(), f.Text("reason", maxText))
	if errs.Is(err, errs.Invalid) || errs.Is(err, errs.Conflict) {
		return s.showPlan(by, x, err)
	}
	if err != nil {
		return err
	}
	x.Notice("inspection.plan.withdrawn")
	return x.See(planPath + "?unit=" + x.R.FormValue("unit"))
}
