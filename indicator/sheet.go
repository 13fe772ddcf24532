package indicator

import (
	"slices"

	"neove/internal/sheet"
	"neove/internal/web"
)

// writeSheet answers with the figure as a workbook: by unit and by month.
func writeSheet(x *web.Exchange, q question, d Detail) error {
	name := d.Def.Name(string(x.Lang))
	x.Attachment(name+" - "+q.units.Name(q.Unit)+" - "+fileSpan(q)+".xlsx", sheet.MIME)
	return sheet.WriteLists(x.W, name, string(x.Lang), byUnit(x, q, d), byMonth(x, d))
}

func fileSpan(q question) string {
	if q.period != nil {
		return q.period.Code()
	}
	return q.Window.From.String() + " " + q.Window.Last().String()
}

// numbers are a column of names and columns of numbers, in the reader's language.
func numbers(x *web.Exchange, first string, more ...string) []sheet.Column {
	out := []sheet.Column{{Field: "name", Vi: x.T(first), Width: 36}}
	for _, key := range more {
		out = append(out, sheet.Column{Field: key, Vi: x.T(key), Kind: sheet.Count, Width: 16})
	}
	return out
}

func byUnit(x *web.Exchange, q question, d Detail) sheet.List {
	l := sheet.List{Name: x.T("indicator.sheet.units"), Lines: []string{d.Def.Name(string(x.Lang)), x.T("indicator.unit") + ": " + d.Def.Unit(string(x.Lang)),
		q.units.Name(q.Unit) + " · " + q.name(x) + " · " + span(x, q.Window), x.T("indicator.tree", "tree", day(x, d.Answer.Tree))},
		Cols: numbers(x, "indicator.col.unit", "indicator.col.value", "indicator.unallocated", "indicator.col.complete", "indicator.col.expected")}
	for _, t := range d.Targets {
		l.Lines = append(l.Lines, targetWords(x, t))
	}
	row := func(name string, f Figure) []any {
		if f.Hidden {
			return []any{name, x.T("indicator.hidden.short"), "", f.Complete, f.Expected}
		}
		return []any{name, f.Value, f.Unallocated, f.Complete, f.Expected}
	}
	var rows [][]any
	for _, u := range d.Answer.Units {
		rows = append(rows, row(u.Name, u.Figures[0]))
	}
	if len(d.Answer.Units) > 0 && d.Own != 0 {
		rows = append(rows, []any{x.T("indicator.own", "unit", q.units.Name(q.Unit)), d.Own, nil, nil, nil})
	}
	l.Rows, l.Sum = slices.Values(rows), row(x.T("indicator.total"), d.Figure)
	return l
}

func byMonth(x *web.Exchange, d Detail) sheet.List {
	l := sheet.List{Name: x.T("indicator.sheet.months"), Cols: numbers(x, "indicator.col.month", "indicator.col.value", "indicator.col.before")}
	var rows [][]any
	for _, v := range d.Months {
		rows = append(rows, []any{periodName(x, v.Period), v.Value, v.Before})
	}
	l.Rows = slices.Values(rows)
	return l
}
