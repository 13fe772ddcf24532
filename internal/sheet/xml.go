package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
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
	maxCells   = 500_000 // filled ones of all sheets
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
	cells []cell
}

type cell struct {
	col int // from 1
	value
}

// at is the cell in a column; a blank one when there is none.
func (r rawRow) at(col int) value {
	for _, c := range r.cells {
		if c.col == col {
			return c.value
		}
	}
	return value{}
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
	cells  int // that may still come
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
	p := &parts{files: map[string]*zip.File{}, left: maxPlain, cells: maxCells}
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

// add appends to the text of a cell, which the format limits: one text of many
// megabytes could stand behind every cell.
func add(b *strings.Builder, text []byte) {
	b.Write(text[:min(len(text), max(maxCellLen-b.Len(), 0))])
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
				add(&b, e)
			}
		}
		return nil
	})
}
