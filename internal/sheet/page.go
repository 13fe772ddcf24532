package sheet

import (
	"embed"
	"io"
	"io/fs"
	"slices"
	"strings"

	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/web"
)

//go:embed messages/*.json templates/*.html
var files embed.FS

// Messages holds the texts of this package, keys "sheet.…".
var Messages fs.FS = files

// Templates holds the partial of import pages; its source name is "sheet" and
// it is shared.
var Templates fs.FS = files

// Result says what an import did, or would do.
type Result struct {
	Added    int // records that are new
	Known    int // rows that came in before
	DryRun   bool
	Warnings []errs.Field // of the table
}

// Import is what an import page shows; a page's body embeds it and its template
// is {{template "sheet/_import" (dict "import" .Body.Import "action" …)}}. The
// zero value is a page that nobody has used yet.
type Import struct {
	Store    bool   // the box "only check" was cleared
	Why      string // the reason as typed
	Result   *Result
	Problems *ui.Table
	Warnings *ui.Table
	Errors   web.Errors
}

// maxReason is what a reason may hold.
const maxReason = 500

// Upload reads the controls of an import page: file, dry, reason. The caller
// closes the file. Errors: Invalid.
func Upload(x *web.Exchange) (file io.ReadCloser, dry bool, reason string, err error) {
	f, err := x.Form()
	if err != nil {
		return nil, true, "", err
	}
	dry, reason = f.Bool("dry"), f.Text("reason", maxReason)
	sent, ok := f.File("file")
	if !ok {
		f.Bad("file", "sheet.err.no_file")
	}
	if err := f.Err(); err != nil {
		return nil, dry, reason, err
	}
	file, err = sent.Open()
	return file, dry, reason, err
}

// Take answers the form of an import page: it runs the import and shows the
// page again with what came of it. The body of p holds v.
func (v *Import) Take(x *web.Exchange, page string, p ui.Page, run func(file io.Reader, dry bool, reason string) (Result, error)) error {
	file, dry, reason, err := Upload(x)
	v.Store = !dry
	if f, err := x.Form(); err == nil {
		v.Why = f.Raw("reason")
	}
	if err != nil {
		return v.refuse(x, err, page, p)
	}
	defer file.Close()
	r, err := run(file, dry, reason)
	if err != nil {
		return v.refuse(x, err, page, p)
	}
	r.DryRun = dry
	v.Result = &r
	if len(r.Warnings) > 0 {
		v.Warnings = tableOf(x, r.Warnings, "sheet.import.warnings")
	}
	return x.Page(200, page, p)
}

// refuse shows the page again: wrong cells as a table, anything else about the
// file at its control.
func (v *Import) refuse(x *web.Exchange, err error, page string, p ui.Page) error {
	e := *errs.From(err)
	switch {
	case slices.ContainsFunc(e.Fields, func(f errs.Field) bool { return f.Row > 0 }):
		v.Problems = tableOf(x, e.Fields, "sheet.import.problems")
		p.Errors = []ui.ErrorItem{{Field: "problems", Text: x.T(e.Key, e.Args...)}}
		return x.Page(e.Status(), page, p)
	case e.Kind == errs.Invalid && len(e.Fields) == 0:
		e.Fields = []errs.Field{{Name: "file", Key: e.Key, Args: e.Args}}
	}
	v.Errors = x.Errors(&e)
	return x.Again(&e, page, p)
}

// tableOf lists places in a file with what to do about each.
func tableOf(x *web.Exchange, list []errs.Field, label string) *ui.Table {
	t := &ui.Table{Label: x.T(label), Columns: []ui.Column{
		{Label: x.T("sheet.import.sheet")}, {Label: x.T("sheet.import.row"), Num: true}, {Label: x.T("sheet.import.column")}, {Label: x.T("sheet.import.what")}}}
	for _, f := range list {
		at := map[string]string{}
		for i := 0; i+1 < len(f.Args); i += 2 {
			name, _ := f.Args[i].(string)
			if s, ok := f.Args[i+1].(string); ok && at[name] == "" {
				at[name] = s
			}
		}
		column := at["header"]
		if at["column"] != "" {
			column = at["column"] + ": " + column
		}
		t.Rows = append(t.Rows, []ui.TD{{Text: at["sheet"]}, {Text: at["row"]}, {Text: column}, {Text: apart(x, f)}})
	}
	return t
}

// apart is the text of a place without the words that name the place.
func apart(x *web.Exchange, f errs.Field) string {
	return capital(strings.TrimPrefix(x.T(f.Key, f.Args...), x.T("sheet.place", f.Args...)))
}
