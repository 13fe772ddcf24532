package demo

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"neove/casework"
	"neove/handoff"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/shelter"
)

// refer asks the organisations of the plan, and lets them work.
func (s *story) refer() {
	agreed := s.later(2).consent(phaply, "service", casework.Given, "core", "identity")
	if s.row.n%6 == 1 {
		s.consent(vieclam, "followup", casework.Refused, "core")
	}
	if s.row.n%4 == 2 {
		s.consent(benhvien, "followup", casework.NotYet, "core", "health")
	}
	s.move(casework.Referral, s.reason())
	if s.row.role != "" { // goes home with the main person
		s.later(25)
		return
	}
	legal := s.ask(phaply, "service", "consent", 60, "core", "identity")
	s.later(1).take(legal)
	if s.row.is("health") {
		s.hospital()
	}
	if s.row.is("work") {
		s.job()
	}
	s.later(5).give(phaply, "đ", 1)
	s.give(dept, "d", 1)
	if s.child() || s.row.is("school") {
		s.later(3).give(dept, "h", 1)
	}
	if s.later(3).houses() {
		s.give(coso, "g", 2)
	}
	if s.row.is("withdrawn") { // the consent: the open request under it stops
		s.aside(12, func() {
			s.act("withdraw consent", func(ctx context.Context) error {
				_, err := s.m.Casework.WithdrawConsent(ctx, s.m.users[dept], s.c.ID, *agreed)
				return err
			})
		})
	}
	s.later(9)
	s.aside(5, func() { s.finish(legal, "done", reports["service"]) })
}

func (s *story) hospital() {
	s.consent(benhvien, "service", casework.Given, "core", "health")
	r := s.ask(benhvien, "service", "consent", 30, "core", "health")
	s.later(1).take(r)
	s.later(2).give(benhvien, "b", 1)
	s.write(benhvien, "health", casework.Values{"where_seen": {"Bệnh viện đa khoa Minh Hà"}, "text": {"Sức khỏe ổn định, hẹn khám lại."}, "next_on": {(s.today() + 30).String()}})
	s.later(6).finish(r, "done", reports["service"])
}

// job asks for training; once it is declined, with another office named.
func (s *story) job() {
	s.consent(vieclam, "service", casework.Given, "core")
	days := 120
	if s.row.is("late") {
		days = 45
	}
	r := s.ask(vieclam, "service", "consent", days, "core")
	if s.row.is("late") { // taken on, and not done in time
		s.take(r)
		return
	}
	if s.row.is("declined") {
		s.later(1).refuse(r, handoff.Refusal{Reason: "no_capacity", Why: "Lớp của quý này đã đủ người; trung tâm bảo trợ có lớp học nghề tại chỗ."}, coso)
		s.later(1).consent(coso, "service", casework.Given, "core")
		next := &asked{to: coso}
		s.askWith(next, handoff.Input{Purpose: "service", Basis: "consent", Sections: []string{"core"}, Reason: "need", Urgency: handoff.Normal, Note: "Theo đề nghị chuyển nơi khác."}, 150, r)
		s.later(1).take(next)
		s.later(4).give(coso, "i", 1)
		s.aside(90, func() { s.finish(next, "done", reports["service"]) })
		return
	}
	s.later(1).take(r)
	s.later(4).give(vieclam, "i", 1)
	s.aside(70, func() { s.finish(r, "done", reports["service"]) })
}

// bring is the way home: what is known of the family, the journey, the hand-over.
func (s *story) bring() {
	v := casework.Values{"wish": {"home"}, "family_safe": {"yes"}, "body": {"Ủy ban nhân dân xã nơi về"}, "text": {"Đã gọi điện và thăm gia đình; gia đình muốn đón về."}}
	if s.row.is("danger") {
		v.Set("wish", "elsewhere")
		v.Set("family_safe", "no")
	}
	s.later(4).write(dept, "home_check", v)
	s.later(1).move(casework.Return, s.reason())
	if s.goal() == casework.Return && !s.row.is("escorted") { // still waits
		return
	}
	s.travel()
}

func (s *story) travel() {
	s.later(3)
	v := casework.Values{"escort": {"alone"}, "travel": {"Xe khách, có người đón ở bến"}, "symbol": {s.symbol("BG")}, "travel_cost": {strconv.FormatInt(prices["e"], 10)}}
	switch {
	case s.row.is("abroad_home"):
		v.Set("escort", "handed_over")
		v.Set("handed_to", "Cơ quan đại diện ngoại giao")
	case s.row.is("fetched"):
		v.Set("escort", "relatives_fetch")
		v.Set("fetched_by", "Người mẹ, theo biên bản")
		v.Set("relation", "Mẹ")
	case s.row.is("escorted"):
		s.escort(v)
	case s.child():
		v.Set("escort", "escorted")
		v.Set("handed_to", "Gia đình, có chứng kiến của xã")
	}
	s.give(dept, "e", 1)
	s.write(dept, "return", v)
	reason := "home"
	if s.row.is("danger") {
		reason = "independent"
	}
	if s.houses() {
		s.left = s.today()
		s.moveOut(reason)
	}
}

// escort has the police bring a child home that is here without anybody.
func (s *story) escort(v casework.Values) {
	v.Set("escort", "escorted")
	v.Set("handed_to", "Gia đình và Ủy ban nhân dân xã nơi về")
	s.consent(police, "escort", casework.Given, "core", "identity", "place")
	r := s.ask(police, "escort", "consent", 10, "core", "identity", "place")
	s.take(r)
	s.later(2).finish(r, "done", reports["escort"])
}

// settle is the life afterwards: the allowance, the visits after 1, 3, 6 and 12
// months, the needs asked again.
func (s *story) settle() {
	s.later(1).move(casework.Reintegration, s.reason())
	home := s.today()
	s.allowance()
	visitor := dept
	if s.row.is("follow") {
		s.consent(xa, "followup", casework.Given, "core", "identity")
		s.visits = s.ask(xa, "followup", "consent", 400, "core", "identity")
		s.later(1).take(s.visits)
		visitor = xa
	}
	for i, n := range []int{1, 3, 6, 12} {
		if (s.row.is("quick") || s.row.is("reopened")) && i > 0 {
			break
		}
		due := home.AddMonths(n) + clock.Date(s.m.rng.IntN(9)-8)
		if s.row.n%7 == 3 && i == 1 {
			due += 12 // too late
		}
		s.on(due).visit(visitor, i)
		if i == 1 {
			s.later(1).needs("normal", "none")
		}
	}
	if s.visits != nil && !s.over {
		s.finish(s.visits, "done", reports["followup"])
	}
}

func (s *story) visit(account string, i int) {
	situation := "needs_support"
	if i > 0 {
		situation = "stable"
	}
	v := casework.Values{"situation": {situation}, "stigma": {"no"}, "contacted": {"no"}, "text": {"Đến thăm theo hẹn, nói chuyện riêng. Sinh hoạt bình thường."}}
	if s.child() {
		v.Set("school", "yes")
	} else if s.row.is("work") || i > 1 {
		v.Set("work", "yes")
	}
	s.write(account, "visit", v)
	if i == 0 || i == 2 {
		s.assess(dept, "low")
	}
}

// allowance asks for what needs a decision, within nine working days; in some
// cases it came late.
func (s *story) allowance() {
	if s.row.role != "" {
		return
	}
	letter := "k"
	if s.child() {
		letter = "h"
	}
	s.later(2).write(dept, "request", casework.Values{"regimes": {letter}, "payee": {"Người được hỗ trợ"}, "amount": {strconv.FormatInt(prices[letter], 10)}})
	wait := 6
	if s.row.n%5 == 3 {
		wait = 19
	}
	s.later(wait).write(dept, "support_decision", casework.Values{"granted": {"granted"}, "symbol": {s.symbol("QĐ")}, "amount": {strconv.FormatInt(prices[letter], 10)}})
	if letter == "k" {
		s.later(2).give(dept, letter, 1)
	}
}

// close ends the case, with every hand-off ended before.
func (s *story) close() {
	s.later(5)
	why, text := "reintegrated", "Đã ổn định cuộc sống, có việc làm; không cần hỗ trợ thêm."
	switch {
	case s.row.outcome == casework.NotVictim:
		why, text = "not_victim", "Kết thúc theo văn bản không xác định là nạn nhân; đã hướng dẫn quyền khiếu nại."
	case s.row.is("moved"), s.row.is("abroad_home"):
		why, text = "moved", "Đã bàn giao cho nơi về cư trú."
	case s.row.is("refuses"):
		why, text = "refuses", "Không muốn nhận hỗ trợ; để lại số điện thoại khi cần."
	case s.row.is("lost"):
		why, text = "lost", "Rời nơi ở, không liên lạc được sau nhiều lần tìm."
	}
	if s.row.is("lost") {
		s.moveOut("unannounced")
	}
	for _, r := range s.pending {
		s.finish(r, "done", reports["service"])
	}
	s.write(dept, "closure", casework.Values{"why": {why}, "situation": {"stable"}, "contact_left": {"yes"}, "text": {text}})
	if s.row.is("reopened") {
		s.later(370).write(dept, "reopening", casework.Values{"stage": {string(casework.Planning)}, "reason": {"Người được hỗ trợ gọi lại, cần khám sức khỏe và học nghề."}})
		s.later(3).needs("normal", "normal")
		s.item("b")
		s.item("i")
	}
}

// special is what single cases show.
func (s *story) special() {
	switch {
	case s.row.is("break"):
		s.broken()
	case s.row.is("excluded"):
		s.later(3).act("exclude", func(ctx context.Context) error {
			return s.m.Casework.ExcludeNamed(ctx, s.m.users[dept], s.c.ID, 0, "minhha-congan2", "", "Có quan hệ họ hàng với người được nhắc tên trong lời kể")
		})
	case s.row.is("late"):
		s.late()
	}
}

// broken is a look in an emergency, reviewed the next day; and one of yesterday
// that waits for its review.
func (s *story) broken() {
	look := func(reason string) {
		s.act("break the glass", func(ctx context.Context) error {
			by := s.m.users["minhha-congan2"]
			if _, err := s.m.Casework.Break(ctx, by, s.c.Code, reason); err != nil {
				return err
			}
			_, err := s.m.Casework.View(ctx, by, s.c.Code)
			return err
		})
	}
	s.on(clock.On(2026, time.October, 6))
	look("Có người lạ hỏi nơi ở tại bến xe, cần biết ngay người này đang ở đâu")
	s.later(1).act("review", func(ctx context.Context) error {
		v, err := s.m.Casework.View(ctx, s.m.users[dept], s.c.ID)
		if err != nil || len(v.Breaks) == 0 {
			return fmt.Errorf("no break: %w", err)
		}
		return s.m.Casework.Review(ctx, s.m.users[dept], s.c.ID, v.Breaks[0].ID, casework.Verdicts[0])
	})
	s.on(clock.On(2026, time.November, 23))
	look("Gia đình báo có người đe dọa qua điện thoại, cần xem kế hoạch an toàn")
}

// late are requests that nobody answers: one since last week, one from two days
// ago that is urgent.
func (s *story) late() {
	s.on(clock.On(2026, time.November, 16)).consent(benhvien, "service", casework.Given, "core", "health")
	r := s.ask(benhvien, "service", "consent", 0, "core", "health")
	s.later(3).act("chase", func(ctx context.Context) error { return s.m.Handoff.Chase(ctx, s.m.users[dept], r.id) })
}

// extend moves the limit of a stay by a decision.
func (s *story) extend() {
	s.act("extend", func(ctx context.Context) error {
		return s.m.DB.Write(ctx, s.m.users[coso], "shelter.stay.extend", func(tx *db.Tx) error {
			st, _, err := s.m.Shelter.StayOf(tx, s.c.ID)
			if err != nil {
				return err
			}
			on := clock.DateOf(tx.Now)
			_, err = s.m.Shelter.Extend(tx, s.m.users[coso], st.ID, st.Version, shelter.ExtendInput{Which: shelter.ByMonths, Until: st.MonthsUntil + 60, Decision: s.symbol("GH"), DecidedOn: on, Body: "department"})
			return err
		})
	})
}

// keepUp is the work of a case that lasts: reviews of the safety, talks, the end
// of a stay before its limit.
func (s *story) keepUp() {
	if s.goal() == casework.Closed && !s.row.is("reopened") || s.row.outcome == casework.Reported || s.row.outcome == casework.Suspended || s.row.outcome == casework.NotVictim {
		return
	}
	for n, wait := 0, clock.Date(38); !s.over && clock.DateOf(MinhHaToday)-s.today() > wait+7; n, wait = n+1, 82 { // before the review is due
		s.later(int(wait)).assess(s.lead, []string{"medium", "low"}[min(n, 1)])
		if s.houses() {
			s.give(coso, "g", 1)
		} else if n%3 == 1 {
			s.write(s.lead, "note", casework.Values{"in": {"core"}, "text": {"Gọi điện hỏi thăm theo giờ đã hẹn; sinh hoạt bình thường, chưa cần gì thêm."}})
		}
	}
}
