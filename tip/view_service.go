package tip

import (
	"cmp"
	"context"
	"slices"

	"neove/access"
	"neove/audit"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/seal"
)

// View is a tip as somebody sees it. Without Seat they passed it on and see its
// state only.
type View struct {
	Tip
	Seat    Office
	Content Content
	Giver   Giver
	Finding string
	Steps   []Step
	Links   []Linked
	Alike   []Linked
	Events  []audit.Event
}

// Step is a hand-over with what the two offices wrote to each other.
type Step struct {
	Handover
	Note   string `json:"note,omitempty"`
	Answer string `json:"answer,omitempty"`
}

// Linked is another tip that the reader may open. Percent is how alike the
// texts are; 0 for a link that somebody made.
type Linked struct {
	ID, Code, Kind string
	State          State
	Percent        int
}

// Tip opens a tip. The reading is recorded before anything is shown; the first
// one by its receiver is the receipt of the hand-over. Errors: NotFound, also
// for whoever may not see it; Unavailable when the reading cannot be recorded.
func (s *Service) Tip(ctx context.Context, by access.Actor, id string) (View, error) {
	var v View
	first := false
	err := s.db.View(ctx, func(tx *db.Tx) error {
		d, err := s.desk(tx, by)
		if err != nil {
			return err
		}
		v, err = d.glance(id)
		first = v.State == Handed && v.Seat.String() == v.Holder
		return err
	})
	if err != nil || v.Seat == (Office{}) {
		return v, err
	}
	if first {
		if err := s.receipt(ctx, by, id); err != nil {
			return View{}, err
		}
	}
	err = s.db.Read(ctx, by, "tip.tip.view", func(tx *db.Tx) error {
		d, err := s.desk(tx, by)
		if err != nil {
			return err
		}
		v, err = d.read(id)
		return err
	})
	if err != nil {
		return View{}, err
	}
	return v, nil
}

// glance is what every office on the way of a tip may see: codes and times.
func (d desk) glance(id string) (View, error) {
	t, err := tipByID(d.tx, id)
	if err != nil {
		return View{}, err
	}
	v := View{Tip: t}
	steps, err := handovers(d.tx, id)
	if err != nil {
		return View{}, err
	}
	seat, ok := t.seat(d.mine)
	v.Seat = seat
	for _, h := range steps {
		v.Steps = append(v.Steps, Step{Handover: h})
		for _, o := range d.mine {
			ok = ok || o.String() == h.From || o.String() == h.To
		}
	}
	if !ok {
		return View{}, nothing()
	}
	return v, nil
}

// receipt notes when the receiver opened the tip for the first time.
func (s *Service) receipt(ctx context.Context, by access.Actor, id string) error {
	return s.db.Write(ctx, by, "tip.tip.open", func(tx *db.Tx) error {
		d, err := s.desk(tx, by)
		if err != nil {
			return err
		}
		t, o, err := d.tip(id)
		if err != nil || t.State != Handed || o.String() != t.Holder {
			return err // somebody of the same office was quicker
		}
		last, err := d.last(id)
		if err != nil {
			return err
		}
		last.OpenedAt, last.OpenedBy = tx.Now, by.ActorName()
		if err := storeHandover(tx, *last); err != nil {
			return err
		}
		t.State = Opened
		return d.store(&t, "tip.tip.open", o, nil)
	})
}

// read opens what is sealed and notes who reads it.
func (d desk) read(id string) (View, error) {
	v, err := d.glance(id)
	if err != nil {
		return v, err
	}
	if v.Seat == (Office{}) { // handed on in between
		return View{}, nothing()
	}
	s, tx := d.s, d.tx
	tx.Event(db.Event{Action: "tip.tip.view", Subject: tipKind, ID: id, Unit: v.Seat.Unit})
	if err := s.keys.OpenJSON(tx, v.Seat.String(), ref("tip_tips", "content", id, id), v.Tip.Content, &v.Content); err != nil {
		return v, err
	}
	if err := s.keys.OpenJSON(tx, v.Seat.String(), ref("tip_tips", "giver", id, id), v.Tip.Giver, &v.Giver); err != nil {
		return v, err
	}
	if v.Finding, err = s.keys.OpenText(tx, v.Seat.String(), ref("tip_tips", "finding", id, id), v.Tip.Finding); err != nil {
		return v, err
	}
	if err := d.readSteps(&v); err != nil {
		return v, err
	}
	if err := d.readLinks(&v); err != nil {
		return v, err
	}
	if err := d.findAlike(&v); err != nil {
		return v, err
	}
	v.Events, err = audit.Of(tx, tipKind, id)
	return v, err
}

// readSteps opens the words of the steps between the two offices of today; what
// others in between wrote to each other is not theirs.
func (d desk) readSteps(v *View) (err error) {
	for i := range v.Steps {
		h := &v.Steps[i]
		if h.From != v.Seat.String() && h.To != v.Seat.String() {
			continue
		}
		if h.Note, err = d.s.keys.OpenText(d.tx, v.Seat.String(), ref("tip_handovers", "note", h.ID, v.ID), h.Handover.Note); err != nil {
			return err
		}
		if h.Answer, err = d.s.keys.OpenText(d.tx, v.Seat.String(), ref("tip_handovers", "answer", h.ID, v.ID), h.Handover.Answer); err != nil {
			return err
		}
	}
	return nil
}

// readLinks lists linked tips that the actor may open; others are not shown.
func (d desk) readLinks(v *View) error {
	all, err := links(d.tx, v.ID)
	if err != nil {
		return err
	}
	for _, l := range all {
		id := l.One
		if id == v.ID {
			id = l.Other
		}
		t, _, err := d.tip(id)
		if missing(err) {
			continue
		}
		if err != nil {
			return err
		}
		v.Links = append(v.Links, Linked{ID: t.ID, Code: t.Code, Kind: l.Kind, State: t.State})
	}
	return nil
}

// compared is how many of the newest tips of an office are looked at.
const compared = 200

// findAlike looks among the tips of this office about the same unit for texts
// that are alike. They are compared in memory: there is no index of them.
func (d desk) findAlike(v *View) error {
	list, err := db.Select[Tip](d.tx, tipColumns+" WHERE (origin=? OR holder=?) AND place_unit=? AND id<>? AND state<>? ORDER BY received_at DESC, id LIMIT ?",
		v.Seat.String(), v.Seat.String(), v.Where, v.ID, string(Withdrawn), compared)
	if err != nil {
		return err
	}
	items := make([]seal.Item, len(list))
	for i, t := range list {
		items[i] = seal.Item{Ref: ref("tip_tips", "content", t.ID, t.ID), Box: t.Content}
	}
	texts, err := d.s.openMany(d.tx, v.Seat, items)
	if errs.Is(err, errs.Internal) {
		return nil // a damaged tip says so itself; it must not close the others
	}
	if err != nil {
		return err
	}
	for i, t := range list {
		known := slices.ContainsFunc(v.Links, func(l Linked) bool { return l.ID == t.ID })
		if p := alike(v.Content.Text, texts[i].Text); p >= likely && !known {
			v.Alike = append(v.Alike, Linked{ID: t.ID, Code: t.Code, State: t.State, Percent: p})
		}
	}
	slices.SortStableFunc(v.Alike, func(a, b Linked) int { return cmp.Compare(b.Percent, a.Percent) })
	v.Alike = v.Alike[:min(len(v.Alike), 5)]
	return nil
}

// Tips lists tips of the actor's offices without their content.
func (s *Service) Tips(ctx context.Context, by access.Actor, f Filter) ([]Tip, int64, error) {
	var out []Tip
	var n int64
	err := s.db.View(ctx, func(tx *db.Tx) error {
		d, err := s.desk(tx, by)
		if err != nil {
			return err
		}
		out, n, err = tips(tx, f, d.mine)
		return err
	})
	return out, n, err
}
