package regime_test

import (
	"testing"
	"time"

	"neove/app/apptest"
	"neove/internal/webtest"
)

// The rules are law: every signed-in person reads them, nobody else.
func TestRulesPage(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	w.Set(time.Date(2025, 7, 1, 2, 0, 0, 0, time.UTC))
	vi := []string{"Chế độ hỗ trợ và thời hạn", "trước ngày 1/7/2025", "Luật năm 2011", "Khoản 3 Điều 37 Luật số 53/2024/QH15", "Hỗ trợ phiên dịch", "Chưa có mức", "70.000 đồng/người/ngày", "120 ngày", "3 tháng",
		"Chưa kiểm chứng", "9 ngày làm việc", "Sở Y tế; Công an cấp tỉnh", ">5 lần mức chuẩn", "✓*: hộ nghèo, dưới 18 tuổi", "Được hưởng: a, b, c, d, đ, g<", "Chưa rõ: a<", "Không có chế độ hỗ trợ", "Được hưởng: 1, 2, 3*, 4*, 5*<"}
	none := []string{"[regime.", "{n}", "{date}", "style="}
	webtest.Run(t, w.Handler, []webtest.Scenario{
		{Name: "signed out", Path: "/regime/rules", WantStatus: 303, WantNot: vi},
		{Name: "commune", Path: "/regime/rules", As: w.As(t, "commune"), WantStatus: 200, Want: vi, WantNot: append(none, "Phòng Lao động", "Công an cấp huyện")},
		{Name: "police", Path: "/regime/rules", As: w.As(t, "police"), WantStatus: 200, Want: vi[:3], WantNot: none},
		{Name: "to English", Path: "/access/language?lang=en", As: w.As(t, "other"), WantStatus: 303},
		{Name: "English", Path: "/regime/rules", As: w.As(t, "other"), WantStatus: 200,
			Want: []string{`lang="en"`, "Support regimes and deadlines", "Law 53/2024/QH15, Article 37(3)", "Level not set", "9 working days", ">5 × the standard level"}, WantNot: append(none, "Chưa có mức")},
	})
	// On the last day of the old law its deadlines are shown.
	w.Set(time.Date(2025, 6, 30, 2, 0, 0, 0, time.UTC))
	webtest.Scenario{Path: "/regime/rules", As: w.As(t, "commune"), WantStatus: 200, Want: []string{"Phòng Lao động – Thương binh và Xã hội"}, WantNot: []string{"9 ngày làm việc"}}.Run(t, w.Handler)
}
