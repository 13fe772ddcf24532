package livelihood

import (
	"net/url"
	"slices"
	"strings"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
	"neove/org"
)

const supportPath = "/livelihood/supports"

// quick are the numbers of the quick form; the others are folded below.
var quick = []string{"people", "women", "turns", "amount"}

// supportSpec describes the form. With a kind chosen, only its numbers are
// drawn, and those that hold something anyway, so that nothing typed is lost.
func supportSpec(x *web.Exchange, list []Kind, kind string, typed url.Values) (main, more []ui.Control) {
	k := byCode(list)[kind]
	main = []ui.Control{{Kind: "select", Name: "kind", Options: kindOptions(x, list, kind), Blank: x.T("ui.word.choose"), Need: true, Hint: leftOut(x, k)},
		{Kind: "date", Name: "from", Need: true, Half: true}, {Kind: "date", Name: "to", Half: true},
		{Kind: "text", Name: "occupation", Max: maxText, Need: k.Course}, {Kind: "text", Name: "provider", Max: maxText}}
	for _, n := range numbers {
		if kind != "" && k.Code != "" && k.Measure(n.of) == "" && typed.Get(n.name) == "" {
			continue
		}
		c := ui.Control{Kind: "count", Name: n.name, Half: !slices.Contains([]string{"turns", "amount", "victims", "other"}, n.name)}
		if n.money() {
			c.Kind = "money"
		}
		if k.Code == "" {
			c.Hint = onlyFor(x, list, n)
			c.Half = c.Half && c.Hint == ""
		}
		if slices.Contains(quick, n.name) {
			main = append(main, c)
		} else {
			more = append(more, c)
		}
	}
	more = append(more, ui.Control{Kind: "text", Name: "directing", Max: maxText}, ui.Control{Kind: "lines", Name: "note", Rows: 2, Max: maxText})
	return main, more
}

// leftOut says which of persons, turns and money a kind does not count.
func leftOut(x *web.Exchange, k Kind) string {
	var out []string
	for _, i := range []Item{People, Turns, Amount} {
		if k.Code != "" && k.Measure(i) == "" {
			out = append(out, strings.ToLower(x.T("livelihood.field."+string(i))))
		}
	}
	if len(out) == 0 {
		return ""
	}
	return x.T("livelihood.left_out", "items", strings.Join(out, ", "))
}

// onlyFor names the kinds of a number that not every kind has.
func onlyFor(x *web.Exchange, list []Kind, n number) string {
	if n.name != string(n.of) {
		return ""
	}
	var names []string
	for _, k := range list {
		if !k.Retired && k.Measure(n.of) != "" {
			names = append(names, k.Name(string(x.Lang)))
		}
	}
	return x.T("livelihood.only_for", "kinds", strings.Join(names, ", "))
}

func kindOptions(x *web.Exchange, list []Kind, chosen string) []ui.Option {
	var out []ui.Option
	for _, k := range list {
		if !k.Retired || k.Code == chosen {
			out = append(out, ui.Option{Value: k.Code, Text: k.Name(string(x.Lang))})
		}
	}
	return out
}

// values is what the controls hold of a record.
func (r Support) values() url.Values {
	v := url.Values{"kind": {r.Kind}, "occupation": {r.Occupation}, "provider": {r.Provider}, "partner": {r.Partner}, "directing": {r.Directing}, "note": {r.Note}}
	putDays(v, r.From, r.To)
	for _, n := range numbers {
		putCount(v, n.name, n.value(r))
	}
	return v
}

// readSupport decodes the controls of the form or of a grid row. A kind may be
// given by its name, as pasted from a spreadsheet.
func readSupport(f *web.Form, unit string, list []Kind) Support {
	r := Support{Unit: unit, Kind: kindNamed(list, f.Text("kind", 100)), Occupation: f.Text("occupation", maxText), Provider: f.Text("provider", maxText),
		Partner: f.Text("partner", 40), Directing: f.Text("directing", maxText), Note: f.Text("note", maxText), From: f.NeedDate("from")}
	r.To, _ = f.Date("to")
	for _, n := range numbers {
		*n.at(&r) = f.Count(n.name)
	}
	if r.Kind == "" {
		f.Bad("kind", "livelihood.err.kind")
	}
	return r
}

func kindNamed(list []Kind, text string) string {
	key := vntext.Fold(text)
	for _, k := range list {
		if text == k.Code || key != "" && (key == vntext.Fold(k.NameVi) || key == vntext.Fold(k.NameEn)) {
			return k.Code
		}
	}
	return ""
}

// showForm draws the form: fresh, with a record, or refused with what was
// typed. old is the record that is amended; its ID is "" for a new one.
func (s *Service) showForm(by access.Actor, x *web.Exchange, old Support, values url.Values, f *web.Form, refused error) error {
	list, err := s.Kinds(x.R.Context())
	if err != nil {
		return err
	}
	p, err := s.placeOf(by, x, supportRecord, old.Unit)
	if err != nil {
		return err
	}
	e := x.Errors(refused)
	main, more := supportSpec(x, list, values.Get("kind"), values)
	if more, err = s.withPartners(by, x, old.Unit, more); err != nil {
		return err
	}
	v := formView{UnitName: p.name, Form: ui.RecordForm{Action: supportPath, Cancel: with(supportPath, old.Unit), Again: true}}
	title := x.T("livelihood.support.new")
	if old.ID == "" {
		main = append(p.choose(x), main...)
		values.Set("unit", old.Unit)
		v.Form.Unit, v.Form.Draft = p.fixed(), "livelihood/support-"+old.Unit
		v.Buttons = []button{{with(supportPath+"/grid", old.Unit), "table", x.T("ui.word.grid"), "sec"}}
		if values.Get("kind") == "" {
			v.Picks = picks(x, list, old.Unit)
		}
	} else {
		title = x.T("livelihood.support.amend", "label", old.Label())
		v.Form.Action, v.Form.Version, v.Form.Again = supportPath+"/"+old.ID+"/amend", old.Version, false
		v.Form.Cancel = supportPath + "/" + old.ID
	}
	v.Form.Controls = x.Controls("livelihood", askReason(x, main, f, e), values, e)
	v.Form.More = x.Controls("livelihood", more, values, e)
	page := ui.Page{Title: title, Body: &v, Crumbs: crumbs(x.T("livelihood.supports"), with(supportPath, old.Unit), title)}
	if refused != nil {
		return x.Again(refused, "livelihood/form", page)
	}
	return x.Page(200, "livelihood/form", page)
}

func crumbs(list, href, title string) []ui.Crumb {
	return []ui.Crumb{{Text: list, Href: href}, {Text: title}}
}

// picks offer the form of each kind, with its own numbers only.
func picks(x *web.Exchange, list []Kind, unit string) []ui.Link {
	var out []ui.Link
	for _, o := range kindOptions(x, list, "") {
		out = append(out, ui.Link{Href: with(supportPath+"/new", unit, "kind", o.Value), Text: o.Text})
	}
	return out
}

// withPartners adds the choice of a registered partner, where there is a
// register.
func (s *Service) withPartners(by access.Actor, x *web.Exchange, unit string, more []ui.Control) ([]ui.Control, error) {
	if s.Partners == nil {
		return more, nil
	}
	options, err := s.Partners(x.R.Context(), by, unit)
	if err != nil || len(options) == 0 {
		return more, err
	}
	return append(more, ui.Control{Kind: "select", Name: "partner", Options: options, Blank: x.T("ui.word.none")}), nil
}

func (s *Service) newSupport(by access.Actor, x *web.Exchange) error {
	values := url.Values{"kind": {x.R.URL.Query().Get("kind")}, "from": {vntext.Date(clock.DateOf(s.db.Now()))}}
	return s.showForm(by, x, Support{Unit: org.WorkUnit(by, x)}, values, nil, nil)
}

func (s *Service) recordSupport(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	list, err := s.Kinds(x.R.Context())
	if err != nil {
		return err
	}
	unit := org.WorkUnit(by, x)
	r := readSupport(f, unit, list)
	reason := f.Text("reason", maxText)
	if err = f.Err(); err == nil {
		r, err = s.Record(x.R.Context(), by, r, reason)
	}
	if err != nil {
		return s.showForm(by, x, Support{Unit: unit}, f.Values(), f, err)
	}
	x.Notice("livelihood.support.saved", "label", r.Label())
	if x.R.FormValue("then") == "new" {
		return x.See(with(supportPath+"/new", unit, "kind", r.Kind, "done", "support-"+unit))
	}
	return x.See(supportPath + "/" + r.ID + "?done=support-" + url.QueryEscape(unit))
}

func (s *Service) amendSupport(by access.Actor, x *web.Exchange) error {
	r, err := s.Support(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	if !by.MayAt(supportRecord, r.Unit) || r.Withdrawn {
		return hidden()
	}
	return s.showForm(by, x, r, r.values(), nil, nil)
}

func (s *Service) amendSupportPost(by access.Actor, x *web.Exchange) error {
	old, err := s.Support(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	f, err := x.Form()
	if err != nil {
		return err
	}
	list, err := s.Kinds(x.R.Context())
	if err != nil {
		return err
	}
	r := readSupport(f, old.Unit, list)
	reason := f.Text("reason", maxText)
	if err = f.Err(); err == nil {
		r, err = s.Amend(x.R.Context(), by, old.ID, f.Version(), r, reason)
	}
	if errs.Is(err, errs.Invalid) || errs.Is(err, errs.Conflict) {
		old.Version = f.Version()
		return s.showForm(by, x, old, f.Values(), f, err)
	}
	if err != nil {
		return err
	}
	x.Notice("livelihood.amended")
	return x.See(supportPath + "/" + r.ID)
}
