package outreach

import (
	"context"
	"errors"
	"io"
	"strings"

	"neove/access"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/sheet"
	"neove/internal/vntext"
	"neove/measure"
	"neove/org"
)

// ImportResult says what an import did, or would do.
type ImportResult struct {
	Unit        string       `json:"unit"`
	UnitName    string       `json:"unit_name"`
	Period      string       `json:"period"`
	Added       int          `json:"added"`        // activities that are new
	Known       int          `json:"known"`        // activities that came in before
	Totals      int          `json:"totals"`       // totals and notes that change
	TotalsKnown int          `json:"totals_known"` // those that are there already
	DryRun      bool         `json:"dry_run"`
	Warnings    []errs.Field `json:"-"` // what a person should look at; Args name the place
}

// errDry undoes a trial: it takes the same way as an import up to the end, so
// both find the same errors.
var errDry = errors.New("outreach: only a trial")

// Import takes a filled template back. Nothing is stored when any row is wrong
// or in a trial (dryRun). Rows that came in before are known and left alone, so
// the same file changes nothing the second time. A month that is approved needs
// a reason as soon as something changes.
//
// Errors: Invalid (no workbook, cells with errors: Fields name sheet!column and
// row), NotFound (no such unit in that month), Forbidden, Conflict (the month
// waits for approval).
func (s *Service) Import(ctx context.Context, by access.Actor, r io.Reader, dryRun bool, reason string) (ImportResult, error) {
	var out ImportResult
	book, err := sheet.Open(r, sheetKind)
	if err != nil {
		return out, err
	}
	// The command bears the name of what it does to the month; activities
	// name their own action.
	err = s.db.Write(ctx, by, "outreach.month.save", func(tx *db.Tx) error {
		in := &importing{s: s, tx: tx, by: by, book: book, reason: vntext.Clean(reason)}
		if err := in.run(); err != nil {
			return err
		}
		out = in.out
		out.DryRun = dryRun
		if dryRun {
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
	book   *sheet.Book
	reason string
	tree   *org.Tree
	period measure.Period
	unit   org.Unit
	list   []Channel
	out    ImportResult

	activities, totals *sheet.Table // nil where the file has none
}

func (in *importing) run() error {
	var err error
	if in.list, err = channels(in.tx); err != nil {
		return err
	}
	words := channelWords(in.list, false)
	if in.activities, err = in.book.Table(activitySheetColumns(words)); err != nil {
		return err
	}
	if in.totals, err = in.book.Table(totalSheetColumns(words)); err != nil {
		return err
	}
	if in.activities == nil && in.totals == nil {
		return errs.New(errs.Invalid, "outreach.sheet.err.no_table")
	}
	if in.tree, err = in.s.org.TreeIn(in.tx); err != nil {
		return err
	}
	if err := in.place(); err != nil {
		return err
	}
	entries, typed, err := in.read()
	if err != nil {
		return err
	}
	if len(entries) > 0 {
		if err := in.record(entries); err != nil {
			return err
		}
	}
	if len(typed) > 0 {
		if err := in.save(typed); err != nil {
			return err
		}
	}
	in.out.Warnings = in.book.Warnings()
	if len(entries)+len(typed) == 0 {
		in.out.Warnings = append(in.out.Warnings, errs.Field{Key: "sheet.warn.empty"})
	}
	return nil
}

// read takes all rows of all tables apart and reports everything that is wrong
// at once.
func (in *importing) read() ([]entry, []typedTotal, error) {
	var entries []entry
	var typed []typedTotal
	r := &rowReader{in.unit.ID, in.period.Window(), channelsByCode(in.list)}
	if in.activities != nil {
		entries = r.entries(in.activities)
		if err := in.check(entries); err != nil {
			return nil, nil, err
		}
	}
	if in.totals != nil {
		typed = r.totals(in.totals)
	}
	return entries, typed, in.book.Err()
}

// check runs the rules of the book over the rows that could be read.
func (in *importing) check(entries []entry) error {
	b, err := in.s.open(in.tx, in.by)
	if err != nil {
		return err
	}
	var c errs.Check
	for i, e := range entries {
		if err := b.check(&c, i+1, e.Activity); err != nil {
			return err
		}
	}
	if err := c.Err(); err != nil {
		for _, f := range errs.From(err).Fields {
			entries[f.Row-1].row.Bad(f.Name, "outreach.sheet.err."+strings.TrimPrefix(f.Key, "outreach.err."), f.Args...)
		}
	}
	return nil
}

// record stores the rows that are new.
func (in *importing) record(entries []entry) error {
	sources := make([]string, len(entries))
	for i, e := range entries {
		sources[i] = e.Source
	}
	known, err := knownSources(in.tx, in.unit.ID, sources)
	if err != nil {
		return err
	}
	var fresh []entry
	for _, e := range entries {
		if !known[e.Source] {
			fresh = append(fresh, e)
		}
	}
	in.out.Known, in.out.Added = len(entries)-len(fresh), len(fresh)
	if len(fresh) == 0 {
		return nil
	}
	if err := in.similar(fresh); err != nil {
		return err
	}
	list := make([]Activity, len(fresh))
	for i, e := range fresh {
		list[i] = e.Activity
	}
	_, err = in.s.RecordIn(in.tx, in.by, list, in.reason)
	return err
}

// similar warns of rows that look like a corrected version of what the book
// has: the book would then count both.
func (in *importing) similar(fresh []entry) error {
	w := in.period.Window()
	have, err := activities(in.tx, Filter{Units: []string{in.unit.ID}, From: w.From, To: w.To, Limit: 100_000})
	if err != nil {
		return err
	}
	key := func(a Activity) string { return a.Channel + "|" + a.From.String() + "|" + vntext.Fold(a.Place) }
	book := map[string]bool{}
	for _, a := range have {
		book[key(a)] = true
	}
	for _, e := range fresh {
		if book[key(e.Activity)] {
			e.row.Warn("from", "outreach.sheet.warn.similar", "date", vntext.Date(e.From))
		}
	}
	return nil
}
