package outreach

import (
	"io"

	"neove/access"
	"neove/internal/sheet"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
)

// templateFile is a month's template, filled in Excel and imported again.
func (s *Service) templateFile(by access.Actor, x *web.Exchange) error {
	unit, period := x.Path("unit"), x.Path("period")
	x.Attachment("mau-thang-"+unit+"-"+period+".xlsx", sheet.MIME)
	return s.Template(x.R.Context(), by, unit, period, x.W)
}

type importView struct {
	sheet.Import
	Done, Open string
}

func (s *Service) importPage(_ access.Actor, x *web.Exchange) error {
	return x.Page(200, "outreach/import", ui.Page{Title: x.T("outreach.import"), Body: &importView{}})
}

// importPost reads a filled template; a trial run stores nothing.
func (s *Service) importPost(by access.Actor, x *web.Exchange) error {
	v := &importView{}
	return v.Take(x, "outreach/import", ui.Page{Title: x.T("outreach.import"), Body: v}, func(file io.Reader, dry bool, reason string) (sheet.Result, error) {
		r, err := s.Import(x.R.Context(), by, file, dry, reason)
		v.Done = x.T("outreach.import.result", "unit", r.UnitName, "period", vntext.Month(r.Period), "added", r.Added, "known", r.Known, "totals", r.Totals)
		v.Open = "/outreach/months/" + r.Unit + "/" + r.Period
		return sheet.Result{Added: r.Added, Known: r.Known, Warnings: r.Warnings}, err
	})
}
