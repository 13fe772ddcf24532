package directive

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"neove/access"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/sheet"
	"neove/internal/web"
	"neove/measure"
)

// errDry undoes a trial: it takes the same way as an import up to the end.
var errDry = errors.New("directive: only a trial")

// Import takes a register that was kept in Excel: our template, or any sheet
// whose headings name the columns. Rows that came in before, or whose number
// stands in the register already, are left alone. Nothing is stored when any row
// is wrong or in a trial. Errors: Invalid, Forbidden.
func (s *Service) Import(ctx context.Context, by access.Actor, unit string, file io.Reader, dry bool) (sheet.Result, error) {
	var out sheet.Result
	err := s.db.Write(ctx, by, "directive.document.import", func(tx *db.Tx) error {
		in := &importing{s: s, tx: tx, by: by, unit: unit}
		if err := in.run(file); err != nil {
			return err
		}
		out = in.out
		if dry {
			return errDry
		}
		return nil
	})
	if errors.Is(err, errDry) {
		err = nil
	}
	return out, err
}

// importing is one import on its way.
type importing struct {
	s      *Service
	tx     *db.Tx
	by     access.Actor
	unit   string
	office access.Role
	table  *sheet.Table
	seen   map[string]bool // numbers of this file
	out    sheet.Result
}

// row is a row with the document that it says.
type row struct {
	*sheet.Row
	document Document
	parent   string // number of the document it cites
}

func (in *importing) run(file io.Reader) error {
	kinds, err := kinds(in.tx)
	if err != nil {
		return err
	}
	if in.table, err = sheet.Read(file, documentColumnsOf(kinds), sheetKind); err != nil {
		return err
	}
	if unit := in.table.Meta("unit"); unit != "" {
		in.unit = unit
	}
	var ok bool
	if in.office, ok = in.s.officeAt(in.by, in.unit); !ok {
		return denied()
	}
	name, err := in.s.agencyName(in.tx, in.unit)
	if err != nil {
		return err
	}
	in.seen = map[string]bool{}
	var rows []row
	var signs sheet.Signer
	for r := range in.table.Rows() {
		v, err := in.read(r, &signs, name)
		if err != nil {
			return err
		}
		if r.OK() {
			rows = append(rows, v)
		}
	}
	if err := in.table.Err(); err != nil {
		return err
	}
	return in.store(rows)
}

// read takes a row over into a document and brings broken rules to its cells.
func (in *importing) read(r *sheet.Row, signs *sheet.Signer, name string) (row, error) {
	d := Document{ID: in.tx.ID(), Unit: in.unit, Office: in.office, Incoming: r.Choice("direction") == "in", Kind: r.Choice("kind"), Code: r.Text("code"), On: r.Date("issued_on"), Subject: r.Text("subject"),
		Effective: r.Date("effective_on"), Ended: r.Date("ended_on"), Note: r.Text("note"), Version: 1, CreatedBy: in.by.ActorName(), CreatedAt: in.tx.Now, ChangedAt: in.tx.Now}
	if y := r.Count("for_year"); y != nil {
		d.ForYear = *y
	}
	first := Issuer{Agency: r.Text("agency"), Authority: r.Choice("authority"), Post: r.Text("post"), Name: r.Text("signer")}
	if !d.Incoming {
		if first.Unit = in.unit; first.Agency == "" {
			first.Agency = name
		}
	}
	d.Issuers = []Issuer{first}
	for line := range strings.SplitSeq(r.Text("issuers"), "|") {
		if line = strings.TrimSpace(line); line != "" {
			d.Issuers = append(d.Issuers, parseIssuerLine(line))
		}
	}
	d.Source = signs.Sign(in.unit, d.Kind, d.Code, d.On, d.Subject, first.Agency)
	d.clean()
	if !r.OK() {
		return row{}, nil
	}
	var c errs.Check
	d.validate(&c, 0, in.tx.Today())
	if err := in.s.checkPlace(in.tx, in.by, &c, 0, d); err != nil {
		return row{}, err
	}
	if err := c.Err(); err != nil {
		for _, f := range errs.From(err).Fields {
			r.Bad(f.Name, f.Key, f.Args...)
		}
	}
	return row{r, d, r.Text("parent")}, nil
}

// store keeps what is new. A number that is there already is told, not stored.
func (in *importing) store(rows []row) error {
	sources := make([]string, len(rows))
	for i, r := range rows {
		sources[i] = r.document.Source
	}
	known, err := knownSources(in.tx, sources)
	if err != nil {
		return err
	}
	var fresh []Document
	for _, r := range rows {
		d := r.document
		key := d.CodeKey + "|" + d.Issuers[0].AgencyKey + "|" + itoa(d.On.Year())
		same, err := twin(in.tx, d)
		if err != nil {
			return err
		}
		if known[d.Source] || same != "" || in.seen[key] {
			in.out.Known++
			if !known[d.Source] {
				r.Warn("code", "directive.sheet.twin", "code", d.Code)
			}
			continue
		}
		in.seen[key] = true
		if d.Parent, err = in.parent(r, fresh); err != nil {
			return err
		}
		fresh = append(fresh, d)
	}
	in.out.Added, in.out.Warnings = len(fresh), in.table.Warnings()
	return in.insert(fresh)
}

// parent finds the document that a row cites: above it in the file, or in the
// register.
func (in *importing) parent(r row, fresh []Document) (string, error) {
	key := codeKey(r.parent)
	if key == "" {
		return "", nil
	}
	if i := slices.IndexFunc(fresh, func(d Document) bool { return d.CodeKey == key }); i >= 0 {
		return fresh[i].ID, nil
	}
	found, err := db.Select[string](in.tx, "SELECT id FROM directive_documents WHERE code_key=? AND withdrawn=? ORDER BY issued_on DESC, id LIMIT 20", key, false)
	if err != nil {
		return "", err
	}
	for _, id := range found {
		if _, err := seen(in.tx, in.by, id); err == nil {
			return id, nil
		} else if !errs.Is(err, errs.NotFound) {
			return "", err
		}
	}
	r.Warn("parent", "directive.sheet.parent", "code", r.parent)
	return "", nil
}

func (in *importing) insert(list []Document) error {
	if len(list) == 0 {
		return nil
	}
	if err := db.InsertAll(in.tx, "directive_documents", list); err != nil {
		return err
	}
	var issuers []Issuer
	entries := make([]measure.Entry, len(list))
	for i, d := range list {
		issuers = append(issuers, d.Issuers...)
		entries[i] = measure.Entry{ID: d.ID, Facts: d.facts()}
		in.tx.Event(db.Event{Action: "directive.document.import", Subject: documentKind, ID: d.ID, Unit: d.Unit, Detail: map[string]any{"code": d.Code, "subject": d.Subject}})
	}
	if err := db.InsertAll(in.tx, "directive_issuers", issuers); err != nil {
		return err
	}
	return measure.Replace(in.tx, documentKind, entries...)
}

func (s *Service) importPost(by access.Actor, x *web.Exchange) error {
	v, page, err := s.importPageOf(by, x)
	if err != nil {
		return err
	}
	return v.Take(x, "directive/import", page, func(file io.Reader, dry bool, _ string) (sheet.Result, error) {
		return s.Import(x.R.Context(), by, v.Unit, file, dry)
	})
}
