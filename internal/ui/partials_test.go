package ui

import (
	"strings"
	"testing"
	"time"

	"neove/internal/i18n"
)

// Each partial with hostile texts; want is part of the Vietnamese page.
var partialCases = map[string]struct {
	use  string
	body any
	want []string
}{
	"field": {`{{template "field" (dict "label" .Body "name" "people" "value" .Body "hint" .Body "error" .Body "num" "int" "suffix" .Body "width" "s" "placeholder" .Body "required" true "optional" true "secret" true "nospell" true "readonly" true "maxlength" 9 "autocomplete" "off")}}`,
		hostile, []string{`id="f-people"`, `aria-describedby="f-people-hint f-people-error"`, `inputmode="numeric"`, `data-secret`, `aria-invalid="true"`, `data-t-comma=`, `w-s`}},
	"field bare":     {`{{template "field" (dict "label" "A" "name" "a")}}`, nil, []string{`type="text" value="">`}},
	"field password": {`{{template "field" (dict "label" "A" "name" "a" "type" "password" "toggle" true)}}`, nil, []string{`type="password"`, `data-toggle-password="f-a"`}},
	"select": {`{{template "select" (dict "label" "L" "name" "s" "value" 2 "options" .Body "blank" "Chọn" "hint" "H" "error" "E" "autosubmit" true)}}`,
		[]Option{{"1", hostile, "", true}, {"2", "B", "", false}}, []string{`<option value="2" selected>`, `<option value="1" disabled>`, `data-submit-on-change`, `<option value="">Chọn</option>`}},
	"textarea": {`{{template "textarea" (dict "label" .Body "name" "n" "value" .Body "hint" .Body "error" .Body "rows" 6 "maxlength" 500 "secret" true)}}`, hostile, []string{`rows="6"`}},
	"checkbox": {`{{template "checkbox" (dict "label" .Body "name" "c" "checked" true "hint" .Body "error" .Body)}}`, hostile, []string{`value="1" checked`}},
	"file":     {`{{template "file" (dict "label" .Body "name" "f" "accept" ".xlsx" "multiple" true "hint" .Body "error" .Body)}}`, hostile, []string{`accept=".xlsx" multiple`}},
	"radios": {`{{template "radios" (dict "legend" "L" "name" "r" "value" "b" "options" .Body "inline" true "error" "E" "hint" "H")}}`,
		[]Option{{"a", hostile, hostile, true}, {"b", "B", "", false}}, []string{`value="b" checked`, `value="a" disabled`, `id="f-r"`}},
	"checks": {`{{template "checks" (dict "legend" "L" "name" "k" "values" .Body.V "options" .Body.O "box" true)}}`,
		map[string]any{"V": []string{"b"}, "O": []Option{{"a", hostile, "", false}, {"b", "B", "", false}}}, []string{`value="b" checked`}},
	"tag":         {`{{template "tag" (dict "kind" "bad" "text" .Body "icon" "warn")}}`, hostile, []string{`class="tag bad"`}},
	"seg":         {`{{template "seg" (dict "label" "Kỳ" "items" .Body)}}`, []Link{{"/a", hostile, true}}, []string{`aria-current="true"`}},
	"chips":       {`{{template "chips" (dict "items" .Body "clear" "/x")}}`, []Chip{{hostile, hostile}}, []string{`Bỏ hết bộ lọc`}},
	"summarylist": {`{{template "summarylist" .Body}}`, []SummaryRow{{hostile, hostile, "/a", ""}, {"B", "", "", ""}}, []string{`chưa có`, `Sửa<span class="vh">`}},
	"pager":       {`{{template "pager" (dict "from" 1 "to" 50 "total" 1880 "prev" "/a" "next" "/b")}}`, nil, []string{`1–50 trên 1.880`, `rel="next"`}},
	"empty":       {`{{template "empty" (dict "text" .Body "href" "/a" "link" .Body)}}`, hostile, []string{`class="empty"`}},
	"back":        {`{{template "back" (dict "href" "/a" "text" .Body)}}`, hostile, []string{`‹`}},
	"progress":    {`{{template "progress" (dict "n" 66 "of" 72 "words" .Body "note" .Body)}}`, hostile, []string{`66/72`, `width="91.7"`}},
	"sentences": {`{{template "sentences" .Body}}`, []Sentence{{hostile, []Part{{Text: hostile, Href: "/a"}, {Text: "tham dự", Spark: []int64{1, 5, 3}, Delta: hostile, Up: true}, {Delta: "5,1%", Down: true}}}},
		[]string{`class="spark"`, `<span class="vh">tăng </span>`, `<span class="vh">giảm </span>`}},
	"multiples": {`{{template "multiples" .Body}}`, []Multiple{{hostile, hostile, "/a", hostile, []int64{1, 2}}, {"B", "2", "", "", nil}}, []string{`class="bars"`}},
	"tilemap":   {`{{template "tilemap" .Body}}`, TileMap{Title: hostile, Cols: 2, Rows: 1, Tiles: []Tile{{hostile, "Châu Thành", "/a", hostile, "m3", 0, 0}, {"Tân An", "", "", "", hostile, 1, 0}}, Legend: []LegendItem{{"m0", hostile}}}, []string{`>Châu</text>`, `>Thành</text>`, `fill="url(#hatch)"`, `role="group"`}},
	"tilemap groups": {`{{template "tilemap" .Body}}`, TileMap{Title: "T", Groups: []TileGroup{{hostile, []Tile{{Label: hostile, Class: "m0"}}}}},
		[]string{`class="tilegroups"`, `role="img"`}},
	"history":    {`{{template "history" .Body}}`, []Event{{time.Date(2026, 6, 9, 7, 32, 0, 0, time.UTC), hostile, hostile, hostile, true}}, []string{`14:32 ngày 9/6/2026`, `datetime="2026-06-09T14:32:00&#43;07:00"`}},
	"savestatus": {`{{template "savestatus" (dict "text" .Body)}}`, hostile, []string{`data-saved="Đã lưu trên máy {time}"`}},
	"grid":       {`<table data-grid{{gridtexts}}>`, nil, []string{`data-t-max="`, `data-t-undone="`}},
	"icons":      {`{{range .Body}}{{icon .}}{{end}}`, iconNames(), []string{`aria-hidden="true"`}},
}

func iconNames() []string {
	return strings.Fields("home tasks table doc send folder plus people map chart search bell user menu phone warn check ok download print history shield lock up down target flag clock close")
}

func TestPartials(t *testing.T) {
	for name, c := range partialCases {
		for _, lang := range i18n.Langs {
			t.Run(name+"/"+string(lang), func(t *testing.T) {
				html := draw(t, lang, c.use, Page{Title: "T", Body: c.body}, true)
				clean(t, html)
				for _, want := range c.want {
					if lang == i18n.Vi && !strings.Contains(html, want) {
						t.Errorf("no %s in\n%s", want, html)
					}
				}
			})
		}
	}
}
