package handoff

import (
	"slices"
	"strings"
	"time"

	"neove/access"
	"neove/internal/errs"
)

// Purposes of a request. A transfer moves the lead of the case.
var Purposes = []string{"notify", "verify", "identify", "service", Transfer, "escort", "followup", "other"}

// Transfer is the purpose that hands the lead over for good.
const Transfer = "transfer"

// Sections that a request may share.
var Sections = []string{"core", "identity", "testimony", "health", "place"}

// Reasons of a request, as codes: free words belong into the sealed note.
var Reasons = []string{"competence", "need", "residence", "danger", "law", "other"}

// Refusals say why a request is declined.
var Refusals = []string{"not_competent", "no_capacity", "not_eligible", "incomplete", "conflict", "other"}

// Results say what came of an accepted request.
var Results = []string{"done", "partly", "not_possible", "person_left", "person_declined"}

// Withdrawals are the sender's reasons to take a request back.
var Withdrawals = []string{"wrong_office", "wrong_content", "no_need", "other"}

// Stops are the reasons for which a subject ends its requests.
var Stops = []string{"consent_withdrawn", "excluded", "closed", "moved"}

// Bases of a share. Check turns the one that was claimed into what is stored:
// "consent:<id>" names the consent.
var Bases = []string{"consent", "duty", "vital"}

// Urgency sets the clocks.
type Urgency string

// The urgencies.
const (
	Immediate Urgency = "immediate"
	Today     Urgency = "today"
	Normal    Urgency = "normal"
)

// Urgencies as they are offered.
var Urgencies = []string{string(Immediate), string(Today), string(Normal)}

// State of a request.
type State string

// The states.
const (
	Sent      State = "sent"
	Opened    State = "opened"
	Accepted  State = "accepted"
	Declined  State = "declined"
	Ended     State = "ended"
	Withdrawn State = "withdrawn"
	Stopped   State = "stopped"
)

// Open reports whether anything may still happen.
func (s State) Open() bool { return s == Sent || s == Opened || s == Accepted }

// act is what moves a request.
type act string

const (
	actOpen     act = "open"
	actAccept   act = "accept"
	actDecline  act = "decline"
	actEnd      act = "end"
	actWithdraw act = "withdraw"
	actStop     act = "stop"
)

// moves is the whole state machine.
var moves = map[act]struct {
	from []State
	to   State
}{
	actOpen:     {[]State{Sent}, Opened},
	actAccept:   {[]State{Opened}, Accepted},
	actDecline:  {[]State{Opened}, Declined},
	actEnd:      {[]State{Accepted}, Ended},
	actWithdraw: {[]State{Sent, Opened, Accepted}, Withdrawn},
	actStop:     {[]State{Sent, Opened, Accepted}, Stopped},
}

// move is the state after an act; false where the act is not possible.
func move(r Request, a act) (State, bool) {
	m := moves[a]
	if !slices.Contains(m.from, r.State) {
		return r.State, false
	}
	if a == actAccept && r.Purpose == Transfer {
		return Ended, true
	}
	return m.to, true
}

// recallTime is how long a request that nobody opened can be recalled.
const recallTime = 10 * time.Minute

// Recalled is the result of a request that its receiver never sees.
const Recalled = "recalled"

// TakenOver is the result of an accepted transfer.
const TakenOver = "taken_over"

// Request is what one office asks of another about a subject.
type Request struct {
	ID          string    `db:"id" json:"id"`
	Code        string    `db:"code" json:"code"`
	Kind        string    `db:"kind" json:"kind"`                 // of the subject: "case"
	Subject     string    `db:"subject" json:"subject"`           // its id
	SubjectCode string    `db:"subject_code" json:"subject_code"` // as people call it; never a name
	From        string    `db:"from_office" json:"from"`
	FromUnit    string    `db:"from_unit" json:"from_unit"`
	To          string    `db:"to_office" json:"to"`
	Offer       string    `db:"offer" json:"offer"` // service of the organisation; "" for none
	Purpose     string    `db:"purpose" json:"purpose"`
	Shared      string    `db:"sections" json:"sections"` // codes by commas
	Reason      string    `db:"reason" json:"reason"`
	Urgency     Urgency   `db:"urgency" json:"urgency"`
	Basis       string    `db:"basis" json:"basis"`
	Protocol    string    `db:"protocol" json:"protocol"`
	Parent      string    `db:"parent" json:"parent"` // request that this one follows; "" for none
	State       State     `db:"state" json:"state"`
	SentAt      time.Time `db:"sent_at" json:"sent_at"`
	SentBy      string    `db:"sent_by" json:"sent_by"`
	AckBy       time.Time `db:"ack_by" json:"acknowledge_by"`
	ActBy       time.Time `db:"act_by" json:"act_by"`
	DueAt       time.Time `db:"due_at" json:"due_at,omitzero"` // the one of both that runs
	OpenedAt    time.Time `db:"opened_at" json:"opened_at,omitzero"`
	OpenedBy    string    `db:"opened_by" json:"opened_by"`
	AnsweredAt  time.Time `db:"answered_at" json:"answered_at,omitzero"`
	AnsweredBy  string    `db:"answered_by" json:"answered_by"`
	Refusal     string    `db:"refusal" json:"refusal"`
	Counter     string    `db:"counter_office" json:"counter"`
	OverAt      time.Time `db:"over_at" json:"over_at,omitzero"`
	OverBy      string    `db:"over_by" json:"over_by"`
	Result      string    `db:"result" json:"result"`
	SeenAt      time.Time `db:"seen_at" json:"seen_at,omitzero"` // the sender's look at the answer
	SeenBy      string    `db:"seen_by" json:"seen_by"`
	ChasedAt    time.Time `db:"chased_at" json:"chased_at,omitzero"`
	ChasedBy    string    `db:"chased_by" json:"chased_by"`
	Note        []byte    `db:"note" json:"-"`   // sealed: sender to receiver
	Answer      []byte    `db:"answer" json:"-"` // sealed: why it was declined
	Report      []byte    `db:"report" json:"-"` // sealed: what was done
	Version     int64     `db:"version" json:"version"`
	ChangedAt   time.Time `db:"changed_at" json:"changed_at"`
}

// Sections are the codes of what is shared.
func (r Request) Sections() []string { return split(r.Shared) }

// Late reports whether the clock that runs has run out.
func (r Request) Late(now time.Time) bool { return !r.DueAt.IsZero() && !now.Before(r.DueAt) }

// Back reports whether r goes back to the office that sent its parent.
func (r Request) Back(parent Request) bool { return r.From == parent.To && r.To == parent.From }

// unread reports whether the sender has not yet seen how it went on.
func (r Request) unread() bool {
	return (r.State == Declined || r.State == Ended) && r.SeenAt.IsZero()
}

func split(codes string) []string {
	if codes == "" {
		return nil
	}
	return strings.Split(codes, ",")
}

// ordered keeps the known codes in the order of the list, each once.
func ordered(list, codes []string) []string {
	var out []string
	for _, c := range list {
		if slices.Contains(codes, c) {
			out = append(out, c)
		}
	}
	return out
}

// Limits of texts.
const maxText = 3000

// Input is a request as an officer writes it.
type Input struct {
	Kind, Subject string
	From          access.Office // zero: the first of the actor's
	To            access.Office
	Offer         string
	Purpose       string
	Sections      []string
	Reason        string
	Note          string // sealed
	Urgency       Urgency
	Basis         string
	AckBy, ActBy  time.Time // zero: by the urgency
	Parent        string
}

// validate notes what is wrong by itself.
func (in *Input) validate(c *errs.Check) {
	if in.To == (access.Office{}) {
		c.Add("to", "handoff.err.to")
	}
	choice(c, "purpose", in.Purpose, Purposes)
	choice(c, "reason", in.Reason, Reasons)
	choice(c, "urgency", string(in.Urgency), Urgencies)
	choice(c, "basis", in.Basis, Bases)
	if known := ordered(Sections, in.Sections); len(known) != len(in.Sections) {
		c.Add("sections", "web.err.choice")
	} else {
		in.Sections = known
	}
	long(c, "note", in.Note)
}

// checkClocks notes clocks that cannot be kept.
func checkClocks(c *errs.Check, r Request, now time.Time) {
	if !r.AckBy.After(now) {
		c.Add("ack_by", "handoff.err.past")
	}
	if !r.ActBy.After(now) {
		c.Add("act_by", "handoff.err.past")
	} else if r.ActBy.Before(r.AckBy) {
		c.Add("act_by", "handoff.err.act_before")
	}
}
