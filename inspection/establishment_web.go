package inspection

import (
	"context"
	"net/url"
	"strings"

	"neove/access"
	"neove/audit"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
)

// establishmentFilter reads the list's state from the address.
func establishmentFilter(d desk) (Filter, error) {
	q := d.x.Query()
	f := Filter{Type: q.Text("type", 40), State: q.Choice("state", Open, Closed), Text: q.Text("q", 100), Limit: pageSize}
	var risks []string
	for _, t := range d.words {
		if t.Kind == riskTerm {
			risks = append(risks, t.Code)
		}
	}
	f.Risk = q.Choice("risk", risks...)
	if months, known := uncheckedFor[q.Choice("last", "6", "12", "never")]; known {
		f.Unchecked = d.today.AddMonths(-months)
	}
	return f, q.Err()
}

// uncheckedFor are the choices of the filter "last check", in months.
var uncheckedFor = map[string]int{"6": 6, "12": 12, "never": 12 * 100}

func (d desk) establishmentFilters() []ui.Control {
	last := d.x.Options("inspection.last", "6", "12", "never")
	return append(d.unitFilter(readEstablishment),
		ui.Control{Kind: "select", Name: "type", Options: d.options(typeTerm, ""), Blank: d.x.T("ui.word.all")},
		ui.Control{Kind: "select", Name: "risk", Label: d.x.T("inspection.field.risks"), Options: d.options(riskTerm, ""), Blank: d.x.T("ui.word.all")},
		ui.Control{Kind: "select", Name: "last", Options: last, Blank: d.x.T("ui.word.all")},
		ui.Control{Kind: "select", Name: "state", Options: d.x.Options("inspection.state", Open, Closed), Blank: d.x.T("ui.word.all")},
		ui.Control{Kind: "text", Name: "q", Label: d.x.T("ui.word.search"), Max: 100})
}

func (s *Service) establishmentsPage(by access.Actor, x *web.Exchange) error {
	d, err := s.desk(by, x)
	if err != nil {
		return err
	}
	f, err := establishmentFilter(d)
	if err != nil {
		return err
	}
	l := x.List(pageSize)
	f.Offset = l.Offset()
	list, total, err := s.Establishments(x.R.Context(), by, d.unit, f)
	if err != nil {
		return err
	}
	last, err := s.lastChecks(x.R.Context(), sorted(list, func(e Establishment) string { return e.ID }))
	if err != nil {
		return err
	}
	v := d.list(establishmentPath, total)
	filters := x.Controls("inspection", d.establishmentFilters(), l.Query, web.Errors{})
	l.ControlChips(filters)
	v.Listing = ui.Listing{Action: establishmentPath, Filters: filters, Chips: l.Chips, Clear: l.Clear(),
		Table: d.establishmentTable(list, last), Pager: l.Pager(len(list), total), Empty: x.T("inspection.establishments.empty")}
	if by.MayAt(recordEstablishment, d.unit) {
		v.Listing.First = ui.Link{Href: d.href(establishmentPath + "/new"), Text: x.T("inspection.establishment.new")}
		v.Buttons = []button{{v.Listing.First.Href, v.Listing.First.Text, "plus", false},
			{d.href(establishmentPath + "/grid"), x.T("ui.word.grid"), "table", true}, {d.href(establishmentPath + "/import"), x.T("ui.word.import"), "doc", true}}
	}
	v.Buttons = append(v.Buttons, button{l.Sheet(), x.T("ui.word.xlsx"), "download", true})
	return x.Page(200, "inspection/list", ui.Page{Title: x.T("inspection.establishments"), Body: &v})
}

func (d desk) establishmentTable(list []Establishment, last map[string]clock.Date) ui.Table {
	x := d.x
	t := ui.Table{Label: x.T("inspection.establishments"), Columns: []ui.Column{{Label: x.T("inspection.field.name")}, {Label: x.T("inspection.field.type")}}}
	if d.manyUnits() {
		t.Columns = append(t.Columns, ui.Column{Label: x.T("inspection.field.commune")})
	}
	t.Columns = append(t.Columns, ui.Column{Label: x.T("inspection.field.last")})
	for _, e := range list {
		name := ui.TD{Text: e.Name, Href: establishmentPath + "/" + e.ID, Note: e.Address}
		name.Tag, name.Kind = d.mark(e)
		row := []ui.TD{name, {Text: d.name(typeTerm, e.Type), Note: d.risks(e.RiskCodes())}}
		if d.manyUnits() {
			row = append(row, ui.TD{Text: d.tree.Name(e.Unit)})
		}
		t.Rows = append(t.Rows, append(row, d.lastCell(last[e.ID])))
	}
	return t
}

// mark is what an officer must see of an establishment at once.
func (d desk) mark(e Establishment) (text, kind string) {
	switch {
	case e.Withdrawn:
		return d.x.T("ui.word.withdrawn"), ""
	case e.State == Closed:
		return d.x.T("inspection.state.closed"), ""
	case e.Expired(d.today):
		return d.x.T("inspection.licence.expired"), "warn"
	}
	return "", ""
}

func (d desk) lastCell(last clock.Date) ui.TD {
	if last == 0 {
		return ui.TD{Text: d.x.T("inspection.last.never")}
	}
	return ui.TD{Text: vntext.Date(last)}
}

// establishmentSpec is the form: what fits into a minute, and the rest below.
func (d desk) establishmentSpec(e web.Errors, typed url.Values) (main, more []ui.Control) {
	main = []ui.Control{
		{Kind: "select", Name: "type", Options: d.options(typeTerm, typed.Get("type")), Blank: d.x.T("ui.word.choose"), Need: true},
		{Kind: "text", Name: "name", Hint: d.x.T("inspection.hint.sign"), Need: true, Max: maxName}}
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
	e, err := s.Establishment(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	d, err := s.desk(by, x)
	if err != nil {
		return err
	}
	if err := by.NeedAt(recordEstablishment, e.Unit); err != nil {
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

// establishmentView is one establishment with its checks and why it is due.
type establishmentView struct {
	Establishment
	UnitName, TypeName string
	Tag, TagKind       string
	Rows               []ui.SummaryRow
	Checks             ui.Table
	NoChecks           string
	Score              int64
	Why                []string
	History            []ui.Event
	MayChange          bool
	NewCheck           string
	Errors             web.Errors
}

func (s *Service) establishmentPage(by access.Actor, x *web.Exchange) error {
	return s.showEstablishment(by, x, nil)
}

func (s *Service) showEstablishment(by access.Actor, x *web.Exchange, refused error) error {
	e, err := s.Establishment(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	d, err := s.desk(by, x)
	if err != nil {
		return err
	}
	v := establishmentView{Establishment: e, UnitName: d.tree.Name(e.Unit), TypeName: d.name(typeTerm, e.Type), Errors: x.Errors(refused),
		MayChange: by.MayAt(recordEstablishment, e.Unit) && !e.Withdrawn, NoChecks: x.T("inspection.establishment.no_checks")}
	v.Tag, v.TagKind = d.mark(e)
	v.Rows = d.establishmentRows(e)
	events, list, err := s.about(x.R.Context(), by, e, &v, d)
	if err != nil {
		return err
	}
	v.History = audit.History(x, events)
	if len(list) > 0 {
		v.Checks = d.checkTable(list, false)
	}
	if _, unit := by.Home(); by.May(recordCheck) && !e.Withdrawn && d.tree.Covers(unit, e.Unit) {
		v.NewCheck = checkPath + "/new?establishment=" + e.ID
	}
	page := ui.Page{Title: e.Name, Body: &v, Crumbs: []ui.Crumb{{Text: x.T("inspection.establishments"), Href: establishmentPath + "?unit=" + e.Unit}, {Text: e.Name}}}
	if refused != nil {
		return x.Again(refused, "inspection/establishment", page)
	}
	return x.Page(200, "inspection/establishment", page)
}

// about reads the history, the checks and the score of an establishment.
func (s *Service) about(ctx context.Context, by access.Actor, e Establishment, v *establishmentView, d desk) (events []audit.Event, list []CheckRow, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		if events, err = audit.Of(tx, establishmentKind, e.ID); err != nil {
			return err
		}
		if list, _, err = checks(tx, CheckFilter{Units: []string{e.Unit}, Establishment: e.ID, Limit: 100}); err != nil {
			return err
		}
		all, err := propose(tx, Filter{Units: []string{e.Unit}, Limit: 50_000}, d.today)
		for _, p := range all {
			if p.ID == e.ID {
				v.Score, v.Why = p.Score, d.why(p.Why)
			}
		}
		return err
	})
	return events, list, err
}

func (d desk) establishmentRows(e Establishment) []ui.SummaryRow {
	main, more := d.establishmentSpec(web.Errors{}, url.Values{})
	typed := establishmentValues(e)
	if e.State == Open {
		typed.Del("state")
	}
	rows := ui.Summary(d.x.Controls("inspection", append(main, more...), typed, web.Errors{}), d.x.T("ui.word.yes"))
	if len(d.communes()) == 0 {
		rows = append(rows, ui.SummaryRow{Label: d.x.T("inspection.field.commune"), Value: d.tree.Name(e.Unit)})
	}
	return rows
}
