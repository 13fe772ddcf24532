package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"neove/access"
	"neove/app"
	"neove/directive"
	"neove/internal/clock"
	"neove/org"
)

// simulated marks documents that the public account does not name.
const simulated = "Văn bản mô phỏng của bản trình diễn"

const (
	labourDepartment = "Sở Lao động - Thương binh và Xã hội tỉnh Long An"
	policeOffice     = "Công an tỉnh Long An"
	borderCommand    = "Bộ Chỉ huy Bộ đội Biên phòng tỉnh Long An"
	foreignOffice    = "Sở Ngoại vụ tỉnh Long An"
)

// directing loads the documents of the year.
type directing struct {
	ctx  context.Context
	a    *app.App
	c    *Clock
	by   access.Actor
	rng  *rand.Rand
	tree *org.Tree
}

// loadDirective records the regulation, the plan and the letter of the public
// account with what came of them. Numbers of district plans, targets and
// findings are simulated and say so.
func loadDirective(ctx context.Context, a *app.App, c *Clock, by access.Actor, rng *rand.Rand, tree *org.Tree) error {
	l := directing{ctx, a, c, by, rng, tree}
	regulation, err := l.regulation()
	if err != nil {
		return fmt.Errorf("directive: regulation: %w", err)
	}
	plan, err := l.plan(regulation)
	if err != nil {
		return fmt.Errorf("directive: plan: %w", err)
	}
	if err := l.survey(regulation); err != nil {
		return fmt.Errorf("directive: survey: %w", err)
	}
	if err := l.close(plan); err != nil {
		return fmt.Errorf("directive: year's end: %w", err)
	}
	return l.january()
}

// on moves the clock to the afternoon of a day.
func (l directing) on(day clock.Date) { l.c.Set(day.Time().Add(9 * time.Hour)) }

func (l directing) issue(d directive.Document, to directive.Address) (directive.Document, error) {
	l.on(d.On)
	return l.a.Directive.Issue(l.ctx, l.by, d, to, false)
}

func province(kind, code string, on clock.Date, subject string) directive.Document {
	return directive.Document{Unit: Root, Kind: kind, Code: code, On: on, Subject: subject,
		Issuers: []directive.Issuer{{Agency: labourDepartment, Unit: Root, Authority: "KT.", Post: "Phó Giám đốc"}}}
}

// regulation has four signatories; their names are not published.
func (l directing) regulation() (directive.Document, error) {
	d := province("QCPH", "6958/QCPH-SLĐTBXH-CAT-BĐBP-SNGV", clock.On(2022, 12, 30), "Phối hợp trong công tác tiếp nhận, xác minh, bảo vệ và hỗ trợ nạn nhân bị mua bán")
	d.Issuers = []directive.Issuer{{Agency: labourDepartment, Unit: Root, Post: "Giám đốc"}, {Agency: policeOffice, Unit: Root, Post: "Giám đốc"},
		{Agency: borderCommand, Unit: Root, Post: "Chỉ huy trưởng"}, {Agency: foreignOffice, Unit: Root, Post: "Giám đốc"}}
	d.Note = "Trích yếu ghi theo nội dung phối hợp đã công bố; họ tên người ký không công bố"
	d, err := l.issue(d, directive.Address{Roles: []access.Role{access.Police, access.BorderGuard}, Agencies: []string{foreignOffice}, Require: directive.Acknowledge})
	if err != nil {
		return d, err
	}
	v, err := l.a.Directive.Document(l.ctx, l.by, d.ID)
	for _, r := range v.Recipients {
		if err == nil {
			err = l.a.Directive.Acknowledge(l.ctx, l.by, r.ID)
		}
	}
	return d, err
}

// plan is 266/KH-SLĐTBXH; every district issues its own because of it.
func (l directing) plan(regulation directive.Document) (directive.Document, error) {
	d := province("KH", "266/KH-SLĐTBXH", clock.On(2024, 1, 12), "Công tác phòng ngừa và hỗ trợ nạn nhân bị mua bán trở về năm 2024")
	d.Parent, d.Note = regulation.ID, "Việc, chỉ tiêu và thời hạn trong bản trình diễn là mô phỏng"
	d, err := l.issue(d, directive.Address{Groups: []string{"districts"}, Require: directive.OwnPlan, Due: clock.On(2024, 2, 29), Ask: "Ban hành kế hoạch của đơn vị và tổ chức thực hiện"})
	if err != nil {
		return d, err
	}
	if _, err := l.a.Directive.Plan(l.ctx, l.by, d.ID, tasks2024()); err != nil {
		return d, err
	}
	v, err := l.a.Directive.Document(l.ctx, l.by, d.ID)
	if err != nil {
		return d, err
	}
	return d, l.answerAll(v.Recipients, clock.On(2024, 1, 22), 36, func(r directive.Recipient, on clock.Date) directive.Reply {
		own := l.district("KH", r.Unit, on, "Phòng ngừa và hỗ trợ nạn nhân bị mua bán năm 2024 trên địa bàn "+l.name(r.Unit))
		return directive.Reply{New: &own}
	})
}

// district is a document of a district's labour office; its number is made up.
func (l directing) district(kind, unit string, on clock.Date, subject string) directive.Document {
	letters := map[string]string{"KH": "KH-LĐTBXH", "BC": "BC-LĐTBXH", "CV": "LĐTBXH"}[kind]
	return directive.Document{Unit: unit, Kind: kind, Code: fmt.Sprintf("%d/%s", 12+l.rng.IntN(180), letters), On: on, Subject: subject, Note: simulated,
		Issuers: []directive.Issuer{{Agency: "Phòng Lao động - Thương binh và Xã hội " + l.name(unit), Unit: unit, Post: "Trưởng phòng"}}}
}

// name is a unit's name inside a sentence: "huyện Bến Lức".
func (l directing) name(unit string) string {
	n := l.tree.Name(unit)
	return strings.ToLower(n[:1]) + n[1:]
}

// answerAll lets recipients answer in the order of the days they choose.
func (l directing) answerAll(list []directive.Recipient, from clock.Date, days int, reply func(directive.Recipient, clock.Date) directive.Reply) error {
	type turn struct {
		r  directive.Recipient
		on clock.Date
	}
	var turns []turn
	for _, r := range list {
		turns = append(turns, turn{r, from + clock.Date(l.rng.IntN(days))})
	}
	slices.SortStableFunc(turns, func(a, b turn) int { return int(a.on - b.on) })
	for _, t := range turns {
		l.on(t.on)
		if err := l.a.Directive.Acknowledge(l.ctx, l.by, t.r.ID); err != nil {
			return err
		}
		if _, err := l.a.Directive.Answer(l.ctx, l.by, t.r.ID, reply(t.r, t.on)); err != nil {
			return err
		}
	}
	return nil
}

// survey is 675/SLĐTBXH-PCTNXH and the visits that followed it.
func (l directing) survey(regulation directive.Document) error {
	d := province("CV", "675/SLĐTBXH-PCTNXH", clock.On(2024, 2, 16), "Khảo sát, đánh giá việc thực hiện Quy chế phối hợp số 6958/QCPH-SLĐTBXH-CAT-BĐBP-SNGV")
	d.Parent, d.Note = regulation.ID, "Kết quả trả lời của các huyện là mô phỏng"
	d, err := l.issue(d, directive.Address{Groups: []string{"districts"}, Require: "survey", Due: clock.On(2024, 3, 29), Ask: "Tự đánh giá việc thực hiện quy chế, nêu vướng mắc và kiến nghị"})
	if err != nil {
		return err
	}
	v, err := l.a.Directive.Document(l.ctx, l.by, d.ID)
	if err != nil {
		return err
	}
	if err := l.answerAll(v.Recipients, clock.On(2024, 3, 4), 25, func(r directive.Recipient, _ clock.Date) directive.Reply {
		return directive.Reply{Result: "Các bên phối hợp thường xuyên; năm 2023 không có nạn nhân trở về địa bàn " + l.name(r.Unit) + ". Kết quả mô phỏng."}
	}); err != nil {
		return err
	}
	for _, s := range surveys2024() {
		s.survey.Document = d.ID
		l.on(s.survey.On)
		stored, err := l.a.Directive.RecordSurvey(l.ctx, l.by, s.survey, s.findings)
		if err != nil {
			return err
		}
		if err := l.follow(stored.ID, s.settled); err != nil {
			return err
		}
	}
	return nil
}

// follow settles the first findings of a survey, each shortly before its day.
func (l directing) follow(survey string, n int) error {
	v, err := l.a.Directive.Survey(l.ctx, l.by, survey)
	if err != nil {
		return err
	}
	for _, f := range v.Findings[:n] {
		l.on(f.Due - clock.Date(2+l.rng.IntN(6)))
		if _, err := l.a.Directive.Follow(l.ctx, l.by, f.ID, f.Version, "done", "Đã khắc phục, có báo cáo của đơn vị (mô phỏng)"); err != nil {
			return err
		}
	}
	return nil
}

// close settles the tasks of 2024 and carries what is open into the draft of
// 2025, with the directions of the public account.
func (l directing) close(plan directive.Document) error {
	l.on(clock.On(2024, 12, 30))
	tasks, _, err := l.a.Directive.Tasks(l.ctx, l.by, directive.TaskFilter{Unit: Root, Year: 2024, Limit: 100})
	if err != nil {
		return err
	}
	var open []string
	for _, t := range tasks {
		if t.Document != plan.ID {
			continue
		}
		if t.Due == clock.On(2024, 12, 31) && !t.Measured() {
			open = append(open, t.ID)
			continue
		}
		if _, err := l.a.Directive.Settle(l.ctx, l.by, t.ID, t.Version, directive.TaskDone, "Hoàn thành theo kế hoạch"); err != nil {
			return err
		}
	}
	next := province("KH", "", clock.On(2025, 1, 3), "Công tác phòng, chống mua bán người và hỗ trợ nạn nhân năm 2025")
	next.ForYear, next.Note = 2025, "Dự thảo của bản trình diễn: việc theo phương hướng năm 2025 đã công bố, chỉ tiêu và thời hạn là mô phỏng"
	l.on(next.On)
	_, err = l.a.Directive.CarryOver(l.ctx, l.by, next, open, tasks2025()...)
	return err
}

// january leaves something at work on the demo's first day: a request with
// answers, late ones and a reminder.
func (l directing) january() error {
	d := province("CV", "12/SLĐTBXH-PCTNXH", clock.On(2025, 1, 2), "Báo cáo kết quả công tác phòng, chống mua bán người năm 2024")
	d.Note = simulated
	d, err := l.issue(d, directive.Address{Groups: []string{"districts"}, Require: "report", Due: clock.On(2025, 1, 4)})
	if err != nil {
		return err
	}
	v, err := l.a.Directive.Document(l.ctx, l.by, d.ID)
	if err != nil {
		return err
	}
	prompt := slices.DeleteFunc(slices.Clone(v.Recipients), func(r directive.Recipient) bool {
		return slices.Contains([]string{"L803", "L797", "L801", "L807"}, r.Unit)
	})
	if err := l.answerAll(prompt, clock.On(2025, 1, 2), 3, func(r directive.Recipient, on clock.Date) directive.Reply {
		own := l.district("BC", r.Unit, on, "Kết quả công tác phòng, chống mua bán người năm 2024")
		return directive.Reply{New: &own}
	}); err != nil {
		return err
	}
	own := l.district("CV", "L803", clock.On(2025, 1, 3), "Báo cáo kết quả công tác phòng, chống mua bán người năm 2024")
	own.Parent = d.ID
	if _, err := l.issue(own, directive.Address{Groups: []string{"communes"}, Require: "report", Due: clock.On(2025, 1, 8)}); err != nil {
		return err
	}
	l.c.Set(Today.Add(-20 * time.Minute))
	_, err = l.a.Directive.Remind(l.ctx, l.by, d.ID, nil, "")
	return err
}
