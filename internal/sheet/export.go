package sheet

import (
	"net/url"
	"slices"
	"time"

	"neove/internal/clock"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
)

// Purposes for which rows about persons may leave the program (91/2025/QH15:
// personal data are used for a purpose that is said beforehand).
var Purposes = []string{"work", "report", "check", "person"}

// KeptDays is how long whoever took a file may keep it.
const KeptDays = 30

// Taking is the page that asks which file and for what, before rows about
// persons leave the program.
type Taking struct {
	Action, Back string
	Files        []ui.Option // to choose from, by code
}

// Show answers with the page; refused is what was wrong with the answer.
func (a Taking) Show(x *web.Exchange, title string, typed url.Values, refused error) error {
	spec := []ui.Control{{Kind: "radios", Name: "file", Label: x.T("sheet.export.file"), Options: a.Files, Need: true},
		{Kind: "select", Name: "purpose", Label: x.T("sheet.export.purpose"), Options: x.Options("sheet.purpose", Purposes...), Blank: x.T("ui.word.choose"), Need: true}}
	form := ui.RecordForm{Action: a.Action, Cancel: a.Back, Submit: x.T("sheet.export.take"), Controls: x.Controls("sheet", spec, typed, x.Errors(refused))}
	page := ui.Page{Title: title, Body: form}
	if refused != nil {
		return x.Again(refused, "sheet/export", page)
	}
	return x.Page(200, "sheet/export", page)
}

// Read takes the answer: a file of the list and a purpose. Errors: Invalid.
func (a Taking) Read(x *web.Exchange) (file, purpose string, typed url.Values, err error) {
	f, err := x.Form()
	if err != nil {
		return "", "", nil, err
	}
	codes := make([]string, len(a.Files))
	for i, o := range a.Files {
		codes[i] = o.Value
	}
	file, purpose = f.Choice("file", codes...), f.Choice("purpose", Purposes...)
	if file == "" {
		f.Bad("file", "sheet.err.export_file")
	}
	if purpose == "" {
		f.Bad("purpose", "sheet.err.purpose")
	}
	return file, purpose, f.Values(), f.Err()
}

// Mark is who took a file, when, for what, under which number of the history,
// and until when it may be kept. It stands above the headings and at the foot
// of every printed page.
type Mark struct {
	Who, Purpose, Number string
	At                   time.Time
}

// Line writes the mark for people.
func (m Mark) Line(x *web.Exchange) string {
	at := m.At.In(clock.Vietnam)
	return x.T("sheet.export.mark", "who", m.Who, "at", at.Format("15:04")+" "+vntext.Date(clock.DateOf(m.At)), "purpose", x.T("sheet.purpose."+m.Purpose),
		"number", m.Number, "until", vntext.Date(clock.DateOf(m.At)+KeptDays))
}

// footer is a line as spreadsheets take it for the foot of a page: "&" begins a
// code there, and 255 characters is all it holds.
func footer(mark string) string {
	const pages = "&R&P/&N"
	if mark == "" {
		return "&C&P/&N"
	}
	var r []rune
	for _, c := range mark {
		if c == '&' {
			r = append(r, c)
		}
		if r = append(r, c); len(r) > 235 {
			break
		}
	}
	return "&L&7" + string(r) + pages
}

// marked puts the line below the title.
func marked(lines []string, title, mark string) []string {
	if mark == "" {
		return lines
	}
	if len(lines) == 0 {
		lines = []string{title}
	}
	return slices.Insert(slices.Clone(lines), 1, mark)
}
