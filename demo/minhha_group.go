package demo

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"neove/casework"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/org"
)

// The group: so many people from so many provinces were handed over at once,
// and the first few had signs.
const (
	groupPeople    = 39
	groupProvinces = 22
	groupSigns     = 4
	groupFirst     = 41 // row of the first of these
)

var groupDay = clock.On(2026, time.September, 21)

// group plans the hand-over of a group at the gate: a quick entry of everybody,
// the few with signs one by one (stories 41 to 44), the others as a count.
func (m *minhHa) group() {
	y, mo, d := groupDay.YMD()
	m.queue = append(m.queue, event{local(y, mo, d, 7, 40), "group", func(ctx context.Context) error {
		people, err := m.screened(ctx)
		if err != nil {
			return err
		}
		a, err := m.Casework.Receive(ctx, m.users[guard], casework.Receiving{Office: m.office(guard).String(), Channel: "handover", At: local(y, mo, d, 7, 30), People: groupPeople,
			Scene: casework.Scene{Place: m.gate, HandedBy: "Biên bản trao trả số 21/BB (hư cấu)", Agencies: []string{"border_guard", "police", "health", "foreign"}}}, people...)
		m.arrival = a.Code
		return err
	}}, event{local(y, mo, d, 20, 15), "group without signs", func(ctx context.Context) error {
		n, err := m.Casework.EndIntakes(ctx, m.users[guard], m.arrival, 0, 0)
		if err == nil && n != groupPeople-groupSigns {
			err = fmt.Errorf("%d ended", n)
		}
		return err
	}})
}

// screened are the people of the group: a sex, an age, a province, the result.
func (m *minhHa) screened(ctx context.Context) ([]casework.Screened, error) {
	var tree *org.Tree
	err := m.DB.View(ctx, func(tx *db.Tx) (err error) {
		tree, err = m.Org.TreeIn(tx)
		return err
	})
	if err != nil {
		return nil, err
	}
	homes := tree.Children("VN", groupDay)
	m.far = homes[2].ID
	var out []casework.Screened
	for i := range groupPeople {
		p := casework.Screened{Sex: "male", Home: homes[i%groupProvinces].ID, Screening: casework.NoSigns}
		if i%3 == 0 {
			p.Sex = "female"
		}
		age := int64(19 + (i*7)%23)
		if p.Age = &age; i < groupSigns {
			p = casework.Screened{Screening: casework.Signs}
		}
		out = append(out, p)
	}
	return out, nil
}

// intake fills in the form of one of the group and opens the case.
func (s *story) intake(ctx context.Context) error {
	by, n := s.m.users[guard], int64(s.row.n-groupFirst+1)
	minor := s.row.minor()
	who := casework.Values{"name": {s.who.Name.Value}, "safe": {s.who.Safe.Value}, "sex": {s.row.sex}, "citizen": {"vn"}, "ethnicity": {s.who.Ethnicity.Value}, "role": {"main"}}
	switch s.row.home {
	case "in":
		who.Set("home", MinhHa)
	case "out":
		who.Set("home", s.m.far)
	default:
		who.Set("home_state", "unknown")
	}
	if who.Set("birth_state", "unknown"); s.row.age > 0 {
		who.Set("birth_state", "")
		who.Set("age", strconv.Itoa(s.row.age))
	}
	for _, part := range []struct {
		section string
		v       casework.Values
	}{
		{"safety", casework.Values{"in_danger": {"no"}, "private": {"yes"}, "threats": {"no"}, "near": {"no"}, "done_now": {"room", "apart"}, "plan": {safetyPlans[0]}}},
		{"needs", casework.Values{"needs": {"lodging", "necessities"}, "minor": {minor}, "speaks": {"Tiếng Việt"}}},
		{"person", who},
		{"found", casework.Values{"found_by": {"foreign"}, "found_on": {s.row.on}, "found_where": {"Cửa khẩu"}, "route": {"abroad"}, "country": {s.row.country}, "papers_kept": {"yes"}}},
	} {
		if err := s.m.Casework.SaveIntake(ctx, by, s.m.arrival, n, 0, part.section, part.v, true); err != nil {
			return fmt.Errorf("%s: %w", part.section, err)
		}
	}
	c, err := s.m.Casework.OpenIntake(ctx, by, s.m.arrival, n, 0, safetyPlans[0])
	s.c = c
	return err
}
