package partner

import (
	"slices"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/sheet"
	"neove/internal/web"
	"neove/org"
)

// serviceSheet is the template of services.
const serviceSheet = "partner.service/1"

// serviceColumns are those of a service; partners are chosen by their names.
// The part of the directory has a column for those who may write in both.
func serviceColumns(list Terms, partners []sheet.Word, secret bool) []sheet.Column {
	out := []sheet.Column{
		{Field: "partner", Vi: "Tổ chức", En: "Organisation", Aliases: []string{"doi tac", "co quan", "don vi cung cap"}, Width: 34, Kind: sheet.Choice, Words: partners, Required: true},
		{Field: "name", Vi: "Tên dịch vụ", En: "Service", Aliases: []string{"dich vu"}, Width: 34, Required: true, MaxLen: maxName},
		{Field: "category", Vi: "Loại dịch vụ", En: "Category", Aliases: []string{"loai"}, Width: 26, Kind: sheet.Choice, Words: list.words(Category), Required: true},
		{Field: "unit", Vi: "Địa bàn", En: "Place", Aliases: []string{"noi phuc vu", "don vi hanh chinh"}, Width: 24, MaxLen: 120, Hint: "Tên xã, huyện hoặc tỉnh. Để trống là đơn vị của tệp."},
		{Field: "phone", Vi: "Điện thoại", En: "Phone", Aliases: []string{"so dien thoai"}, Width: 16, MaxLen: maxPhone},
		{Field: "night_phone", Vi: "Điện thoại ngoài giờ", En: "After-hours phone", Width: 16, MaxLen: maxPhone},
		{Field: "hours", Vi: "Giờ phục vụ", En: "Hours", Aliases: []string{"gio lam viec"}, Width: 34, MaxLen: maxHours, Hint: "Ví dụ T2–T6 7:30–11:30, 13:30–17:00. Ghi 24/7 nếu luôn mở."},
		{Field: "address", Vi: "Địa chỉ công khai", En: "Public address", Aliases: []string{"dia chi"}, Width: 34, MaxLen: maxText, Hint: "Nơi có người lưu trú: để trống."},
		{Field: "description", Vi: "Nội dung", En: "Description", Aliases: []string{"mo ta"}, Width: 40, MaxLen: maxLong},
		{Field: "eligibility", Vi: "Ai được nhận", En: "Eligibility", Aliases: []string{"dieu kien"}, Width: 30, MaxLen: maxLong},
		{Field: "languages", Vi: "Ngôn ngữ", En: "Languages", Width: 20, Kind: sheet.Choice, Words: sheet.WordsOf(files, "partner.language", Languages...), Many: true},
		{Field: "cost", Vi: "Chi phí", En: "Cost", Width: 16, MaxLen: maxText},
		{Field: "places", Vi: "Số chỗ", En: "Places", Kind: sheet.Count, Max: 100_000},
		{Field: "email", Vi: "Thư điện tử", En: "Email", Width: 24, MaxLen: maxName},
		{Field: "web", Vi: "Trang web", En: "Website", Width: 24, MaxLen: maxText},
		{Field: "postal_code", Vi: "Mã bưu chính", En: "Postal code", MaxLen: 6},
		{Field: "verified_on", Vi: "Ngày kiểm tra gần nhất", En: "Last checked", Aliases: []string{"ngay kiem tra"}, Kind: sheet.Date},
		{Field: "note", Vi: "Ghi chú", En: "Note", Width: 24, MaxLen: maxLong},
	}
	if secret {
		out = slices.Insert(out, 4, sheet.Column{Field: "part", Vi: "Phần", En: "Part", Kind: sheet.Choice, Words: sheet.WordsOf(files, "partner.part", Parts...),
			Hint: "Để trống là phần công khai."})
	}
	return out
}

// row is a service as its columns hold it.
func (o Offer) row(place string, secret bool) []any {
	out := []any{o.Partner, o.Name, o.Category, place, o.Phone, o.NightPhone, o.Hours, o.Address, o.Description, o.Eligibility, o.Languages, o.Cost, o.Places,
		o.Email, o.Web, o.PostalCode, dayCell(o.VerifiedOn), o.Note}
	if secret {
		out = slices.Insert(out, 4, any(o.Part))
	}
	return out
}

// maxRows is how many records a workbook holds.
const maxRows = 20_000

// serviceList is the directory as XLSX.
func (s *Service) serviceList(by access.Actor, x *web.Exchange) error {
	f, err := offerFilter(x, x.List(pageSize))
	if err != nil {
		return err
	}
	f.Limit, f.Offset = maxRows, 0
	unit := org.WorkUnit(by, x)
	found, err := s.Offers(x.R.Context(), by, unit, f)
	if err != nil {
		return err
	}
	list, err := s.Terms(x.R.Context())
	if err != nil {
		return err
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	var words []sheet.Word
	for id, p := range found.Partners {
		words = append(words, sheet.NewWord(id, p.Name, p.Name))
	}
	secret := by.May(maySecret)
	x.Attachment("danh-ba-dich-vu-"+unit+"-"+s.today().String()+".xlsx", sheet.MIME)
	return sheet.WriteList(x.W, x.T("partner.services"), serviceColumns(list, words, secret), string(x.Lang), func(yield func([]any) bool) {
		for _, o := range found.Offers {
			if !yield(o.row(t.Name(o.Unit), secret)) {
				return
			}
		}
	})
}

// partnerWords are the partners that a unit's services can be of.
func (s *Service) partnerWords(by access.Actor, x *web.Exchange, unit string) ([]sheet.Word, error) {
	list, _, err := s.Partners(x.R.Context(), by, unit, Filter{Limit: maxOptions})
	return wordsOf(list), err
}

func wordsOf(list []Partner) []sheet.Word {
	var out []sheet.Word
	for _, p := range list {
		w := sheet.NewWord(p.ID, p.Name, p.Name)
		if p.Short != "" {
			w.Aliases = []string{p.Short}
		}
		out = append(out, w)
	}
	return out
}

// serviceTemplate is an empty workbook to fill in.
func (s *Service) serviceTemplate(by access.Actor, x *web.Exchange) error {
	unit := org.WorkUnit(by, x)
	if err := by.NeedAt(mayRecord, unit); err != nil {
		return err
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	if _, ok := t.Unit(unit); !ok {
		return hidden()
	}
	list, err := s.Terms(x.R.Context())
	if err != nil {
		return err
	}
	words, err := s.partnerWords(by, x, unit)
	if err != nil {
		return err
	}
	x.Attachment("mau-dich-vu-"+unit+".xlsx", sheet.MIME)
	return sheet.WriteTemplate(x.W, sheet.Template{Title: "Mẫu nhập dịch vụ hỗ trợ, " + t.Name(unit), Kind: serviceSheet, Meta: [][2]string{{"unit", unit}},
		Sheets: []sheet.Sheet{{Name: "Dịch vụ", Title: "Danh bạ dịch vụ hỗ trợ", Cols: serviceColumns(list, words, by.MayAt(maySecret, unit)), Open: sheet.OpenRows,
			Labels: []sheet.Label{{Name: "Đơn vị", Value: t.Name(unit)}},
			Hint:   "Tổ chức phải có trong sổ đối tác. Không ghi địa chỉ nơi có người lưu trú. Cột có dấu * cần ghi."}}})
}

// dayCell is a day as a sheet takes it.
func dayCell(d *clock.Date) clock.Date {
	if d == nil {
		return 0
	}
	return *d
}
