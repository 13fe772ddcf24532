package demo

import (
	"context"
	"fmt"
	"slices"
	"time"

	"neove/casework"
	"neove/handoff"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/person"
	"neove/shelter"
)

// event is one act of one story; all acts of all stories are played in the order
// of time, so that each is recorded when it happens.
type event struct {
	at   time.Time
	what string
	do   func(ctx context.Context) error
}

// play runs the acts that lie before the demo's present.
func (m *minhHa) play(ctx context.Context) error {
	slices.SortStableFunc(m.queue, func(a, b event) int { return a.at.Compare(b.at) })
	for _, e := range m.queue {
		m.c.Set(e.at)
		if err := e.do(ctx); err != nil {
			return fmt.Errorf("%s, %s: %w %v", e.what, e.at.Format(time.DateTime), err, errs.From(err).Fields)
		}
	}
	return nil
}

// story plans the acts of one case. lead and now are those of the plan.
type story struct {
	m        *minhHa
	row      row
	who      person.Profile
	c        casework.Case // once it is opened
	lead     string        // account whose office leads
	now      time.Time
	decided  clock.Date        // day of a positive decision; 0 for none
	items    map[string]string // regime → plan item, once it is recorded
	pending  []*asked          // accepted, perhaps ended since
	lodged   clock.Date        // first night in a facility, by the plan; 0 for none
	left     clock.Date        // and the last
	over     bool              // the plan has reached the present
	high     bool              // the safety level, by the plan
	opened   time.Time
	housed   *asked // who runs the facility
	visits   *asked // who visits after the return
	mainCase *story
}

// asked is a request that will be sent.
type asked struct {
	id, from, to string
}

// on moves the plan to a day, a little after the last act where it is the same.
func (s *story) on(day clock.Date) *story {
	y, mo, d := day.YMD()
	if at := local(y, mo, d, 8, 5+s.m.rng.IntN(170)); at.After(s.now) {
		s.now = at
	}
	return s
}

// in is on, a number of days after the reception.
func (s *story) in(days int) *story { return s.on(s.row.day() + clock.Date(days)) }

// later is on, a number of days after the last act.
func (s *story) later(days int) *story { return s.on(s.today() + clock.Date(days)) }

func (s *story) today() clock.Date { return clock.DateOf(s.now) }

// act plans one act some minutes after the last one; nothing is planned beyond
// the present.
func (s *story) act(what string, do func(ctx context.Context) error) {
	s.now = s.now.Add(time.Duration(7+s.m.rng.IntN(19)) * time.Minute)
	if s.over = s.over || !s.now.Before(MinhHaToday.Add(-10*time.Minute)); s.over {
		return
	}
	s.m.queue = append(s.m.queue, event{s.now, fmt.Sprintf("case %d: %s", s.row.n, what), do})
}

// open receives the person in the name of an account's office.
func (s *story) open(core casework.Core) {
	account, row := s.row.by, s.row
	s.lead = account
	if row.is("group") {
		s.act("open from the group", s.intake)
		return
	}
	s.act("open", func(ctx context.Context) error {
		in := casework.Opening{Office: s.m.office(account).String(), Role: row.role, ReceivedOn: row.day(), Profile: s.who, Core: core}
		if in.Role == "" {
			in.Role = casework.Main
		}
		if s.mainCase != nil {
			in.Main = s.mainCase.c.ID
		}
		if row.is("again") { // a further episode of somebody known
			in.Main, in.Person = "", s.mainCase.c.Person
		}
		return s.m.DB.Write(ctx, s.m.users[account], "casework.case.open", func(tx *db.Tx) (err error) {
			s.c, err = s.m.Casework.Open(tx, s.m.users[account], in)
			return err
		})
	})
}

// write plans a record of an account.
func (s *story) write(account, kind string, v casework.Values) {
	s.act(kind+" by "+account, func(ctx context.Context) error {
		if v.Get("on") == "" {
			v.Set("on", clock.DateOf(s.m.c.Now()).String())
		}
		if item := s.items[v.Get("regime")]; kind == "service" && item != "" && account == s.lead {
			v.Set("item", item)
		}
		r, err := s.m.Casework.Write(ctx, s.m.users[account], s.c.ID, kind, "", v)
		if kind == "plan_item" && err == nil {
			s.items[v.Get("regime")] = r.Root
		}
		return err
	})
}

func (s *story) move(to casework.Stage, reason string) {
	s.act("move to "+string(to), func(ctx context.Context) error {
		return s.m.Casework.Move(ctx, s.m.users[s.lead], s.c.ID, 0, to, reason)
	})
}

// consent plans an entry of the ledger; the id is there once it is recorded.
func (s *story) consent(to, purpose, state string, sections ...string) *string {
	got, lead := new(string), s.lead
	how := casework.How{Way: "spoken", Language: "Tiếng Việt", Informed: []string{"interview", "purpose", "use", "rights", "keeping", "withdrawing"}}
	if s.m.rng.IntN(3) == 0 {
		how.Way = "written"
	}
	if s.child() {
		how.Way, how.Guardian = "guardian", "Người đại diện theo biên bản"
	}
	s.act("consent for "+to, func(ctx context.Context) error {
		k, err := s.m.Casework.Consent(ctx, s.m.users[lead], s.c.ID, casework.ConsentInput{Recipient: s.m.office(to).String(), Purpose: purpose, Sections: sections, Basis: "consent", State: state, How: how})
		*got = k.ID
		return err
	})
	return got
}

// ask plans a request of the lead; act is how many days it may take.
func (s *story) ask(to, purpose, basis string, act int, sections ...string) *asked {
	r := &asked{to: to}
	s.askWith(r, handoff.Input{Purpose: purpose, Basis: basis, Sections: sections, Reason: "need", Urgency: handoff.Normal}, act, nil)
	return r
}

func (s *story) askWith(r *asked, in handoff.Input, act int, parent *asked) {
	from := s.lead
	r.from = from
	s.act("ask "+r.to+" to "+in.Purpose, func(ctx context.Context) error {
		in.Kind, in.Subject, in.From, in.To = "case", s.c.ID, s.m.office(from), s.m.office(r.to)
		if act > 0 {
			in.ActBy = s.m.c.Now().Add(time.Duration(act) * 24 * time.Hour)
		}
		if parent != nil {
			in.Parent = parent.id
		}
		sent, err := s.m.Handoff.Send(ctx, s.m.users[from], in)
		r.id = sent.ID
		return err
	})
}

// look opens a request as its receiver, which is the receipt.
func (s *story) look(ctx context.Context, r *asked) (handoff.View, error) {
	return s.m.Handoff.Request(ctx, s.m.users[r.to], r.id)
}

func (s *story) take(r *asked) {
	s.act(r.to+" accepts", func(ctx context.Context) error {
		v, err := s.look(ctx, r)
		if err != nil {
			return err
		}
		return s.m.Handoff.Accept(ctx, s.m.users[r.to], r.id, v.Version)
	})
	s.pending = append(s.pending, r)
}

func (s *story) refuse(r *asked, in handoff.Refusal, counter string) {
	s.act(r.to+" declines", func(ctx context.Context) error {
		v, err := s.look(ctx, r)
		if err != nil {
			return err
		}
		if counter != "" {
			in.Counter = s.m.office(counter)
		}
		return s.m.Handoff.Decline(ctx, s.m.users[r.to], r.id, v.Version, in)
	})
	s.see(r)
}

// aside plans what happens some days later, while the rest goes on from here.
func (s *story) aside(days int, do func()) {
	now, over := s.now, s.over
	s.later(days)
	do()
	s.now, s.over = now, over
}

// finish ends an accepted request with a report, if it is not over yet.
func (s *story) finish(r *asked, result, report string) {
	s.act(r.to+" ends", func(ctx context.Context) error {
		v, err := s.look(ctx, r)
		if err != nil || v.State != handoff.Accepted {
			return err
		}
		return s.m.Handoff.End(ctx, s.m.users[r.to], r.id, v.Version, handoff.Closure{Result: result, Report: report})
	})
	s.see(r)
}

// see is the sender's look at how a request went on, the next day.
func (s *story) see(r *asked) {
	s.aside(1, func() {
		s.act(r.from+" looks", func(ctx context.Context) error {
			_, err := s.m.Handoff.Request(ctx, s.m.users[r.from], r.id)
			return err
		})
	})
}

// transfer hands the lead over: the law gives it to the health authority of the
// province (Law 53/2024 art. 27.2).
func (s *story) transfer(to string) {
	r := s.ask(to, handoff.Transfer, "duty", 0, casework.Sections...)
	s.take(r)
	s.pending = slices.DeleteFunc(s.pending, func(p *asked) bool { return p == r })
	s.see(r)
	s.lead = to
}

// admit and leave are the stay in a facility.
func (s *story) admit(facility, bed string) {
	s.lodged = s.today()
	s.act("admit", func(ctx context.Context) error {
		_, err := s.m.Shelter.AdmitOne(ctx, s.m.users[coso], shelter.AdmitInput{Facility: s.m.stays[facility], Case: s.c.ID, Code: s.c.Code, Bed: bed})
		return err
	})
}

// houses reports whether the person is in a facility, by the plan.
func (s *story) houses() bool {
	return s.lodged != 0 && (s.left == 0 || s.today() < s.left)
}

func (s *story) leave(reason string) {
	s.act("leave", func(ctx context.Context) error {
		return s.m.DB.Write(ctx, s.m.users[coso], "shelter.stay.leave", func(tx *db.Tx) error {
			st, ok, err := s.m.Shelter.StayOf(tx, s.c.ID)
			if err != nil || !ok {
				return err
			}
			_, err = s.m.Shelter.Leave(tx, s.m.users[coso], st.ID, st.Version, shelter.LeaveInput{Reason: reason})
			return err
		})
	})
}

// child says whether the procedure for persons under 18 applies.
func (s *story) child() bool { return s.row.minor() != "no" }

// old says whether the law of 2011 governs the support on the plan's day
// (Law 53/2024 art. 63).
func (s *story) old() bool {
	at := s.decided
	if s.mainCase != nil && s.row.role == casework.Accompanying {
		at = s.mainCase.decided
	}
	if at != 0 && at <= s.today() {
		return at < newLaw
	}
	return s.today() < newLaw
}

var newLaw = clock.On(2025, time.July, 1)

// oldRegimes are the supports of the law of 2011 that answer to a letter of 2024.
var oldRegimes = map[string]string{"a": "old.essential", "b": "old.medical", "đ": "old.legal_aid", "e": "old.travel", "g": "old.psychological", "h": "old.schooling", "i": "old.vocational", "k": "old.allowance"}

// regime is the code of a support under the law that governs; "" where it has
// none.
func (s *story) regime(letter string) string {
	if s.old() {
		return oldRegimes[letter]
	}
	return letter
}
