package inspection

import (
	"cmp"
	"context"
	"io"
	"iter"
	"slices"
	"strings"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/sheet"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
	"neove/org"
)

// sheetKind names the template of establishments; the version grows when older
// files can no longer be read.
const sheetKind = "inspection.establishment/1"

// maxSheet is how many rows a list as XLSX has at most.
const maxSheet = 20_000

func (v Vocabulary) sheetWords(kind string) []sheet.Word {
	var out []sheet.Word
	for _, t := range v {
		if t.Kind == kind && !slices.ContainsFunc(out, func(w sheet.Word) bool { return w.Code == t.Code }) {
			out = append(out, sheet.Word{Code: t.Code, Vi: t.NameVi, En: t.NameEn})
		}
	}
	return out
}

// establishmentColumns describe the list, the template and the import.
func (v Vocabulary) establishmentColumns() []sheet.Column {
	return []sheet.Column{
		{Field: "commune", Vi: "Xã, phường", En: "Commune", Aliases: []string{"xa", "phuong", "don vi", "dia ban"}, Width: 24, MaxLen: 100},
		{Field: "type", Vi: "Loại hình", En: "Type", Aliases: []string{"loai", "loai co so", "nganh nghe"}, Kind: sheet.Choice, Words: v.sheetWords(typeTerm), Width: 24, Required: true},
		{Field: "name", Vi: "Tên cơ sở", En: "Name", Aliases: []string{"ten", "co so"}, Width: 32, Required: true, MaxLen: maxName},
		{Field: "address", Vi: "Địa chỉ", En: "Address", Width: 36, MaxLen: maxNote},
		{Field: "owner", Vi: "Chủ cơ sở", En: "Owner", Aliases: []string{"chu", "ho ten chu co so"}, Width: 24, MaxLen: maxName},
		{Field: "representative", Vi: "Người đại diện", En: "Representative", Width: 24, MaxLen: maxName},
		{Field: "phone", Vi: "Điện thoại", En: "Phone", Aliases: []string{"so dien thoai", "dt"}, Width: 16, MaxLen: 20},
		{Field: "licence", Vi: "Số giấy phép", En: "Licence", Aliases: []string{"giay phep", "gpkd"}, Width: 20, MaxLen: maxName},
		{Field: "licence_by", Vi: "Nơi cấp", En: "Issued by", Width: 24, MaxLen: maxName},
		{Field: "licence_on", Vi: "Ngày cấp", En: "Issued on", Kind: sheet.Date},
		{Field: "licence_to", Vi: "Ngày hết hạn", En: "Valid until", Aliases: []string{"het han"}, Kind: sheet.Date},
		{Field: "rooms", Vi: "Số phòng", En: "Rooms", Kind: sheet.Count, Max: maxCount},
		{Field: "workers", Vi: "Số lao động", En: "Workers", Kind: sheet.Count, Max: maxCount},
		{Field: "risks", Vi: "Yếu tố nguy cơ", En: "Risk factors", Kind: sheet.Choice, Words: v.sheetWords(riskTerm), Many: true, Width: 30},
		{Field: "note", Vi: "Ghi chú", En: "Note", Width: 30, MaxLen: maxNote},
	}
}

// establishmentsSheet is the list as XLSX.
func (s *Service) establishmentsSheet(by access.Actor, x *web.Exchange) error {
	d, err := s.desk(by, x)
	if err != nil {
		return err
	}
	f, err := establishmentFilter(d)
	if err != nil {
		return err
	}
	f.Limit = maxSheet
	list, _, err := s.Establishments(x.R.Context(), by, d.unit, f)
	if err != nil {
		return err
	}
	columns := append(d.words.establishmentColumns(), sheet.Column{Field: "state", Vi: "Trạng thái", En: "State", Kind: sheet.Fixed})
	x.Attachment("co-so-"+d.today.String()+".xlsx", sheet.MIME)
	return sheet.WriteList(x.W, x.T("inspection.establishments"), columns, string(x.Lang), d.establishmentCells(list))
}

func (d desk) establishmentCells(list []Establishment) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for _, e := range list {
			if !yield([]any{d.tree.Name(e.Unit), e.Type, e.Name, e.Address, e.Owner, e.Representative, e.Phone, e.Licence, e.LicenceBy, e.LicenceOn, e.LicenceTo,
				e.Rooms, e.Workers, e.Risks, e.Note, d.x.T("inspection.state." + e.State)}) {
				return
			}
		}
	}
}

// checksSheet is the list of checks as XLSX.
func (s *Service) checksSheet(by access.Actor, x *web.Exchange) error {
	d, err := s.desk(by, x)
	if err != nil {
		return err
	}
	f, err := checkFilter(x)
	if err != nil {
		return err
	}
	f.Limit = maxSheet
	list, _, err := s.Checks(x.R.Context(), by, d.unit, f)
	if err != nil {
		return err
	}
	x.Attachment("kiem-tra-"+d.today.String()+".xlsx", sheet.MIME)
	return sheet.WriteList(x.W, x.T("inspection.checks"), d.words.checkColumns(), string(x.Lang), d.checkCells(list))
}

func (v Vocabulary) checkColumns() []sheet.Column {
	return []sheet.Column{{Field: "on", Vi: "Ngày kiểm tra", En: "Day", Kind: sheet.Date}, {Field: "doer", Vi: "Đơn vị kiểm tra", En: "Checked by", Width: 24},
		{Field: "name", Vi: "Tên cơ sở", En: "Establishment", Width: 32}, {Field: "type", Vi: "Loại hình", En: "Type", Kind: sheet.Choice, Words: v.sheetWords(typeTerm), Width: 24},
		{Field: "place", Vi: "Xã, phường", En: "Commune", Width: 24}, {Field: "team", Vi: "Thành phần đoàn", En: "Team", Width: 40},
		{Field: "findings", Vi: "Kết quả", En: "Findings", Width: 40}, {Field: "violations", Vi: "Vi phạm", En: "Violations", Width: 40}, {Field: "count", Vi: "Số vi phạm", En: "Number of violations", Kind: sheet.Count},
		{Field: "pledge", Vi: "Ngày ký cam kết", En: "Pledge signed", Kind: sheet.Date}, {Field: "decision", Vi: "Số quyết định xử phạt", En: "Decision", Width: 24},
		{Field: "decision_on", Vi: "Ngày quyết định", En: "Decided on", Kind: sheet.Date}, {Field: "decision_by", Vi: "Cơ quan xử phạt", En: "Decided by", Width: 24},
		{Field: "amount", Vi: "Số tiền phạt (đồng)", En: "Amount (VND)", Kind: sheet.Money}, {Field: "paid", Vi: "Ngày nộp phạt", En: "Paid on", Kind: sheet.Date},
		{Field: "follow_on", Vi: "Hạn theo dõi", En: "Follow-up due", Kind: sheet.Date}, {Field: "follow_done", Vi: "Ngày xong", En: "Done on", Kind: sheet.Date}}
}

func (d desk) checkCells(list []CheckRow) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for _, k := range list {
			var team, found []string
			for _, m := range k.Team {
				team = append(team, strings.Trim(m.Name+", "+m.Agency, ", "))
			}
			for _, w := range k.Violations {
				found = append(found, strings.Trim(d.name(violationTerm, w.Kind)+": "+w.Text, ": "))
			}
			if !yield([]any{k.On, d.tree.Name(k.Unit), k.Name, k.Type, d.tree.Name(k.Place), strings.Join(team, "; "), k.Findings, strings.Join(found, "; "), k.ViolationCount,
				k.PledgeOn, k.Decision, k.DecisionOn, k.DecisionBy, k.Amount, k.PaidOn, k.FollowOn, k.FollowDone}) {
				return
			}
		}
	}
}

// templateSheet is the empty workbook of a unit.
func (s *Service) templateSheet(by access.Actor, x *web.Exchange) error {
	d, err := s.desk(by, x)
	if err != nil {
		return err
	}
	if err := by.NeedAt(recordEstablishment, d.unit); err != nil {
		return err
	}
	x.Attachment("mau-co-so.xlsx", sheet.MIME)
	return sheet.WriteTemplate(x.W, sheet.Template{Title: "Mẫu nhập cơ sở", Kind: sheetKind, Meta: [][2]string{{"unit", d.unit}},
		Sheets: []sheet.Sheet{{Name: "Cơ sở", Title: "Danh sách cơ sở", Cols: d.words.establishmentColumns(), Open: sheet.OpenRows,
			Labels: []sheet.Label{{Name: "Đơn vị", Value: d.tree.Name(d.unit)}}}}})
}

// importView is the body of the import page.
type importView struct {
	sheet.Import
	Unit string
}

func (s *Service) importPage(by access.Actor, x *web.Exchange) error {
	unit := org.WorkUnit(by, x)
	if err := by.NeedAt(recordEstablishment, unit); err != nil {
		return err
	}
	return x.Page(200, "inspection/import", s.importAt(x, &importView{Unit: unit}))
}

func (s *Service) importAt(x *web.Exchange, v *importView) ui.Page {
	return ui.Page{Title: x.T("inspection.establishments.import"), Body: v, Crumbs: []ui.Crumb{
		{Text: x.T("inspection.establishments"), Href: establishmentPath + "?unit=" + v.Unit}, {Text: x.T("ui.word.import")}}}
}

func (s *Service) importPost(by access.Actor, x *web.Exchange) error {
	v := &importView{Unit: org.WorkUnit(by, x)}
	return v.Take(x, "inspection/import", s.importAt(x, v), func(file io.Reader, dry bool, _ string) (sheet.Result, error) {
		return s.Import(x.R.Context(), by, v.Unit, file, dry)
	})
}

// errDry undoes a trial at its end.
var errDry = errs.New(errs.Invalid, "inspection.err.dry")

// Import brings in establishments from a workbook, those that are new. unit is
// that of rows that name no commune. A trial stores nothing.
// Errors: Invalid (every wrong cell), Forbidden.
func (s *Service) Import(ctx context.Context, by access.Actor, unit string, file io.Reader, dry bool) (sheet.Result, error) {
	v, err := s.Vocabulary(ctx)
	if err != nil {
		return sheet.Result{}, err
	}
	tree, err := s.org.Tree(ctx)
	if err != nil {
		return sheet.Result{}, err
	}
	t, err := sheet.Read(file, v.establishmentColumns(), sheetKind)
	if err != nil {
		return sheet.Result{}, err
	}
	if own := t.Meta("unit"); own != "" { // a template knows whose it is
		unit = own
	}
	if err := by.NeedAt(recordEstablishment, unit); err != nil {
		return sheet.Result{}, err
	}
	list, rows := readRows(t, tree, unit, clock.DateOf(s.db.Now()))
	var out sheet.Result
	err = s.db.Write(ctx, by, "inspection.establishment.record", func(tx *db.Tx) error {
		if out, err = s.bringIn(tx, by, t, list, rows); err == nil && dry {
			err = errDry
		}
		return err
	})
	if err == errDry {
		err = nil
	}
	out.Warnings = t.Warnings()
	return out, err
}

// readRows reads the establishments of a table with the row of each.
func readRows(t *sheet.Table, tree *org.Tree, unit string, today clock.Date) (list []Establishment, rows []*sheet.Row) {
	var signs sheet.Signer
	for r := range t.Rows() {
		e := Establishment{Unit: unit, Type: r.Choice("type"), Name: r.Text("name"), Address: r.Text("address"), Owner: r.Text("owner"), Representative: r.Text("representative"),
			Phone: r.Text("phone"), Licence: r.Text("licence"), LicenceBy: r.Text("licence_by"), LicenceOn: r.Date("licence_on"), LicenceTo: r.Date("licence_to"),
			Rooms: r.Count("rooms"), Workers: r.Count("workers"), Risks: strings.Join(r.Choices("risks"), ","), Note: r.Text("note")}
		if name := r.Text("commune"); name != "" {
			u, err := tree.Match(name, unit, today)
			if err != nil {
				r.Bad("commune", "inspection.sheet.err.commune", "typed", name)
				continue
			}
			e.Unit = u.ID
		}
		e.Source = signs.Sign(e.Unit, e.Type, vntext.Fold(e.Name), vntext.Fold(e.Address))
		if r.OK() {
			list, rows = append(list, e), append(rows, r)
		}
	}
	return list, rows
}

// bringIn stores the rows that are new; rules of the slice are brought to their
// cells.
func (s *Service) bringIn(tx *db.Tx, by access.Actor, t *sheet.Table, list []Establishment, rows []*sheet.Row) (sheet.Result, error) {
	var out sheet.Result
	cond, args := in("source", sorted(list, func(e Establishment) string { return e.Source }))
	known, err := db.Select[string](tx, "SELECT source FROM inspection_establishments WHERE "+cond, args...)
	if err != nil {
		return out, err
	}
	var fresh []Establishment
	var at []*sheet.Row
	for i, e := range list {
		if slices.Contains(known, e.Source) {
			out.Known++
			continue
		}
		fresh, at = append(fresh, e), append(at, rows[i])
	}
	if err := t.Err(); err != nil {
		return out, err
	}
	if out.Added = len(fresh); out.Added == 0 {
		return out, nil
	}
	_, err = s.recordIn(tx, by, fresh, false)
	if errs.Is(err, errs.Invalid) {
		for _, f := range errs.From(inGrid(err)).Fields {
			if f.Row > 0 && f.Row <= len(at) {
				at[f.Row-1].Bad(cmp.Or(map[string]string{"unit": "commune"}[f.Name], f.Name), f.Key, f.Args...)
			}
		}
		if bad := t.Err(); bad != nil {
			return out, bad
		}
	}
	return out, err
}
