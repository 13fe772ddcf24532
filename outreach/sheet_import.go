package outreach

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"neove/access"
	"neove/internal/db"
	"neove/internal/errs"
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
	wb, err := readWorkbook(r)
	if err != nil {
		return out, err
	}
	// The command bears the name of what it does to the month; activities
	// name their own action.
	err = s.db.Write(ctx, by, "outreach.month.save", func(tx *db.Tx) error {
		in := &importing{s: s, tx: tx, by: by, wb: wb, reason: vntext.Clean(reason)}
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
	problems
	s      *Service
	tx     *db.Tx
	by     access.Actor
	wb     *workbook
	reason string
	tree   *org.Tree
	period measure.Period
	unit   org.Unit
	list   []Channel
	out    ImportResult
}

func (in *importing) run() error {
	activities, totals := in.wb.tables()
	all := append(slices.Clone(activities), totals...)
	if len(all) == 0 {
		return errs.New(errs.Invalid, "outreach.sheet.err.no_table")
	}
	var err error
	if in.tree, err = in.s.org.TreeIn(in.tx); err != nil {
		return err
	}
	if err := in.place(all); err != nil {
		return err
	}
	if in.list, err = channels(in.tx); err != nil {
		return err
	}
	entries, typed, err := in.read(activities, totals)
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
	if len(entries)+len(typed) == 0 {
		in.warnings = append(in.warnings, errs.Field{Key: "outreach.sheet.warn.empty"})
	}
	in.out.Warnings = in.warnings
	return nil
}

// read takes all rows of all tables apart and reports everything that is wrong
// at once.
func (in *importing) read(activities, totals []*table) ([]entry, []typedTotal, error) {
	var entries []entry
	var typed []typedTotal
	reader := func(t *table) *rowReader {
		t.headings(&in.problems)
		return &rowReader{&in.problems, t, in.unit.ID, in.period.Window(), channelWords(in.list), channelsByCode(in.list)}
	}
	for _, t := range activities {
		found := reader(t).entries()
		entries = append(entries, found...)
		if t.more || len(entries) > maxRows {
			return nil, nil, errs.New(errs.Invalid, "outreach.sheet.err.many", "max", maxRows, "sheet", t.name)
		}
	}
	for i, t := range totals {
		if i > 0 { // which of them would count?
			in.add(t.wrong(t.rows[t.head].n, "channel", "totals_twice", "first", totals[0].name))
			continue
		}
		typed = reader(t).totals()
	}
	if err := in.check(entries); err != nil {
		return nil, nil, err
	}
	return entries, typed, in.err()
}

// check runs the rules of the book over the rows that could be read.
func (in *importing) check(entries []entry) error {
	if len(entries) == 0 {
		return nil
	}
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
			e := entries[f.Row-1]
			key := strings.TrimPrefix(f.Key, "outreach.err.")
			in.add(e.table.wrong(e.row, field(f.Name), key, f.Args...))
		}
		slices.SortStableFunc(in.fields, func(a, b errs.Field) int {
			if sa, sb := sheetOf(a), sheetOf(b); sa != sb {
				return 0 // the sheets stay in their order
			}
			return a.Row - b.Row
		})
	}
	return nil
}

func sheetOf(f errs.Field) string { name, _, _ := strings.Cut(f.Name, "!"); return name }

// record stores the rows that are new.
func (in *importing) record(entries []entry) error {
	sign(entries)
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
			f := e.table.wrong(e.row, "from", "")
			f.Key = "outreach.sheet.warn.similar"
			f.Args = append(f.Args, "date", vntext.Date(e.From))
			in.warnings = append(in.warnings, f)
		}
	}
	return nil
}
