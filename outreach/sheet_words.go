package outreach

import (
	"strings"

	"neove/internal/vntext"
)

// field names a column of a sheet; it is the field's name in error messages of
// the slice too.
type field string

// column is one column of a sheet: its heading in both languages and the other
// headings under which people keep the same thing (folded).
type column struct {
	field   field
	vi, en  string
	aliases []string
	width   float64
	kind    cellKind
	hint    string // shown by the spreadsheet when a cell is chosen
}

// cellKind decides format, check and reading of a column.
type cellKind int

const (
	textCell cellKind = iota
	dateCell
	countCell
	moneyCell
	choiceCell
	fixedCell // written by the program, never read back
)

// The sheets of the template. Headings are data of the file format: the import
// finds columns by them, so they stay Vietnamese in every language.
const (
	activitySheet = "Hoạt động"
	totalSheet    = "Tổng số"
	guideSheet    = "Hướng dẫn"
	hiddenSheet   = "neove"
)

var activityColumnsOfSheet = []column{
	{"channel", "Loại hoạt động", "Activity", []string{"kenh", "kenh truyen thong", "hinh thuc", "loai", "hinh thuc truyen thong", "channel"}, 36, choiceCell, "Chọn loại hoạt động trong danh sách."},
	{"from", "Ngày", "Date", []string{"tu ngay", "ngay bat dau", "ngay to chuc", "ngay thang", "ngay thuc hien"}, 12, dateCell, "Ghi ngày/tháng/năm, ví dụ 9/6/2024."},
	{"to", "Đến ngày", "Until", []string{"ngay ket thuc"}, 12, dateCell, "Chỉ ghi khi hoạt động kéo dài nhiều ngày."},
	{"place", "Địa điểm", "Place", []string{"noi to chuc", "dia diem to chuc", "dia ban"}, 26, textCell, ""},
	{"quantity", "Số lượng", "Quantity", []string{"so cuoc", "so buoi"}, 10, countCell, "Số cuộc, buổi, tin, cái… Để trống được tính là 1."},
	{"people", "Lượt người", "Attendances", []string{"so nguoi", "so luot nguoi", "luot nguoi tham du", "so nguoi tham du", "nguoi tham du", "attendances or views"}, 11, countCell, "Lượt người tham dự, hoặc lượt tiếp cận với tin, bài. Để trống nếu chưa có số liệu."},
	{"women", "Trong đó nữ", "Women", []string{"nu", "so nu", "nu gioi", "phu nu"}, 11, countCell, "Không lớn hơn lượt người."},
	{"minors", "Dưới 18 tuổi", "Under 18", []string{"duoi 18", "tre em", "trong do duoi 18 tuoi", "nguoi duoi 18 tuoi"}, 11, countCell, "Không lớn hơn lượt người."},
	{"amount", "Kinh phí (đồng)", "Amount (VND)", []string{"kinh phi", "kinh phi vnd", "so tien dong"}, 16, moneyCell, "Ghi bằng đồng, ví dụ 2.500.000."},
	{"level", "Cấp", "Level", []string{"cap dai", "cap phat"}, 11, choiceCell, "Chỉ dùng cho loa truyền thanh."},
	{"audience", "Người nghe", "Audience", []string{"doi tuong nghe", "doi tuong", "thanh phan", "thanh phan tham du", "nguoi tham gia"}, 20, textCell, "Nhiều nhóm thì cách nhau bằng dấu phẩy, ví dụ: Học sinh, Phụ nữ."},
	{"topic", "Nội dung", "Topic", []string{"noi dung truyen thong", "chu de", "noi dung tuyen truyen"}, 30, textCell, ""},
	{"language", "Ngôn ngữ", "Language", []string{"tieng"}, 12, textCell, ""},
	{"partner", "Phối hợp", "Together with", []string{"don vi phoi hop", "co quan phoi hop"}, 20, textCell, ""},
	{"note", "Ghi chú", "Note", nil, 20, textCell, ""},
}

var totalColumns = []column{
	{"channel", "Kênh", "Channel", []string{"loai hoat dong", "kenh truyen thong", "hinh thuc"}, 40, fixedCell, ""},
	{"unit", "Đơn vị tính", "Unit", []string{"dvt"}, 12, fixedCell, ""},
	{"book", "Từ sổ", "From the book", nil, 38, fixedCell, ""},
	{"quantity", "Số lượng", "Quantity", nil, 12, countCell, "Tổng cả tháng, gồm cả phần đã có trong sổ. Trống: chưa có số liệu. 0: không phát sinh."},
	{"people", "Lượt người", "Attendances", []string{"so nguoi", "so luot nguoi"}, 13, countCell, "Tổng cả tháng. Trống: chưa có số liệu. 0: không phát sinh."},
	{"women", "Nữ", "Women", []string{"trong do nu", "so nu"}, 11, countCell, "Không lớn hơn lượt người."},
	{"minors", "Dưới 18", "Under 18", []string{"duoi 18 tuoi", "tre em"}, 11, countCell, "Không lớn hơn lượt người."},
	{"amount", "Kinh phí", "Amount", []string{"kinh phi dong"}, 16, moneyCell, "Ghi bằng đồng, ví dụ 2.500.000."},
	{"note", "Ghi chú", "Note", nil, 34, textCell, ""},
}

// word is a code with its names.
type word struct {
	code, vi, en string
	aliases      []string
}

var levelWords = []word{
	{"district", "Cấp huyện", "District", []string{"huyen"}},
	{"commune", "Cấp xã", "Commune", []string{"xa"}},
	{"province", "Cấp tỉnh", "Province", []string{"tinh"}},
}

var audienceWords = []word{
	{"residents", "Người dân", "Residents", []string{"nhan dan", "dan cu", "quan chung", "hoi vien", "quan chung nhan dan"}},
	{"officials", "Cán bộ", "Officials", []string{"cong chuc", "vien chuc", "can bo cong chuc", "can bo cong chuc vien chuc"}},
	{"pupils", "Học sinh", "Pupils", nil},
	{"students", "Sinh viên", "Students", nil},
	{"workers", "Người lao động", "Workers", []string{"cong nhan", "cong nhan lao dong"}},
	{"women", "Phụ nữ", "Women", []string{"hoi vien phu nu"}},
	{"youth", "Thanh niên", "Young people", []string{"thanh thieu nien", "doan vien", "doan vien thanh nien"}},
	{"minorities", "Đồng bào dân tộc thiểu số", "Ethnic minorities", []string{"dan toc thieu so", "nguoi dan toc thieu so"}},
	{"border", "Người dân biên giới", "Border residents", []string{"cu dan bien gioi"}},
	{"owners", "Chủ cơ sở kinh doanh", "Business owners", []string{"chu co so", "chu doanh nghiep"}},
}

// pick finds the one word that a text means: its code, name or alias, or a
// beginning that fits only one. Spaces do not count: "Panô" is "Pa nô".
func pick(words []word, text string) (code string, candidates []string) {
	key := squeeze(text)
	if key == "" {
		return "", nil
	}
	var hits []word
	for _, w := range words {
		exact, begins := squeeze(w.code) == key, false
		for _, n := range append([]string{w.vi, w.en}, w.aliases...) {
			n = squeeze(n)
			exact = exact || n == key
			begins = begins || strings.HasPrefix(n, key)
		}
		if exact {
			return w.code, nil
		}
		if begins {
			hits = append(hits, w)
		}
	}
	if len(hits) == 1 {
		return hits[0].code, nil
	}
	for _, h := range hits {
		candidates = append(candidates, h.vi)
	}
	return "", candidates
}

func squeeze(s string) string { return strings.ReplaceAll(vntext.Fold(s), " ", "") }

func channelWords(list []Channel) []word {
	var out []word
	for _, c := range list {
		if !c.Retired {
			out = append(out, word{code: c.Code, vi: c.NameVi, en: c.NameEn})
		}
	}
	return out
}

// names joins the names of codes, for a cell that lists them.
func names(words []word, codes, lang string) string {
	var out []string
	for code := range strings.SplitSeq(codes, ",") {
		for _, w := range words {
			switch {
			case w.code != code:
			case lang == "en":
				out = append(out, w.en)
			default:
				out = append(out, w.vi)
			}
		}
	}
	return strings.Join(out, ", ")
}
