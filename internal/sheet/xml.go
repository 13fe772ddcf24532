package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"regexp"
	"strconv"
	"strings"

	"neove/internal/errs"
)

// The workbook is read by our own small reader: it streams, it knows a typed
// number from a typed text (1.925 may be either, and only one of them is a
// count), and its memory is bounded whatever the file claims. A library that
// fills the gaps between cells turns a few kilobytes (one cell in the last
// column of each row) into gigabytes.

// Limits of what is read from a file.
const (
	maxFile    = 10 << 20
	maxPlain   = 48 << 20 // all parts together, after unzipping
	maxRows    = 5000
	keepRows   = maxRows + 100 // of one sheet, with its headings
	maxCols    = 256
	maxShared  = 400_000
	maxSheets  = 60
	maxCellLen = 32_767 // of the format itself
)

// value is one filled cell.
type value struct {
	kind valueKind
	text string
}

type valueKind byte

const (
	blankValue   valueKind = iota
	textValue              // typed or computed text
	numberValue            // a number as the file writes it: 45452, 1.5E8
	faultValue             // #N/A, #REF!
	pendingValue           // a formula without a kept result
)

type rawRow struct {
	n     int // as the spreadsheet numbers it
	cells map[int]value
}

type rawSheet struct {
	name string
	rows []rawRow
	more bool // there were more rows than are read
}

type workbook struct {
	sheets  []rawSheet
	from904 bool // days count from 1904 (old Mac files)
}

// errZip says that a file asks for more memory than a report can need.
var errZip = errors.New("sheet: the parts of the file are too large")

// parts are the files inside, with one budget for everything that is unzipped.
type parts struct {
	files  map[string]*zip.File
	left   int64
	shared []string
}

// readWorkbook reads a file. Errors: Invalid (too large, no XLSX, damaged).
func readWorkbook(r io.Reader) (*workbook, error) {
	raw, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil {
		return nil, errs.Wrap(errs.Invalid, err, "sheet.err.damaged")
	}
	if len(raw) > maxFile {
		return nil, errs.New(errs.Invalid, "sheet.err.size", "mb", maxFile>>20)
	}
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return nil, errs.Wrap(errs.Invalid, err, "sheet.err.format")
	}
	p := &parts{files: map[string]*zip.File{}, left: maxPlain}
	for _, f := range z.File {
		p.files[partName(f.Name)] = f
	}
	wb, err := p.workbook()
	switch {
	case errors.Is(err, errZip):
		return nil, errs.Wrap(errs.Invalid, err, "sheet.err.zip", "mb", maxPlain>>20)
	case errs.Is(err, errs.Invalid):
		return nil, err
	case err != nil:
		return nil, errs.Wrap(errs.Invalid, err, "sheet.err.damaged")
	}
	return wb, nil
}

func partName(s string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(s, `\`, "/"), "/"))
}

// scan calls fn for each token of a part.
func (p *parts) scan(name string, fn func(*xml.Decoder, xml.Token) error) error {
	f, ok := p.files[partName(name)]
	if !ok {
		return errs.New(errs.Invalid, "sheet.err.format")
	}
	in, err := f.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	d := xml.NewDecoder(&budget{in, p})
	for {
		t, err := d.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := fn(d, t); err == errEnough {
			return nil
		} else if err != nil {
			return err
		}
	}
}

var errEnough = errors.New("sheet: enough was read")

// budget counts what really comes out of the archive: its own figures may lie.
type budget struct {
	in io.Reader
	p  *parts
}

func (b *budget) Read(to []byte) (int, error) {
	n, err := b.in.Read(to)
	if b.p.left -= int64(n); b.p.left < 0 {
		return 0, errZip
	}
	return n, err
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// related lists the targets of a part's relations by id and by type.
func (p *parts) related(part string) (byID, byType map[string]string, err error) {
	byID, byType = map[string]string{}, map[string]string{}
	dir, base := path.Split(part)
	err = p.scan(dir+"_rels/"+base+".rels", func(_ *xml.Decoder, t xml.Token) error {
		if e, ok := t.(xml.StartElement); ok && e.Name.Local == "Relationship" {
			to := attr(e, "Target")
			if !strings.HasPrefix(to, "/") {
				to = path.Join(dir, to)
			}
			byID[attr(e, "Id")], byType[path.Base(attr(e, "Type"))] = to, to
		}
		return nil
	})
	return byID, byType, err
}

func (p *parts) workbook() (*workbook, error) {
	_, root, err := p.related("")
	if err != nil {
		return nil, err
	}
	main := root["officeDocument"]
	byID, byType, err := p.related(main)
	if err != nil {
		return nil, err
	}
	wb := &workbook{}
	var at []string
	err = p.scan(main, func(_ *xml.Decoder, t xml.Token) error {
		switch e, ok := t.(xml.StartElement); {
		case !ok:
		case e.Name.Local == "workbookPr":
			v := attr(e, "date1904")
			wb.from904 = v == "1" || v == "true"
		case e.Name.Local == "sheet" && len(at) < maxSheets:
			wb.sheets = append(wb.sheets, rawSheet{name: attr(e, "name")})
			at = append(at, byID[attr(e, "id")])
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(at) == 0 { // a document or slides
		return nil, errs.New(errs.Invalid, "sheet.err.format")
	}
	if name := byType["sharedStrings"]; name != "" {
		if err := p.strings(name); err != nil {
			return nil, err
		}
	}
	for i := range at {
		if at[i] != "" {
			if err := p.sheet(at[i], &wb.sheets[i]); err != nil {
				return nil, err
			}
		}
	}
	return wb, nil
}

// strings reads the texts that cells point to.
func (p *parts) strings(name string) error {
	var b strings.Builder
	inText := false
	return p.scan(name, func(d *xml.Decoder, t xml.Token) error {
		switch e := t.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "si":
				b.Reset()
			case "rPh": // how the text is read aloud
				return d.Skip()
			case "t":
				inText = true
			}
		case xml.EndElement:
			switch e.Name.Local {
			case "t":
				inText = false
			case "si":
				if len(p.shared) == maxShared {
					return errZip
				}
				p.shared = append(p.shared, b.String())
			}
		case xml.CharData:
			if inText {
				b.Write(e)
			}
		}
		return nil
	})
}

// scanner holds where the scan of a sheet is.
type scanner struct {
	p        *parts
	to       *rawSheet
	row      rawRow
	col      int
	kind     string
	formula  bool
	inValue  bool
	text     strings.Builder
	hasValue bool
}

func (p *parts) sheet(name string, to *rawSheet) error {
	r := &scanner{p: p, to: to}
	return p.scan(name, func(d *xml.Decoder, t xml.Token) error {
		switch e := t.(type) {
		case xml.StartElement:
			if e.Name.Local == "rPh" {
				return d.Skip()
			}
			r.start(e)
		case xml.EndElement:
			return r.end(e.Name.Local)
		case xml.CharData:
			if r.inValue && r.text.Len() < maxCellLen {
				r.text.Write(e)
			}
		}
		return nil
	})
}

func (r *scanner) start(e xml.StartElement) {
	switch e.Name.Local {
	case "row":
		n, err := strconv.Atoi(attr(e, "r"))
		if err != nil || n < 1 {
			n = r.row.n + 1
		}
		r.row, r.col = rawRow{n: n}, 0
	case "c":
		if r.col++; attr(e, "r") != "" {
			r.col = columnOf(attr(e, "r"))
		}
		r.kind, r.formula, r.hasValue = attr(e, "t"), false, false
		r.text.Reset()
	case "f":
		r.formula = true
	case "v", "t":
		r.inValue, r.hasValue = true, true
	}
}

func (r *scanner) end(name string) error {
	switch name {
	case "v", "t":
		r.inValue = false
	case "c":
		if v := r.value(); v.kind != blankValue && r.col >= 1 && r.col <= maxCols {
			if r.row.cells == nil {
				r.row.cells = map[int]value{}
			}
			r.row.cells[r.col] = v
		}
	case "row":
		if r.row.cells == nil {
			return nil
		}
		if len(r.to.rows) == keepRows {
			r.to.more = true
			return errEnough
		}
		r.to.rows = append(r.to.rows, r.row)
	case "sheetData":
		return errEnough
	}
	return nil
}

func (r *scanner) value() value {
	s := r.text.String()
	if !r.hasValue {
		if r.formula {
			return value{kind: pendingValue}
		}
		return value{}
	}
	switch r.kind {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(s))
		if err != nil || i < 0 || i >= len(r.p.shared) {
			return value{}
		}
		s = r.p.shared[i]
	case "e":
		return value{faultValue, s}
	case "str", "inlineStr":
	case "b":
		s = map[bool]string{true: "TRUE", false: "FALSE"}[s == "1"]
	case "d": // a date in ISO form, with a time of day
		s, _, _ = strings.Cut(s, "T")
	default:
		if s = strings.TrimSpace(s); s == "" {
			return value{}
		}
		return value{numberValue, s}
	}
	if s = unescape(s); strings.TrimSpace(s) == "" {
		return value{}
	}
	return value{textValue, s}
}

var escaped = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// unescape reads the format's own way to write control characters: _x000D_.
func unescape(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	return escaped.ReplaceAllStringFunc(s, func(m string) string {
		n, _ := strconv.ParseUint(m[2:6], 16, 16)
		return string(rune(n))
	})
}

// columnOf is the column of a reference such as AB12, from 1; 0 when it is none.
func columnOf(ref string) int {
	n := 0
	for i := 0; i < len(ref) && i < 4; i++ {
		c := ref[i] &^ 0x20
		if c < 'A' || c > 'Z' {
			break
		}
		n = n*26 + int(c-'A') + 1
	}
	return n
}

// columnName is the letters of a column.
func columnName(n int) string {
	s := ""
	for ; n > 0; n = (n - 1) / 26 {
		s = string(rune('A'+(n-1)%26)) + s
	}
	return s
}
