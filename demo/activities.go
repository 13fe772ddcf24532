package demo

import (
	"math/rand/v2"

	"neove/internal/clock"
	"neove/outreach"
)

var (
	places = []string{"Nhà văn hóa ấp 1", "Nhà văn hóa ấp 2", "Nhà văn hóa ấp 3", "Hội trường UBND", "Trường THCS", "Trường THPT", "Trung tâm học tập cộng đồng", "Khu nhà trọ công nhân", "Chợ trung tâm"}
	topics = []string{"Thủ đoạn lừa đưa người ra nước ngoài làm việc", "Nhận biết và tố giác mua bán người", "Không kỳ thị nạn nhân trở về", "An toàn khi tìm việc làm trên mạng", "Quyền và chế độ hỗ trợ nạn nhân"}
	groups = []string{"residents", "residents", "pupils", "workers", "women", "officials", "students", "youth"}
)

// activities are the entries of a commune's month.
func activities(rng *rand.Rand, p plan, campaign string) []outreach.Activity {
	var out []outreach.Activity
	add := func(channel string, n int64, day clock.Date, edit func(*outreach.Activity)) {
		a := outreach.Activity{Unit: p.unit.ID, Channel: channel, From: day, Quantity: n,
			Place: places[rng.IntN(len(places))], Topic: topics[rng.IntN(len(topics))], Audience: groups[rng.IntN(len(groups))], Language: "vi"}
		if edit != nil {
			edit(&a)
		}
		if p.month.N == 7 {
			a.Campaign = campaign
		}
		out = append(out, a)
	}
	for _, people := range p.sessions {
		women := people*4/10 + rng.Int64N(people/5+1)
		add("session", 1, p.day(rng), func(a *outreach.Activity) { a.People, a.Women = &people, &women })
	}
	if p.rounds > 0 {
		add("loudspeaker", p.rounds, p.day(rng), func(a *outreach.Activity) { a.Place = "Các ấp trong xã" })
	}
	if p.radio > 0 {
		add("radio", p.radio, p.day(rng), func(a *outreach.Activity) {
			a.Place, a.Level = "Đài truyền thanh xã", "commune"
			if rng.IntN(5) == 0 {
				a.Place, a.Level = "Đài truyền thanh huyện", "district"
			}
		})
	}
	if p.posts > 0 {
		reach := p.posts * (80 + rng.Int64N(400))
		add("post", p.posts, p.day(rng), func(a *outreach.Activity) { a.Place, a.People = "Trang Zalo của xã", &reach })
	}
	if p.banners > 0 {
		day := p.day(rng)
		if p.month.N == 7 { // the week before 30/7
			day = clock.On(2024, 7, 22) + clock.Date(rng.IntN(8))
		}
		add("banner", p.banners, day, func(a *outreach.Activity) { a.Place = "Trục đường chính, trụ sở UBND" })
	}
	return out
}
