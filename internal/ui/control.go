package ui

import (
	"net/url"
	"strconv"
	"strings"
)

// Control is one control of a form, described once and used for the form, for
// the refused form, and for the summary of a record.
type Control struct {
	Kind    string // text lines count money date select radios checks check file hidden
	Name    string
	Options []Option // of select, radios, checks
	Need    bool     // the server requires it
	Half    bool     // shares a row with the next control that is a half
	Inline  bool     // checks in a line
	Blank   string   // text of the empty choice
	Accept  string   // of a file
	Rows    int      // of lines
	Max     int      // characters
	Secret  bool     // never kept on the device, not corrected by the browser
	Width   string   // "", s, m

	// Filled by web.Exchange.Controls.
	Label, Hint, Value, Error string
	Values                    []string
}

// Rows puts halves that follow each other side by side.
func Rows(list []Control) [][]Control {
	var out [][]Control
	for i := 0; i < len(list); i++ {
		if list[i].Half && i+1 < len(list) && list[i+1].Half {
			out = append(out, list[i:i+2])
			i++
			continue
		}
		out = append(out, list[i:i+1])
	}
	return out
}

// Summary lists what is filled in, choices by their texts: the view of a
// record. yes is the word of a ticked box.
func Summary(list []Control, yes string) []SummaryRow {
	var out []SummaryRow
	for _, c := range list {
		value := c.Value
		switch c.Kind {
		case "hidden", "file":
			continue
		case "select", "radios":
			value = optionText(c.Options, c.Value)
		case "checks":
			var texts []string
			for _, v := range c.Values {
				texts = append(texts, optionText(c.Options, v))
			}
			value = strings.Join(texts, ", ")
		case "check":
			if value != "" {
				value = yes
			}
		case "money":
			if value != "" {
				value += " đồng"
			}
		}
		if value != "" {
			out = append(out, SummaryRow{Label: c.Label, Value: value})
		}
	}
	return out
}

func optionText(options []Option, value string) string {
	for _, o := range options {
		if o.Value == value {
			return o.Text
		}
	}
	return value
}

// Pager is the place of a page in a list.
type Pager struct {
	From, To, Total int64
	Prev, Next      string
}

// Paged computes the pager of a list at an address; page counts from 1.
func Paged(path string, q url.Values, page, size, shown int, total int64) Pager {
	from := int64(page-1) * int64(size)
	p := Pager{From: min(from+1, total), To: from + int64(shown), Total: total}
	if page > 1 {
		p.Prev = With(path, q, "page", strconv.Itoa(page-1))
	}
	if p.To < total && shown > 0 {
		p.Next = With(path, q, "page", strconv.Itoa(page+1))
	}
	return p
}

// With is an address with one value of its query replaced; "" removes it.
// Another filter begins at the first page.
func With(path string, q url.Values, name, value string) string {
	c := url.Values{}
	for k, vs := range q {
		if k != name && k != "page" {
			c[k] = vs
		}
	}
	if value != "" {
		c.Set(name, value)
	}
	return path + "?" + c.Encode()
}

// Years chooses the year of a page: the one shown and its neighbours.
func Years(path string, q url.Values, year int) []Link {
	var out []Link
	for y := year - 1; y <= year+1; y++ {
		out = append(out, Link{Href: With(path, q, "year", strconv.Itoa(y)), Text: strconv.Itoa(y), Current: y == year})
	}
	return out
}

// Grid is a bulk entry grid: one row per record, pasteable from a spreadsheet.
type Grid struct {
	Caption string
	Columns []Control // text, lines (as one line), count, money, date, select
	Rows    []GridRow
}

// GridRow is what was typed in a row, and what is wrong with it.
type GridRow struct {
	N        any // row number from 1
	Values   map[string]string
	Errors   map[string]string
	Messages []string
}

// Cell is a column in a row, for the template.
type Cell struct {
	Control
	At  int
	Row any
}

// Cells are the controls of one row.
func (g Grid) Cells(r GridRow) []Cell {
	out := make([]Cell, len(g.Columns))
	for i, c := range g.Columns {
		c.Value, c.Error = r.Values[c.Name], r.Errors[c.Name]
		out[i] = Cell{c, i, r.N}
	}
	return out
}

// Fresh is the row that the script copies when rows are added.
func (g Grid) Fresh() GridRow { return GridRow{N: "__R__"} }

// Span is the width of a message row.
func (g Grid) Span() int { return len(g.Columns) + 1 }
