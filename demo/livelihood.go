package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"neove/access"
	"neove/app"
	"neove/internal/clock"
	"neove/livelihood"
	"neove/measure"
	"neove/org"
)

// publishedHelp are the province's totals for 2024: people helped to learn a
// trade, the money for it in đồng, turns of counselling.
var publishedHelp = struct{ People, Amount, Turns int64 }{799, 2_550_000_000, 200_915}

var (
	trades = []string{"May công nghiệp", "Kỹ thuật nấu ăn", "Sửa chữa xe máy", "Trồng và chế biến nấm", "Điện dân dụng", "Đan lát thủ công", "Chăn nuôi thú y", "Trang điểm, làm tóc", "Hàn cơ bản", "Trồng rau an toàn"}
	// colleges teach; the names are fictional.
	colleges = []string{"Trung tâm giáo dục nghề nghiệp – giáo dục thường xuyên", "Trường trung cấp nghề khu vực", "Hội Liên hiệp Phụ nữ phối hợp cơ sở dạy nghề"}
)

// loadLivelihood records what the account says of programmes, trades and
// counselling: the totals exactly, their spread simulated.
func loadLivelihood(ctx context.Context, a *app.App, c *Clock, by access.Actor, rng *rand.Rand, tree *org.Tree) error {
	var list []livelihood.Support
	list = append(list, courses(rng, tree)...)
	list = append(list, counselling(rng, tree)...)
	if err := recordByDay(c, list, func(s livelihood.Support) clock.Date { return s.To }, func(batch []livelihood.Support) error {
		_, err := a.Livelihood.RecordAll(ctx, by, batch, "")
		return err
	}); err != nil {
		return fmt.Errorf("livelihood: %w", err)
	}
	if err := recordByDay(c, programmeLinks(), func(l livelihood.Link) clock.Date { return l.To }, func(batch []livelihood.Link) error {
		_, err := a.Livelihood.RecordLinks(ctx, by, batch, "")
		return err
	}); err != nil {
		return fmt.Errorf("livelihood links: %w", err)
	}
	if err := watchPeople(ctx, a, c, by); err != nil {
		return fmt.Errorf("livelihood people: %w", err)
	}
	return signLivelihood(ctx, a, c, by, tree)
}

// recordByDay stores records in the order of their days, each in the evening of
// its day.
func recordByDay[T any](c *Clock, list []T, day func(T) clock.Date, store func([]T) error) error {
	slices.SortStableFunc(list, func(a, b T) int { return int(day(a) - day(b)) })
	for len(list) > 0 {
		n := 1
		for n < len(list) && day(list[n]) == day(list[0]) {
			n++
		}
		c.Set(evening(day(list[0])))
		if err := store(list[:n]); err != nil {
			return err
		}
		list = list[n:]
	}
	return nil
}

// evening is 17:00 in Vietnam.
func evening(d clock.Date) time.Time { return d.Time().Add(10 * time.Hour) }

// courses are two or three trade courses in every district, the first of them
// held by a commune.
func courses(rng *rand.Rand, tree *org.Tree) []livelihood.Support {
	var out []livelihood.Support
	var sizes []int64
	for _, d := range tree.Children(Root, clock.On(2024, 6, 1)) {
		for i := range 2 + rng.IntN(2) {
			end := clock.On(2024, time.Month(3+rng.IntN(10)), 5+rng.IntN(20))
			unit := d.ID
			if i == 0 {
				unit = host(rng, tree.CommunesOn(d.ID, end))
			}
			out = append(out, livelihood.Support{Unit: unit, Kind: "trade", From: end - clock.Date(30+rng.IntN(60)), To: end,
				Occupation: trades[rng.IntN(len(trades))], Provider: colleges[rng.IntN(len(colleges))],
				Note: "Số liệu mô phỏng của bản trình diễn"})
			sizes = append(sizes, 15+rng.Int64N(16))
		}
	}
	people := measure.Apportion(publishedHelp.People, sizes)
	thousands := measure.Apportion(publishedHelp.Amount/1000, people) // nobody pays in single đồng
	for i := range out {
		women, local := people[i]*5/10+rng.Int64N(people[i]/4+1), thousands[i]*1000*3/10/1000*1000
		amount := thousands[i] * 1000
		central := amount - local
		out[i].People, out[i].Women, out[i].Amount, out[i].Central, out[i].Local = &people[i], &women, &amount, &central, &local
	}
	return out
}

// host picks a commune, and where there is one that of a demo account.
func host(rng *rand.Rand, communes []org.Unit) string {
	for _, u := range communes {
		if u.ID == "L27694" || u.ID == "L28003" {
			return u.ID
		}
	}
	return communes[rng.IntN(len(communes))].ID
}

// counselling is mostly the work of the province's employment centre, week by
// week, and of every district at the end of a month.
func counselling(rng *rand.Rand, tree *org.Tree) []livelihood.Support {
	var out []livelihood.Support
	var weights []int64
	add := func(unit, provider string, from, to clock.Date, weight int64) {
		out = append(out, livelihood.Support{Unit: unit, Kind: "counselling", From: from, To: to, Provider: provider})
		weights = append(weights, weight)
	}
	for w := range 52 {
		from := clock.On(2024, 1, 1) + clock.Date(7*w)
		weight := 80 + rng.Int64N(40)
		if w == 5 || w == 6 { // Tết
			weight = 20
		}
		add(Root, "Trung tâm Dịch vụ việc làm tỉnh", from, from+4, weight)
	}
	for _, d := range tree.Children(Root, clock.On(2024, 6, 1)) {
		for m := time.January; m <= time.December; m++ {
			last := clock.On(2024, m, 1).AddMonths(1) - 1
			add(d.ID, "Phòng Lao động – Thương binh và Xã hội", clock.On(2024, m, 1), last, 4+rng.Int64N(6))
		}
	}
	for i, n := range measure.Apportion(publishedHelp.Turns, weights) {
		out[i].Turns = &n
	}
	return out
}

// signLivelihood confirms every month of every district; one without a record
// is nil.
func signLivelihood(ctx context.Context, a *app.App, c *Clock, by access.Actor, tree *org.Tree) error {
	var units []string
	for _, d := range tree.Children(Root, clock.On(2024, 6, 1)) {
		units = append(units, d.ID)
	}
	for m := 1; m <= 12; m++ {
		p := measure.Period{Kind: measure.Calendar, Span: measure.Month, Year: 2024, N: m}
		c.Set(p.Window().To.Time().Add(26 * time.Hour))
		if err := a.Signoff.SignEvery(ctx, by, "livelihood", units, p.Code()); err != nil {
			return fmt.Errorf("livelihood %s: %w", p.Code(), err)
		}
	}
	return nil
}

// programmeLinks are what the province worked into each programme.
func programmeLinks() []livelihood.Link {
	const sector = "Sở Lao động – Thương binh và Xã hội"
	out := []livelihood.Link{
		{Programme: "social_assistance", To: clock.On(2024, 3, 20), Agency: sector,
			Content: "Lồng ghép phòng, chống mua bán người vào trợ giúp xã hội tại cộng đồng. Người có nguy cơ cao được hướng dẫn nhận trợ giúp y tế và trợ giúp ban đầu."},
		{Programme: "poverty", To: clock.On(2024, 4, 18), Agency: sector,
			Content: "Đưa nội dung nhận biết thủ đoạn mua bán người vào truyền thông giảm nghèo. Hộ nghèo có người đi làm xa được ưu tiên vay vốn."},
		{Programme: "training", To: clock.On(2024, 5, 24), Agency: sector,
			Content: "Mỗi lớp dạy nghề có một buổi nói về tuyển dụng an toàn và cách kiểm tra hợp đồng đi làm việc ở nước ngoài."},
		{Programme: "employment", To: clock.On(2024, 6, 14), Agency: "Trung tâm Dịch vụ việc làm tỉnh",
			Content: "Phiên giao dịch việc làm có bàn tư vấn về môi giới trái phép. Tờ hướng dẫn ghi số điện thoại 111."},
		{Programme: "gender", To: clock.On(2024, 10, 18), Agency: "Hội Liên hiệp Phụ nữ tỉnh",
			Content: "Sinh hoạt bình đẳng giới lồng nội dung phòng ngừa lừa gạt qua mạng và kết hôn qua môi giới."},
		{Programme: "child", To: clock.On(2024, 6, 28), Agency: sector,
			Content: "Tháng hành động vì trẻ em có nội dung phòng ngừa mua bán trẻ em. Trẻ em thiếu người chăm sóc được đưa vào danh sách theo dõi."},
		{Programme: "socioeconomic", To: clock.On(2024, 11, 22), Agency: "Ủy ban nhân dân tỉnh",
			Content: "Kế hoạch phát triển kinh tế – xã hội có chỉ tiêu việc làm cho lao động ở địa bàn biên giới và khu công nghiệp."},
	}
	for i := range out {
		out[i].Unit, out[i].From, out[i].Document = Root, out[i].To, "Kế hoạch 266/KH-SLĐTBXH ngày 12/01/2024"
	}
	return out
}

// watchPeople puts fictional people on the lists of two communes. Without keys
// nothing of a person can be stored, and nothing is.
func watchPeople(ctx context.Context, a *app.App, c *Clock, by access.Actor) error {
	if a.Livelihood.Keys == nil {
		return nil
	}
	for i, p := range []struct {
		unit, name, sex, risks, reason string
		birth                          livelihood.Birth
	}{
		{"L27694", "Nhân vật Mẫu Một", "female", "jobless,online", "Được mời đi làm việc nhẹ, lương cao qua mạng.", "~2004"},
		{"L27694", "Nhân vật Mẫu Hai", "male", "poverty,debt", "Nợ nần, định đi làm xa.", "1999-05"},
		{"L28003", "Nhân vật Mẫu Ba", "female", "dropout,no_carer", "Bỏ học, ở với bà.", "2008-02-11"},
	} {
		day := clock.On(2024, time.Month(8+i), 12)
		c.Set(evening(day))
		person, err := a.Livelihood.Watch(ctx, by, livelihood.Person{Unit: p.unit, Sex: p.sex, Risks: p.risks, Basis: "duty", FirstOn: day, ReviewOn: day.AddMonths(3 + i)},
			livelihood.Identity{Name: p.name, Birth: p.birth, Reason: p.reason, Contact: "Gặp tại nhà, ban ngày"})
		if err != nil {
			return err
		}
		if i > 0 {
			continue
		}
		// The person's visit is among the turns of the centre already.
		batch, err := a.Livelihood.Batches(ctx, by, person.ID)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(batch, func(s livelihood.Support) bool { return s.Kind == "counselling" && s.Unit == Root && s.To <= day })
		if at < 0 {
			return fmt.Errorf("no counselling before %s", day)
		}
		if _, err := a.Livelihood.Give(ctx, by, person.ID, livelihood.Help{Kind: "counselling", On: day, Batch: batch[at].ID}, "", ""); err != nil {
			return err
		}
	}
	return nil
}
