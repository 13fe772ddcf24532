package livelihood

import (
	"neove/internal/sheet"
)

// The templates; a version grows when older files can no longer be read.
const (
	supportSheet = "livelihood.support/1"
	linkSheet    = "livelihood.link/1"
)

// maxSheet is how many rows a list as XLSX has at most.
const maxSheet = 20_000

// supportHeads are the columns of the numbers, by name.
var supportHeads = map[string]sheet.Column{
	"people":   {Vi: "Số người", En: "Persons", Aliases: []string{"so nguoi duoc ho tro", "tong so nguoi"}},
	"women":    {Vi: "Trong đó nữ", En: "Of them women", Aliases: []string{"nu", "so nu"}},
	"turns":    {Vi: "Số lượt", En: "Turns", Aliases: []string{"luot", "so luot tu van", "luot nguoi"}},
	"amount":   {Vi: "Kinh phí (đồng)", En: "Amount (VND)", Aliases: []string{"kinh phi", "so tien dong"}},
	"finished": {Vi: "Học xong", En: "Finished", Aliases: []string{"so nguoi hoc xong", "tot nghiep"}},
	"employed": {Vi: "Có việc làm", En: "Employed", Aliases: []string{"co viec lam sau hoc"}},
	"minority": {Vi: "Dân tộc thiểu số", En: "Ethnic minority", Aliases: []string{"dtts"}},
	"poor":     {Vi: "Hộ nghèo, cận nghèo", En: "Poor households", Aliases: []string{"ho ngheo"}},
	"minors":   {Vi: "Dưới 18 tuổi", En: "Under 18", Aliases: []string{"duoi 18", "tre em"}},
	"at_risk":  {Vi: "Có nguy cơ", En: "At risk", Aliases: []string{"nguoi co nguy co"}},
	"victims":  {Vi: "Nạn nhân", En: "Victims"},
	"central":  {Vi: "Ngân sách trung ương (đồng)", En: "State budget (VND)"},
	"local":    {Vi: "Ngân sách địa phương (đồng)", En: "Local budget (VND)"},
	"aid":      {Vi: "Viện trợ (đồng)", En: "Aid (VND)"},
	"social":   {Vi: "Xã hội hóa (đồng)", En: "Private (VND)"},
	"other":    {Vi: "Nguồn khác (đồng)", En: "Other sources (VND)"},
}

// supportHeadings describe the list, the template and the import.
func supportHeadings(list []Kind) []sheet.Column {
	var words []sheet.Word
	for _, k := range list {
		words = append(words, sheet.Word{Code: k.Code, Vi: k.NameVi, En: k.NameEn})
	}
	out := []sheet.Column{
		{Field: "kind", Vi: "Loại hỗ trợ", En: "Kind of support", Aliases: []string{"loai", "hinh thuc"}, Width: 26, Kind: sheet.Choice, Words: words, Required: true},
		{Field: "from", Vi: "Từ ngày", En: "From", Aliases: []string{"ngay", "ngay bat dau", "khai giang"}, Width: 12, Kind: sheet.Date, Required: true},
		{Field: "to", Vi: "Đến ngày", En: "Until", Aliases: []string{"ngay ket thuc", "be giang"}, Width: 12, Kind: sheet.Date, Hint: "Đợt được tính vào ngày này. Để trống nếu trong một ngày."},
		{Field: "occupation", Vi: "Nghề, khóa học hoặc nội dung", En: "Trade, course or content", Aliases: []string{"nghe", "noi dung", "khoa hoc", "lop"}, Width: 30, MaxLen: maxText},
		{Field: "provider", Vi: "Nơi thực hiện", En: "Provider", Aliases: []string{"co so day nghe", "don vi thuc hien", "noi day nghe"}, Width: 30, MaxLen: maxText},
	}
	for _, n := range numbers {
		c := supportHeads[n.name]
		c.Field, c.Kind, c.Max, c.Width = n.name, sheet.Count, n.limit(), 11
		if n.money() {
			c.Kind, c.Width = sheet.Money, 18
		}
		out = append(out, c)
	}
	return append(out, sheet.Column{Field: "directing", Vi: "Văn bản chỉ đạo", En: "Directing document", Width: 24, MaxLen: maxText},
		sheet.Column{Field: "note", Vi: "Ghi chú", En: "Note", Width: 24, MaxLen: maxText})
}

// cells are a support in the order of the columns. A small number of victims
// stays out of a list that travels.
func (r Support) cells() []any {
	out := []any{r.Kind, r.From, nil, r.Occupation, r.Provider}
	if r.To != r.From {
		out[2] = r.To
	}
	r.Victims, _ = few(r.Victims)
	for _, n := range numbers {
		out = append(out, n.value(r))
	}
	return append(out, r.Directing, r.Note)
}

// readSupportRow takes a row of a workbook apart.
func readSupportRow(r *sheet.Row, unit string, signs *sheet.Signer) Support {
	s := Support{Unit: unit, Kind: r.Choice("kind"), From: r.Date("from"), To: r.Date("to"), Occupation: r.Text("occupation"), Provider: r.Text("provider"),
		Directing: r.Text("directing"), Note: r.Text("note")}
	said := []any{unit, s.Kind, s.From, s.To, s.Occupation, s.Provider, s.Directing, s.Note}
	for _, n := range numbers {
		*n.at(&s) = r.Count(n.name)
		said = append(said, n.value(s))
	}
	s.Source = signs.Sign(said...)
	return s
}

var programmeWords = []sheet.Word{
	{Code: "social_assistance", Vi: "Trợ giúp xã hội", En: "Social assistance", Aliases: []string{"bao tro xa hoi", "an sinh xa hoi"}},
	{Code: "poverty", Vi: "Giảm nghèo", En: "Poverty reduction", Aliases: []string{"xoa doi giam ngheo"}},
	{Code: "training", Vi: "Giáo dục nghề nghiệp", En: "Vocational training", Aliases: []string{"day nghe", "dao tao nghe"}},
	{Code: "employment", Vi: "Việc làm", En: "Employment", Aliases: []string{"giai quyet viec lam"}},
	{Code: "gender", Vi: "Bình đẳng giới", En: "Gender equality"},
	{Code: "child", Vi: "Bảo vệ trẻ em", En: "Child protection", Aliases: []string{"tre em"}},
	{Code: "socioeconomic", Vi: "Phát triển kinh tế - xã hội", En: "Socio-economic development", Aliases: []string{"kinh te xa hoi"}},
}

var linkHeadings = []sheet.Column{
	{Field: "programme", Vi: "Chương trình", En: "Programme", Aliases: []string{"ten chuong trinh", "chuong trinh long ghep"}, Width: 26, Kind: sheet.Choice, Words: programmeWords, Required: true},
	{Field: "from", Vi: "Từ ngày", En: "From", Aliases: []string{"ngay", "ngay bat dau"}, Width: 12, Kind: sheet.Date, Required: true},
	{Field: "to", Vi: "Đến ngày", En: "Until", Aliases: []string{"ngay ket thuc"}, Width: 12, Kind: sheet.Date},
	{Field: "content", Vi: "Nội dung lồng ghép", En: "What was worked in", Aliases: []string{"noi dung"}, Width: 60, MaxLen: maxContent, Required: true},
	{Field: "agency", Vi: "Cơ quan thực hiện", En: "Carried out by", Aliases: []string{"don vi thuc hien", "co quan"}, Width: 30, MaxLen: maxText},
	{Field: "document", Vi: "Văn bản", En: "Document", Aliases: []string{"so van ban"}, Width: 24, MaxLen: maxText},
	{Field: "people", Vi: "Số người tiếp cận", En: "People reached", Aliases: []string{"so nguoi"}, Width: 12, Kind: sheet.Count, Max: maxCount},
	{Field: "amount", Vi: "Kinh phí (đồng)", En: "Amount (VND)", Aliases: []string{"kinh phi"}, Width: 18, Kind: sheet.Money, Max: maxMoney},
}

func (l Link) cells() []any {
	out := []any{l.Programme, l.From, nil, l.Content, l.Agency, l.Document, l.People, l.Amount}
	if l.To != l.From {
		out[2] = l.To
	}
	return out
}

func readLinkRow(r *sheet.Row, unit string, signs *sheet.Signer) Link {
	l := Link{Unit: unit, Programme: r.Choice("programme"), From: r.Date("from"), To: r.Date("to"), Content: r.Text("content"), Agency: r.Text("agency"),
		Document: r.Text("document"), People: r.Count("people"), Amount: r.Count("amount")}
	l.Source = signs.Sign(unit, l.Programme, l.From, l.To, l.Content, l.Agency, l.Document, l.People, l.Amount)
	return l
}
