package sheet

import (
	"encoding/xml"
	"regexp"
	"strconv"
	"strings"

	"neove/internal/errs"
)

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
			if r.inValue {
				add(&r.text, e)
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
			if r.p.cells--; r.p.cells < 0 {
				return errs.New(errs.Invalid, "sheet.err.cells", "max", maxCells)
			}
			r.row.cells = append(r.row.cells, cell{r.col, v})
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
