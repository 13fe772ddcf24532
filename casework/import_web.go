package casework

import (
	"io"
	"net/url"

	"neove/access"
	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/web"
)

const (
	importPath = "/casework/import"
	maxImport  = 5 << 20
)

type importView struct {
	Form     ui.RecordForm
	Problems ui.Table
	Would    int // cases that the checked file would open
}

func (s *Service) importPage(by access.Actor, x *web.Exchange) error {
	return s.showImport(by, x, url.Values{"dry": {"1"}}, 0, nil)
}

func (s *Service) showImport(by access.Actor, x *web.Exchange, values url.Values, would int, refused error) error {
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	var offices []ui.Option
	for _, o := range by.Held(mayReceive) {
		offices = append(offices, ui.Option{Value: o.String(), Text: t.OfficeName(x, o.String())})
	}
	if len(offices) == 1 && !values.Has("office") {
		values.Set("office", offices[0].Value)
	}
	e := x.Errors(refused)
	b := importView{Would: would}
	b.Form = ui.RecordForm{Action: importPath, Files: true, Submit: x.T("casework.import.do"), Cancel: listPath, Controls: x.Controls("casework.import", []ui.Control{
		{Kind: "file", Name: "file", Accept: "application/json", Need: true}, {Kind: "select", Name: "office", Options: offices, Blank: x.T("ui.word.choose"), Need: true}, {Kind: "check", Name: "dry"}}, values, e)}
	if errs.Is(refused, errs.Invalid) {
		b.Problems = ui.Table{Label: x.T("casework.import.problems"), Columns: []ui.Column{{Label: x.T("casework.import.where")}, {Label: x.T("casework.import.what")}}}
		for _, f := range errs.From(refused).Fields {
			if f.Name != "file" && f.Name != "office" {
				b.Problems.Rows = append(b.Problems.Rows, []ui.TD{{Text: f.Name}, {Text: x.T(f.Key, f.Args...)}})
			}
		}
	}
	page := ui.Page{Title: x.T("casework.import"), Body: b}
	if len(b.Problems.Rows) > 0 { // places in the file are no controls of the page
		page.Errors = []ui.ErrorItem{{Field: "file", Text: x.T("casework.import.refused", "n", len(b.Problems.Rows))}}
		return x.Page(422, "casework/import", page)
	}
	if refused != nil {
		return x.Again(refused, "casework/import", page)
	}
	return x.Page(200, "casework/import", page)
}

func (s *Service) importPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	dry, office := f.Bool("dry"), f.Raw("office")
	if office == "" {
		f.Bad("office", "web.err.required")
	}
	raw := readImport(f)
	if err := f.Err(); err != nil {
		return s.showImport(by, x, f.Values(), 0, err)
	}
	codes, err := s.Import(x.R.Context(), by, office, raw, dry)
	switch {
	case err != nil:
		return s.showImport(by, x, f.Values(), 0, err)
	case dry:
		values := f.Values()
		values.Del("dry")
		return s.showImport(by, x, values, len(codes), nil)
	}
	x.Notice("casework.done.import", "n", len(codes))
	return x.See(listPath)
}

// readImport is the file of the form; what is wrong with it is noted there.
func readImport(f *web.Form) []byte {
	sent, ok := f.File("file")
	if !ok {
		f.Bad("file", "web.err.file_empty")
		return nil
	}
	r, err := sent.Open()
	if err != nil {
		f.Bad("file", "web.err.file_empty")
		return nil
	}
	defer r.Close()
	raw, err := io.ReadAll(io.LimitReader(r, maxImport+1))
	if err != nil || len(raw) > maxImport {
		f.Bad("file", "casework.err.import_large")
	}
	return raw
}
