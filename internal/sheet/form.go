package sheet

import (
	"io"

	"github.com/xuri/excelize/v2"
)

// WriteForm writes one sheet to be printed and filled in by hand, such as a
// list that people sign: title, labels, headings, rows. It is not read back, so
// it has no guide. Columns are not of the kind Choice.
func WriteForm(out io.Writer, s Sheet) error {
	w := &templateWriter{writer: newWriter()}
	w.sheet(s.Name)
	w.fill(s)
	w.keep(w.f.SetDocProps(&excelize.DocProperties{Creator: creator, Language: "vi-VN", Title: s.Title}))
	return w.writeTo(out)
}
