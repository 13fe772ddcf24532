package sheet

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"neove/internal/clock"
	"neove/internal/errs"
)

const headXML = `<row r="1"><c t="str"><v>Loại hoạt động</v></c><c t="str"><v>Ngày</v></c></row>`

func row(channel, on string) string {
	return `<row><c t="str"><v>` + channel + `</v></c><c>` + on + `</c></row>`
}

func TestRefused(t *testing.T) {
	t.Parallel()
	hidden := func(kind, version string) []byte {
		var buf bytes.Buffer
		if err := WriteTemplate(&buf, Template{Kind: kind + "/" + version, Sheets: []Sheet{{Name: "a", Cols: fuzzColumns, Open: 1}}}); err != nil {
			t.Fatal(err)
		}
		return buf.Bytes()
	}
	for _, c := range []struct {
		name, key string
		raw       []byte
	}{
		{"text", "format", []byte("ngày,số\n")},
		{"nothing", "format", nil},
		{"an old or locked file", "format", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")},
		{"large", "size", make([]byte, maxFile+1)},
		{"a bomb", "zip", packedXML(t, "", headXML+row("banner", "<v>45452</v>")+strings.Repeat(" ", maxPlain), "")},
		{"a bomb of strings", "zip", packedXML(t, "", headXML, strings.Repeat("<si><t>a</t></si>", maxShared+1))},
		{"a bomb of cells", "cells", packedXML(t, "", strings.Repeat("<row>"+strings.Repeat("<c><v>1</v></c>", 250)+"</row>", maxCells/250+1), "")},
		{"cut off", "damaged", packedXML(t, "", "<row><c>", "")},
		{"rows without end", "many", packedXML(t, "", headXML+strings.Repeat(row("banner", "<v>45452</v>"), maxRows+1), "")},
		{"rows far below", "many", packedXML(t, "", headXML+strings.Repeat(`<row><c r="E9"><v>1</v></c></row>`, keepRows), "")},
		{"no table", "no_table", packedXML(t, "", `<row><c t="str"><v>Ngày</v></c></row>`, "")},
		{"a table without a column", "no_column", packedXML(t, "", `<row><c t="str"><v>Ngày</v></c><c t="str"><v>Số lượng</v></c></row>`, "")},
		{"another template", "kind", hidden("b", "1")},
		{"an older template", "version", hidden("a", "0")},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Read(bytes.NewReader(c.raw), fuzzColumns, "a/1")
			if !errs.Is(err, errs.Invalid) || errs.From(err).Key != "sheet.err."+c.key {
				t.Errorf("%v", err)
			}
		})
	}
	_, err := Read(bytes.NewReader(packedXML(t, "", `<row r="3"><c t="str"><v>Ngày</v></c><c t="str"><v>Số lượng</v></c></row>`, "")), fuzzColumns, "a/1")
	if got := fmt.Sprint(errs.From(err).Args); got != "[sheet a row 3 headings “Loại hoạt động”]" {
		t.Error(got)
	}
	if _, err := Read(bytes.NewReader(hidden("a", "1")), fuzzColumns, "a/1"); err != nil {
		t.Error(err)
	}
	if _, err := Read(bytes.NewReader(packedXML(t, "", headXML+strings.Repeat(row("banner", "<v>45452</v>"), maxRows), "")), fuzzColumns, "a/1"); err != nil {
		t.Errorf("%d rows: %v", maxRows, err)
	}
}

// What only the file itself says: how days count, formulas, rich texts.
func TestCells(t *testing.T) {
	t.Parallel()
	june9 := clock.On(2024, 6, 9)
	for _, c := range []struct {
		name, properties, cell, shared string
		want                           clock.Date
		key                            string
	}{
		{"since 1900", "", `<c><v>45452</v></c>`, "", june9, ""},
		{"with a time of day", "", `<c><v>45452.73</v></c>`, "", june9, ""},
		{"since 1904", `<workbookPr date1904="1"/>`, `<c><v>43990</v></c>`, "", june9, ""},
		{"ISO", "", `<c t="d"><v>2024-06-09T00:00:00</v></c>`, "", june9, ""},
		{"a formula with its result", "", `<c><f>DATE(2024,6,9)</f><v>45452</v></c>`, "", june9, ""},
		{"a formula that gives text", "", `<c t="str"><f>"9/6/"&amp;2024</f><v>9/6/2024</v></c>`, "", june9, ""},
		{"a formula without a result", "", `<c><f>TODAY()</f></c>`, "", 0, "pending"},
		{"a formula that fails", "", `<c t="e"><f>1/0</f><v>#DIV/0!</v></c>`, "", 0, "formula"},
		{"a shared text in pieces, with its reading", "", `<c t="s"><v>0</v></c>`, `<si><r><t>9/6</t></r><r><t>/2024</t></r><rPh><t>x</t></rPh></si>`, june9, ""},
		{"an inline text", "", `<c t="inlineStr"><is><t>9/6/2024</t></is></c>`, "", june9, ""},
		{"a shared text that is not there", "", `<c t="s"><v>7</v></c>`, "", 0, "no_date"},
	} {
		t.Run(c.name, func(t *testing.T) {
			table, err := Read(bytes.NewReader(packedXML(t, c.properties, headXML+`<row><c t="str"><v>banner</v></c>`+c.cell+`</row>`, c.shared)), fuzzColumns, "a/1")
			if err != nil {
				t.Fatal(err)
			}
			for r := range table.Rows() {
				if got := r.Date("on"); got != c.want || r.N() != 2 || r.Choice("channel") != "banner" {
					t.Errorf("%v", got)
				}
			}
			if got := table.Problems(); c.key == "" && got != nil || c.key != "" && (len(got) != 1 || got[0].Key != "sheet.err."+c.key) {
				t.Errorf("%v", got)
			}
		})
	}
}

// One text behind every cell costs no more than the cells.
func TestLongTexts(t *testing.T) {
	t.Parallel()
	long := "<si><t>" + strings.Repeat("ă ", 10<<20/3) + "</t></si>"
	cells := strings.Repeat(`<c t="s"><v>0</v></c>`, 3)
	table, err := Read(bytes.NewReader(packedXML(t, "", `<row><c t="str"><v>Loại hoạt động</v></c><c t="str"><v>Ngày</v></c><c t="str"><v>Ghi chú</v></c></row>`+
		strings.Repeat("<row>"+cells+"</row>", maxRows), long)), fuzzColumns, "a/1")
	if err != nil {
		t.Fatal(err)
	}
	for r := range table.Rows() {
		if r.Text("note") != "" || r.Date("on") != 0 || r.Choice("channel") != "" {
			t.Fatal("a long text was taken")
		}
	}
	if got := errs.From(table.Err()).Args[1]; got != 3*maxRows {
		t.Errorf("%v problems", got)
	}
}
