package sheet_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"neove/internal/sheet"
)

// The mark stands on top and at the foot of every page, and the list is read
// back as without it; public figures have none.
func TestMark(t *testing.T) {
	t.Parallel()
	row := record{Name: "Lớp một", On: june9, Form: "class"}
	for name, mark := range map[string]string{"none": "", "short": "Lê A & B tải lúc 9:00", "long": strings.Repeat("&dài ", 100), "formula": "=1+1"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var buf bytes.Buffer
			if err := sheet.WriteLists(&buf, "Lớp", "vi", sheet.List{Name: "Lớp", Mark: mark, Cols: columns, Rows: slices.Values([][]any{row.values()})}); err != nil {
				t.Fatal(err)
			}
			if got, _ := read(t, buf.Bytes()); len(got) != 1 || got[0].Name != "Lớp một" {
				t.Errorf("read back as %+v", got)
			}
			f, err := excelize.OpenReader(bytes.NewReader(buf.Bytes()))
			if err != nil {
				t.Fatal(err)
			}
			foot, err := f.GetHeaderFooter("Lớp")
			if err != nil {
				t.Fatal(err)
			}
			second, _ := f.GetCellValue("Lớp", "A2")
			formula, _ := f.GetCellFormula("Lớp", "A2")
			if mark == "" {
				if foot.OddFooter != "&C&P/&N" || second != "Lớp một" {
					t.Errorf("%q %q", foot.OddFooter, second)
				}
				return
			}
			if second != mark || formula != "" {
				t.Errorf("the second line is %q, formula %q", second, formula)
			}
			if len([]rune(foot.OddFooter)) > 255 || !strings.HasPrefix(foot.OddFooter, "&L&7") || !strings.HasSuffix(foot.OddFooter, "&R&P/&N") {
				t.Errorf("foot %q", foot.OddFooter)
			}
		})
	}
}
