package livelihood

import (
	"context"
	"errors"
	"io"

	"neove/access"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/sheet"
	"neove/internal/vntext"
)

// errDry undoes a trial, which takes the same way as an import up to the end.
var errDry = errors.New("livelihood: only a trial")

// intake says how one kind of record comes in from a workbook.
type intake[T any] struct {
	kind    string // of the template
	may     string // the permission
	table   string
	columns []sheet.Column
	read    func(*sheet.Row, string, *sheet.Signer) T
	source  func(T) string
	store   func(tx *db.Tx, list []T) error // errors name the rows from 1
}

// take stores the rows that did not come in before, or finds everything that is
// wrong. unit is whose file it is, unless the file says so itself.
func (in intake[T]) take(tx *db.Tx, by access.Actor, file io.Reader, unit string) (sheet.Result, error) {
	var out sheet.Result
	t, err := sheet.Read(file, in.columns, in.kind)
	if err != nil {
		return out, err
	}
	if u := t.Meta("unit"); u != "" {
		unit = u
	}
	if err := by.NeedAt(in.may, unit); err != nil {
		return out, err
	}
	var signs sheet.Signer
	var rows []*sheet.Row
	var list []T
	var sources []string
	for r := range t.Rows() {
		if v := in.read(r, unit, &signs); r.OK() {
			rows, list, sources = append(rows, r), append(list, v), append(sources, in.source(v))
		}
	}
	known, err := knownSources(tx, in.table, sources)
	if err != nil {
		return out, err
	}
	var fresh []T
	var freshRows []*sheet.Row
	for i, v := range list {
		if !known[sources[i]] {
			fresh, freshRows = append(fresh, v), append(freshRows, rows[i])
		}
	}
	if err := atRows(in.store(tx, fresh), freshRows); err != nil {
		return out, err
	}
	out = sheet.Result{Added: len(fresh), Known: len(list) - len(fresh), Warnings: t.Warnings()}
	return out, t.Err()
}

// atRows brings what the rules found to the rows of the file; an error about no
// row is returned.
func atRows(err error, rows []*sheet.Row) error {
	if !errs.Is(err, errs.Invalid) {
		return err
	}
	for _, f := range errs.From(err).Fields {
		if f.Row < 1 || f.Row > len(rows) {
			return err
		}
		rows[f.Row-1].Bad(f.Name, f.Key, f.Args...)
	}
	return nil
}

// importIn runs an intake in one transaction; a trial stores nothing.
func importIn[T any](ctx context.Context, s *Service, by access.Actor, command string, dry bool, make func(tx *db.Tx) (intake[T], error), file io.Reader, unit string) (sheet.Result, error) {
	var out sheet.Result
	err := s.db.Write(ctx, by, command, func(tx *db.Tx) error {
		in, err := make(tx)
		if err != nil {
			return err
		}
		if out, err = in.take(tx, by, file, unit); err != nil {
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

// Import takes a filled workbook of supports back; rows that came in before are
// known and left alone. Nothing is stored when any row is wrong or in a trial.
// Errors: Invalid (cells, or a signed month without a reason), Forbidden.
func (s *Service) Import(ctx context.Context, by access.Actor, unit string, file io.Reader, dry bool, reason string) (sheet.Result, error) {
	return importIn(ctx, s, by, "livelihood.support.import", dry, func(tx *db.Tx) (intake[Support], error) {
		list, err := kinds(tx)
		return intake[Support]{supportSheet, supportRecord, "livelihood_supports", supportHeadings(list), readSupportRow, func(r Support) string { return r.Source },
			func(tx *db.Tx, list []Support) error {
				_, err := s.recordIn(tx, by, list, vntext.Clean(reason))
				return err
			}}, err
	}, file, unit)
}

// ImportLinks is Import for programme links.
func (s *Service) ImportLinks(ctx context.Context, by access.Actor, unit string, file io.Reader, dry bool, reason string) (sheet.Result, error) {
	return importIn(ctx, s, by, "livelihood.link.import", dry, func(*db.Tx) (intake[Link], error) {
		return intake[Link]{linkSheet, linkRecord, "livelihood_links", linkHeadings, readLinkRow, func(l Link) string { return l.Source },
			func(tx *db.Tx, list []Link) error {
				_, err := s.recordLinksIn(tx, by, list, vntext.Clean(reason))
				return err
			}}, nil
	}, file, unit)
}
