package indicator

import (
	"strconv"

	"github.com/xuri/excelize/v2"

	"neove/internal/web"
)

const xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// sheetWriter writes rows of typed cells. Text is always written as text, so a
// name that begins with "=" is never a formula.
type sheetWriter struct {
	f    *excelize.File
	name string
	row  int
	err  error
}

func (w *sheetWriter) add(cells ...any) {
	w.row++
	for i, c := range cells {
		at, err := excelize.CoordinatesToCellName(i+1, w.row)
		if err == nil {
			switch c := c.(type) {
			case string:
				err = w.f.SetCellStr(w.name, at, c)
			case int:
				err = w.f.SetCellInt(w.name, at, int64(c))
			case int64:
				err = w.f.SetCellInt(w.name, at, c)
			case *int64:
				if c != nil {
					err = w.f.SetCellInt(w.name, at, *c)
				}
			}
		}
		if err != nil && w.err == nil {
			w.err = err
		}
	}
}

// bold makes the last row a heading.
func (w *sheetWriter) bold() {
	style, err := w.f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err == nil {
		at := strconv.Itoa(w.row)
		err = w.f.SetCellStyle(w.name, "A"+at, "E"+at, style)
	}
	if err != nil && w.err == nil {
		w.err = err
	}
}

// writeSheet answers with the figure as a workbook: by unit and by month.
func writeSheet(x *web.Exchange, q question, d Detail) error {
	f, err := workbook(x, q, d)
	if err != nil {
		return err
	}
	defer f.Close()
	x.Attachment(d.Def.Name(string(x.Lang))+" - "+q.units.Name(q.Unit)+" - "+fileSpan(q)+".xlsx", xlsxType)
	return f.Write(x.W)
}

func fileSpan(q question) string {
	if q.period != nil {
		return q.period.Code()
	}
	return q.Window.From.String() + " " + q.Window.Last().String()
}

func workbook(x *web.Exchange, q question, d Detail) (*excelize.File, error) {
	f := excelize.NewFile()
	w := &sheetWriter{f: f, name: x.T("indicator.sheet.units")}
	w.err = f.SetSheetName("Sheet1", w.name)
	w.add(d.Def.Name(string(x.Lang)), "", x.T("indicator.unit"), d.Def.Unit(string(x.Lang)))
	w.bold()
	w.add(q.units.Name(q.Unit), "", q.name(x), span(x, q.Window))
	w.add(x.T("indicator.tree", "tree", day(x, d.Answer.Tree)))
	for _, t := range d.Targets {
		w.add(targetWords(x, t))
	}
	w.add()
	w.add(x.T("indicator.col.unit"), x.T("indicator.col.value"), x.T("indicator.unallocated"), x.T("indicator.col.complete"), x.T("indicator.col.expected"))
	w.bold()
	for _, u := range d.Answer.Units {
		w.add(u.Name, u.Figures[0].Value, u.Figures[0].Unallocated, u.Figures[0].Complete, u.Figures[0].Expected)
	}
	if len(d.Answer.Units) > 0 && d.Own != 0 {
		w.add(x.T("indicator.own", "unit", q.units.Name(q.Unit)), d.Own)
	}
	w.add(x.T("indicator.total"), d.Figure.Value, d.Figure.Unallocated, d.Figure.Complete, d.Figure.Expected)
	w.bold()
	units := w.name
	m := &sheetWriter{f: f, name: x.T("indicator.sheet.months"), err: w.err}
	if _, err := f.NewSheet(m.name); err != nil {
		return nil, err
	}
	m.add(x.T("indicator.col.month"), x.T("indicator.col.value"), x.T("indicator.col.before"))
	m.bold()
	for _, v := range d.Months {
		m.add(periodName(x, v.Period), v.Value, v.Before)
	}
	for _, name := range []string{units, m.name} {
		if err := f.SetColWidth(name, "A", "A", 36); err != nil {
			return nil, err
		}
		if err := f.SetColWidth(name, "B", "E", 16); err != nil {
			return nil, err
		}
	}
	return f, m.err
}
