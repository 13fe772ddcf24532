package shelter

import (
	"net/url"

	"neove/access"
	"neove/audit"
	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
	"neove/org"
)

// checkSpec is the form of a kind of fact: no more than that kind needs.
func (s *Service) checkSpec(by access.Actor, x *web.Exchange, kind string) ([]ui.Control, error) {
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return nil, err
	}
	out := []ui.Control{{Kind: "hidden", Name: "kind"}}
	if units := t.UnitOptions(by, readinessRecord, s.today()); len(units) > 0 && len(by.Grants) > 0 && s.speaks(by) {
		out = append(out, ui.Control{Kind: "select", Name: "unit", Options: units, Need: true})
	} else {
		out = append(out, ui.Control{Kind: "hidden", Name: "unit"})
	}
	out = append(out, ui.Control{Kind: "date", Name: "on", Half: kind == Call})
	switch kind {
	case Call:
		out = append(out, ui.Control{Kind: "text", Name: "hour", Max: 5, Width: "s", Half: true}, ui.Control{Kind: "text", Name: "phone", Max: 20, Width: "m", Need: true},
			ui.Control{Kind: "radios", Name: "answered", Options: x.Options("shelter.answered", Answered, Silent), Inline: true})
	case Fund:
		out = append(out, ui.Control{Kind: "money", Name: "amount", Need: true}, ui.Control{Kind: "text", Name: "document", Max: maxLine})
	default:
		out = append(out, ui.Control{Kind: "count", Name: "count", Label: x.T("shelter.field.count_" + kind), Need: kind != Drill, Width: "s"}, ui.Control{Kind: "text", Name: "document", Max: maxLine})
	}
	return append(out, ui.Control{Kind: "text", Name: "note", Max: maxLine}), nil
}

// speaks reports whether the actor records for units, not for an office only.
func (s *Service) speaks(by access.Actor) bool {
	for _, o := range by.Held(readinessRecord) {
		for _, r := range authorities {
			if o.Role == r {
				return true
			}
		}
	}
	return false
}

func (s *Service) checkNew(by access.Actor, x *web.Exchange) error {
	q := x.Query()
	kind := q.Choice("kind", CheckKinds...)
	if err := q.Err(); err != nil {
		return err
	}
	if kind == "" {
		kind = Lodging
	}
	unit := org.WorkUnit(by, x)
	if err := by.NeedAt(readinessRecord, unit); err != nil {
		return err
	}
	return s.showCheckForm(by, x, kind, values("kind", kind, "unit", unit, "on", vntext.Date(s.today())), nil)
}

func (s *Service) showCheckForm(by access.Actor, x *web.Exchange, kind string, typed url.Values, refused error) error {
	spec, err := s.checkSpec(by, x, kind)
	if err != nil {
		return err
	}
	v := formView{About: x.T("shelter.check.about." + kind)}
	for _, k := range CheckKinds {
		v.Kinds = append(v.Kinds, ui.Link{Href: checkPath + "/new?" + values("kind", k, "unit", typed.Get("unit")).Encode(), Text: x.T("shelter.check." + k), Current: k == kind})
	}
	v.Action, v.Cancel = checkPath, readyPath
	return form(x, x.T("shelter.check.new"), v, spec, nil, typed, refused)
}

func (s *Service) checkPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	k := Check{Unit: f.Text("unit", 40), Kind: f.Choice("kind", CheckKinds...), Count: f.Count("count"), Amount: f.Count("amount"), Hour: f.Text("hour", 5),
		Answered: f.Choice("answered", Answered, Silent), Phone: f.Text("phone", 30), Document: f.Text("document", maxLine), Note: f.Text("note", maxLine)}
	k.On, _ = f.Date("on")
	if k.Unit == "" {
		_, k.Unit = by.Home()
	}
	if k.Kind == "" {
		k.Kind = Lodging
	}
	if err = f.Err(); err == nil {
		k, err = s.RecordCheck(x.R.Context(), by, k)
	}
	if err != nil {
		return s.showCheckForm(by, x, k.Kind, f.Values(), err)
	}
	x.Notice("shelter.check.recorded")
	return x.See(unitHref(k.Unit, k.Office))
}

// checkView is one fact as a page.
type checkPageView struct {
	CheckView
	Keeper  string
	Rows    []ui.SummaryRow
	History []ui.Event
	Errors  web.Errors
	Tag     string
	Typed   string
}

func (s *Service) checkPage(by access.Actor, x *web.Exchange) error { return s.showCheck(by, x, nil) }

func (s *Service) showCheck(by access.Actor, x *web.Exchange, refused error) error {
	k, err := s.Check(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	v := checkPageView{CheckView: k, Keeper: keeperName(x, t, k.Unit, k.Office), History: audit.History(x, k.Events), Errors: x.Errors(refused), Typed: x.R.FormValue("reason")}
	if k.Withdrawn {
		v.Tag = x.T("ui.word.withdrawn")
	}
	for _, r := range []ui.SummaryRow{{Label: x.T("shelter.field.on"), Value: joined(vntext.Date(k.On), k.Hour)}, {Label: x.T("shelter.field.found"), Value: factText(x, k.Check)},
		{Label: x.T("shelter.field.phone"), Value: k.Phone}, {Label: x.T("shelter.field.document"), Value: k.Document}, {Label: x.T("shelter.field.note"), Value: k.Note},
		{Label: x.T("shelter.field.created_by"), Value: k.CreatedBy}} {
		if r.Value != "" {
			v.Rows = append(v.Rows, r)
		}
	}
	title := x.T("shelter.check." + k.Kind)
	p := ui.Page{Title: title, Body: &v, Crumbs: []ui.Crumb{{Text: x.T("shelter.ready"), Href: readyPath}, {Text: v.Keeper, Href: unitHref(k.Unit, k.Office)}, {Text: title}}}
	if refused != nil {
		return x.Again(refused, "shelter/check", p)
	}
	return x.Page(200, "shelter/check", p)
}

func (s *Service) checkWithdraw(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	err = s.WithdrawCheck(x.R.Context(), by, x.Path("id"), f.Version(), f.Text("reason", maxLine))
	if errs.Is(err, errs.Invalid) || errs.Is(err, errs.Conflict) {
		return s.showCheck(by, x, err)
	}
	if err != nil {
		return err
	}
	x.Notice("shelter.check.withdrawn")
	return x.See(checkPath + "/" + x.Path("id"))
}
