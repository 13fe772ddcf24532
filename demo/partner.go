package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"neove/access"
	"neove/app"
	"neove/internal/clock"
	"neove/org"
	"neove/partner"
)

// sampleNote marks what is neither published nor true.
const sampleNote = "Số liệu mô phỏng của bản trình diễn"

// officeHours are those of public offices; simulated.
const officeHours = "T2–T6 7:00–11:30, 13:30–17:00"

// ally is a partner of the demo with what it offers. checked is the month of
// 2024 in which somebody called; 0 for nobody. Phones are published lines or
// blank: none is invented.
type ally struct {
	partner.Partner
	offers []partner.Offer
	check  time.Month
}

// loadPartners fills the register and the directory.
func loadPartners(ctx context.Context, a *app.App, c *Clock, by access.Actor, rng *rand.Rand, tree *org.Tree) error {
	c.Set(evening(clock.On(2024, time.January, 22)))
	list := append(nationalLines(), append(network(), append(districtDesks(rng, tree), references()...)...)...)
	var offers []partner.Offer
	checks := map[int]time.Month{}
	for _, al := range list {
		if al.Unit == "" {
			al.Unit = Root
		}
		p, err := a.Partner.Record(ctx, by, al.Partner)
		if err != nil {
			return fmt.Errorf("%s: %w", al.Name, err)
		}
		for _, o := range al.offers {
			if o.Partner = p.ID; o.Unit == "" {
				o.Unit = p.Unit
			}
			if o.Part == "" {
				o.Part = partner.Public
			}
			if al.check > 0 {
				checks[len(offers)] = al.check
			}
			offers = append(offers, o)
		}
		if err := give(ctx, a, c, by, p); err != nil {
			return err
		}
		c.Set(evening(clock.On(2024, time.January, 22)))
	}
	stored, err := a.Partner.OfferAll(ctx, by, offers, "")
	if err != nil {
		return err
	}
	for m := time.January; m <= time.December; m++ {
		c.Set(evening(clock.On(2024, m, 25)))
		for i, o := range stored {
			if checks[i] != m {
				continue
			}
			if _, err := a.Partner.Verify(ctx, by, o.ID, o.Version); err != nil {
				return err
			}
		}
	}
	return nil
}

// nationalLines are the published lines; only 111 is confirmed by a source, so
// only it counts as checked.
func nationalLines() []ally {
	return []ally{
		{Partner: partner.Partner{Name: "Tổng đài điện thoại quốc gia 111", Short: "Tổng đài 111", Kind: "state", Country: partner.Home}, check: time.December,
			offers: []partner.Offer{{Name: "Tổng đài 111", Category: "hotline", Phone: "111", Hours: "24/7", Cost: "Miễn phí", Languages: "vi",
				Description: "Tiếp nhận tin, chuyển ngay tới công an, biên phòng, cảnh sát biển hoặc Ủy ban nhân dân xã. Tư vấn và kết nối hỗ trợ."}}},
		{Partner: partner.Partner{Name: "Công an – số gọi khẩn cấp 113", Short: "113", Kind: "state", Country: partner.Home},
			offers: []partner.Offer{{Name: "Gọi khẩn cấp công an", Category: "protection", Phone: "113", Languages: "vi"}}},
		{Partner: partner.Partner{Name: "Cấp cứu y tế 115", Short: "115", Kind: "public_service", Country: partner.Home},
			offers: []partner.Offer{{Name: "Cấp cứu y tế", Category: "medical", Phone: "115", Languages: "vi"}}},
		{Partner: partner.Partner{Name: "Bộ Ngoại giao – đường dây bảo hộ công dân", Kind: "state", Country: partner.Home},
			offers: []partner.Offer{{Name: "Bảo hộ công dân Việt Nam ở nước ngoài", Category: "abroad", Phone: "+84 981 84 84 84", Languages: "vi"}}},
		{Partner: partner.Partner{Name: "Trung tâm Phụ nữ và Phát triển – Ngôi nhà Bình yên", Short: "Ngôi nhà Bình yên", Kind: "mass", Country: partner.Home},
			offers: []partner.Offer{{Name: "Tư vấn, chuyển gửi vào Ngôi nhà Bình yên", Category: "shelter_referral", Phone: "1900 969 680", Languages: "vi"}}},
	}
}

// network are the province's own agencies: their names are real, what they offer
// and when is simulated.
func network() []ally {
	state := func(name, gives string, check time.Month, offers ...partner.Offer) ally {
		for i := range offers {
			offers[i].Hours, offers[i].Languages, offers[i].Note = officeHours, "vi", sampleNote
			if offers[i].Cost == "" {
				offers[i].Cost = "Miễn phí"
			}
		}
		return ally{Partner: partner.Partner{Name: name, Kind: "state", Country: partner.Home, Gives: gives, Note: sampleNote}, offers: offers, check: check}
	}
	centre := func(a ally, kind string) ally { a.Kind = kind; return a }
	return []ally{
		state("Sở Lao động – Thương binh và Xã hội tỉnh Long An", "Chủ trì tiếp nhận, hỗ trợ nạn nhân", time.December,
			partner.Offer{Name: "Tiếp nhận, hướng dẫn hồ sơ hỗ trợ", Category: "social_work", Eligibility: "Nạn nhân, người đang trong quá trình xác định là nạn nhân"}),
		state("Công an tỉnh Long An", "Xác minh, xác định nạn nhân; bảo vệ khẩn cấp", time.November,
			partner.Offer{Name: "Trực ban tiếp nhận tin báo", Category: "protection", Part: partner.Confidential}),
		state("Bộ đội Biên phòng tỉnh Long An", "Tiếp nhận người được trao trả tại cửa khẩu", time.October,
			partner.Offer{Name: "Tiếp nhận tại cửa khẩu", Category: "protection"}),
		state("Sở Y tế tỉnh Long An", "Khám, chữa bệnh cho nạn nhân", time.March, partner.Offer{Name: "Khám sức khỏe ban đầu", Category: "medical", Cost: "Theo quy định"}),
		centre(state("Trung tâm Trợ giúp pháp lý nhà nước tỉnh Long An", "Trợ giúp pháp lý miễn phí", time.December,
			partner.Offer{Name: "Trợ giúp pháp lý cho nạn nhân", Category: "legal_aid", Eligibility: "Nạn nhân, người đang trong quá trình xác định là nạn nhân, người dưới 18 tuổi đi cùng"}), "public_service"),
		centre(state("Trung tâm Dịch vụ việc làm tỉnh Long An", "Tư vấn nghề, giới thiệu việc làm", time.December, partner.Offer{Name: "Tư vấn nghề, giới thiệu việc làm", Category: "work"}), "public_service"),
		centre(state("Trung tâm Công tác xã hội tỉnh Long An", "Lưu trú tạm thời, tâm lý, công tác xã hội", time.August,
			partner.Offer{Name: "Hỗ trợ tâm lý", Category: "psychological"}, partner.Offer{Name: "Nơi tạm lánh của tỉnh", Category: "accommodation", Part: partner.Confidential}), "public_service"),
		state("Sở Giáo dục và Đào tạo tỉnh Long An", "Miễn, giảm học phí", time.June, partner.Offer{Name: "Hỗ trợ trở lại trường học", Category: "schooling"}),
		centre(state("Ngân hàng Chính sách xã hội – chi nhánh tỉnh Long An", "Cho vay ưu đãi", time.September, partner.Offer{Name: "Vay vốn ưu đãi", Category: "allowance", Cost: "Theo lãi suất quy định"}), "public_service"),
		state("Sở Ngoại vụ tỉnh Long An", "Liên hệ cơ quan đại diện, nạn nhân là người nước ngoài", 0, partner.Offer{Name: "Phiên dịch, liên hệ cơ quan đại diện", Category: "interpreter"}),
		centre(state("Hội Liên hiệp Phụ nữ tỉnh Long An", "Truyền thông, câu lạc bộ, hòa nhập cộng đồng", time.November, partner.Offer{Name: "Đồng hành hòa nhập cộng đồng", Category: "social_work"}), "mass"),
		centre(state("Tỉnh đoàn Long An", "Truyền thông cho thanh niên", 0), "mass"),
		centre(state("Công ty Mẫu Một (hư cấu)", "Tài trợ tờ rơi, nhận người học nghề vào làm", 0), "business"),
	}
}

// districtDesks are the first doors of the districts; simulated.
func districtDesks(rng *rand.Rand, tree *org.Tree) []ally {
	var out []ally
	for _, d := range tree.Children(Root, clock.On(2024, time.January, 22)) {
		check := time.Month(rng.IntN(12) + 1)
		out = append(out, ally{Partner: partner.Partner{Unit: d.ID, Name: "Phòng Lao động – Thương binh và Xã hội " + d.Name, Kind: "state", Country: partner.Home,
			Gives: "Tiếp nhận, hỗ trợ ban đầu trên địa bàn", Note: sampleNote}, check: check,
			offers: []partner.Offer{{Name: "Tiếp nhận, hỗ trợ ban đầu", Category: "essential", Hours: officeHours, Languages: "vi", Cost: "Miễn phí", Note: sampleNote}}})
	}
	return out
}

// references are organisations that published lists name; nothing is known here
// of any work with the province.
func references() []ally {
	const listed = "Có trong danh sách tham khảo; chưa xác nhận hợp tác"
	var out []ally
	for _, r := range []struct{ name, kind string }{{"Blue Dragon", "foreign_ngo"}, {"Pacific Links", "foreign_ngo"}, {"Hagar", "foreign_ngo"},
		{"World Vision", "foreign_ngo"}, {"Tổ chức Di cư quốc tế (IOM)", "international"}} {
		out = append(out, ally{Partner: partner.Partner{Name: r.name, Kind: r.kind, Note: listed}})
	}
	return out
}

// give records what two partners gave in the year; simulated.
func give(ctx context.Context, a *app.App, c *Clock, by access.Actor, p partner.Partner) error {
	var gifts []partner.Contribution
	amount, value := int64(30_000_000), int64(12_000_000)
	may, july := clock.On(2024, time.May, 20), clock.On(2024, time.July, 24)
	switch p.Name {
	case "Công ty Mẫu Một (hư cấu)":
		gifts = []partner.Contribution{{Kind: partner.Money, On: &may, Amount: &amount, Content: "Tài trợ hội thi tìm hiểu pháp luật. " + sampleNote + "."},
			{Kind: partner.Goods, On: &july, Amount: &value, Content: "Tờ rơi hưởng ứng ngày 30/7. " + sampleNote + "."}}
	case "Hội Liên hiệp Phụ nữ tỉnh Long An":
		gifts = []partner.Contribution{{Kind: partner.Volunteers, On: &july, Content: "Cộng tác viên dẫn các buổi tuyên truyền. " + sampleNote + "."}}
	}
	for _, g := range gifts {
		g.Partner, g.Unit = p.ID, Root
		c.Set(evening(*g.On))
		if _, err := a.Partner.Contribute(ctx, by, g, ""); err != nil {
			return err
		}
	}
	return nil
}
