package livelihood

import (
	"io"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/sheet"
	"neove/internal/ui"
	"neove/internal/web"
	"neove/org"
)

var unitColumn = sheet.Column{Field: "unit", Vi: "Đơn vị", En: "Unit", Width: 26, Kind: sheet.Fixed}

// supportsSheet is the list as XLSX.
func (s *Service) supportsSheet(by access.Actor, x *web.Exchange) error {
	f := filterOf(x.List(maxSheet), "kind")
	f.Offset = 0
	list, _, _, err := s.Supports(x.R.Context(), by, org.WorkUnit(by, x), f)
	if err != nil {
		return err
	}
	all, err := s.Kinds(x.R.Context())
	if err != nil {
		return err
	}
	return writeList(s, x, "ho-tro-sinh-ke", x.T("livelihood.supports"), supportHeadings(all), list, func(r Support) (string, []any) { return r.Unit, r.cells() })
}

// linksSheet is the list as XLSX.
func (s *Service) linksSheet(by access.Actor, x *web.Exchange) error {
	f := filterOf(x.List(maxSheet), "programme")
	f.Offset = 0
	list, _, err := s.Links(x.R.Context(), by, org.WorkUnit(by, x), f)
	if err != nil {
		return err
	}
	return writeList(s, x, "long-ghep-chuong-trinh", x.T("livelihood.links"), linkHeadings, list, func(l Link) (string, []any) { return l.Unit, l.cells() })
}

func writeList[T any](s *Service, x *web.Exchange, file, title string, columns []sheet.Column, list []T, cells func(T) (unit string, row []any)) error {
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	x.Attachment(file+"-"+clock.DateOf(s.db.Now()).String()+".xlsx", sheet.MIME)
	return sheet.WriteList(x.W, title, append([]sheet.Column{unitColumn}, columns...), string(x.Lang), func(yield func([]any) bool) {
		for _, v := range list {
			if unit, row := cells(v); !yield(append([]any{t.Name(unit)}, row...)) {
				return
			}
		}
	})
}

func (s *Service) supportTemplate(by access.Actor, x *web.Exchange) error {
	all, err := s.Kinds(x.R.Context())
	if err != nil {
		return err
	}
	return s.writeTemplate(by, x, supportRecord, "mau-ho-tro-sinh-ke.xlsx", supportSheet, sheet.Sheet{Name: "Hỗ trợ", Title: "Hỗ trợ sinh kế", Cols: supportHeadings(all)})
}

func (s *Service) linkTemplate(by access.Actor, x *web.Exchange) error {
	return s.writeTemplate(by, x, linkRecord, "mau-long-ghep-chuong-trinh.xlsx", linkSheet, sheet.Sheet{Name: "Lồng ghép", Title: "Lồng ghép chương trình", Cols: linkHeadings})
}

func (s *Service) writeTemplate(by access.Actor, x *web.Exchange, permission, file, kind string, page sheet.Sheet) error {
	unit := org.WorkUnit(by, x)
	if err := by.NeedAt(permission, unit); err != nil {
		return err
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	page.Open, page.Labels = sheet.OpenRows, []sheet.Label{{Name: "Đơn vị", Value: t.Name(unit)}}
	x.Attachment(file, sheet.MIME)
	return sheet.WriteTemplate(x.W, sheet.Template{Title: page.Title + ", " + t.Name(unit), Kind: kind, Meta: [][2]string{{"unit", unit}}, Sheets: []sheet.Sheet{page}})
}

type importView struct {
	sheet.Import
	UnitName, Action, Template, Open string
}

// importTitle names an import page by the list that it fills.
func importTitle(x *web.Exchange, path string, v *importView) ui.Page {
	list := map[string]string{supportPath: "livelihood.supports", linkPath: "livelihood.links"}[path]
	return ui.Page{Title: x.T("ui.word.import"), Body: v, Crumbs: crumbs(x.T(list), v.Open, x.T("ui.word.import"))}
}

// importOf is an import page about a unit. The unit stands in the address: the
// body is a file.
func (s *Service) importOf(by access.Actor, x *web.Exchange, permission, path string) (string, *importView, error) {
	unit := x.R.URL.Query().Get("unit")
	if unit == "" {
		_, unit = by.Home()
	}
	if err := by.NeedAt(permission, unit); err != nil {
		return "", nil, err
	}
	t, err := s.org.Tree(x.R.Context())
	return unit, &importView{UnitName: t.Name(unit), Action: with(path+"/import", unit), Template: with(path+"/template.xlsx", unit), Open: with(path, unit)}, err
}

func (s *Service) importPage(permission, path string) func(access.Actor, *web.Exchange) error {
	return func(by access.Actor, x *web.Exchange) error {
		_, v, err := s.importOf(by, x, permission, path)
		if err != nil {
			return err
		}
		return x.Page(200, "livelihood/import", importTitle(x, path, v))
	}
}

func (s *Service) importPost(permission, path string, run func(by access.Actor, x *web.Exchange, unit string, file io.Reader, dry bool, reason string) (sheet.Result, error)) func(access.Actor, *web.Exchange) error {
	return func(by access.Actor, x *web.Exchange) error {
		unit, v, err := s.importOf(by, x, permission, path)
		if err != nil {
			return err
		}
		return v.Take(x, "livelihood/import", importTitle(x, path, v), func(file io.Reader, dry bool, reason string) (sheet.Result, error) {
			return run(by, x, unit, file, dry, reason)
		})
	}
}

func (s *Service) supportIntake(by access.Actor, x *web.Exchange, unit string, file io.Reader, dry bool, reason string) (sheet.Result, error) {
	return s.Import(x.R.Context(), by, unit, file, dry, reason)
}

func (s *Service) linkIntake(by access.Actor, x *web.Exchange, unit string, file io.Reader, dry bool, reason string) (sheet.Result, error) {
	return s.ImportLinks(x.R.Context(), by, unit, file, dry, reason)
}
