package handoff

import (
	"context"
	"time"

	"neove/access"
	"neove/audit"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
)

// View is a request as one of its two sides sees it. Texts are there only while
// the side holds the key.
type View struct {
	Request
	Sender, Receiver bool
	Seat             string // office through which it is read
	Note             string
	Answer           string
	Report           string
	Href             string // page of the subject, for who may open it
	OfferName        string // of the service that was asked for
	Protocol         Protocol
	Before           *Request  // the request that this one follows, if the reader may see it
	After            []Request // those that follow it
	Events           []audit.Event
}

// Request opens a request. The receiver's first look is its receipt, the
// sender's first look at the answer ends the waiting for it. What is sealed is
// shown after the reading is recorded. Errors: NotFound; Unavailable when the
// reading cannot be recorded.
func (s *Service) Request(ctx context.Context, by access.Actor, id string) (View, error) {
	var v View
	glance := func(tx *db.Tx) error {
		d, err := s.desk(tx, by, mayRead)
		if err != nil {
			return err
		}
		v, err = d.glance(id)
		return err
	}
	if err := s.db.View(ctx, glance); err != nil {
		return View{}, err
	}
	if v.Receiver && v.State == Sent || v.Sender && v.unread() {
		if err := s.look(ctx, by, id); err != nil {
			return View{}, err
		}
	}
	if !v.reads() {
		err := s.db.View(ctx, glance) // as it stands after the look
		return v, err
	}
	err := s.db.Read(ctx, by, "handoff.request.view", func(tx *db.Tx) error {
		d, err := s.desk(tx, by, mayRead)
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

// reads reports whether the side still holds the key: the sender for good, the
// receiver while the request is open, or after a transfer.
func (v View) reads() bool { return v.Sender || v.State.Open() || v.Result == TakenOver }

// glance is what both sides may always see: codes and times.
func (d desk) glance(id string) (View, error) {
	r, at, err := d.request(id)
	if err != nil {
		return View{}, err
	}
	v := View{Request: r, Sender: at.Sender, Receiver: at.Receiver, Seat: at.office(r)}
	if v.Protocol, err = protocolByID(d.tx, r.Protocol); err != nil && !missing(err) {
		return v, err
	}
	if sub, ok := d.s.Subjects[r.Kind]; ok {
		_, v.Href = sub.Label(d.tx, d.by, r)
	}
	if r.Offer != "" {
		offers, err := d.offers()
		if err != nil {
			return v, err
		}
		for _, o := range offers {
			if o.ID == r.Offer {
				v.OfferName = o.Name
			}
		}
	}
	if r.Parent != "" {
		if p, _, err := d.request(r.Parent); err == nil {
			v.Before = &p
		} else if !missing(err) {
			return v, err
		}
	}
	all, err := db.Select[Request](d.tx, requestColumns+" WHERE parent=? ORDER BY sent_at, id", id)
	if err != nil {
		return v, err
	}
	for _, next := range all {
		if _, _, err := d.request(next.ID); err == nil {
			v.After = append(v.After, next)
		} else if !missing(err) {
			return v, err
		}
	}
	v.Events, err = audit.Of(d.tx, requestKind, id)
	return v, err
}

// look notes who opened a request, or its answer, for the first time.
func (s *Service) look(ctx context.Context, by access.Actor, id string) error {
	return s.db.Write(ctx, by, actOpen.action(), func(tx *db.Tx) error {
		d, err := s.desk(tx, by, mayRead)
		if err != nil {
			return err
		}
		r, at, err := d.request(id)
		if err != nil {
			return err
		}
		if to, ok := move(r, actOpen); ok && at.Receiver {
			r.State, r.OpenedAt, r.OpenedBy = to, tx.Now, by.ActorName()
			return d.keep(&r, actOpen.action(), unitOf(r.To), nil)
		}
		if at.Sender && r.unread() {
			r.SeenAt, r.SeenBy = tx.Now, by.ActorName()
			return d.keep(&r, "handoff.request.see", r.FromUnit, nil)
		}
		return nil // somebody of the same office was quicker
	})
}

// read opens the texts and notes who reads them.
func (d desk) read(id string) (View, error) {
	v, err := d.glance(id)
	if err != nil || !v.reads() {
		return View{}, errOr(err, nothing())
	}
	office := v.Seat
	if v.Sender && !v.State.Open() {
		office = v.From // somebody may sit on both sides
	}
	d.tx.Event(db.Event{Action: "handoff.request.view", Subject: requestKind, ID: id, Unit: unitOf(office)})
	for _, t := range []struct {
		to     *string
		column string
		box    []byte
	}{{&v.Note, colNote, v.Request.Note}, {&v.Answer, colAnswer, v.Request.Answer}, {&v.Report, colReport, v.Request.Report}} {
		if *t.to, err = d.s.keys.OpenText(d.tx, office, ref(id, t.column), t.box); err != nil {
			return v, err
		}
	}
	return v, nil
}

func errOr(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// Requests lists requests of the actor's offices without their texts; with no
// Limit it only counts them.
func (s *Service) Requests(ctx context.Context, by access.Actor, f Filter) (out []Request, n int64, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		d, err := s.desk(tx, by, mayRead)
		if err != nil {
			return err
		}
		out, n, err = requests(tx, f, d.mine, d.excluded)
		return err
	})
	return out, n, err
}

// Of are all requests about a subject, newest first, for the slice of the
// subject, which has asked whether the reader may see them.
func (s *Service) Of(tx *db.Tx, kind, subject string) ([]Request, error) {
	return requestsOf(tx, kind, subject)
}

// LateLine is what the coordinator sees of a late request: neither what nor whom
// it is about.
type LateLine struct {
	ID       string    `json:"id"`
	Code     string    `json:"code"`
	From     string    `json:"from"`
	To       string    `json:"to"`
	Urgency  Urgency   `json:"urgency"`
	Step     string    `json:"step"` // "ack" or "act"
	DueAt    time.Time `json:"due_at"`
	ChasedAt time.Time `json:"chased_at,omitzero"`
}

func line(r Request) LateLine {
	step := "ack"
	if r.State == Accepted {
		step = "act"
	}
	return LateLine{r.ID, r.Code, r.From, r.To, r.Urgency, step, r.DueAt, r.ChasedAt}
}

// Late lists the late requests sent in the actor's area. Errors: Forbidden.
func (s *Service) Late(ctx context.Context, by access.Actor) ([]LateLine, error) {
	if err := by.Need(mayLate); err != nil {
		return nil, err
	}
	var out []LateLine
	err := s.db.View(ctx, func(tx *db.Tx) error {
		all, err := late(tx)
		for _, r := range all {
			if by.MayAt(mayLate, r.FromUnit) {
				out = append(out, line(r))
			}
		}
		return err
	})
	return out, err
}

// Chase reminds the office whose turn it is; both sides see that it was done.
// Errors: NotFound, also for what is not late.
func (s *Service) Chase(ctx context.Context, by access.Actor, id string) error {
	return s.db.Write(ctx, by, "handoff.request.chase", func(tx *db.Tx) error {
		r, err := requestByID(tx, id)
		if err != nil {
			return err
		}
		if !by.MayAt(mayLate, r.FromUnit) || !r.Late(tx.Now) {
			return nothing()
		}
		if !r.ChasedAt.IsZero() && clock.DateOf(r.ChasedAt) == tx.Today() {
			return errs.New(errs.Conflict, "handoff.err.chased")
		}
		r.ChasedAt, r.ChasedBy = tx.Now, by.ActorName()
		d := desk{s: s, tx: tx, by: by}
		return d.keep(&r, "handoff.request.chase", r.FromUnit, nil)
	})
}
