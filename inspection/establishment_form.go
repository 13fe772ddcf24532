package inspection

import (
	"net/url"
	"strings"

	"neove/access"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/web"
)

// establishmentSpec is the form: what fits into a minute, and the rest below.
func (d desk) establishmentSpec(e web.Errors, typed url.Values) (main, more []ui.Control) {
	main = []ui.Control{
		{Kind: "select", Name: "type", Options: d.options(typeTerm, typed.Get("type")), Blank: d.x.T("ui.word.choose"), Need: true},
		{Kind: "text", Name: "name", Label: d.x.T("inspection.field.establishment_name"), Hint: d.x.T("inspection.hint.sign"), Need: true, Max: maxName}}
	if e.Of("same") != "" || typed.Get("same") != "" {
		main = append(main, ui.Control{Kind: "check", Name: "same"})
	}
	main = append(main, ui.Control{Kind: "text", Name: "address", Max: maxNote})
	if units := d.communes(); len(units) > 0 {
		main = append(main, ui.Control{Kind: "select", Name: "unit", Label: d.x.T("inspection.field.commune"), Options: units, Blank: d.x.T("ui.word.choose"), Need: true})
	}
	main = append(main, ui.Control{Kind: "text", Name: "owner", Max: maxName, Half: true}, ui.Control{Kind: "text", Name: "phone", Max: 20, Half: true, Secret: true},
		ui.Control{Kind: "count", Name: "rooms", Half: true}, ui.Control{Kind: "count", Name: "workers", Half: true})
	more = []ui.Control{
		{Kind: "text", Name: "representative", Max: maxName},
		{Kind: "text", Name: "licence", Max: maxName, Half: true}, {Kind: "text", Name: "licence_by", Max: maxName, Half: true},
		{Kind: "date", Name: "licence_on", Half: true}, {Kind: "date", Name: "licence_to", Half: true},
		{Kind: "checks", Name: "risks", Options: d.options(riskTerm, "")},
		{Kind: "radios", Name: "state", Options: d.x.Options("inspection.state", Open, Closed), Inline: true},
		{Kind: "date", Name: "closed_on"},
		{Kind: "lines", Name: "note", Max: maxNote, Rows: 2}}
	return main, more
}

// communes to choose from; none for an officer of one commune.
func (d desk) communes() []ui.Option {
	var out []ui.Option
	for _, o := range d.tree.UnitOptions(d.by, recordEstablishment, d.today) {
		if u, _ := d.tree.Unit(o.Value); u.Level == "commune" {
			out = append(out, o)
		}
	}
	return out
}

func readEstablishmentForm(f *web.Form, unit string, risks []string) Establishment {
	e := Establishment{Unit: unit, Type: f.Text("type", 40), Name: f.NeedText("name", maxName), Address: f.Text("address", maxNote), Owner: f.Text("owner", maxName),
		Representative: f.Text("representative", maxName), Phone: f.Text("phone", 30), Licence: f.Text("licence", maxName), LicenceBy: f.Text("licence_by", maxName),
		Rooms: f.Count("rooms"), Workers: f.Count("workers"), State: f.Choice("state", Open, Closed), Note: f.Lines("note", maxNote)}
	e.LicenceOn, _ = f.Date("licence_on")
	e.LicenceTo, _ = f.Date("licence_to")
	e.ClosedOn, _ = f.Date("closed_on")
	e.Risks = strings.Join(f.Choices("risks", risks...), ",")
	if e.Type == "" {
		f.Bad("type", "web.err.required")
	}
	return e
}

func establishmentValues(e Establishment) url.Values {
	v := values("type", e.Type, "name", e.Name, "address", e.Address, "unit", e.Unit, "owner", e.Owner, "phone", e.Phone, "rooms", number(e.Rooms),
		"workers", number(e.Workers), "representative", e.Representative, "licence", e.Licence, "licence_by", e.LicenceBy, "licence_on", day(e.LicenceOn),
		"licence_to", day(e.LicenceTo), "state", e.State, "closed_on", day(e.ClosedOn), "note", e.Note)
	v["risks"] = e.RiskCodes()
	return v
}

func (s *Service) establishmentNew(by access.Actor, x *web.Exchange) error {
	d, err := s.desk(by, x)
	if err != nil {
		return err
	}
	if err := by.NeedAt(recordEstablishment, d.unit); err != nil {
		return err
	}
	return x.Page(200, "inspection/form", d.establishmentForm("", 0, values("state", Open, "unit", d.unit, "type", x.R.FormValue("type")), nil))
}

// formView is a page with the form of one record.
type formView struct {
	UnitName string
	Form     ui.RecordForm
	Errors   web.Errors
}

func (d desk) establishmentForm(id string, version int64, typed url.Values, refused error) ui.Page {
	e := d.x.Errors(refused)
	main, more := d.establishmentSpec(e, typed)
	form := ui.RecordForm{Action: establishmentPath, Draft: "inspection/establishment-new", Again: true, Cancel: d.href(establishmentPath),
		Controls: d.x.Controls("inspection", main, typed, e), More: d.x.Controls("inspection", more, typed, e)}
	if len(d.communes()) == 0 {
		form.Unit = d.unit
	}
	title := d.x.T("inspection.establishment.new")
	if id != "" {
		form.Action, form.Version, form.Again, form.Cancel = establishmentPath+"/"+id+"/amend", version, false, establishmentPath+"/"+id
		form.Draft = "inspection/establishment-" + id
		title = d.x.T("inspection.establishment.amend")
	}
	return ui.Page{Title: title, Body: &formView{d.tree.Name(d.unit), form, e}, Crumbs: []ui.Crumb{
		{Text: d.x.T("inspection.establishments"), Href: d.href(establishmentPath)}, {Text: title}}}
}

func (s *Service) establishmentPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	d, err := s.desk(by, x)
	if err != nil {
		return err
	}
	e := readEstablishmentForm(f, d.unit, d.riskCodes())
	if err = f.Err(); err == nil {
		e, err = s.RecordEstablishment(x.R.Context(), by, e, f.Bool("same"))
	}
	if err != nil {
		return x.Again(err, "inspection/form", d.establishmentForm("", 0, f.Values(), err))
	}
	x.Notice("inspection.establishment.saved")
	const done = "done=establishment-new"
	if x.R.FormValue("then") == "new" {
		return x.See(d.href(establishmentPath+"/new") + "&type=" + url.QueryEscape(e.Type) + "&" + done)
	}
	return x.See(establishmentPath + "/" + e.ID + "?" + done)
}

func (d desk) riskCodes() []string {
	var out []string
	for _, t := range d.words.On(riskTerm, d.today) {
		out = append(out, t.Code)
	}
	return out
}

func (s *Service) establishmentAmend(by access.Actor, x *web.Exchange) error {
	var e Establishment
	err := s.db.View(x.R.Context(), func(tx *db.Tx) (err error) {
		e, err = s.ownEstablishment(tx, by, x.Path("id"))
		return err
	})
	if err != nil {
		return err
	}
	d, err := s.desk(by, x)
	if err != nil {
		return err
	}
	d.unit = e.Unit
	return x.Page(200, "inspection/form", d.establishmentForm(e.ID, e.Version, establishmentValues(e), nil))
}

func (s *Service) establishmentAmendPost(by access.Actor, x *web.Exchange) error {
	id := x.Path("id")
	old, err := s.Establishment(x.R.Context(), by, id)
	if err != nil {
		return err
	}
	f, err := x.Form()
	if err != nil {
		return err
	}
	d, err := s.desk(by, x)
	if err != nil {
		return err
	}
	unit := old.Unit
	if len(d.communes()) > 0 && f.Raw("unit") != "" {
		unit = f.Raw("unit")
	}
	e := readEstablishmentForm(f, unit, d.riskCodes())
	if err = f.Err(); err == nil {
		_, err = s.AmendEstablishment(x.R.Context(), by, id, f.Version(), e, f.Bool("same"))
	}
	if err != nil {
		d.unit = old.Unit
		return x.Again(err, "inspection/form", d.establishmentForm(id, f.Version(), f.Values(), err))
	}
	x.Notice("inspection.establishment.amended")
	return x.See(establishmentPath + "/" + id + "?done=establishment-" + id)
}

func (s *Service) establishmentWithdraw(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	err = s.WithdrawEstablishment(x.R.Context(), by, x.Path("id"), f.Version(), f.Text("reason", maxText))
	if errs.Is(err, errs.Invalid) || errs.Is(err, errs.Conflict) {
		return s.showEstablishment(by, x, err)
	}
	if err != nil {
		return err
	}
	x.Notice("inspection.establishment.withdrawn")
	return x.See(establishmentPath + "/" + x.Path("id"))
}
