package shelter

import (
	"context"
	"slices"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/measure"
)

// RecordNote stores an incident, a visit or a review; a review sets when to
// look again. Errors: NotFound, Invalid.
func (s *Service) RecordNote(ctx context.Context, by access.Actor, in NoteInput) (n Note, err error) {
	err = s.db.Write(ctx, by, "shelter.note.record", func(tx *db.Tx) error {
		n, err = s.RecordNoteIn(tx, by, in)
		return err
	})
	return n, err
}

// RecordNoteIn is RecordNote inside a transaction of the caller.
func (s *Service) RecordNoteIn(tx *db.Tx, by access.Actor, in NoteInput) (Note, error) {
	d, err := s.desk(tx, by)
	if err != nil {
		return Note{}, err
	}
	f, st, err := d.noted(in)
	if err != nil {
		return Note{}, err
	}
	in.clean(d.today)
	var c errs.Check
	in.validate(&c, d.today)
	if in.Kind == Review && st.ID == "" {
		c.Add("stay", "shelter.err.stay")
	}
	if err := c.Err(); err != nil {
		return Note{}, err
	}
	n := Note{ID: tx.ID(), Facility: f.ID, Stay: st.ID, Subject: f.ID, Kind: in.Kind, Type: in.Type, On: in.On, Hour: in.Hour,
		State: in.state(d.today), CreatedBy: by.ActorName(), CreatedAt: tx.Now}
	if st.ID != "" {
		n.Subject = st.ID // goes when the keys of the stay go
	}
	if in.Text != "" {
		if n.Text, err = s.keys.Seal(tx, noteRef(n), []byte(in.Text)); err != nil {
			return n, err
		}
	}
	if n.Kind == Review {
		st.ReviewOn = in.Next
		if err := d.putStay(&st, f, "shelter.stay.review", nil); err != nil {
			return n, err
		}
	}
	return n, d.putNote(&n, f, "shelter.note.record")
}

// noted is where a note belongs. A stay that is named decides.
func (d desk) noted(in NoteInput) (Facility, Stay, error) {
	if in.Stay != "" {
		st, f, _, err := d.stay(stayRecord, in.Stay)
		return f, st, err
	}
	f, _, err := d.facility(stayRecord, in.Facility)
	return f, Stay{}, err
}

func (d desk) putNote(n *Note, f Facility, action string) error {
	n.Version, n.ChangedAt = n.Version+1, d.tx.Now
	d.event(action, noteKind, n.ID, f.Unit, map[string]any{"kind": n.Kind, "facility": f.Code})
	if err := storeNote(d.tx, *n); err != nil {
		return err
	}
	if n.Kind == Review {
		return nil
	}
	id, err := d.s.factID(n.ID)
	if err != nil {
		return err
	}
	return measure.Replace(d.tx, incidentKind, measure.Entry{ID: id, Facts: n.facts(f.Unit)})
}

// EndVisit says whether a planned visit took place. Errors: NotFound, Conflict.
func (s *Service) EndVisit(ctx context.Context, by access.Actor, id string, version int64, held bool) error {
	return s.db.Write(ctx, by, "shelter.note.end", func(tx *db.Tx) error {
		d, err := s.desk(tx, by)
		if err != nil {
			return err
		}
		n, f, _, err := d.note(stayRecord, id)
		if err != nil {
			return err
		}
		if n.Version != version || n.State != Planned {
			return errs.New(errs.Conflict, "web.err.changed")
		}
		if held && n.On > d.today {
			return errs.New(errs.Conflict, "shelter.err.not_yet")
		}
		if n.State = Cancelled; held {
			n.State = Done
		}
		return d.putNote(&n, f, "shelter.note.end")
	})
}

// mayEnd finds a note that the actor may change. Errors: NotFound.
func (s *Service) mayEnd(ctx context.Context, by access.Actor, id string) error {
	return s.db.View(ctx, func(tx *db.Tx) error {
		d, err := s.desk(tx, by)
		if err == nil {
			_, _, _, err = d.note(stayRecord, id)
		}
		return err
	})
}

func (d desk) note(permission, id string) (Note, Facility, access.Office, error) {
	n, err := noteByID(d.tx, id)
	if err != nil {
		return n, Facility{}, access.Office{}, err
	}
	if n.Stay != "" { // as the stay, with whoever must not know of it
		_, f, o, err := d.stay(permission, n.Stay)
		if err != nil {
			return Note{}, f, o, err
		}
		return n, f, o, nil
	}
	f, o, err := d.facility(permission, n.Facility)
	if err != nil {
		return Note{}, f, o, err
	}
	return n, f, o, nil
}

// NoteView is a note with its text, and the stay it is about.
type NoteView struct {
	Note
	Facility Facility
	About    *Labelled
	Told     string
	Closed   bool // the reader may not open the text
}

// Note opens a note. The text is for the office that runs the facility; an
// authority sees that there is one. Errors: NotFound.
func (s *Service) Note(ctx context.Context, by access.Actor, id string) (v NoteView, err error) {
	err = s.db.Read(ctx, by, "shelter.note.view", func(tx *db.Tx) error {
		d, err := s.desk(tx, by)
		if err != nil {
			return err
		}
		n, f, seat, err := d.note(stayRead, id)
		if err != nil {
			d.refuse("shelter.note.refuse", noteKind)
			return err
		}
		d.event("shelter.note.view", noteKind, n.ID, f.Unit, nil)
		v = NoteView{Note: n, Facility: f, Closed: seat.String() != f.Office}
		if n.Stay != "" {
			st, err := stayByID(tx, n.Stay)
			if err != nil {
				return err
			}
			list, err := d.label([]Stay{st})
			if err != nil {
				return err
			}
			v.About = &list[0]
		}
		if v.Closed || len(n.Text) == 0 {
			return nil
		}
		raw, err := s.keys.Open(tx, f.Office, noteRef(n), n.Text)
		v.Told = string(raw)
		return err
	})
	if err != nil {
		return NoteView{}, err
	}
	return v, nil
}

// NoteFilter narrows the list of notes.
type NoteFilter struct {
	Facility string
	Stay     string
	Kind     string
	From, To clock.Date // [From, To); 0 for open
	Planned  bool
	Not      []string // cases that the reader must not know of
	Limit    int
	Offset   int
}

// Noted is a note in a list, without its text.
type Noted struct {
	Note
	Facility string // its code
	Label    string // of the case; "" for the whole facility
}

// Notes lists notes of the actor's facilities, newest first, without texts.
func (s *Service) Notes(ctx context.Context, by access.Actor, f NoteFilter) (out []Noted, total int64, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		d, err := s.desk(tx, by)
		if err != nil {
			return err
		}
		mine, err := d.mine(stayRead)
		if err != nil {
			return err
		}
		if f.Facility != "" {
			mine = slices.DeleteFunc(mine, func(m Facility) bool { return m.ID != f.Facility })
		}
		out, total, err = d.notes(mine, f)
		return err
	})
	return out, total, err
}

func (d desk) notes(mine []Facility, f NoteFilter) ([]Noted, int64, error) {
	codes, ids := map[string]string{}, []string{}
	for _, m := range mine {
		codes[m.ID], ids = m.Code, append(ids, m.ID)
	}
	var err error
	if f.Not, err = d.barred(); err != nil {
		return nil, 0, err
	}
	list, total, err := notes(d.tx, ids, f)
	if err != nil {
		return nil, 0, err
	}
	var about []string
	for _, n := range list {
		if n.Stay != "" && !slices.Contains(about, n.Stay) {
			about = append(about, n.Stay)
		}
	}
	of, err := staysByIDs(d.tx, about)
	if err != nil {
		return nil, 0, err
	}
	named, err := d.label(of)
	if err != nil {
		return nil, 0, err
	}
	labels := map[string]string{}
	for _, l := range named {
		labels[l.ID] = l.Label
	}
	var out []Noted
	for _, n := range list {
		out = append(out, Noted{Note: n, Facility: codes[n.Facility], Label: labels[n.Stay]})
	}
	return out, total, nil
}
