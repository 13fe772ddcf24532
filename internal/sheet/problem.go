package sheet

import (
	"cmp"
	"slices"
	"strconv"

	"neove/internal/errs"
)

// problems are what is wrong with a file and what a person should look at.
type problems struct {
	bad, warned []problem
}

type problem struct {
	sheet, row, col int // for the order
	field           errs.Field
}

// maxProblems keeps an answer readable; the rest is counted.
const maxProblems = 200

func fieldsOf(list []problem) []errs.Field {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b problem) int {
		return cmp.Or(a.sheet-b.sheet, a.row-b.row, a.col-b.col)
	})
	var out []errs.Field
	for i, p := range list {
		if i == maxProblems {
			return append(out, errs.Field{Name: p.field.Name, Key: "sheet.err.more", Args: []any{"n", len(list) - i}})
		}
		out = append(out, p.field)
	}
	return out
}

// Problems are what is wrong, in the order of the file: Name is "Sheet!C", Args
// name sheet, row, column and header. At most 200; the last one counts the rest.
func (p *problems) Problems() []errs.Field { return fieldsOf(p.bad) }

// Warnings are what a person should look at although the file can be taken.
func (p *problems) Warnings() []errs.Field { return fieldsOf(p.warned) }

// Err is Invalid with all problems, or nil.
func (p *problems) Err() error {
	if len(p.bad) == 0 {
		return nil
	}
	return &errs.Error{Kind: errs.Invalid, Key: "sheet.err.rows", Args: []any{"n", len(p.bad)}, Fields: p.Problems()}
}

func itoa(n int) string { return strconv.Itoa(n) }
