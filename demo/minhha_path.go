package demo

import (
	"context"
	"strconv"
	"time"

	"neove/casework"
	"neove/handoff"
)

// plan lays out every case.
func (m *minhHa) plan() {
	m.names = names{}
	m.group()
	byRow := map[int]*story{}
	for _, r := range rows {
		s := &story{m: m, row: r, items: map[string]string{}}
		if s.mainCase = byRow[r.of]; s.mainCase != nil && r.role != "" {
			s.now = s.mainCase.opened // whoever accompanies is entered after the main person
		}
		byRow[r.n] = s
		s.run()
	}
	m.queue = append(m.queue, event{local(2026, time.November, 10, 15, 0), "decoy", func(ctx context.Context) error {
		_, err := m.Casework.Decoy(ctx, m.users["minhha-kiemtra"], m.office(police).String())
		return err
	}})
}

// run plans one case from the reception to where its row ends.
func (s *story) run() {
	var core casework.Core
	s.who, core = s.m.profile(s.row)
	s.in(0).open(core)
	s.opened = s.now
	s.receive()
	for _, step := range []struct {
		to casework.Stage
		do func()
	}{{casework.Identification, s.identify}, {casework.Protection, s.protect}, {casework.Planning, s.support}, {casework.Referral, s.refer},
		{casework.Return, s.bring}, {casework.Reintegration, s.settle}} {
		if s.upTo(step.to) {
			step.do()
		}
	}
	if s.goal() == casework.Closed {
		s.close()
	}
	s.special()
	s.keepUp()
}

// goal is the last stage that is reached, before a case is opened again.
func (s *story) goal() casework.Stage {
	if s.row.is("reopened") {
		return casework.Closed
	}
	return s.row.until
}

// upTo reports whether a stage belongs to the case: some are closed early.
func (s *story) upTo(to casework.Stage) bool {
	last := s.goal()
	switch {
	case s.row.outcome == casework.NotVictim:
		last = min2(last, casework.Identification)
	case s.row.is("lost"):
		last = min2(last, casework.Protection)
	case s.row.is("refuses"):
		last = min2(last, casework.Planning)
	case s.row.is("moved"):
		last = min2(last, casework.Return)
	case s.row.is("abroad_home"):
		last = min2(last, casework.Return)
	}
	return to.NumberOf() <= last.NumberOf()
}

func min2(a, b casework.Stage) casework.Stage {
	if a.NumberOf() < b.NumberOf() {
		return a
	}
	return b
}

// receive is the first day: safety, what cannot wait, the notice, the hand-over
// to the office that leads.
func (s *story) receive() {
	by := s.row.by
	if s.row.is("unread") {
		return
	}
	if s.row.outcome == casework.Reported {
		s.give(by, "a", 0)
		s.assess(by, "medium")
		return
	}
	if by != dept {
		s.write(by, "notice", casework.Values{"told": {"Cơ quan đầu mối của tỉnh"}, "symbol": {s.symbol("TB")}})
	}
	if s.row.channel == "handover" || s.row.channel == "rescue" || s.row.role != "" {
		s.give(by, "a", 1)
	}
	level := "medium"
	if s.row.is("danger") || s.row.minor() != "no" || s.row.form == "forced_marriage" {
		level = "high"
	}
	if !s.row.is("group") { // the form of the reception says it already
		s.assess(by, level)
	}
	if by == dept {
		return
	}
	if s.row.n == 58 { // waits for an answer this morning
		s.ask(dept, handoff.Transfer, "duty", 0, casework.Sections...)
		return
	}
	if s.row.is("slow") {
		s.later(2)
	}
	s.transfer(dept)
}

// reason explains a move where the law asks nothing of the person alone.
func (s *story) reason() string {
	switch s.row.role {
	case casework.Accompanying:
		return "Trẻ đi cùng người mẹ; các bước theo hồ sơ của người mẹ"
	case casework.Relative:
		return "Người thân cần bảo vệ, không thuộc diện xác định"
	}
	return ""
}

// identify runs from the verification to the decision.
func (s *story) identify() {
	s.in(1).move(casework.Identification, s.reason())
	if s.row.role != "" {
		s.in(2).write(dept, "verification", casework.Values{"result": {"proved"}, "symbol": {s.symbol("XM")}, "text": {"Xác minh quan hệ cùng hồ sơ của người chính."}})
		return
	}
	verify := s.ask(police, "verify", "duty", 40, "core", "identity", "testimony")
	s.take(verify)
	if s.row.is("interpreter") {
		s.write(dept, "interpreter", casework.Values{"name": {"Phiên dịch viên số " + strconv.Itoa(s.row.n)}, "language": {guests[s.row.n].language}, "conflict": {"none_found"}})
		s.give(dept, "c", 1)
	}
	s.in(2).write(police, "statement", casework.Values{"language": {"Tiếng Việt"}, "present": {"Cán bộ phụ trách"}, "text": {told[s.row.form]}})
	if s.row.is("late_verify") {
		s.in(6)
	}
	s.write(dept, "verification", casework.Values{"result": {"to_police"}, "symbol": {s.symbol("XM")}, "police": {"Công an tỉnh"}, "text": {"Đã gặp, nghe kể và xem giấy tờ; chuyển công an xác định."}, "complex": s.complex()})
	if s.row.form != "" {
		e := elements[s.row.form]
		s.in(3).write(police, "worksheet", casework.Values{"act": {e[0]}, "means": {e[1]}, "purpose": {e[2]}, "exploitation": {s.row.form}, "evidence": {"person_or_relative", "domestic_agency"}})
	}
	if s.high {
		s.in(3).assess(dept, "medium")
	}
	if s.row.after > 0 {
		s.in(s.row.after).decide(verify)
	} else if s.row.is("shelter") && s.goal() == casework.Identification {
		s.lodge()
	}
}

// complex is set where the answer may take two months.
func (s *story) complex() []string {
	if s.row.is("complex") {
		return []string{"1"}
	}
	return nil
}

// decide is what the police found, with the paper, and the end of their part.
func (s *story) decide(verify *asked) {
	day := s.today()
	v := casework.Values{"outcome": {string(s.row.outcome)}, "body": {"Công an tỉnh"}, "decided_on": {day.String()}}
	switch s.row.outcome {
	case casework.Confirmed:
		v.Set("paper", "provincial_police")
		v.Set("symbol", s.symbol("GXN"))
		if s.decided = day; s.row.channel == "mission" {
			v.Set("paper", "mission")
		}
	case casework.NotVictim:
		v.Set("reason", "Việc làm tự nguyện, có hợp đồng và được trả công; chưa đủ căn cứ xác định là nạn nhân.")
		v.Set("follows", "Hướng dẫn khiếu nại về tiền công; giới thiệu việc làm gần nhà.")
	case casework.Suspended:
		v.Set("reason", "Người được hỏi chưa muốn tiếp tục; tạm dừng đến khi có thông tin mới.")
	}
	s.write(police, "decision", v)
	s.finish(verify, "done", reports["verify"])
}

// protect keeps the person safe and, for a child, finds who speaks for it.
func (s *story) protect() {
	s.later(1).move(casework.Protection, s.reason())
	measures := []string{"secrecy", "contact"}
	if s.row.is("shelter") {
		measures = []string{"refuge", "secrecy"}
	}
	s.write(dept, "protection", casework.Values{"measure": measures, "body": {"Cơ quan đầu mối của tỉnh"}, "symbol": {s.symbol("BV")}})
	s.write(dept, "facts", casework.Values{"minor": {s.row.minor()}, "hardship": {"yes"}, "abroad": {yesNo(s.row.route == "abroad")}, "in_facility": {yesNo(s.row.is("shelter"))}, "basis": {"Theo lời kể và xác minh"}})
	if s.child() {
		s.speakFor()
	}
	if s.row.is("shelter") {
		s.lodge()
	} else {
		s.write(dept, "whereabouts", casework.Values{"text": {"Ở nhà người thân; địa chỉ hư cấu, chỉ ghi trong mục nơi ở"}})
	}
	if s.row.is("lost") {
		s.later(6)
	}
}

// speakFor is who represents a child, with the check that it is nobody involved.
func (s *story) speakFor() {
	if s.row.is("conflict") {
		s.write(dept, "representative", casework.Values{"who": {"none"}, "conflict": {"is"}, "checked_by": {"Công an tỉnh"}, "text": {"Người tự nhận là chú có tên trong lời kể; không để làm đại diện."}})
		s.later(1)
	}
	s.write(dept, "representative", casework.Values{"who": {"agency"}, "name": {"Cán bộ bảo vệ trẻ em được phân công"}, "checked_by": {"Công an tỉnh"}, "conflict": {"none_found"}})
	s.write(dept, "child", casework.Values{"body": {"Ủy ban nhân dân xã nơi tiếp nhận"}, "person_in_charge": {"Cán bộ bảo vệ trẻ em"}, "symbol": {s.symbol("TE")}})
}

// lodge brings somebody into a facility, with consent.
func (s *story) lodge() {
	facility, bed := "refuge", "women"
	switch {
	case s.child():
		bed = "children"
	case s.row.sex == "male":
		facility, bed = "assistance", "men"
	}
	if s.row.role == casework.Accompanying {
		bed = "family"
	}
	s.consent(coso, "service", casework.Given, "core", "health")
	s.housed = s.ask(coso, "service", "consent", 110, "core", "health")
	s.take(s.housed)
	s.admit(facility, bed)
	papers := 6
	if s.row.n%6 == 1 { // later than the ten working days of Decree 20/2021 art. 28.2
		papers = 19
	}
	s.aside(papers, func() {
		s.write(coso, "papers", casework.Values{"dossier": {"declaration", "minutes", "admission"}, "symbol": {s.symbol("TN")}})
	})
	s.later(4).give(coso, "g", 1)
	if s.row.is("extend") {
		s.aside(75, s.extend)
		return
	}
	s.aside(80, func() { // before the limit of three months
		s.left = s.today()
		s.moveOut("independent")
	})
}

// moveOut ends the stay and the part of who ran it, if they last.
func (s *story) moveOut(reason string) {
	if s.lodged == 0 {
		return
	}
	s.leave(reason)
	s.finish(s.housed, "done", reports["service"])
}
