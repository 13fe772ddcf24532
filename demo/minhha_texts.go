package demo

// What is written in the made-up cases. Nothing here describes what was done to
// somebody: the work of the offices is shown, not the harm.

// told is how somebody came into it, by the form of exploitation.
var told = map[string]string{
	"":                    "Người được hỏi chưa muốn kể nhiều. Hẹn gặp lại khi đã nghỉ ngơi.",
	"forced_prostitution": "Được người quen giới thiệu việc phục vụ quán ăn. Đến nơi thì bị giữ giấy tờ và điện thoại, không được tự ý ra ngoài.",
	"forced_labour":       "Được mời làm việc thời vụ, hứa trả lương theo tháng. Nhiều tháng không được trả lương, giấy tờ do chủ giữ.",
	"forced_crime":        "Được tuyển qua mạng làm nhân viên văn phòng. Sang tới nơi thì bị ép làm việc trên mạng, muốn về phải nộp tiền.",
	"forced_marriage":     "Được người cùng xóm rủ đi làm ăn xa. Sang bên kia biên giới thì bị sắp đặt lấy chồng, không liên lạc được với nhà.",
	"forced_begging":      "Được người lớn đưa từ quê ra thành phố, hằng ngày phải đi xin và nộp lại tiền.",
	"forced_childbearing": "Được hứa khoản tiền lớn để sang nước ngoài. Đến nơi thì bị giữ lại, không được về khi đã đổi ý.",
}

// Elements of the worksheet by the form: act, means, purpose.
var elements = map[string][3]string{
	"forced_prostitution": {"recruit", "deception", "sexual_exploitation"},
	"forced_labour":       {"recruit", "deception", "forced_labour"},
	"forced_crime":        {"transport", "deception", "other_inhumane"},
	"forced_marriage":     {"transfer", "deception", "gain"},
	"forced_begging":      {"harbour", "force", "forced_labour"},
	"forced_childbearing": {"receive", "threat", "other_inhumane"},
}

var (
	safetyPlans = []string{
		"Không cho ai biết nơi ở. Chỉ nghe máy của cán bộ phụ trách.",
		"Đi đâu cũng có người đi cùng. Có số trực ban ghi trên thẻ nhỏ.",
		"Khóa trang mạng cũ, đổi số điện thoại. Báo ngay khi có người lạ tìm.",
	}
	ownWords = []string{
		"Muốn được ngủ yên, rồi mới tính chuyện đi làm.",
		"Muốn về nhà với mẹ, nhưng sợ hàng xóm bàn tán.",
		"Muốn học một nghề để tự nuôi mình.",
		"Muốn làm lại giấy tờ trước.",
		"Muốn con được đi học như các bạn.",
	}
	goals = map[string]string{
		"a": "Có chỗ ở yên ổn và đủ vật dụng trong thời gian chờ", "b": "Khỏe lại để có thể đi làm", "c": "Được nói bằng tiếng của mình",
		"d": "Có lại giấy tờ tùy thân", "đ": "Có người bảo vệ quyền lợi khi làm việc với cơ quan tố tụng", "e": "Về nhà an toàn",
		"g": "Ngủ được, bớt lo", "h": "Được đi học trở lại", "i": "Có nghề và có việc gần nhà", "k": "Có vốn nhỏ để bắt đầu lại",
	}
	gifts = map[string]string{
		"a": "Tiền ăn, quần áo, vật dụng cá nhân", "b": "Khám sức khỏe ban đầu, thuốc theo đơn", "c": "Phiên dịch buổi làm việc",
		"d": "Hướng dẫn, nộp hồ sơ cấp lại giấy tờ tùy thân", "đ": "Trợ giúp viên tham gia buổi làm việc", "e": "Tiền tàu xe, tiền ăn dọc đường",
		"g": "Buổi tham vấn tâm lý", "h": "Học phí, sách vở, đồ dùng học tập", "i": "Khóa học nghề ba tháng", "k": "Trợ cấp khó khăn ban đầu",
	}
	// prices are made up, in đồng; 0 is a service that costs nothing.
	prices  = map[string]int64{"a": 1_500_000, "b": 680_000, "c": 600_000, "e": 850_000, "h": 2_400_000, "i": 4_500_000, "k": 3_000_000}
	reports = map[string]string{
		"verify":   "Đã phối hợp xác minh, gửi kết quả bằng văn bản.",
		"service":  "Đã thực hiện xong dịch vụ theo đề nghị.",
		"followup": "Đã thăm đủ các kỳ, gia đình ổn định.",
		"escort":   "Đã đưa về tới nơi, bàn giao có biên bản.",
	}
)
