package access

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/vntext"
)

// Proposal is an act that one person proposes and another one decides.
type Proposal struct {
	ID           string    `db:"id"`
	Kind         string    `db:"kind"` // "access.grant"; its text has the key access.proposal.<kind>
	Unit         string    `db:"unit"`
	Office       string    `db:"office"`       // of an exact permission: whose record it is; "" is any office at the unit
	Subject      string    `db:"subject"`      // id of whom or what it is about
	SubjectName  string    `db:"subject_name"` // as people read it; never a victim's name
	Detail       string    `db:"detail"`       // short, no secret
	Payload      string    `db:"payload"`      // input of the command as JSON, no secret
	Reason       string    `db:"reason"`
	State        string    `db:"state"`
	ProposedBy   string    `db:"proposed_by"`
	ProposedName string    `db:"proposed_name"`
	ProposedAt   time.Time `db:"proposed_at"`
	ExpiresAt    time.Time `db:"expires_at"`
	DecidedBy    string    `db:"decided_by"`
	DecidedName  string    `db:"decided_name"`
	DecidedAt    time.Time `db:"decided_at"`
	Note         string    `db:"note"`
}

// States of a proposal. One that nobody decides in time is open and Late.
const (
	Open     = "open"
	Approved = "approved"
	Declined = "declined"
)

const (
	proposalLife = 72 * time.Hour
	minReason    = 10
)

// Late reports whether the time for a decision is over.
func (p Proposal) Late(now time.Time) bool { return p.State == Open && !now.Before(p.ExpiresAt) }

// Executor does what was approved, in the transaction of the approval.
type Executor struct {
	Permission string // both people need it at the proposal's unit, as its relation says
	Run        func(tx *db.Tx, by Actor, p Proposal) error
	// Sees narrows who learns of a proposal to those who may know its subject. nil
	// is everybody whom it concerns.
	Sees func(tx *db.Tx, by Actor, p Proposal) (bool, error)
}

// On registers who carries out a kind of proposal. Slices call it once, before
// the first request.
func (s *Service) On(kind, permission string, run func(tx *db.Tx, by Actor, p Proposal) error) {
	mustKnow(permission)
	if s.executors[kind].Run != nil {
		panic("access: " + kind + " is registered twice")
	}
	s.executors[kind] = Executor{Permission: permission, Run: run}
}

// Narrow sets Sees of a kind that is registered.
func (s *Service) Narrow(kind string, sees func(tx *db.Tx, by Actor, p Proposal) (bool, error)) {
	ex := s.executors[kind]
	ex.Sees = sees
	s.executors[kind] = ex
}

// Propose stores an act that waits for a second person, for 72 hours. Errors:
// Forbidden, Invalid (reason), Conflict when the same waits already.
func (s *Service) Propose(ctx context.Context, by Actor, p Proposal) error {
	return s.db.Write(ctx, by, "access.proposal.add", func(tx *db.Tx) error { return s.propose(tx, by, p) })
}

func (s *Service) propose(tx *db.Tx, by Actor, p Proposal) error {
	if _, ok := s.executors[p.Kind]; !ok {
		panic("access: nobody carries out " + p.Kind)
	}
	if !s.concerns(by, p) {
		return errs.New(errs.Forbidden, "access.err.forbidden")
	}
	if p.Subject == by.ID {
		return errs.New(errs.Forbidden, "access.err.own")
	}
	p.Reason = vntext.Clean(p.Reason)
	if n := utf8.RuneCountInString(p.Reason); n < minReason || n > 500 {
		var c errs.Check
		c.Add("reason", "access.err.reason", "min", minReason)
		return c.Err()
	}
	if p.Payload == "" {
		p.Payload = "{}"
	}
	if !json.Valid([]byte(p.Payload)) {
		return errs.New(errs.Internal, "web.err.internal")
	}
	n, err := db.Get[int64](tx, "SELECT COUNT(*) FROM access_proposals WHERE kind=? AND subject=? AND payload=? AND state=? AND expires_at>?",
		p.Kind, p.Subject, p.Payload, Open, db.Arg(tx.Now))
	if err != nil {
		return err
	}
	if n > 0 {
		return errs.New(errs.Conflict, "access.err.proposed")
	}
	p.ID, p.State, p.ProposedBy, p.ProposedName, p.ProposedAt, p.ExpiresAt = tx.ID(), Open, by.ID, by.Name, tx.Now, tx.Now.Add(proposalLife)
	tx.Event(db.Event{Action: "access.proposal.add", Subject: "access.proposal", ID: p.ID, Unit: p.Unit, Detail: map[string]any{"kind": p.Kind, "subject": p.Subject}})
	return tx.Insert("access_proposals", p)
}

// Approve carries the act out. Errors: NotFound when the proposal is not the
// actor's to see; Forbidden for who proposed it, for whom it is about, and
// without a fresh proof; Conflict when it is decided or too late.
func (s *Service) Approve(ctx context.Context, by Actor, key string) error {
	if err := by.NeedFresh(Fresh); err != nil {
		return err
	}
	return s.decide(ctx, by, key, "access.proposal.approve", func(tx *db.Tx, p *Proposal) error {
		if by.ID == p.ProposedBy || by.ID == p.Subject || by.ID == "" {
			return errs.New(errs.Forbidden, "access.err.second_person")
		}
		p.State = Approved
		return s.executors[p.Kind].Run(tx, by, *p)
	})
}

// Decline ends a proposal without an act; who proposed it may withdraw it so.
func (s *Service) Decline(ctx context.Context, by Actor, key, note string) error {
	return s.decide(ctx, by, key, "access.proposal.decline", func(_ *db.Tx, p *Proposal) error {
		p.State, p.Note = Declined, vntext.Clean(note)
		return nil
	})
}

func (s *Service) decide(ctx context.Context, by Actor, key, command string, fn func(*db.Tx, *Proposal) error) error {
	return s.db.Write(ctx, by, command, func(tx *db.Tx) error {
		p, err := s.proposal(tx, by, key)
		if err != nil {
			return err
		}
		if p.State != Open || p.Late(tx.Now) {
			return errs.New(errs.Conflict, "access.err.decided")
		}
		if err := fn(tx, &p); err != nil {
			return err
		}
		tx.Event(db.Event{Subject: "access.proposal", ID: p.ID, Unit: p.Unit, Detail: map[string]any{"kind": p.Kind, "subject": p.Subject, "proposed_by": p.ProposedBy}})
		_, err = tx.Exec("UPDATE access_proposals SET state=?, decided_by=?, decided_name=?, decided_at=?, note=? WHERE id=?", p.State, by.ID, by.Name, db.Arg(tx.Now), p.Note, p.ID)
		return err
	})
}

const proposalColumns = `SELECT id,kind,unit,office,subject,subject_name,detail,payload,reason,state,proposed_by,proposed_name,proposed_at,expires_at,
	decided_by,decided_name,decided_at,note FROM access_proposals`

func (s *Service) proposal(tx *db.Tx, by Actor, key string) (Proposal, error) {
	p, err := db.Get[Proposal](tx, proposalColumns+" WHERE id=?", key)
	if err != nil {
		return p, err
	}
	if ok, err := s.sees(tx, by, p); err != nil {
		return Proposal{}, err
	} else if !ok {
		return Proposal{}, errs.New(errs.NotFound, "web.err.not_found")
	}
	return p, nil
}

// sees: whom it concerns, as far as they may know what it is about.
func (s *Service) sees(tx *db.Tx, by Actor, p Proposal) (bool, error) {
	if !s.concerns(by, p) {
		return false, nil
	}
	if ex := s.executors[p.Kind]; ex.Sees != nil {
		return ex.Sees(tx, by, p)
	}
	return true, nil
}

// concerns: whoever could propose the same sees it. Where the permission is
// exact, rank gives nothing: only the office itself, or the one that took its
// place.
func (s *Service) concerns(by Actor, p Proposal) bool {
	ex, ok := s.executors[p.Kind]
	switch {
	case !ok:
		return false
	case RelationOf(ex.Permission).Relation != Exact || by.system:
		return by.MayAt(ex.Permission, p.Unit)
	}
	return slices.ContainsFunc(by.Held(ex.Permission), func(o Office) bool {
		whose, named := ParseOffice(p.Office)
		if !named {
			whose = Office{o.Role, p.Unit, o.Agency}
		}
		return o.Role == whose.Role && o.Agency == whose.Agency && (o.Unit == whose.Unit || s.InPlaceOf(o, whose.Unit))
	})
}

// ProposalByID is one proposal. Errors: NotFound.
func (s *Service) ProposalByID(ctx context.Context, by Actor, key string) (p Proposal, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) (err error) { p, err = s.proposal(tx, by, key); return err })
	return p, err
}

// Proposals lists what concerns the actor, newest first; of the decided ones
// those of the last year.
func (s *Service) Proposals(ctx context.Context, by Actor, onlyOpen bool) ([]Proposal, error) {
	var out []Proposal
	err := s.db.View(ctx, func(tx *db.Tx) error {
		all, err := db.Select[Proposal](tx, proposalColumns+" WHERE proposed_at>? ORDER BY proposed_at DESC, id DESC", db.Arg(tx.Now.AddDate(-1, 0, 0)))
		for _, p := range all {
			if onlyOpen && (p.State != Open || p.Late(tx.Now)) {
				continue
			}
			ok, err := s.sees(tx, by, p)
			if err != nil {
				return err
			}
			if ok {
				out = append(out, p)
			}
		}
		return err
	})
	return out, err
}

// Kinds of this slice.
const (
	KindGrant  = "access.grant"  // a right of a role that needs two people
	KindFactor = "access.factor" // all second factors of a person are forgotten
	KindEnable = "access.enable" // an account that its owner closed in need
)

func (s *Service) ownProposals() {
	s.On(KindGrant, admin, func(tx *db.Tx, by Actor, p Proposal) error {
		var g Grant
		if err := json.Unmarshal([]byte(p.Payload), &g); err != nil {
			return err
		}
		return giveGrant(tx, g)
	})
	s.On(KindFactor, admin, func(tx *db.Tx, by Actor, p Proposal) error { return dropFactors(tx, p.Subject) })
	s.On(KindEnable, admin, func(tx *db.Tx, by Actor, p Proposal) error {
		_, err := tx.Exec("UPDATE access_users SET disabled=?, panicked=? WHERE id=?", false, false, p.Subject)
		return err
	})
}

// ProposeOn proposes an act on somebody else's account.
func (s *Service) ProposeOn(ctx context.Context, by Actor, kind, user, reason string) error {
	return s.onUser(ctx, by, "access.proposal.user", user, func(tx *db.Tx, p Profile) (db.Event, error) {
		return db.Event{Detail: map[string]any{"kind": kind}}, s.propose(tx, by, Proposal{Kind: kind, Unit: p.Unit, Subject: user, SubjectName: p.Name, Reason: strings.TrimSpace(reason)})
	})
}
