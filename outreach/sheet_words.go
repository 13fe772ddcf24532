package outreach

import "neove/internal/sheet"

// The sheets of the template, and which template it is: its version changes
// when an older file can no longer be read.
const (
	activitySheet = "Hoạt động"
	totalSheet    = "Tổng số"
	sheetKind     = "outreach.month/1"
)

// activitySheetColumns are a sheet of activities; the channels are those that words
// name.
func activitySheetColumns(words []sheet.Word) []sheet.Column {
	return []sheet.Column{
		{Field: "channel", Vi: "Loại hoạt động", En: "Activity", Aliases: []string{"kenh", "kenh truyen thong", "hinh thuc", "loai", "hinh thuc truyen thong", "channel"}, Width: 36, Kind: sheet.Choice, Words: words, Required: true, Hint: "Chọn loại hoạt động trong danh sách."},
		{Field: "from", Vi: "Ngày", En: "Date", Aliases: []string{"tu ngay", "ngay bat dau", "ngay to chuc", "ngay thang", "ngay thuc hien"}, Width: 12, Kind: sheet.Date, Required: true, Hint: "Ghi ngày/tháng/năm, ví dụ 9/6/2024."},
		{Field: "to", Vi: "Đến ngày", En: "Until", Aliases: []string{"ngay ket thuc"}, Width: 12, Kind: sheet.Date, Hint: "Chỉ ghi khi hoạt động kéo dài nhiều ngày."},
		{Field: "place", Vi: "Địa điểm", En: "Place", Aliases: []string{"noi to chuc", "dia diem to chuc", "dia ban"}, Width: 26, MaxLen: maxText},
		{Field: "quantity", Vi: "Số lượng", En: "Quantity", Aliases: []string{"so cuoc", "so buoi"}, Width: 10, Kind: sheet.Count, Max: maxCount, Hint: "Số cuộc, buổi, tin, cái… Để trống được tính là 1."},
		{Field: "people", Vi: "Lượt người", En: "Attendances", Aliases: []string{"so nguoi", "so luot nguoi", "luot nguoi tham du", "so nguoi tham du", "nguoi tham du", "attendances or views"}, Width: 11, Kind: sheet.Count, Max: maxCount, Hint: "Lượt người tham dự, hoặc lượt tiếp cận với tin, bài. Để trống nếu chưa có số liệu."},
		{Field: "women", Vi: "Trong đó nữ", En: "Women", Aliases: []string{"nu", "so nu", "nu gioi", "phu nu"}, Width: 11, Kind: sheet.Count, Max: maxCount, Hint: "Không lớn hơn lượt người."},
		{Field: "minors", Vi: "Dưới 18 tuổi", En: "Under 18", Aliases: []string{"duoi 18", "tre em", "trong do duoi 18 tuoi", "nguoi duoi 18 tuoi"}, Width: 11, Kind: sheet.Count, Max: maxCount, Hint: "Không lớn hơn lượt người."},
		{Field: "amount", Vi: "Kinh phí (đồng)", En: "Amount (VND)", Aliases: []string{"kinh phi", "kinh phi vnd", "so tien dong"}, Width: 16, Kind: sheet.Money, Max: maxMoney, Hint: "Ghi bằng đồng, ví dụ 2.500.000."},
		{Field: "level", Vi: "Cấp", En: "Level", Aliases: []string{"cap dai", "cap phat"}, Width: 11, Kind: sheet.Choice, Words: levelWords, Hint: "Chỉ dùng cho loa truyền thanh."},
		{Field: "audience", Vi: "Người nghe", En: "Audience", Aliases: []string{"doi tuong nghe", "doi tuong", "thanh phan", "thanh phan tham du", "nguoi tham gia"}, Width: 20, Kind: sheet.Choice, Words: audienceWords, Many: true, Hint: "Nhiều nhóm thì cách nhau bằng dấu phẩy, ví dụ: Học sinh, Phụ nữ."},
		{Field: "topic", Vi: "Nội dung", En: "Topic", Aliases: []string{"noi dung truyen thong", "chu de", "noi dung tuyen truyen"}, Width: 30, MaxLen: maxText},
		{Field: "language", Vi: "Ngôn ngữ", En: "Language", Aliases: []string{"tieng"}, Width: 12, MaxLen: maxText},
		{Field: "partner", Vi: "Phối hợp", En: "Together with", Aliases: []string{"don vi phoi hop", "co quan phoi hop"}, Width: 20, MaxLen: maxText},
		{Field: "note", Vi: "Ghi chú", En: "Note", Width: 20, MaxLen: maxText},
	}
}

// totalSheetColumns are a sheet of a month's totals, one row per channel.
func totalSheetColumns(words []sheet.Word) []sheet.Column {
	return []sheet.Column{
		{Field: "channel", Vi: "Kênh", En: "Channel", Aliases: []string{"loai hoat dong", "kenh truyen thong", "hinh thuc"}, Width: 40, Kind: sheet.Fixed, Words: words, Required: true},
		{Field: "unit", Vi: "Đơn vị tính", En: "Unit", Aliases: []string{"dvt"}, Width: 12, Kind: sheet.Fixed},
		{Field: "book", Vi: "Từ sổ", En: "From the book", Width: 38, Kind: sheet.Fixed},
		{Field: "quantity", Vi: "Số lượng", En: "Quantity", Width: 12, Kind: sheet.Count, Max: maxCount, Hint: "Tổng cả tháng, gồm cả phần đã có trong sổ. Trống: chưa có số liệu. 0: không phát sinh."},
		{Field: "people", Vi: "Lượt người", En: "Attendances", Aliases: []string{"so nguoi", "so luot nguoi"}, Width: 13, Kind: sheet.Count, Max: maxCount, Hint: "Tổng cả tháng. Trống: chưa có số liệu. 0: không phát sinh."},
		{Field: "women", Vi: "Nữ", En: "Women", Aliases: []string{"trong do nu", "so nu"}, Width: 11, Kind: sheet.Count, Max: maxCount, Hint: "Không lớn hơn lượt người."},
		{Field: "minors", Vi: "Dưới 18", En: "Under 18", Aliases: []string{"duoi 18 tuoi", "tre em"}, Width: 11, Kind: sheet.Count, Max: maxCount, Hint: "Không lớn hơn lượt người."},
		{Field: "amount", Vi: "Kinh phí", En: "Amount", Aliases: []string{"kinh phi dong"}, Width: 16, Kind: sheet.Money, Max: maxMoney, Hint: "Ghi bằng đồng, ví dụ 2.500.000."},
		{Field: "note", Vi: "Ghi chú", En: "Note", Width: 34, MaxLen: maxText},
	}
}

var levelWords = []sheet.Word{
	sheet.NewWord("district", "Cấp huyện", "District", "huyen"),
	sheet.NewWord("commune", "Cấp xã", "Commune", "xa"),
	sheet.NewWord("province", "Cấp tỉnh", "Province", "tinh"),
}

var audienceWords = []sheet.Word{
	sheet.NewWord("residents", "Người dân", "Residents", "nhan dan", "dan cu", "quan chung", "hoi vien", "quan chung nhan dan"),
	sheet.NewWord("officials", "Cán bộ", "Officials", "cong chuc", "vien chuc", "can bo cong chuc", "can bo cong chuc vien chuc"),
	sheet.NewWord("pupils", "Học sinh", "Pupils"),
	sheet.NewWord("students", "Sinh viên", "Students"),
	sheet.NewWord("workers", "Người lao động", "Workers", "cong nhan", "cong nhan lao dong"),
	sheet.NewWord("women", "Phụ nữ", "Women", "hoi vien phu nu"),
	sheet.NewWord("youth", "Thanh niên", "Young people", "thanh thieu nien", "doan vien", "doan vien thanh nien"),
	sheet.NewWord("minorities", "Đồng bào dân tộc thiểu số", "Ethnic minorities", "dan toc thieu so", "nguoi dan toc thieu so"),
	sheet.NewWord("border", "Người dân biên giới", "Border residents", "cu dan bien gioi"),
	sheet.NewWord("owners", "Chủ cơ sở kinh doanh", "Business owners", "chu co so", "chu doanh nghiep"),
}

// channelWords are the channels that a file may name.
func channelWords(list []Channel, retired bool) []sheet.Word {
	var out []sheet.Word
	for _, c := range list {
		if retired || !c.Retired {
			out = append(out, sheet.Word{Code: c.Code, Vi: c.NameVi, En: c.NameEn})
		}
	}
	return out
}
