package partner

import (
	"context"
	"errors"
	"io"
	"strings"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/sheet"
	"neove/internal/ui"
	"neove/internal/web"
	"neove/org"
)

// errDry undoes a trial: it takes the same way as an import up to the end, so
// both find the same errors.
var errDry = errors.New("partner: only a trial")

// ImportServices takes a filled workbook back for a unit, or for the one that
// its template names. Rows that came in before are known and left alone.
// Errors: Invalid (every wrong cell at once), Forbidden.
func (s *Service) ImportServices(ctx context.Context, by access.Actor, unit string, file io.Reader, dry bool, reason string) (sheet.Result, error) {
	var out sheet.Result
	book, err := sheet.Open(file, serviceSheet)
	if err != nil {
		return out, err
	}
	err = s.db.Write(ctx, by, "partner.service.import", func(tx *db.Tx) error {
		if u := book.Meta("unit"); u != "" {
			unit = u
		}
		if out, err = s.importIn(tx, by, book, unit, reason); err != nil {
			return err
		}
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

func (s *Service) importIn(tx *db.Tx, by access.Actor, book *sheet.Book, unit, reason string) (sheet.Result, error) {
	var out sheet.Result
	w, err := s.open(tx, by)
	if err != nil {
		return out, err
	}
	if _, err := w.unit(unit); err != nil {
		return out, err
	}
	units, err := s.serving(tx, "partner_partners", unit)
	if err != nil {
		return out, err
	}
	known, _, err := partners(tx, Filter{Units: units, Limit: maxRows})
	if err != nil {
		return out, err
	}
	secret := by.MayAt(maySecret, unit)
	t, err := book.One(serviceColumns(w.terms, wordsOf(known), secret))
	if err != nil {
		return out, err
	}
	var signs sheet.Signer
	var fresh []Offer
	var rows []*sheet.Row
	for r := range t.Rows() {
		o := w.readRow(r, unit, secret)
		if !r.OK() {
			continue
		}
		o.Source = signs.Sign(o.Unit, o.Partner, o.Category, o.Name)
		n, err := db.Get[int64](tx, "SELECT COUNT(*) FROM partner_services WHERE source=?", o.Source)
		if err != nil {
			return out, err
		}
		if n > 0 {
			out.Known++
			continue
		}
		fresh, rows = append(fresh, o), append(rows, r)
	}
	if err := book.Err(); err != nil {
		return out, err
	}
	out.Added = len(fresh)
	if len(fresh) > 0 {
		if _, err := s.offerIn(tx, by, fresh, reason); err != nil {
			return out, atRows(err, book, rows, secret)
		}
	}
	out.Warnings = book.Warnings()
	return out, nil
}

// readRow reads a service; what is wrong is noted at its cell.
func (w *desk) readRow(r *sheet.Row, unit string, secret bool) Offer {
	o := Offer{Unit: unit, Part: Public, Partner: r.Choice("partner"), Name: r.Text("name"), Category: r.Choice("category"), Phone: r.Text("phone"),
		NightPhone: r.Text("night_phone"), Hours: r.Text("hours"), Address: r.Text("address"), Description: r.Text("description"), Eligibility: r.Text("eligibility"),
		Languages: strings.Join(r.Choices("languages"), ","), Cost: r.Text("cost"), Places: r.Count("places"), Email: r.Text("email"), Web: r.Text("web"),
		PostalCode: r.Text("postal_code"), Note: r.Text("note")}
	if d := r.Date("verified_on"); d != 0 {
		o.VerifiedOn = &d
	}
	if secret {
		if part := r.Choice("part"); part != "" {
			o.Part = part
		}
	}
	if text := r.Text("unit"); text != "" {
		o.Unit = w.place(r, text, unit, w.tx.Today())
	}
	return o
}

// place is the unit that a cell names, in the area of the file's unit.
func (w *desk) place(r *sheet.Row, text, unit string, today clock.Date) string {
	u, _ := w.tree.Unit(unit)
	found, err := w.tree.Match(text, unit, org.Lived(u, today))
	switch {
	case err != nil:
		r.Bad("unit", "partner.sheet.err.unit", "value", text)
	case !w.by.MayAt(mayRecord, found.ID):
		r.Bad("unit", "partner.sheet.err.elsewhere", "value", text)
	}
	return found.ID
}

// atRows brings what the rules found to the cells of the file; an error about
// no row is returned as it is.
func atRows(err error, book *sheet.Book, rows []*sheet.Row, secret bool) error {
	if !errs.Is(err, errs.Invalid) {
		return err
	}
	for _, f := range errs.From(err).Fields {
		if f.Row < 1 || f.Row > len(rows) {
			return err
		}
		if f.Name == "part" && !secret { // the file has no such column
			f.Name = "partner"
		}
		rows[f.Row-1].Bad(f.Name, f.Key, f.Args...)
	}
	return book.Err()
}

// importView is the import page.
type importView struct {
	sheet.Import
	Facts, Action, Template, Open string
}

func (s *Service) importing(by access.Actor, x *web.Exchange) (*importView, string, error) {
	unit := org.WorkUnit(by, x)
	if err := by.NeedAt(mayRecord, unit); err != nil {
		return nil, "", err
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return nil, "", err
	}
	return &importView{Facts: t.Name(unit), Action: with(servicePath+"/import", unit), Template: with(servicePath+"/template.xlsx", unit), Open: with(servicePath, unit)}, unit, nil
}

func (s *Service) importPage(by access.Actor, x *web.Exchange) error {
	v, _, err := s.importing(by, x)
	if err != nil {
		return err
	}
	return x.Page(200, "partner/import", ui.Page{Title: x.T("partner.import"), Body: v})
}

func (s *Service) importPost(by access.Actor, x *web.Exchange) error {
	v, unit, err := s.importing(by, x)
	if err != nil {
		return err
	}
	return v.Take(x, "partner/import", ui.Page{Title: x.T("partner.import"), Body: v}, func(file io.Reader, dry bool, reason string) (sheet.Result, error) {
		return s.ImportServices(x.R.Context(), by, unit, file, dry, reason)
	})
}
