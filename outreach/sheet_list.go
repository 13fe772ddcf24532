package outreach

import (
	"context"
	"io"

	"github.com/xuri/excelize/v2"

	"neove/internal/clock"
)

// SheetOfActivities writes a list of activities as a workbook, in the language
// of the reader. names gives the name of a unit. Texts are written as texts, so
// nothing that somebody typed can run as a formula.
func (s *Service) SheetOfActivities(w io.Writer, list []Activity, names func(unit string) string, lang string) error {
	all, err := s.Channels(context.Background())
	if err != nil {
		return err
	}
	byCode := channelsByCode(all)
	out := newSheetWriter()
	title := activitySheet
	if lang == "en" {
		title = "Activities"
	}
	out.sheet(title)
	columns := append([]column{{"unit", "Đơn vị", "Unit", nil, 26, fixedCell, ""}}, activityColumnsOfSheet...)
	out.paper(true, 1)
	// Rows are streamed: a province's year has tens of thousands of them.
	sw, err := out.f.NewStreamWriter(title)
	if err != nil {
		return err
	}
	head, body := make([]any, len(columns)), make([]int, len(columns))
	headStyle, err := out.styleID(look{head: true})
	out.keep(err)
	for i, c := range columns {
		text := c.vi
		if lang == "en" {
			text = c.en
		}
		head[i] = excelize.Cell{StyleID: headStyle, Value: text}
		body[i], err = out.styleID(c.look())
		out.keep(err)
		out.keep(sw.SetColWidth(i+1, i+1, c.width))
	}
	out.keep(sw.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))
	out.keep(sw.SetRow("A1", head, excelize.RowOpts{Height: 30}))
	for i, a := range list {
		values := listRow(a, names(a.Unit), byCode[a.Channel], lang)
		cells, lines := make([]any, len(values)), 1
		for j, v := range values {
			cells[j] = excelize.Cell{StyleID: body[j], Value: v}
			if s, ok := v.(string); ok {
				lines = max(lines, len([]rune(s))/int(columns[j].width)+1)
			}
		}
		// Spreadsheets do not fit rows to long texts when a file is opened.
		out.keep(sw.SetRow(cellName(1, i+2), cells, excelize.RowOpts{Height: float64(min(4+13*lines, 400))}))
	}
	out.keep(sw.Flush())
	return out.writeTo(w)
}

// listRow are the values of an activity in the order of the columns; nil is a
// blank cell.
func listRow(a Activity, unit string, ch Channel, lang string) []any {
	day := func(d clock.Date) any { return serial(d) }
	number := func(i Item) any { return plain(a.Value(i)) }
	to := day(a.To)
	if a.To == a.From {
		to = nil
	}
	return []any{unit, ch.Name(lang), day(a.From), to, a.Place, a.Quantity, number(People), number(Women), number(Minors), number(Amount),
		names(levelWords, a.Level, lang), names(audienceWords, a.Audience, lang), a.Topic, a.Language, a.Partner, a.Note}
}
