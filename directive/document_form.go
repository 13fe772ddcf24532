package directive

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/upload"
	"neove/internal/vntext"
	"neove/internal/web"
	"neove/org"
)

// formView is the form of a document: what it is, to whom it goes, the rest.
type formView struct {
	Title, Action, Cancel string
	Unit, UnitName        string
	Version               int64
	Draft                 string
	Main, To, More        []ui.Control
	MoreOpen              bool
}

// formSpec describes the three parts of the form; To is nil for an amendment.
func (s *Service) formSpec(by access.Actor, x *web.Exchange, unit string, on clock.Date, fresh bool) (main, to, more []ui.Control, err error) {
	kinds, err := s.Kinds(x.R.Context())
	if err != nil {
		return nil, nil, nil, err
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return nil, nil, nil, err
	}
	parents, err := s.parentOptions(by, x, unit, kinds)
	if err != nil {
		return nil, nil, nil, err
	}
	main = []ui.Control{
		{Kind: "select", Name: "kind", Options: kindOptions(kinds, string(x.Lang)), Blank: x.T("ui.word.choose"), Need: true, Half: true},
		{Kind: "text", Name: "agency", Max: maxName, Need: true, Half: true},
		{Kind: "text", Name: "code", Max: maxCode, Half: true}, {Kind: "date", Name: "issued_on", Hint: x.T("ui.word.date_hint"), Need: true, Half: true},
		{Kind: "lines", Name: "subject", Rows: 2, Max: maxSubject, Need: true},
		{Kind: "select", Name: "authority", Options: authorityOptions(x), Blank: x.T("directive.authority.none"), Half: true},
		{Kind: "text", Name: "post", Max: maxName, Half: true}}
	more = []ui.Control{{Kind: "text", Name: "signer", Max: maxName, Half: true}, {Kind: "text", Name: "for_year", Width: "s", Half: true},
		{Kind: "lines", Name: "issuers", Rows: 3, Max: 3000},
		{Kind: "date", Name: "effective_on", Half: true}, {Kind: "date", Name: "ended_on", Half: true},
		{Kind: "select", Name: "parent", Options: parents, Blank: x.T("ui.word.none")}, {Kind: "lines", Name: "note", Rows: 2, Max: maxNote}}
	if fresh {
		var rare []ui.Control
		to, rare = addressSpec(x, t, unit, on)
		more = append(rare, more...)
		more = append(more, ui.Control{Kind: "check", Name: "incoming"}, ui.Control{Kind: "file", Name: "file", Accept: upload.Accept})
	}
	return main, to, more, nil
}

func authorityOptions(x *web.Exchange) []ui.Option {
	var out []ui.Option
	for _, a := range Authorities {
		out = append(out, ui.Option{Value: a, Text: a + " (" + x.T("directive.authority."+strings.ToLower(strings.TrimSuffix(a, "."))) + ")"})
	}
	return out
}

// addressSpec are the controls that say who must do what by when: those that
// most documents need, and the rest.
func addressSpec(x *web.Exchange, t *org.Tree, unit string, on clock.Date) (main, more []ui.Control) {
	var groups []ui.Option
	for _, g := range Groups(t, unit, on) {
		groups = append(groups, ui.Option{Value: g.Code, Text: x.T("directive.group."+g.Code, "n", len(g.Units))})
	}
	var roles []string
	for _, r := range org.AgencyRoles {
		roles = append(roles, string(r))
	}
	if len(groups) > 0 {
		main = append(main, ui.Control{Kind: "checks", Name: "to", Options: groups, Inline: true})
	}
	main = append(main, ui.Control{Kind: "checks", Name: "roles", Options: x.Options("directive.role", roles...), Inline: true},
		ui.Control{Kind: "select", Name: "require", Options: x.Options("directive.require", Requirements...), Blank: x.T("ui.word.choose"), Half: true},
		ui.Control{Kind: "date", Name: "due_on", Half: true})
	return main, []ui.Control{{Kind: "lines", Name: "ask", Rows: 2, Max: maxNote}, {Kind: "lines", Name: "units", Rows: 2, Max: 20_000}, {Kind: "lines", Name: "agencies", Rows: 2, Max: 5000}}
}

// parentOptions are the latest documents that a new one can be made because of.
func (s *Service) parentOptions(by access.Actor, x *web.Exchange, unit string, kinds []Kind) ([]ui.Option, error) {
	var out []ui.Option
	for _, received := range []bool{true, false} {
		list, _, err := s.Documents(x.R.Context(), by, Filter{Unit: unit, Received: received, Limit: 50})
		if err != nil {
			return nil, err
		}
		for _, d := range list {
			if d.Draft() {
				continue
			}
			text := []rune(title(x, kindByCode(kinds, d.Kind), d.Document) + " – " + d.Subject)
			if len(text) > 90 {
				text = append(text[:90], '…')
			}
			out = append(out, ui.Option{Value: d.ID, Text: string(text)})
		}
	}
	return out, nil
}

func (s *Service) showForm(by access.Actor, x *web.Exchange, v formView, values url.Values, refused error) error {
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	on, err := vntext.ParseDate(values.Get("issued_on"))
	if err != nil {
		on = clock.DateOf(s.db.Now())
	}
	main, to, more, err := s.formSpec(by, x, v.Unit, on, v.Version == 0)
	if err != nil {
		return err
	}
	e := x.Errors(refused)
	if e.Of("again") != "" {
		main = append(main, ui.Control{Kind: "check", Name: "again"})
	}
	v.UnitName = t.Name(v.Unit)
	v.Main, v.To, v.More = x.Controls("directive", main, values, e), x.Controls("directive", to, values, e), x.Controls("directive", more, values, e)
	v.MoreOpen = slices.ContainsFunc(v.More, func(c ui.Control) bool { return c.Error != "" || c.Value != "" && v.Version > 0 })
	page := ui.Page{Title: v.Title, Body: &v, Crumbs: crumbs(by, x, v.Unit, v.Title)}
	if refused != nil {
		return x.Again(refused, "directive/document_form", page)
	}
	return x.Page(200, "directive/document_form", page)
}

func (s *Service) newForm(x *web.Exchange, unit string) formView {
	return formView{Title: x.T("directive.document.new"), Action: documentPath, Cancel: documentPath + "?unit=" + url.QueryEscape(unit), Unit: unit, Draft: "directive/new-" + unit}
}

func (s *Service) newPage(by access.Actor, x *web.Exchange) error {
	unit := org.WorkUnit(by, x)
	if _, ok := s.officeAt(by, unit); !ok {
		return denied()
	}
	q := x.Query()
	values := url.Values{"issued_on": {vntext.Date(clock.DateOf(s.db.Now()))}, "parent": {q.Text("parent", 40)}, "kind": {q.Text("kind", 20)}}
	err := s.db.View(x.R.Context(), func(tx *db.Tx) error {
		name, err := s.agencyName(tx, unit)
		values.Set("agency", name)
		return err
	})
	if err != nil {
		return err
	}
	return s.showForm(by, x, s.newForm(x, unit), values, nil)
}

// agencyName is how a unit signs: as on its latest document, else its lead
// agency where that is known, else its own name.
func (s *Service) agencyName(tx *db.Tx, unit string) (string, error) {
	name, err := lastAgency(tx, unit)
	if err != nil || name != "" {
		return name, err
	}
	if name, err = s.org.AgencyName(tx, unit, tx.Today()); err != nil || name != "" {
		return name, err
	}
	t, err := s.org.TreeIn(tx)
	if err != nil {
		return "", err
	}
	return t.Name(unit), nil
}

// readDocument decodes the form.
func readDocument(f *web.Form, unit string) Document {
	d := Document{Unit: unit, Kind: f.NeedText("kind", 20), Code: f.Text("code", maxCode), On: f.NeedDate("issued_on"), Subject: f.Text("subject", maxSubject),
		Parent: f.Text("parent", 40), Note: f.Text("note", maxNote), Incoming: f.Bool("incoming")}
	d.Effective, _ = f.Date("effective_on")
	d.Ended, _ = f.Date("ended_on")
	if y := f.Count("for_year"); y != nil {
		d.ForYear = *y
	}
	first := Issuer{Agency: f.Text("agency", maxName), Authority: f.Choice("authority", Authorities...), Post: f.Text("post", maxName), Name: f.Text("signer", maxName)}
	if !d.Incoming {
		first.Unit = unit
	}
	d.Issuers = []Issuer{first}
	for line := range strings.Lines(f.Lines("issuers", 3000)) {
		if line = strings.TrimSpace(line); line != "" {
			d.Issuers = append(d.Issuers, parseIssuerLine(line))
		}
	}
	return d
}

// readAddress decodes who must do what; names of units are looked up near the
// unit first, then farther away.
func (s *Service) readAddress(x *web.Exchange, f *web.Form, unit string, on clock.Date) (Address, error) {
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return Address{}, err
	}
	a := Address{Groups: f.Choices("to", "districts", "communes"), Require: f.Choice("require", Requirements...), Ask: f.Lines("ask", maxNote)}
	a.Due, _ = f.Date("due_on")
	for _, r := range f.Choices("roles", string(access.Police), string(access.BorderGuard), string(access.CoastGuard)) {
		a.Roles = append(a.Roles, access.Role(r))
	}
	for line := range strings.Lines(f.Lines("units", 20_000)) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		u, err := near(t, line, unit, on)
		if err != nil {
			e := errs.From(err)
			f.Bad("units", e.Key, e.Args...)
			continue
		}
		a.Units = append(a.Units, u.ID)
	}
	for line := range strings.Lines(f.Lines("agencies", 5000)) {
		if line = vntext.Clean(line); line != "" {
			a.Agencies = append(a.Agencies, line)
		}
	}
	return a, nil
}

// near finds the unit that a person means: in the unit's own area, then in the
// area above, and so on.
func near(t *org.Tree, text, unit string, on clock.Date) (org.Unit, error) {
	var err error
	for _, root := range append([]string{unit}, t.Ancestors(unit, on)...) {
		var u org.Unit
		if u, err = t.Match(text, root, on); err == nil || !errs.Is(err, errs.NotFound) {
			return u, err
		}
	}
	return org.Unit{}, err
}

func (s *Service) issuePost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	unit := org.WorkUnit(by, x)
	d := readDocument(f, unit)
	to, err := s.readAddress(x, f, unit, d.On)
	if err != nil {
		return err
	}
	var file *upload.File
	if _, ok := f.File("file"); ok {
		got, bad := upload.FromForm(f, "file")
		if file = &got; bad != nil {
			f.Bad("file", errs.From(bad).Fields[0].Key)
		}
	}
	if err = f.Err(); err == nil {
		d, err = s.issueWith(x, by, d, to, f.Bool("again"), file)
	}
	if err != nil {
		return s.showForm(by, x, s.newForm(x, unit), f.Values(), err)
	}
	x.Notice("directive.document.saved")
	return x.See(documentPath + "/" + d.ID + "?done=new-" + url.QueryEscape(unit))
}

// issueWith issues a document together with its file.
func (s *Service) issueWith(x *web.Exchange, by access.Actor, d Document, to Address, again bool, file *upload.File) (Document, error) {
	err := s.db.Write(x.R.Context(), by, "directive.document.issue", func(tx *db.Tx) (err error) {
		if d, err = s.IssueIn(tx, by, d, to, again); err != nil || file == nil {
			return err
		}
		return attach(tx, by, File{Document: d.ID}, *file)
	})
	return d, err
}

func (s *Service) amendForm(x *web.Exchange, v View) formView {
	return formView{Title: x.T("directive.document.amend"), Action: documentPath + "/" + v.ID + "/amend", Cancel: documentPath + "/" + v.ID, Unit: v.Unit, Version: v.Version}
}

func (s *Service) amendPage(by access.Actor, x *web.Exchange) error {
	v, err := s.Document(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	if !s.runs(by, mayIssue, v.Document) {
		return denied()
	}
	return s.showForm(by, x, s.amendForm(x, v), documentValues(v.Document), nil)
}

// documentValues are a document as its form shows it.
func documentValues(d Document) url.Values {
	q := url.Values{"kind": {d.Kind}, "code": {d.Code}, "issued_on": {dateText(d.On)}, "subject": {d.Subject}, "effective_on": {dateText(d.Effective)},
		"ended_on": {dateText(d.Ended)}, "parent": {d.Parent}, "note": {d.Note}, "for_year": {strconv.FormatInt(d.ForYear, 10)}}
	var lines []string
	for n, i := range d.Issuers {
		if n == 0 {
			q["agency"], q["authority"], q["post"], q["signer"] = []string{i.Agency}, []string{i.Authority}, []string{i.Post}, []string{i.Name}
			continue
		}
		lines = append(lines, issuerLine(i))
	}
	q.Set("issuers", strings.Join(lines, "\n"))
	return q
}

func (s *Service) amendPost(by access.Actor, x *web.Exchange) error {
	v, err := s.Document(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	f, err := x.Form()
	if err != nil {
		return err
	}
	d := readDocument(f, v.Unit)
	keepUnits(&d, v.Document)
	if err = f.Err(); err == nil {
		_, err = s.Amend(x.R.Context(), by, v.ID, f.Version(), d, f.Bool("again"))
	}
	if err != nil {
		form := s.amendForm(x, v)
		form.Version = f.Version()
		return s.showForm(by, x, form, f.Values(), err)
	}
	x.Notice("directive.document.amended")
	return x.See(documentPath + "/" + v.ID)
}

// keepUnits keeps the unit of each agency that the amended form still names.
func keepUnits(d *Document, old Document) {
	for n := range d.Issuers {
		for _, o := range old.Issuers {
			if vntext.Fold(o.Agency) == vntext.Fold(d.Issuers[n].Agency) {
				d.Issuers[n].Unit = o.Unit
			}
		}
	}
	if old.Incoming {
		d.Incoming = true
	}
}
