package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"neove/access"
	"neove/app"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/org"
	"neove/tip"
)

// tipPlan is one simulated tip: no totals were published, so there are few and
// they stay in one district. Texts are made up and say so.
type tipPlan struct {
	at       time.Time
	unit     string
	channel  string
	urgency  tip.Urgency
	text     string
	giver    tip.Giver
	handed   time.Duration // after it came in
	opened   time.Duration // after it was handed over
	decided  time.Duration // after it was opened; 0 leaves it open
	outcome  string
	finding  string
	answered bool
}

func local(y int, m time.Month, d, hour, minute int) time.Time {
	return time.Date(y, m, d, hour, minute, 0, 0, clock.Vietnam).UTC()
}

const simulatedTip = " (tin mô phỏng)"

// tipPlans are the tips of 2024, and one that waits in January 2025.
var tipPlans = []tipPlan{
	{local(2024, 2, 20, 9, 10), "L28003", "phone", tip.Normal, "Có người lạ đến ấp mời thanh niên đi làm việc nhẹ lương cao ở nước ngoài, không rõ công ty", tip.Giver{Way: tip.NoWay},
		25 * time.Minute, 2 * time.Hour, 9 * 24 * time.Hour, "not_confirmed", "Đã gặp công ty dịch vụ việc làm; có giấy phép, hướng dẫn người dân xem hợp đồng", false},
	{local(2024, 4, 11, 15, 40), "L28003", "owner", tip.Today, "Chủ nhà trọ báo có nhóm người trẻ tuổi thuê phòng ngắn ngày, giấy tờ do một người giữ", tip.Giver{Name: "Người báo số 2 (mô phỏng)", Contact: "Gặp tại nhà trọ", Way: "meet", When: "Giờ hành chính"},
		12 * time.Minute, 30 * time.Minute, 3 * 24 * time.Hour, "closed", "Nhóm công nhân thời vụ; đã nhắc chủ sử dụng lao động trả lại giấy tờ", true},
	{local(2024, 5, 28, 8, 5), "L28009", "letter", tip.Normal, "Thư không ký tên phản ánh một trang mạng xã hội tuyển người sang bên kia biên giới", tip.Giver{Way: tip.NoWay},
		3 * time.Hour, 20 * time.Hour, 20 * 24 * time.Hour, "verified", "Trang mạng có dấu hiệu lừa đảo; đã đề nghị gỡ và cảnh báo trên loa truyền thanh", false},
	{local(2024, 7, 9, 19, 20), "L28003", "hotline_111", tip.Today, "Tổng đài chuyển tin: người nhà lo em họ được rủ đi làm xa, không liên lạc được hai ngày", tip.Giver{Name: "Người báo số 4 (mô phỏng)", Contact: "Số điện thoại mô phỏng", Way: "call", When: "Sau 18 giờ", Say: "Chỉ nói là người quen"},
		6 * time.Minute, 9 * time.Minute, 22 * time.Hour, "closed", "Đã liên lạc được với người em; an toàn, làm việc tại Thành phố Hồ Chí Minh", true},
	{local(2024, 9, 17, 10, 30), "L28012", "in_person", tip.Normal, "Người dân phản ánh môi giới kết hôn với người nước ngoài thu tiền trước", tip.Giver{Way: tip.NoWay},
		45 * time.Minute, 4 * time.Hour, 14 * 24 * time.Hour, "verified", "Môi giới không phép; đã chuyển hồ sơ xử phạt hành chính", false},
	{local(2024, 11, 5, 14, 0), "L28003", "agency", tip.Normal, "Trường học báo có người đứng trước cổng trường phát tờ rơi tuyển người mẫu nhí", tip.Giver{Way: tip.NoWay},
		20 * time.Minute, 50 * time.Minute, 5 * 24 * time.Hour, "not_confirmed", "Trung tâm năng khiếu có đăng ký; đã nhắc không phát tờ rơi ở cổng trường", false},
	{local(2025, 1, 6, 7, 50), "L28003", "phone", tip.Today, "Người dân thấy xe lạ đón nhiều người trẻ ở bến xe lúc sáng sớm, không rõ đi đâu", tip.Giver{Way: tip.NoWay},
		5 * time.Minute, 0, 0, "", "", false},
}

// loadTips records the simulated tips through the commands of their offices and
// signs the months of all communes.
func loadTips(ctx context.Context, a *app.App, c *Clock, by access.Actor, _ *rand.Rand, tree *org.Tree) error {
	police := tip.Office{Role: access.Police, Unit: Root}
	// In 2024 nobody has an account yet; the police of the province is there.
	s := tip.NewService(tip.Config{DB: a.DB, Org: a.Org, Signoff: a.Signoff, Keys: a.Keys,
		Seats: func(*db.Tx, string) ([]access.Office, error) {
			return []access.Office{{Role: police.Role, Unit: police.Unit}}, nil
		}})
	for i, p := range tipPlans {
		if err := loadTip(ctx, s, c, p, tree.Name(p.unit), police); err != nil {
			return fmt.Errorf("tip %d: %w", i+1, err)
		}
	}
	return signYear(ctx, a, c, by, tree, "tip")
}

func loadTip(ctx context.Context, s *tip.Service, c *Clock, p tipPlan, place string, police tip.Office) error {
	clerk := seatedAt(access.CommuneOfficer, p.unit, "Cán bộ trực, "+place+" (mô phỏng)")
	officer := seatedAt(police.Role, police.Unit, "Trực ban Công an tỉnh (mô phỏng)")
	c.Set(p.at.Add(2 * time.Minute))
	t, err := s.Record(ctx, clerk, tip.Input{Channel: p.channel, Urgency: p.urgency, Anonymous: p.giver.Name == "", ReceivedAt: p.at,
		Content: tip.Content{Text: p.text + simulatedTip}, Giver: p.giver})
	if err != nil {
		return err
	}
	c.Set(p.at.Add(p.handed))
	if _, err := s.HandOver(ctx, clerk, t.ID, t.Version, tip.HandInput{To: police, Reason: "competence"}); err != nil || p.opened == 0 {
		return err
	}
	c.Set(p.at.Add(p.handed + p.opened))
	v, err := s.Tip(ctx, officer, t.ID)
	if err != nil {
		return err
	}
	if err := s.Acknowledge(ctx, officer, t.ID, v.Version); err != nil {
		return err
	}
	c.Set(p.at.Add(p.handed + p.opened + p.decided))
	if err := s.Close(ctx, officer, t.ID, v.Version+1, p.outcome, p.finding+simulatedTip); err != nil || !p.answered {
		return err
	}
	now := p.at.Add(p.handed + p.opened + p.decided + 3*time.Hour)
	c.Set(now)
	if v, err = s.Tip(ctx, clerk, t.ID); err != nil {
		return err
	}
	return s.Reply(ctx, clerk, t.ID, v.Version, v.Giver.Way, now)
}

// seatedAt is somebody who acts for an office in the simulated past.
func seatedAt(role access.Role, unit, name string) access.Actor {
	return access.Actor{ID: "demo", Name: name, Grants: []access.Grant{{Role: role, Unit: unit, From: clock.Min, To: clock.Max}}}
}
