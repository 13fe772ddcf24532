package shelter

import (
	"context"
	"slices"

	"neove/access"
	"neove/audit"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/org"
)

// ReadyFilter narrows the board of readiness.
type ReadyFilter struct {
	Root  string
	Group string // one of ReadyGroups; "" is all
	Kind  string // a fact that is missing or old
}

// Groups of units on the board.
const (
	ReadyOld     = "old"
	ReadyMissing = "missing"
	ReadyFailed  = "failed"
	ReadyFresh   = "fresh"
)

// ReadyGroups lists them.
var ReadyGroups = []string{ReadyOld, ReadyMissing, ReadyFailed, ReadyFresh}

// Board is the readiness of the units of an area.
type Board struct {
	Root  string
	Rows  []Ready
	Ages  map[string]int64 // days for which a fact of a kind holds
	Today clock.Date
	Of    int // units of the area, filtered or not
	Fresh int // of them, those whose facts are all there and fresh
}

// Readiness is the board of an area: its units, and the offices that keep a
// readiness of their own. Errors: Forbidden.
func (s *Service) Readiness(ctx context.Context, by access.Actor, f ReadyFilter) (b Board, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		if err := by.NeedAt(readinessRead, f.Root); err != nil {
			return err
		}
		d, err := s.desk(tx, by)
		if err != nil {
			return err
		}
		b, err = d.board(f)
		return err
	})
	return b, err
}

func (d desk) ages() (map[string]int64, error) {
	out := map[string]int64{}
	for _, k := range CheckKinds {
		n, err := d.s.setting(d.tx, ageKey(k), d.today)
		if err != nil {
			return nil, err
		}
		out[k] = n
	}
	return out, nil
}

func (d desk) board(f ReadyFilter) (Board, error) {
	b := Board{Root: f.Root, Today: d.today}
	var err error
	if b.Ages, err = d.ages(); err != nil {
		return b, err
	}
	all, err := d.ready(f.Root)
	if err != nil {
		return b, err
	}
	b.Of = len(all)
	for _, r := range all {
		old := r.Old(b.Ages, d.today)
		fresh := len(old) == 0 && !r.Failed()
		if fresh {
			b.Fresh++
		}
		in := map[string]bool{"": true, ReadyOld: len(old) > 0, ReadyMissing: r.Missing(), ReadyFailed: r.Failed(), ReadyFresh: fresh}
		if in[f.Group] && (f.Kind == "" || slices.Contains(old, f.Kind)) {
			b.Rows = append(b.Rows, r)
		}
	}
	return b, nil
}

// ready gathers the newest facts of an area.
func (d desk) ready(root string) ([]Ready, error) {
	facts, err := latest(d.tx)
	if err != nil {
		return nil, err
	}
	d.hideRecorders(facts)
	day, shift := shiftAt(d.tx.Now)
	duties, err := dutiesAt(d.tx, day, shift)
	if err != nil {
		return nil, err
	}
	d.hideNames(duties)
	free, err := d.freeBeds()
	if err != nil {
		return nil, err
	}
	var out []Ready
	at := map[string]int{}
	row := func(unit, office string) *Ready {
		key := unit + " " + office
		if _, ok := at[key]; !ok {
			at[key] = len(out)
			out = append(out, Ready{Unit: unit, Office: office})
		}
		return &out[at[key]]
	}
	for _, u := range d.owing(root) {
		if n, ok := free[u.ID]; ok {
			row(u.ID, "").Free = &n
		}
		row(u.ID, "")
	}
	by := map[string][]Check{}
	for _, k := range facts {
		if d.tree.Covers(root, k.Unit) {
			row(k.Unit, k.Office)
			by[k.Unit+" "+k.Office] = append(by[k.Unit+" "+k.Office], k)
		}
	}
	for _, y := range duties {
		if d.tree.Covers(root, y.Unit) {
			row(y.Unit, y.Office).Duty = &y
		}
	}
	for i, r := range out {
		out[i].Facts = newest(by[r.Unit+" "+r.Office])
	}
	return out, nil
}

// hideRecorders leaves out who entered the facts of a facility's organisation.
func (d desk) hideRecorders(list []Check) {
	for i, k := range list {
		if d.staffed(k.Unit, k.Office) {
			list[i].CreatedBy = ""
		}
	}
}

// owing are the units of an area that have to be ready: itself, and the
// districts and communes below, as they were on the last day of the area.
func (d desk) owing(root string) []org.Unit {
	u, ok := d.tree.Unit(root)
	if !ok || u.Level == org.Nation {
		return nil
	}
	day := org.Lived(u, d.today)
	out := []org.Unit{u}
	if u.Level == org.Province {
		out = append(out, d.tree.At(root, org.District, day, day+1)...)
	}
	if u.Level != org.Commune {
		out = append(out, d.tree.CommunesOn(root, day)...)
	}
	return out
}

// freeBeds counts the free beds of the facilities of each unit.
func (d desk) freeBeds() (map[string]int64, error) {
	all, err := facilities(d.tx)
	if err != nil {
		return nil, err
	}
	inUse, err := used(d.tx)
	out := map[string]int64{}
	for _, f := range all {
		if f.State != Closed {
			out[f.Unit] += f.rooms(inUse[f.ID]).Free
		}
	}
	return out, err
}

// ReadyView is the readiness of one office of a unit.
type ReadyView struct {
	Ready
	Ages   map[string]int64
	Today  clock.Date
	List   []Check // newest first
	Week   []Duty
	Keeper bool // the actor records for it
	Events []audit.Event
}

// UnitReadiness is the readiness of a unit's office; "" is its authority.
// Errors: NotFound.
func (s *Service) UnitReadiness(ctx context.Context, by access.Actor, unit, office string) (v ReadyView, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		d, err := s.desk(tx, by)
		if err != nil {
			return err
		}
		if _, ok := d.tree.Unit(unit); !ok || !by.MayAt(readinessRead, unit) {
			return nothing()
		}
		all, err := d.ready(unit)
		if err != nil {
			return err
		}
		v.Ready = Ready{Unit: unit, Office: office, Facts: map[string]Check{}}
		for _, r := range all {
			if r.Unit == unit && r.Office == office {
				v.Ready = r
			}
		}
		v.Today = d.today
		if v.Ages, err = d.ages(); err != nil {
			return err
		}
		if v.List, err = checksOf(tx, unit, office, 50); err != nil {
			return err
		}
		d.hideRecorders(v.List)
		week := weekOf(d.today)
		if v.Week, err = dutiesOf(tx, unit, office, week, week+7); err != nil {
			return err
		}
		d.hideNames(v.Week)
		own, no := d.keeper(unit)
		v.Keeper = no == nil && own == office
		if d.staffed(unit, office) {
			return nil
		}
		v.Events, err = audit.Of(tx, dutyKind, dutyID(unit, office))
		return err
	})
	if err != nil {
		return ReadyView{}, err
	}
	return v, nil
}
