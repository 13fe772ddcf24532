package training

import (
	"context"
	"slices"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/vntext"
)

// Official is one person with what they attended, newest first.
type Official struct {
	ID       string
	Account  string
	Attended []Attendance
	Alike    []Attendance // the last attendance of others of the same name
}

// Last is how the person stood on the newest list.
func (o Official) Last() Attendance { return o.Attended[0] }

// Official is the training history of a person, as far as the reader may see
// names. Errors: NotFound.
func (s *Service) Official(ctx context.Context, by access.Actor, id string) (Official, error) {
	var out Official
	err := s.db.View(ctx, func(tx *db.Tx) error {
		o, err := officialByID(tx, id)
		if err == nil && o.Merged != "" {
			o, err = officialByID(tx, o.Merged)
		}
		if err != nil {
			return err
		}
		out.ID, out.Account = o.ID, o.Account
		all, err := attendances(tx, "p.person=?", o.ID)
		if err != nil {
			return err
		}
		out.Attended = slices.DeleteFunc(all, func(a Attendance) bool { return !by.MayAt(mayName, a.Holder) })
		if len(out.Attended) == 0 {
			return notFound()
		}
		alike, err := attendances(tx, "p.name_key=? AND p.person<>?", out.Last().NameKey, o.ID)
		for _, a := range alike {
			if by.MayAt(mayName, a.Holder) && !slices.ContainsFunc(out.Alike, func(b Attendance) bool { return b.Person == a.Person }) {
				out.Alike = append(out.Alike, a)
			}
		}
		return err
	})
	return out, err
}

// Own is what the signed-in person attended, where somebody linked their name
// to their account.
func (s *Service) Own(ctx context.Context, by access.Actor) ([]Attendance, error) {
	var out []Attendance
	if by.Account == "" {
		return nil, nil
	}
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		out, err = attendances(tx, "p.person IN (SELECT id FROM training_people WHERE account=?)", by.Account)
		return err
	})
	return out, err
}

// Listed is a person in the list of officials.
type Listed struct {
	Person  string     `db:"person"`
	Name    string     `db:"name"`
	Unit    string     `db:"unit_text"`
	Post    string     `db:"post"`
	Courses int64      `db:"courses"`
	Last    clock.Date `db:"last_on"`
}

// PeopleFilter selects officials.
type PeopleFilter struct {
	Year          int64  // who attended in that calendar year
	Text          string // in the name; without marks
	Limit, Offset int
}

func (f PeopleFilter) where(units []string) (string, []any) {
	in := append([]any{false}, args(units)...)
	q := " AND k.unit IN " + marks(len(in)-1)
	if f.Year != 0 {
		q += " AND c.to_on>=? AND c.to_on<?"
		in = append(in, clock.On(int(f.Year), 1, 1), clock.On(int(f.Year)+1, 1, 1))
	}
	if key := vntext.Fold(f.Text); key != "" {
		q += " AND p.name_key LIKE ?"
		in = append(in, "%"+key+"%")
	}
	return q, in
}

// People lists the officials who attended courses organised in root's area, by
// name. Errors: Forbidden.
func (s *Service) People(ctx context.Context, by access.Actor, root string, f PeopleFilter) ([]Listed, int64, error) {
	if err := by.NeedAt(mayName, root); err != nil {
		return nil, 0, err
	}
	var out []Listed
	var n int64
	err := s.db.View(ctx, func(tx *db.Tx) error {
		t, err := s.org.TreeIn(tx)
		if err != nil {
			return err
		}
		q, in := f.where(append(t.Under(root), root))
		if n, err = db.Get[int64](tx, "SELECT COUNT(DISTINCT p.person)"+attendanceFrom+q, in...); err != nil {
			return err
		}
		out, err = db.Select[Listed](tx, `SELECT p.person, MAX(p.name) AS name, MAX(p.unit_text) AS unit_text, MAX(p.post) AS post,
			COUNT(DISTINCT k.id) AS courses, MAX(c.to_on) AS last_on`+attendanceFrom+q+` GROUP BY p.person ORDER BY MIN(p.name_key), p.person LIMIT ? OFFSET ?`,
			append(in, f.Limit, f.Offset)...)
		return err
	})
	return out, n, err
}

// Merge says that two officials are one; id keeps the history of both. It
// needs the right to record wherever one of them is on a list.
// Errors: NotFound, Forbidden, Invalid (the same one).
func (s *Service) Merge(ctx context.Context, by access.Actor, id, other string) error {
	return s.db.Write(ctx, by, "training.person.merge", func(tx *db.Tx) error {
		keep, unit, err := s.officialFor(tx, by, id)
		if err != nil {
			return err
		}
		gone, _, err := s.officialFor(tx, by, other)
		if err != nil {
			return err
		}
		if keep.ID == gone.ID || keep.Merged != "" || gone.Merged != "" {
			return errs.New(errs.Invalid, "training.err.merge_same")
		}
		tx.Event(db.Event{Subject: peopleKind, ID: keep.ID, Unit: unit, Detail: map[string]any{"merged": gone.ID}})
		return mergeOfficials(tx, gone, keep)
	})
}

// Link says which account is that of an official; "" ends it.
// Errors: NotFound, Forbidden.
func (s *Service) Link(ctx context.Context, by access.Actor, id, account string) error {
	return s.db.Write(ctx, by, "training.person.link", func(tx *db.Tx) error {
		o, unit, err := s.officialFor(tx, by, id)
		if err != nil {
			return err
		}
		tx.Event(db.Event{Subject: peopleKind, ID: o.ID, Unit: unit})
		return linkOfficial(tx, o.ID, vntext.Clean(account))
	})
}

// officialFor is an official whom the actor may see and change everywhere, with
// a unit for the history.
func (s *Service) officialFor(tx *db.Tx, by access.Actor, id string) (official, string, error) {
	o, err := officialByID(tx, id)
	if err != nil {
		return o, "", err
	}
	units, err := db.Select[string](tx, `SELECT DISTINCT k.unit FROM training_participants p JOIN training_clusters c ON c.id=p.cluster
		JOIN training_courses k ON k.id=c.course WHERE p.person=? ORDER BY k.unit`, id)
	if err != nil {
		return o, "", err
	}
	if !slices.ContainsFunc(units, func(u string) bool { return by.MayAt(mayName, u) }) {
		return o, "", notFound()
	}
	for _, u := range units {
		if err := by.NeedAt(mayName, u); err != nil {
			return o, "", err
		}
		if err := by.NeedAt(mayRecord, u); err != nil {
			return o, "", err
		}
	}
	return o, units[0], nil
}
