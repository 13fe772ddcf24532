package ui

// Table is a table of a list: the first column of a row leads to the record.
type Table struct {
	Label   string // what the table shows, for assistive technology
	Columns []Column
	Rows    [][]TD
	Total   []TD // last row in bold; nil for none
}

// Column is a heading; Num columns stand on the right.
type Column struct {
	Label string
	Num   bool
}

// TD is a cell: text, perhaps a link, a tag after it, and a quiet second line.
type TD struct {
	Text, Href string
	Tel        string // digits to be dialled when the text is touched
	Hidden     string // words that only assistive technology reads, to tell links apart
	Tag, Kind  string // text and kind of a tag ("", ok, warn, bad, info)
	Note       string
}

// Cell is a TD with its column, for the template.
type tableCell struct {
	TD
	Column
	First bool
}

// Cells pairs a row with the columns.
func (t Table) Cells(row []TD) []tableCell {
	out := make([]tableCell, len(row))
	for i, c := range row {
		out[i] = tableCell{c, t.Columns[i], i == 0}
	}
	return out
}

// Listing is a whole list: filters, chips, table, pager, or why it is empty.
type Listing struct {
	Action  string    // address of the filter form
	Unit    string    // kept while filtering; "" for none
	Filters []Control // nil for none
	Chips   []Chip
	Clear   string
	Table   Table
	Pager   Pager
	Empty   string // why nothing is listed
	First   Link   // the one action that an empty list offers
}

// RecordForm is a form of one record.
type RecordForm struct {
	Action   string
	Unit     string // hidden control "unit"; "" for none
	Version  int64  // hidden control "version"; 0 for a new record
	Draft    string // key of the draft on this device; "" for restricted forms
	Controls []Control
	More     []Control // folded below; open while it holds an error or a value
	Files    bool      // holds a file control
	Submit   string    // text of the button; "" is "save"
	Again    bool      // offers "save and record the next one" (then=new)
	Cancel   string
}

// MoreOpen reports whether the folded part must be seen.
func (f RecordForm) MoreOpen() bool {
	for _, c := range f.More {
		if c.Error != "" || c.Value != "" && f.Version > 0 {
			return true
		}
	}
	return false
}

// Todo is something that waits for a person: a link, when it is due, and one
// line why. Kind is that of a tag.
type Todo struct{ Href, Text, Kind, When, Why string }
