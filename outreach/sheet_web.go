package outreach

import (
	"bytes"

	"neove/access"
	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/web"
)

// templateFile is a month's template, filled in Excel and imported again.
func (s *Service) templateFile(by access.Actor, x *web.Exchange) error {
	unit, period := x.Path("unit"), x.Path("period")
	var buf bytes.Buffer
	if err := s.Template(x.R.Context(), by, unit, period, &buf); err != nil {
		return err
	}
	x.Attachment("mau-thang-"+unit+"-"+period+".xlsx", xlsxType)
	_, err := x.W.Write(buf.Bytes())
	return err
}

type importView struct {
	Result   *ImportResult
	Warnings []string
	Errors   web.Errors
	DryRun   bool
	Reason   string
}

func (s *Service) importPage(by access.Actor, x *web.Exchange) error {
	return x.Page(200, "outreach/import", ui.Page{Title: x.T("outreach.import"), Body: &importView{DryRun: true}})
}

// importPost reads a filled template; a trial run stores nothing.
func (s *Service) importPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	v := importView{DryRun: f.Bool("dry"), Reason: f.Raw("reason")}
	page := ui.Page{Title: x.T("outreach.import"), Body: &v}
	file, _, err := x.R.FormFile("file")
	if err != nil {
		f.Bad("file", "outreach.err.import_file")
		v.Errors = x.Errors(f.Err())
		return x.Again(f.Err(), "outreach/import", page)
	}
	defer file.Close()
	res, err := s.Import(x.R.Context(), by, file, v.DryRun, f.Text("reason", maxText))
	if err != nil {
		if errs.Is(err, errs.Invalid) || errs.Is(err, errs.Conflict) {
			v.Errors = x.Errors(err)
			return x.Again(err, "outreach/import", page)
		}
		return err
	}
	v.Result = &res
	for _, w := range res.Warnings {
		v.Warnings = append(v.Warnings, x.T(w.Key, w.Args...))
	}
	return x.Page(200, "outreach/import", page)
}
