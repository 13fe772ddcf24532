package shelter

import (
	"net/url"
	"strings"

	"neove/access"
	"neove/audit"
	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
)

const pageSize = 50

func (s *Service) staysPage(by access.Actor, x *web.Exchange) error {
	l := x.List(pageSize)
	q := x.Query()
	f := StayFilter{Group: q.Choice("group", Groups...), Code: strings.ToUpper(q.Text("code", 40)), Limit: l.Size, Offset: l.Offset()}
	facility := q.Text("facility", 40)
	if err := q.Err(); err != nil {
		return err
	}
	list, total, err := s.Stays(x.R.Context(), by, facility, f)
	if err != nil {
		return err
	}
	_, options, err := s.ownFacilities(by, x, stayRead)
	if err != nil {
		return err
	}
	v := listView{Band: x.T("shelter.band"), Facts: x.T("shelter.stays.facts", "n", total)}
	spec := []ui.Control{{Kind: "select", Name: "group", Options: x.Options("shelter.group", Groups...), Blank: x.T("ui.word.all")}, {Kind: "text", Name: "code", Label: x.T("shelter.field.case_code"), Max: 40, Width: "s", Secret: true}}
	if len(options) > 1 {
		spec = append([]ui.Control{{Kind: "select", Name: "facility", Options: options, Blank: x.T("ui.word.all")}}, spec...)
	}
	v.Action, v.Filters = stayPath, x.Controls("shelter", spec, l.Query, web.Errors{})
	l.ControlChips(v.Filters)
	v.Chips, v.Clear, v.Pager, v.Empty = l.Chips, l.Clear(), l.Pager(len(list), total), x.T("shelter.stays.empty")
	if len(list) > 0 {
		v.Table = stayTable(x, list)
	}
	if len(options) > 0 && by.May(stayRecord) {
		v.First = ui.Link{Href: stayPath + "/new", Text: x.T("shelter.stay.new")}
		v.Buttons = []button{{stayPath + "/new", x.T("shelter.stay.new"), "plus", ""}}
	}
	title := x.T("shelter.stays")
	if f.Group == GroupHere {
		title = x.T("shelter.stays.here")
	}
	return x.Page(200, "shelter/list", ui.Page{Title: title, Body: &v})
}

func stayTable(x *web.Exchange, list []Labelled) ui.Table {
	t := table(x, x.T("shelter.stays"), "case_code", "facility", "bed", "from", "*days", "limit", "review_on")
	for _, st := range list {
		until, which := st.Until()
		end := ui.TD{Text: vntext.Date(until), Note: x.T("shelter.limit." + which)}
		if end.Tag, end.Kind = left(x, st.Left, st.NearLimit); st.To != nil {
			end = ui.TD{Text: x.T("shelter.left_on", "day", vntext.Date(*st.To)), Note: x.T("shelter.reason." + st.Reason)}
		}
		t.Rows = append(t.Rows, []ui.TD{{Text: st.Label, Href: stayPath + "/" + st.ID}, {Text: st.Facility}, {Text: x.T("shelter.bed." + st.Bed)},
			{Text: vntext.Date(st.From)}, {Text: vntext.Number(st.Nights)}, end, {Text: dayText(st.ReviewOn)}})
	}
	return t
}

// staySpec is the form of an admission.
func (s *Service) staySpec(by access.Actor, x *web.Exchange, e web.Errors, typed url.Values) ([]ui.Control, error) {
	list, options, err := s.ownFacilities(by, x, stayRecord)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, nothing()
	}
	if len(list) == 1 {
		typed.Set("facility", list[0].ID)
	}
	out := []ui.Control{{Kind: "select", Name: "facility", Options: options, Blank: x.T("ui.word.choose"), Need: true},
		{Kind: "text", Name: "case_code", Max: 40, Need: true, Secret: true},
		{Kind: "radios", Name: "bed", Options: x.Options("shelter.bed", Beds...), Inline: true},
		{Kind: "date", Name: "from", Half: true}, {Kind: "date", Name: "review_on", Half: true}}
	if e.Of("over") != "" || typed.Get("over") != "" {
		out = append(out, ui.Control{Kind: "check", Name: "over"})
	}
	return out, nil
}

func (s *Service) stayNew(by access.Actor, x *web.Exchange) error {
	return s.showStayForm(by, x, values("from", vntext.Date(s.today()), "facility", x.R.FormValue("facility")), nil)
}

func (s *Service) showStayForm(by access.Actor, x *web.Exchange, typed url.Values, refused error) error {
	spec, err := s.staySpec(by, x, x.Errors(refused), typed)
	if err != nil {
		return err
	}
	v := formView{Band: x.T("shelter.band"), About: x.T("shelter.stay.about")}
	v.Action, v.Submit, v.Cancel = stayPath, x.T("shelter.stay.admit"), stayPath
	return form(x, x.T("shelter.stay.new"), v, spec, nil, typed, refused)
}

func (s *Service) stayPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	in := AdmitInput{Facility: f.NeedText("facility", 40), Code: strings.ToUpper(f.NeedText("case_code", 40)), Bed: f.NeedChoice("bed", Beds...),
		ReviewOn: optionalDay(f, "review_on"), Over: f.Bool("over")}
	in.From, _ = f.Date("from")
	var st Stay
	if err = f.Err(); err == nil {
		st, err = s.AdmitOne(x.R.Context(), by, in)
	}
	if err != nil {
		return s.showStayForm(by, x, f.Values(), err)
	}
	x.Notice("shelter.stay.admitted", "code", st.Code)
	return x.See(stayPath + "/" + st.ID)
}

// stayPageView is a stay as a page.
type stayPageView struct {
	StayView
	Band, Path, New string
	BedName         string
	Tag, TagKind    string
	Rows            []ui.SummaryRow
	Decisions       ui.Table
	Noted           ui.Table
	History         []ui.Event
}

func (s *Service) stayPage(by access.Actor, x *web.Exchange) error {
	st, err := s.Stay(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	v := stayPageView{StayView: st, Band: x.T("shelter.band"), Path: stayPath + "/" + st.ID, New: notePath + "/new?stay=" + st.ID, BedName: x.T("shelter.bed." + st.Bed), History: audit.History(x, st.Events)}
	v.Tag, v.TagKind = left(x, st.Left, st.NearLimit)
	if st.To != nil {
		v.Tag, v.TagKind = x.T("shelter.left_on", "day", vntext.Date(*st.To)), ""
	}
	v.Rows = []ui.SummaryRow{{Label: x.T("shelter.field.case_code"), Value: st.Label}, {Label: x.T("shelter.field.from"), Value: vntext.Date(st.From)},
		{Label: x.T("shelter.field.days"), Value: x.T("shelter.nights", "n", st.Nights)}, {Label: x.T("shelter.limit.days"), Value: vntext.Date(st.DaysUntil)},
		{Label: x.T("shelter.limit.months"), Value: vntext.Date(st.MonthsUntil)}}
	if st.To != nil {
		v.Rows = append(v.Rows, ui.SummaryRow{Label: x.T("shelter.field.reason"), Value: x.T("shelter.reason." + st.Reason)})
	} else if st.ReviewOn != nil {
		v.Rows = append(v.Rows, ui.SummaryRow{Label: x.T("shelter.field.review_on"), Value: dayText(st.ReviewOn)})
	}
	v.Decisions = table(x, x.T("shelter.extensions"), "decision", "decided_on", "body", "which", "until")
	for _, e := range st.Extensions {
		v.Decisions.Rows = append(v.Decisions.Rows, []ui.TD{{Text: e.Decision}, {Text: vntext.Date(e.DecidedOn)}, {Text: x.T("shelter.body." + e.Body)},
			{Text: x.T("shelter.limit." + e.Which)}, {Text: vntext.Date(e.Until), Note: x.T("shelter.was", "day", vntext.Date(e.Was))}})
	}
	v.Noted = noteTable(x, st.Notes, false)
	return x.Page(200, "shelter/stay", ui.Page{Title: st.Label, Body: &v, Crumbs: []ui.Crumb{{Text: x.T("shelter.stays"), Href: stayPath}, {Text: st.Label}}})
}

// lasting is a stay that the actor may end or extend.
func (s *Service) lasting(by access.Actor, x *web.Exchange) (StayView, error) {
	v, err := s.Stay(x.R.Context(), by, x.Path("id"))
	if err == nil && !v.Change {
		err = errs.New(errs.Conflict, "shelter.err.left")
	}
	return v, err
}

// stepForm is a form about a stay that lasts.
func stepForm(x *web.Exchange, st StayView, step string, version int64, spec []ui.Control, typed url.Values, refused error) error {
	v := formView{Band: x.T("shelter.band"), About: x.T("shelter." + step + ".about")}
	v.Action, v.Version, v.Submit, v.Cancel = stayPath+"/"+st.ID+"/"+step, version, x.T("shelter."+step), stayPath+"/"+st.ID
	return form(x, x.T("shelter."+step)+" · "+st.Label, v, spec, nil, typed, refused)
}

func leaveSpec(x *web.Exchange) []ui.Control {
	return []ui.Control{{Kind: "radios", Name: "reason", Options: x.Options("shelter.reason", Reasons...)}, {Kind: "date", Name: "on", Need: true}}
}

func (s *Service) leavePage(by access.Actor, x *web.Exchange) error {
	st, err := s.lasting(by, x)
	if err != nil {
		return err
	}
	return stepForm(x, st, "leave", st.Version, leaveSpec(x), values("on", vntext.Date(s.today())), nil)
}

func (s *Service) leavePost(by access.Actor, x *web.Exchange) error {
	st, err := s.lasting(by, x)
	if err != nil {
		return err
	}
	f, err := x.Form()
	if err != nil {
		return err
	}
	in := LeaveInput{On: f.NeedDate("on"), Reason: f.NeedChoice("reason", Reasons...)}
	if err = f.Err(); err == nil {
		_, err = s.LeaveOne(x.R.Context(), by, st.ID, f.Version(), in)
	}
	if err != nil {
		return stepForm(x, st, "leave", f.Version(), leaveSpec(x), f.Values(), err)
	}
	x.Notice("shelter.stay.ended")
	return x.See(stayPath + "/" + st.ID)
}

func extendSpec(x *web.Exchange) []ui.Control {
	return []ui.Control{{Kind: "radios", Name: "which", Options: x.Options("shelter.limit", Limits...)},
		{Kind: "date", Name: "until", Need: true}, {Kind: "select", Name: "body", Options: x.Options("shelter.body", Bodies...), Blank: x.T("ui.word.choose"), Need: true},
		{Kind: "text", Name: "decision", Max: maxLine, Need: true, Half: true}, {Kind: "date", Name: "decided_on", Need: true, Half: true}}
}

func (s *Service) extendPage(by access.Actor, x *web.Exchange) error {
	st, err := s.lasting(by, x)
	if err != nil {
		return err
	}
	_, which := st.Until()
	return stepForm(x, st, "extend", st.Version, extendSpec(x), values("which", which, "decided_on", vntext.Date(s.today())), nil)
}

func (s *Service) extendPost(by access.Actor, x *web.Exchange) error {
	st, err := s.lasting(by, x)
	if err != nil {
		return err
	}
	f, err := x.Form()
	if err != nil {
		return err
	}
	in := ExtendInput{Which: f.NeedChoice("which", Limits...), Until: f.NeedDate("until"), Decision: f.NeedText("decision", maxLine),
		DecidedOn: f.NeedDate("decided_on"), Body: f.NeedChoice("body", Bodies...)}
	if err = f.Err(); err == nil {
		_, err = s.ExtendOne(x.R.Context(), by, st.ID, f.Version(), in)
	}
	if err != nil {
		return stepForm(x, st, "extend", f.Version(), extendSpec(x), f.Values(), err)
	}
	x.Notice("shelter.stay.extended")
	return x.See(stayPath + "/" + st.ID)
}
