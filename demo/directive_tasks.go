package demo

import (
	"neove/directive"
	"neove/internal/clock"
)

func target(n int64) *int64 { return &n }

// tasks2024 are simulated, like their targets.
func tasks2024() []directive.Task {
	end := clock.On(2024, 12, 31)
	return []directive.Task{
		{Title: "Các huyện, thị xã, thành phố ban hành kế hoạch năm 2024", Owner: "Phòng LĐTBXH cấp huyện", Due: clock.On(2024, 2, 29), Indicator: "directive.plan.units_done", Target: target(15)},
		{Title: "Tuyên truyền trực tiếp tại ấp, khu phố, trường học, khu nhà trọ", Owner: "UBND cấp xã", Due: end, Indicator: "outreach.session.count", Target: target(1800)},
		{Title: "Tuyên truyền bằng loa di động", Owner: "UBND cấp xã", Due: end, Indicator: "outreach.loudspeaker.rounds", Target: target(4500)},
		{Title: "Tuyên truyền trên đài truyền thanh huyện, xã", Owner: "Đài truyền thanh cấp huyện, cấp xã", Due: end, Indicator: "outreach.radio.items", Target: target(3600)},
		{Title: "Treo băng rôn hưởng ứng Ngày 30/7", Owner: "UBND cấp xã", Due: clock.On(2024, 7, 30), Indicator: "outreach.banner.count", Target: target(350), From: clock.On(2024, 6, 1), To: clock.On(2024, 8, 1)},
		{Title: "Hỗ trợ học nghề cho lao động có nguy cơ", Owner: "Phòng Việc làm - An toàn lao động", Due: end, Indicator: "livelihood.trade.people", Target: target(780)},
		{Title: "Khảo sát, đánh giá việc thực hiện quy chế phối hợp", Owner: "Phòng phòng, chống tệ nạn xã hội", Due: clock.On(2024, 6, 30), Indicator: "directive.survey.count", Target: target(3)},
		{Title: "Chuẩn bị sẵn sàng chỗ ở, kinh phí, người trực để tiếp nhận nạn nhân", Owner: "Trung tâm Công tác xã hội tỉnh", Due: clock.On(2024, 3, 31)},
		{Title: "Rà soát, thống kê nạn nhân bị mua bán trở về địa phương", Owner: "Phòng LĐTBXH cấp huyện, Công an cấp huyện", Due: end},
		{Title: "Xây dựng mạng lưới hỗ trợ nạn nhân tại cộng đồng", Owner: "Phòng phòng, chống tệ nạn xã hội", Due: end},
	}
}

// tasks2025 are the directions for 2025 of the public account.
func tasks2025() []directive.Task {
	half, end := clock.On(2025, 6, 30), clock.On(2025, 12, 31)
	return []directive.Task{
		{Title: "Truyền thông về thủ đoạn mua bán người, không kỳ thị nạn nhân trở về", Owner: "UBND cấp xã", Due: end, Indicator: "outreach.session.count", Target: target(1900)},
		{Title: "Phòng ngừa từ sớm, lồng ghép vào giảm nghèo, việc làm, bình đẳng giới, bảo vệ trẻ em", Owner: "Các phòng chuyên môn của Sở", Due: end},
		{Title: "Tập huấn cán bộ cấp tỉnh, huyện, xã về hỗ trợ nạn nhân", Owner: "Phòng phòng, chống tệ nạn xã hội", Due: clock.On(2025, 9, 30), Indicator: "training.participant.people", Target: target(500)},
		{Title: "Huy động tổ chức, cá nhân trong và ngoài nước tham gia hỗ trợ nạn nhân", Owner: "Sở LĐTBXH, Sở Ngoại vụ", Due: end},
		{Title: "Kiểm tra, đánh giá công tác hỗ trợ nạn nhân tại địa phương", Owner: "Phòng phòng, chống tệ nạn xã hội", Due: clock.On(2025, 10, 31), Indicator: "directive.survey.count", Target: target(4)},
		{Title: "Bố trí nơi tiếp nhận, lưu trú; hỗ trợ nhu cầu thiết yếu và tiền tàu xe", Owner: "Trung tâm Công tác xã hội tỉnh", Due: half},
		{Title: "Hỗ trợ y tế và tâm lý cho nạn nhân", Owner: "Trung tâm Công tác xã hội tỉnh, Sở Y tế", Due: end},
		{Title: "Trợ giúp pháp lý cho nạn nhân", Owner: "Trung tâm Trợ giúp pháp lý nhà nước tỉnh", Due: end},
		{Title: "Hỗ trợ học văn hóa, học nghề; trợ cấp khó khăn ban đầu; vay vốn", Owner: "Phòng LĐTBXH cấp huyện, Ngân hàng Chính sách xã hội", Due: end, Indicator: "livelihood.trade.people", Target: target(800)},
		{Title: "Thực hiện quy trình chuyển tuyến, đưa nạn nhân trở về nơi cư trú", Owner: "Sở LĐTBXH, Công an tỉnh, Bộ đội Biên phòng tỉnh", Due: end},
		{Title: "Kết nối nạn nhân là trẻ em với dịch vụ bảo vệ trẻ em", Owner: "Phòng Bảo vệ chăm sóc trẻ em và bình đẳng giới", Due: half},
	}
}

// visit is a survey with its findings; the first ones are settled.
type visit struct {
	survey   directive.Survey
	findings []directive.Finding
	settled  int
}

// surveys2024 are simulated visits within the survey of the regulation.
func surveys2024() []visit {
	const team = "Sở LĐTBXH, Công an tỉnh, Bộ Chỉ huy Bộ đội Biên phòng tỉnh, Sở Ngoại vụ"
	const topics = "Phân công đầu mối phối hợp\nTiếp nhận, xác minh, bảo vệ, hỗ trợ nạn nhân\nChế độ thông tin, báo cáo"
	visited := func(unit string, on clock.Date, conclusion string) directive.Survey {
		return directive.Survey{Unit: Root, Kind: "visit", On: on, Visited: unit, Team: team, Topics: topics, Conclusion: conclusion + " (mô phỏng)"}
	}
	return []visit{
		{visited("L803", clock.On(2024, 3, 14), "Phối hợp tốt, cần bổ sung đầu mối trực ngoài giờ"), []directive.Finding{
			{Content: "Chưa có danh sách trực ngoài giờ của các bên", Severity: "medium", Follow: "Phòng LĐTBXH huyện", Due: clock.On(2024, 4, 30)},
			{Content: "Biên bản bàn giao chưa thống nhất mẫu", Severity: "low", Follow: "Phòng phòng, chống tệ nạn xã hội", Due: clock.On(2024, 5, 31)}}, 2},
		{visited("L797", clock.On(2024, 3, 20), "Địa bàn biên giới, phối hợp với đồn biên phòng thường xuyên"), []directive.Finding{
			{Content: "Cán bộ xã biên giới chưa được tập huấn về chuyển tuyến", Severity: "high", Follow: "Phòng phòng, chống tệ nạn xã hội", Due: clock.On(2024, 8, 30)},
			{Content: "Thiếu phòng tạm lánh tại xã biên giới", Severity: "medium", Follow: "UBND huyện", Due: clock.On(2025, 6, 30)}}, 1},
		{visited("L794", clock.On(2024, 4, 10), "Phối hợp nền nếp, hồ sơ đầy đủ"), []directive.Finding{
			{Content: "Thông tin khu nhà trọ chưa cập nhật hằng quý", Severity: "low", Follow: "Công an thành phố", Due: clock.On(2024, 6, 30)}}, 1},
	}
}
