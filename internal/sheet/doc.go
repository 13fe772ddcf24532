// Package sheet is XLSX for every slice: a list out, a template out, a filled
// workbook in. It knows no business; a slice describes its columns once and
// uses them for all three.
//
//	var columns = []sheet.Column{
//		{Field: "name", Vi: "Tên lớp", En: "Course", Aliases: []string{"lop", "ten khoa hoc"}, Width: 36, Required: true, MaxLen: 200},
//		{Field: "on", Vi: "Ngày", En: "Date", Aliases: []string{"ngay to chuc"}, Kind: sheet.Date, Required: true},
//		{Field: "form", Vi: "Hình thức", En: "Form", Kind: sheet.Choice, Words: forms, Required: true},
//		{Field: "for", Vi: "Thành phần", En: "Audience", Kind: sheet.Choice, Words: audiences, Many: true},
//		{Field: "people", Vi: "Số học viên", En: "Participants", Kind: sheet.Count, Max: 10_000},
//		{Field: "amount", Vi: "Kinh phí (đồng)", En: "Amount (VND)", Kind: sheet.Money},
//	}
//	var forms = []sheet.Word{sheet.NewWord("class", "Trực tiếp", "In person"), sheet.NewWord("online", "Trực tuyến", "Online", "qua mang")}
//	var audiences = sheet.WordsOf(files, "training.audience", Audiences...) // named by the texts of the slice
//
// Headings, words and aliases are compared without marks and case.
//
// # A list out
//
//	rows := func(yield func([]any) bool) {
//		for _, c := range list { // string, int, int64, *int64, clock.Date or nil; codes for a Choice
//			if !yield([]any{c.Name, c.On, c.Form, c.Audience, c.People, c.Amount}) {
//				return
//			}
//		}
//	}
//	x.Attachment("lop-tap-huan.xlsx", sheet.MIME)
//	return sheet.WriteList(x.W, x.T("training.courses"), columns, string(x.Lang), rows)
//
// Put columns that only the list has (unit, state) before or behind:
// append([]sheet.Column{{Field: "unit", Vi: "Đơn vị", En: "Unit", Kind: sheet.Fixed}}, columns...).
//
// A figure with a title above its headings, a sum below its rows, or on several
// sheets is written by WriteLists.
//
// # Rows about persons
//
// They leave the program for a purpose only: a GET shows sheet.Taking, the POST
// reads the purpose, stores an event and writes the file with Mark.Line in
// List.Mark or Sheet.Mark. Public figures need none of this.
//
// # A template out
//
//	x.Attachment("mau-lop-tap-huan.xlsx", sheet.MIME)
//	return sheet.WriteTemplate(x.W, sheet.Template{
//		Title: "Mẫu nhập lớp tập huấn", Kind: kind, Meta: [][2]string{{"unit", unit.ID}},
//		Sheets: []sheet.Sheet{{Name: "Lớp", Title: "Lớp tập huấn", Cols: columns, Open: sheet.OpenRows,
//			Labels: []sheet.Label{{Name: "Đơn vị", Value: unit.Name}}}},
//	})
//
// where const kind = "training.course/1": raise the version when older files can
// no longer be read. Rows that stand there already go into Sheet.Filled; cells
// of Fixed columns are locked.
//
// # A workbook in
//
//	t, err := sheet.Read(file, columns, kind) // errs.Invalid, keys sheet.err.…
//	if err != nil { … }
//	unit := t.Meta("unit")                    // or t.Label("Đơn vị") as people read it
//	var signs sheet.Signer
//	var list []Course
//	for r := range t.Rows() { // without blank rows and sums; required cells are checked
//		c := Course{Name: r.Text("name"), On: r.Date("on"), Form: r.Choice("form"), Audience: strings.Join(r.Choices("for"), ","),
//			People: r.Count("people"), Amount: r.Count("amount")}
//		if c.On > today { r.Bad("on", "training.sheet.err.future") } // text begins as "sheet.place" does
//		c.Source = signs.Sign(unit, c.Name, c.On, c.Form, c.Audience, c.People, c.Amount)
//		if r.OK() { list = append(list, c) }
//	}
//	if err := t.Err(); err != nil { return err } // every wrong cell at once
//	// store those whose Source is new; Result{Added, Known, Warnings: t.Warnings()}
//
// Rules of the slice that name fields (errs.Check) are brought to their rows by
// r.Bad(f.Name, f.Key, f.Args...). A trial (dry run) takes the same way and is
// undone at the end of the transaction. A workbook with several tables is
// opened by Open and each asked for by Book.Table; Book.Err covers all.
//
// # The page
//
//	type importView struct{ sheet.Import }
//
//	GET:  x.Page(200, "training/import", ui.Page{Title: x.T("ui.word.import"), Body: &importView{}})
//	POST: v := &importView{}
//	      return v.Take(x, "training/import", ui.Page{Title: x.T("ui.word.import"), Body: v},
//		func(file io.Reader, dry bool, reason string) (sheet.Result, error) { return s.Import(ctx, by, file, dry, reason) })
//
// and templates/import.html:
//
//	<div class="head"><div><h1>{{.Title}}</h1></div></div>
//	{{template "sheet/_import" (dict "import" .Body.Import "action" "/training/import" "template" "/training/template.xlsx")}}
//
// Further arguments: hint, reason (true asks for one) and reason_hint, done
// (what was stored, in words), open and open_text (a link to it). Upload reads
// the controls for pages that do more.
package sheet
