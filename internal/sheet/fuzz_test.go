package sheet

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"
)

var fuzzColumns = []Column{
	{Field: "channel", Vi: "Loại hoạt động", Kind: Choice, Words: []Word{{"banner", "Băng rôn", "Banner", nil}, {"board", "Pa nô", "Board", nil}}, Required: true, Many: true},
	{Field: "on", Vi: "Ngày", Kind: Date, Required: true},
	{Field: "n", Vi: "Số lượng", Kind: Count, Max: 10},
	{Field: "money", Vi: "Kinh phí (đồng)", Kind: Money},
	{Field: "note", Vi: "Ghi chú", MaxLen: 10},
}

// Whatever a cell holds, reading it ends, and a number that comes out of it is
// one that a book may take.
func FuzzCell(f *testing.F) {
	for _, s := range []string{"", "1.920", "1,920", "2,5 triệu", "9/6/2024", "ngày 09 tháng 6 năm 2024", "=1+1", "1e308", "-1", "\x00", "45452", "NaN", "ngày ", "–", "Phường 1, ,", "tháng 6/2024", strings.Repeat("9", 50)} {
		f.Add(s, byte(textValue))
		f.Add(s, byte(numberValue))
	}
	index := indexOf(fuzzColumns[0].Words)
	f.Fuzz(func(t *testing.T, s string, kind byte) {
		v := value{valueKind(kind % 5), s}
		for _, money := range []bool{false, true} {
			if n, bad := v.count(money); n != nil && (bad != nil || *n < 0) {
				t.Fatalf("%q reads as %d, %v", s, *n, bad)
			}
		}
		if d, bad := v.date(false); d != 0 && bad != nil {
			t.Fatalf("%q reads as %s, %v", s, d, bad)
		} else if d != 0 {
			swapped(d)
		}
		if code, several := index.pick(s); code != "" && len(several) > 0 {
			t.Fatalf("%q is %s and %v", s, code, several)
		}
		v.str()
		v.date(true)
		unescape(s)
		columnOf(s)
		if name := sheetName(s); name == "" || len([]rune(name)) > 31 {
			t.Fatalf("%q names the sheet %q", s, name)
		}
	})
}

// No part of a workbook makes the reader panic.
func FuzzWorkbook(f *testing.F) {
	f.Add(`<row r="1"><c r="A1" t="s"><v>0</v></c><c t="inlineStr"><is><t>x</t></is></c></row>`, `<si><t>Ngày</t></si>`)
	f.Add(`<row r="1048576"><c r="XFD1048576"><v>1</v></c><c r="!"><f>A1</f></c></row><row/>`, `<si><r><t>a</t></r><rPh><t>b</t></rPh></si>`)
	f.Add(`<row r="-4"><c t="s"><v>-1</v></c><c t="e"><v>#REF!</v></c></row>`, ``)
	f.Add(`<row><c t="str"><v>Kỳ</v></c><c><v>45452</v></c></row><row><c t="str"><v>Loại hoạt động</v></c><c t="str"><v>Ngày</v></c></row><row><c t="str"><v>banner</v></c><c><v>45452</v></c></row>`, ``)
	f.Fuzz(func(t *testing.T, rows, shared string) {
		b, err := Open(bytes.NewReader(packedXML(t, "", rows, shared)), "a/1")
		if err != nil {
			return
		}
		table, err := b.Table(fuzzColumns)
		if err != nil || table == nil {
			_ = b.noTable(fuzzColumns)
			return
		}
		table.Label("Kỳ")
		for r := range table.Rows() {
			r.Choices("channel")
			r.Choice("channel")
			r.Date("on")
			r.Count("n")
			r.Count("money")
			r.Text("note")
			r.Dash("note")
		}
		if err := table.Err(); err != nil && len(table.Problems()) == 0 {
			t.Fatal(err)
		}
		table.Warnings()
	})
}

// packedXML is a workbook of one sheet with these rows and shared strings.
func packedXML(t testing.TB, properties, rows, shared string) []byte {
	t.Helper()
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	for name, s := range map[string]string{
		"_rels/.rels":     `<Relationships><Relationship Id="r1" Type="/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml": `<workbook xmlns:r="r">` + properties + `<sheets><sheet name="a" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Type="/worksheet" Target="worksheets/sheet1.xml"/>
			<Relationship Id="r2" Type="/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml": "<worksheet><sheetData>" + rows + "</sheetData></worksheet>",
		"xl/sharedStrings.xml":     "<sst>" + shared + "</sst>",
	} {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(s)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}
