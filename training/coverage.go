package training

import (
	"context"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/org"
)

// Covered says what is known of a unit's officials in a year.
type Covered struct {
	org.Unit
	District string // name of the unit above, of a commune
	People   int64  // named officials of the unit itself who attended
	Reached  bool   // a cluster was held for its area, without saying whose officials came
	Communes int    // of a district
	Trained  int    // communes of it with somebody named or reached
}

// Missing reports that nothing says that anybody of the unit was trained.
func (c Covered) Missing() bool { return c.People == 0 && !c.Reached }

// Coverage are the units of an area, on the tree of the end of the year or of
// today: its districts where it has some, else its communes.
type Coverage struct {
	Units   []Covered
	Tree    clock.Date
	Missing int // communes of the area without anybody, whatever Units lists
	Of      int // communes of the area
}

// Coverage says which units of root's area had nobody at a course of the year,
// whoever organised it. It holds counts only. Errors: Forbidden, NotFound.
func (s *Service) Coverage(ctx context.Context, by access.Actor, root string, year int) (Coverage, error) {
	if err := by.NeedAt(mayRead, root); err != nil {
		return Coverage{}, err
	}
	var out Coverage
	err := s.db.View(ctx, func(tx *db.Tx) error {
		t, err := s.org.TreeIn(tx)
		if err != nil {
			return err
		}
		u, ok := t.Unit(root)
		if !ok {
			return notFound()
		}
		from, to := clock.On(year, 1, 1), clock.On(year+1, 1, 1)
		out.Tree = org.Lived(u, min(to-1, tx.Today()))
		people, reached, err := attended(tx, t, out.Tree, from, to)
		if err != nil {
			return err
		}
		out.fill(t, root, people, reached)
		return nil
	})
	return out, err
}

type unitPeople struct {
	Unit   string `db:"unit"`
	People int64  `db:"people"`
}

// attended are the named people per unit, and the areas that clusters were held
// for, placed on the tree of a day.
func attended(tx *db.Tx, t *org.Tree, day, from, to clock.Date) (map[string]int64, map[string]bool, error) {
	rows, err := db.Select[unitPeople](tx, "SELECT p.unit, COUNT(DISTINCT p.person) AS people"+attendanceFrom+
		" AND p.unit<>'' AND c.to_on>=? AND c.to_on<? GROUP BY p.unit", false, from, to)
	if err != nil {
		return nil, nil, err
	}
	people, reached := map[string]int64{}, map[string]bool{}
	each := func(unit string, fn func(now string)) {
		for _, portion := range t.Place(unit, day) {
			for _, now := range portion.Units {
				fn(now)
			}
		}
	}
	for _, r := range rows {
		each(r.Unit, func(now string) { people[now] += r.People })
	}
	areas, err := db.Select[Cluster](tx, `SELECT c.areas FROM training_clusters c JOIN training_courses k ON k.id=c.course
		WHERE c.state='held' AND k.withdrawn=? AND c.areas<>'' AND c.to_on>=? AND c.to_on<?`, false, from, to)
	for _, c := range areas {
		for _, a := range c.AreaList() {
			each(a, func(now string) { reached[now] = true })
		}
	}
	return people, reached, err
}

func (c *Coverage) fill(t *org.Tree, root string, people map[string]int64, reached map[string]bool) {
	under := func(id string) bool { // a cluster for a district reaches its communes
		if reached[id] {
			return true
		}
		for _, above := range t.Ancestors(id, c.Tree) {
			if reached[above] {
				return true
			}
		}
		return false
	}
	one := func(u org.Unit) Covered {
		v := Covered{Unit: u, People: people[u.ID], Reached: under(u.ID)}
		if u.Level == org.Commune {
			v.District = t.Name(t.Parent(u.ID, c.Tree))
		}
		return v
	}
	districts := map[string]int{}
	for _, u := range t.At(root, org.District, c.Tree, c.Tree+1) {
		if u.ID != root {
			districts[u.ID] = len(c.Units)
			c.Units = append(c.Units, one(u))
		}
	}
	for _, u := range t.CommunesOn(root, c.Tree) {
		v := one(u)
		c.Of++
		if v.Missing() {
			c.Missing++
		}
		i, ok := districts[t.Parent(u.ID, c.Tree)]
		if !ok {
			c.Units = append(c.Units, v)
			continue
		}
		if c.Units[i].Communes++; !v.Missing() {
			c.Units[i].Trained++
		}
	}
}
