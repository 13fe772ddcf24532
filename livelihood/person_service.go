package livelihood

import (
	"context"
	"slices"
	"strings"

	"neove/access"
	"neove/audit"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/vntext"
	"neove/org"
)

const (
	personRead   = "livelihood.person.read"
	personRecord = "livelihood.person.record"
)

// Watch puts a person on the list of a unit. Events hold codes only.
// Errors: Invalid, Forbidden (another unit, or a level above), Unavailable
// (nothing can be sealed).
func (s *Service) Watch(ctx context.Context, by access.Actor, in Person, who Identity) (Person, error) {
	var out Person
	err := s.db.Write(ctx, by, "livelihood.person.watch", func(tx *db.Tx) (err error) {
		out, err = s.watchIn(tx, by, in, who)
		return err
	})
	return out, err
}

func (s *Service) watchIn(tx *db.Tx, by access.Actor, p Person, who Identity) (Person, error) {
	w, err := s.open(tx, by)
	if err != nil {
		return p, err
	}
	if !keeps(by, w.tree, personRecord, p.Unit) {
		return p, errs.New(errs.Forbidden, "access.err.forbidden")
	}
	who.clean()
	if p.State == "" {
		p.State = Watching
	}
	var c errs.Check
	if err := w.checkUnit(&c, 0, personRecord, p.Unit, "first_on", p.FirstOn); err != nil {
		return p, err
	}
	p.validate(&c, who, tx.Today())
	if err := c.Err(); err != nil {
		return p, err
	}
	p.ID, p.Version, p.CreatedBy, p.CreatedAt, p.ChangedAt = tx.ID(), 1, by.ActorName(), tx.Now, tx.Now
	if p.Code, err = freeCode(tx, p.FirstOn.Year()); err != nil {
		return p, err
	}
	if err := s.Keys.Grant(tx, p.ID, compartment, p.Unit); err != nil {
		return p, err
	}
	row := personRow{Person: p}
	if err := s.sealPerson(tx, &row, who); err != nil {
		return p, err
	}
	tx.Event(db.Event{Action: "livelihood.person.watch", Subject: personKind, ID: p.ID, Unit: p.Unit, Detail: map[string]any{"code": p.Code, "holder": w.tree.Name(p.Unit)}})
	return p, tx.Insert("livelihood_people", row)
}

// freeCode draws until it finds a code that nobody has.
func freeCode(tx *db.Tx, year int) (string, error) {
	for {
		code, err := newCode(year)
		if err != nil {
			return "", err
		}
		if taken, err := codeTaken(tx, code); err != nil || !taken {
			return code, err
		}
	}
}

// AmendPerson replaces a record by a corrected version.
// Errors: Invalid, NotFound, Conflict (changed meanwhile).
func (s *Service) AmendPerson(ctx context.Context, by access.Actor, id string, version int64, in Person, who Identity) (Person, error) {
	var p personRow
	err := s.db.Write(ctx, by, "livelihood.person.amend", func(tx *db.Tx) error {
		old, err := s.mine(tx, by, personRecord, id)
		if err != nil {
			return err
		}
		if old.Version != version {
			return errs.New(errs.Conflict, "web.err.changed")
		}
		in.ID, in.Code, in.Unit, in.CreatedBy, in.CreatedAt = old.ID, old.Code, old.Unit, old.CreatedBy, old.CreatedAt
		in.Version, in.ChangedAt = old.Version+1, tx.Now
		who.clean()
		var c errs.Check
		in.validate(&c, who, tx.Today())
		if err := c.Err(); err != nil {
			return err
		}
		p = personRow{Person: in}
		if err := s.sealPerson(tx, &p, who); err != nil {
			return err
		}
		tx.Event(db.Event{Subject: personKind, ID: p.ID, Unit: p.Unit, Detail: audit.Diff(old.Person, p.Person, "unit", "code")})
		return updatePerson(tx, p)
	})
	return p.Person, err
}

// mine finds a person whom the actor's unit keeps. A reading that anybody else
// tries is noted, and the answer is that there is no such person.
func (s *Service) mine(tx *db.Tx, by access.Actor, permission, id string) (personRow, error) {
	p, err := personByID(tx, id)
	if err != nil {
		return p, err
	}
	t, err := s.org.TreeIn(tx)
	if err != nil {
		return p, err
	}
	if !keeps(by, t, permission, p.Unit) {
		tx.Event(db.Event{Action: "livelihood.person.refuse", Subject: personKind, ID: p.ID, Unit: p.Unit})
		return personRow{}, hidden()
	}
	return p, nil
}

// Person is a record without its identity, for a form that was refused.
// Errors: NotFound.
func (s *Service) Person(ctx context.Context, by access.Actor, id string) (Person, error) {
	var p personRow
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		p, err = s.mine(tx, by, personRead, id)
		return err
	})
	return p.Person, err
}

// File is a person's record, opened.
type File struct {
	Person
	Who   Identity
	Helps []Note
}

// Note is a help with its note opened and its batch by name.
type Note struct {
	Help
	Text  string
	Label string // of the batch
}

// Open reads a person's record; the reading is an event before anything is
// shown. Errors: NotFound, also for every level above; Unavailable.
func (s *Service) Open(ctx context.Context, by access.Actor, id string) (File, error) {
	var f File
	err := s.db.Read(ctx, by, "livelihood.person.open", func(tx *db.Tx) error {
		p, err := s.mine(tx, by, personRead, id)
		if err != nil {
			return err
		}
		tx.Event(db.Event{Subject: personKind, ID: p.ID, Unit: p.Unit})
		f.Person = p.Person
		if f.Who, err = s.openPerson(tx, p); err != nil {
			return err
		}
		list, err := helpsOf(tx, p.ID)
		if err != nil {
			return err
		}
		for _, h := range list {
			n := Note{Help: h}
			if n.Text, err = s.Keys.OpenText(tx, p.Unit, ref("livelihood_helps", h.ID, "note", p.ID), h.Note); err != nil {
				return err
			}
			if h.Batch != "" {
				b, err := supportByID(tx, h.Batch)
				if err != nil {
					return err
				}
				n.Label = b.Label()
			}
			f.Helps = append(f.Helps, n)
		}
		return nil
	})
	if err != nil {
		return File{}, err
	}
	return f, nil
}

// People lists the codes of those whom the actor's own units under root keep,
// never names. Levels above get Counts: sex, risks and commune together could
// point at a person.
func (s *Service) People(ctx context.Context, by access.Actor, root string, f PersonFilter) (list []Person, total int64, err error) {
	if err := by.NeedAt(personRead, root); err != nil {
		return nil, 0, err
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		t, err := s.org.TreeIn(tx)
		if err != nil {
			return err
		}
		f.Units, f.today = own(by, t, root), tx.Today()
		if total, err = countPeople(tx, f); err != nil {
			return err
		}
		list, err = people(tx, f)
		return err
	})
	return list, total, err
}

// Search finds people of the actor's own units by name, without marks, in
// memory: no name is indexed. The search is an event with the codes that it
// shows, without the words.
func (s *Service) Search(ctx context.Context, by access.Actor, root, text string) ([]Person, error) {
	if err := by.NeedAt(personRead, root); err != nil {
		return nil, err
	}
	key := vntext.Fold(text)
	if key == "" {
		var c errs.Check
		c.Add("q", "livelihood.err.search")
		return nil, c.Err()
	}
	var out []Person
	err := s.db.Read(ctx, by, "livelihood.person.search", func(tx *db.Tx) error {
		rows, err := s.kept(tx, by, root)
		if err != nil {
			return err
		}
		var codes []string
		for _, p := range rows {
			name, err := s.Keys.OpenText(tx, p.Unit, ref("livelihood_people", p.ID, "name", p.ID), p.Name)
			if err != nil {
				return err
			}
			if p.Code == strings.ToUpper(strings.TrimSpace(text)) || strings.Contains(" "+vntext.Fold(name), " "+key) {
				out, codes = append(out, p.Person), append(codes, p.Code)
			}
		}
		tx.Event(db.Event{Subject: personKind, Unit: root, Detail: map[string]any{"codes": codes}})
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// kept are the people under root whom the actor's own units keep.
func (s *Service) kept(tx *db.Tx, by access.Actor, root string) ([]personRow, error) {
	t, err := s.org.TreeIn(tx)
	if err != nil {
		return nil, err
	}
	return peopleRows(tx, own(by, t, root))
}

// own are the units under root whose lists the actor keeps.
func own(by access.Actor, t *org.Tree, root string) []string {
	return slices.DeleteFunc(append(t.Under(root), root), func(u string) bool { return !keeps(by, t, personRead, u) })
}

// day of the next review that the form proposes: in three months.
func nextReview(today clock.Date) clock.Date { return today.AddMonths(3) }
