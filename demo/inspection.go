package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"neove/access"
	"neove/app"
	"neove/inspection"
	"neove/internal/clock"
	"neove/measure"
	"neove/org"
)

// The account of 2024 publishes no totals of inspections: every number here is
// simulated, and kept modest.
const (
	lodgings    = 240 // hotels, lodging houses, rented rooms, karaoke, massage
	agencies    = 22  // labour export, employment, study, recruitment, marriage
	lodgingTour = 9   // establishments that a district checks in a round
)

// Names are made of flowers and numbers, so that nobody's house is meant.
var (
	flowers     = []string{"Hoa Sen", "Hoa Mai", "Hoa Lan", "Hoa Cúc", "Hướng Dương", "Bằng Lăng", "Hoa Sứ", "Điên Điển", "Lục Bình", "Hoa Sim", "Phượng Hồng", "Hoa Giấy"}
	lodgingKind = []string{"lodging", "lodging", "lodging", "lodging", "hotel", "rental", "rental", "karaoke", "massage"}
	agencyKind  = []string{"labour_export", "employment", "labour_export", "study", "recruitment", "marriage"}
	signboard   = map[string]string{"lodging": "Nhà nghỉ", "hotel": "Khách sạn", "rental": "Nhà trọ", "karaoke": "Karaoke", "massage": "Cơ sở xoa bóp",
		"labour_export": "Công ty cung ứng nhân lực", "employment": "Trung tâm giới thiệu việc làm", "study": "Công ty tư vấn du học",
		"recruitment": "Công ty cho thuê lại lao động", "marriage": "Văn phòng tư vấn hôn nhân"}
	owners = []string{"Nguyễn Văn Tâm", "Trần Thị Bích", "Lê Minh Khang", "Phạm Thị Thu", "Huỳnh Văn Phát", "Võ Thị Ngọc", "Đặng Quốc Huy", "Bùi Thị Mai"}
)

// loadInspection brings in establishments over the communes, the districts'
// checks of lodging with pledges, and the department's checks of agencies.
func loadInspection(ctx context.Context, a *app.App, c *Clock, by access.Actor, rng *rand.Rand, tree *org.Tree) error {
	c.Set(time.Date(2024, 1, 15, 2, 0, 0, 0, time.UTC))
	list, err := a.Inspection.RecordEstablishments(ctx, by, demoEstablishments(rng, tree), true)
	if err != nil {
		return fmt.Errorf("inspection: %w", err)
	}
	for _, d := range tree.Children(Root, clock.On(2024, 1, 15)) {
		if err := districtRounds(ctx, a, c, by, rng, tree, d, list); err != nil {
			return fmt.Errorf("inspection: %s: %w", d.Name, err)
		}
	}
	if err := departmentChecks(ctx, a, c, by, rng, list); err != nil {
		return fmt.Errorf("inspection: %w", err)
	}
	return signInspection(ctx, a, c, by, tree)
}

// signInspection: no commune made a check of its own, and each says so.
func signInspection(ctx context.Context, a *app.App, c *Clock, by access.Actor, tree *org.Tree) error {
	for m := 1; m <= 12; m++ {
		p := measure.Period{Kind: measure.Calendar, Span: measure.Month, Year: 2024, N: m}
		c.Set(p.Window().To.Time().Add(26 * time.Hour))
		var units []string
		for _, u := range tree.CommunesOn(Root, p.Window().Last()) {
			units = append(units, u.ID)
		}
		if err := a.Signoff.SignEvery(ctx, by, inspection.Topic, units, p.Code()); err != nil {
			return fmt.Errorf("inspection %s: %w", p.Code(), err)
		}
	}
	return nil
}

func demoEstablishments(rng *rand.Rand, tree *org.Tree) []inspection.Establishment {
	communes := tree.CommunesOn(Root, clock.On(2024, 1, 15))
	var out []inspection.Establishment
	add := func(kind string, u org.Unit, n int) {
		rooms, workers := int64(6+rng.IntN(30)), int64(2+rng.IntN(12))
		e := inspection.Establishment{Unit: u.ID, Type: kind, Name: signboard[kind] + " " + flowers[rng.IntN(len(flowers))] + " " + strconv.Itoa(n),
			Address: "Ấp " + strconv.Itoa(1+rng.IntN(6)) + ", " + u.Name, Owner: owners[rng.IntN(len(owners))], Licence: "LA-" + strconv.Itoa(20000+n),
			LicenceBy: "Cơ quan đăng ký kinh doanh", LicenceOn: clock.On(2019+rng.IntN(4), time.Month(1+rng.IntN(12)), 5), Workers: &workers}
		switch kind {
		case "lodging", "hotel", "rental":
			e.Rooms = &rooms
		}
		if n%7 == 0 {
			e.Risks = "long_stay"
		}
		if n%11 == 0 {
			e.LicenceTo = e.LicenceOn.AddMonths(60)
		}
		out = append(out, e)
	}
	for i := range lodgings {
		add(lodgingKind[i%len(lodgingKind)], communes[(i*37)%len(communes)], i+1)
	}
	for i := range agencies {
		add(agencyKind[i%len(agencyKind)], communes[(i*53)%len(communes)], lodgings+i+1)
	}
	return out
}

// districtRounds are the two rounds of a district: its plan, and the checks
// under it, each owner signing a pledge.
func districtRounds(ctx context.Context, a *app.App, c *Clock, by access.Actor, rng *rand.Rand, tree *org.Tree, d org.Unit, all []inspection.Establishment) error {
	var own []string
	for _, e := range all {
		if slices.Contains(lodgingKind, e.Type) && tree.Covers(d.ID, e.Unit) {
			own = append(own, e.ID)
		}
	}
	team := inspection.Team{{Agency: "Phòng LĐ-TB&XH", Name: "Nguyễn Thị Hạnh", Post: "Trưởng đoàn"}, {Agency: "Công an huyện", Name: "Trần Quốc Dũng", Post: "Thành viên"}}
	for round, month := range []time.Month{time.April, time.September} {
		first := clock.On(2024, month, 1+rng.IntN(8))
		targets := own[min(round*lodgingTour, len(own)):min((round+1)*lodgingTour, len(own))]
		if len(targets) == 0 {
			continue
		}
		c.Set(first.Time().Add(2 * time.Hour))
		p, err := a.Inspection.RecordPlan(ctx, by, inspection.Plan{Unit: d.ID, Name: fmt.Sprintf("Kiểm tra cơ sở lưu trú đợt %d năm 2024", round+1), From: first, To: first + 20,
			Lead: "Phòng LĐ-TB&XH " + d.Name, Team: team, Directing: "266/KH-SLĐTBXH ngày 12/01/2024", Establishments: targets})
		if err != nil {
			return err
		}
		c.Set((first + 16).Time().Add(9 * time.Hour))
		done, err := a.Inspection.RecordChecks(ctx, by, lodgingChecks(rng, d.ID, p, first), "")
		if err != nil {
			return err
		}
		if err := followLodgings(ctx, a, c, by, done, round); err != nil {
			return err
		}
	}
	return nil
}

// followLodgings: what was found was put right within the month; after the
// second round some houses asked for time, until or into January.
func followLodgings(ctx context.Context, a *app.App, c *Clock, by access.Actor, done []inspection.Check, round int) error {
	for _, k := range done {
		if !k.Due() {
			continue
		}
		c.Set(k.FollowOn.Time().Add(3 * time.Hour))
		next, result := clock.Date(0), "Đã khắc phục."
		if round == 1 && k.On.Day()%2 == 1 {
			next, result = clock.On(2024, 12, 28)+clock.Date(k.On.Day()), "Đang khắc phục, xin thêm thời gian."
		}
		if _, err := a.Inspection.FollowUp(ctx, by, k.ID, k.Version, k.FollowOn, result, next); err != nil {
			return err
		}
	}
	return nil
}

func lodgingChecks(rng *rand.Rand, unit string, p inspection.Plan, first clock.Date) []inspection.Check {
	var out []inspection.Check
	for i, id := range p.Establishments {
		k := inspection.Check{Unit: unit, Establishment: id, Plan: p.ID, On: first + 1 + clock.Date(rng.IntN(15)), Time: fmt.Sprintf("%02d:%02d", 8+rng.IntN(8), 15*rng.IntN(4)),
			Team: p.Team, Answers: []inspection.ItemAnswer{{Item: "licence", Answer: "yes"}, {Item: "contracts", Answer: "yes"}, {Item: "briefed", Answer: "yes"}, {Item: "hotline", Answer: "yes"}},
			Findings: "Chủ cơ sở chấp hành; đã tuyên truyền cách nhận biết và báo tin."}
		if i%9 != 8 {
			k.PledgeOn = k.On
		}
		if rng.IntN(9) == 0 {
			k.Answers[3] = inspection.ItemAnswer{Item: "hotline", Answer: "no", Note: "Đã nhắc bổ sung"}
			k.Violations = []inspection.Violation{{Kind: "register", Text: "Sổ khách ghi thiếu ngày đi"}}
			k.Findings = "Nhắc nhở, yêu cầu khắc phục."
			k.FollowOn = k.On + 30
		}
		out = append(out, k)
	}
	return out
}

// departmentChecks are those of the department at agencies that send or place
// workers: a few violations of brokerage and fraud, sanctioned, two files
// passed to the police.
func departmentChecks(ctx context.Context, a *app.App, c *Clock, by access.Actor, rng *rand.Rand, all []inspection.Establishment) error {
	var targets []string
	for _, e := range all {
		if slices.Contains(agencyKind, e.Type) {
			targets = append(targets, e.ID)
		}
	}
	targets = targets[:14]
	team := inspection.Team{{Agency: "Sở LĐ-TB&XH", Name: "Lê Thị Thanh", Post: "Trưởng đoàn"}, {Agency: "Công an tỉnh", Name: "Phạm Văn Hùng", Post: "Thành viên"}, {Agency: "Sở Kế hoạch và Đầu tư", Name: "Đỗ Minh Trí", Post: "Thành viên"}}
	c.Set(time.Date(2024, 6, 3, 2, 0, 0, 0, time.UTC))
	p, err := a.Inspection.RecordPlan(ctx, by, inspection.Plan{Unit: Root, Name: "Kiểm tra hoạt động đưa người lao động đi làm việc ở nước ngoài năm 2024", From: clock.On(2024, 6, 10), To: clock.On(2024, 7, 31),
		Lead: "Sở LĐ-TB&XH", Team: team, Directing: "266/KH-SLĐTBXH ngày 12/01/2024", Establishments: targets})
	if err != nil {
		return err
	}
	for i, id := range p.Establishments[:12] {
		k := inspection.Check{Unit: Root, Establishment: id, Plan: p.ID, On: clock.On(2024, 6, 11) + clock.Date(3*i+rng.IntN(3)), Team: team, PledgeOn: 0,
			Answers: []inspection.ItemAnswer{{Item: "licence", Answer: "yes"}, {Item: "fees", Answer: "yes"}}, Findings: "Hồ sơ, hợp đồng, mức thu đúng quy định."}
		amount := int64(0)
		switch i {
		case 3, 7:
			k.Violations, amount = []inspection.Violation{{Kind: "brokerage", Text: "Môi giới lao động khi chưa có giấy phép"}}, 50_000_000
		case 9:
			k.Violations, amount = []inspection.Violation{{Kind: "fraud", Text: "Thông tin việc làm sai sự thật"}, {Kind: "fees", Text: "Thu tiền không có biên lai"}}, 65_000_000
		}
		if amount > 0 {
			k.Answers[1].Answer, k.Findings = "no", "Lập biên bản, đề nghị xử phạt."
			k.Decision, k.DecisionOn, k.DecisionBy, k.Amount, k.FollowOn = strconv.Itoa(100+i)+"/QĐ-XPHC", k.On, "Chánh Thanh tra Sở", &amount, k.On+60
		}
		c.Set(k.On.Time().Add(9 * time.Hour))
		k, err := a.Inspection.RecordCheck(ctx, by, k, "")
		if err != nil {
			return err
		}
		if len(k.Violations) > 0 {
			if err := followAgency(ctx, a, c, by, k, i); err != nil {
				return err
			}
		}
	}
	return nil
}

// followAgency passes the serious ones to the police, who acknowledge one of
// the two, and records what came of the others.
func followAgency(ctx context.Context, a *app.App, c *Clock, by access.Actor, k inspection.Check, i int) error {
	if i == 3 {
		c.Set((k.On + 60).Time().Add(3 * time.Hour))
		_, err := a.Inspection.FollowUp(ctx, by, k.ID, k.Version, k.On+60, "Đã nộp phạt, dừng môi giới.", 0)
		return err
	}
	c.Set((k.On + 1).Time().Add(3 * time.Hour))
	p, err := a.Inspection.Pass(ctx, by, inspection.Passing{Check: k.ID, ToUnit: Root, Office: "Phòng Cảnh sát hình sự", On: k.On + 1, Number: strconv.Itoa(40+i) + "/SLĐTBXH-TTr"}, "")
	if err != nil || i != 7 {
		return err
	}
	c.Set((k.On + 3).Time().Add(3 * time.Hour))
	_, err = a.Inspection.Receive(ctx, by, p.ID, strconv.Itoa(300+i))
	return err
}
