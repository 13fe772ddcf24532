package handoff

import (
	"strings"
	"time"

	"neove/internal/db"
	"neove/internal/errs"
)

const requestColumns = `SELECT id,code,kind,subject,subject_code,from_office,from_unit,to_office,offer,purpose,sections,reason,urgency,basis,
	protocol,parent,state,sent_at,sent_by,ack_by,act_by,due_at,opened_at,opened_by,answered_at,answered_by,refusal,counter_office,
	over_at,over_by,result,seen_at,seen_by,chased_at,chased_by,note,answer,report,version,changed_at FROM handoff_requests`

func requestByID(tx *db.Tx, id string) (Request, error) {
	return db.Get[Request](tx, requestColumns+" WHERE id=?", id)
}

func storeRequest(tx *db.Tx, r Request) error {
	for _, b := range []*[]byte{&r.Note, &r.Answer, &r.Report} {
		if *b == nil { // SQLite gives an empty value back as nil, which would be stored as NULL
			*b = []byte{}
		}
	}
	return db.UpsertAll(tx, "handoff_requests", "id", []Request{r})
}

// requestsOf are all requests about a subject, newest first.
func requestsOf(tx *db.Tx, kind, subject string) ([]Request, error) {
	return db.Select[Request](tx, requestColumns+" WHERE kind=? AND subject=? ORDER BY sent_at DESC, id DESC", kind, subject)
}

// Boxes of an office, and groups of states.
var (
	Boxes  = []string{boxIn, boxOut}
	Groups = []string{groupWaiting, groupWork, groupLate, groupAnswered, groupDone}
)

const (
	boxIn  = "in"
	boxOut = "out"

	groupWaiting  = "waiting"  // not answered yet
	groupWork     = "work"     // accepted
	groupLate     = "late"     // a clock has run out
	groupAnswered = "answered" // declined or done, and the sender has not looked
	groupDone     = "done"     // over
)

// Filter selects requests of the actor's offices; zero fields select all.
type Filter struct {
	Box, Group, Purpose string
	Urgency             Urgency
	Code                string // of the request or of its subject
	Subject             string // id, together with Kind
	Kind                string
	Limit, Offset       int
}

func marks(n int) string { return "(?" + strings.Repeat(",?", max(n, 1)-1) + ")" }

func texts(list []string) []any {
	if len(list) == 0 {
		return []any{""}
	}
	out := make([]any, len(list))
	for i, s := range list {
		out[i] = s
	}
	return out
}

// where writes the condition; every branch begins from the actor's offices.
// excluded are the subjects that the actor must not know of, by kind.
func (f Filter) where(mine []string, excluded map[string][]string, now time.Time) (string, []any) {
	in, offices := marks(len(mine)), texts(mine)
	received := "(to_office IN " + in + " AND result<>'" + Recalled + "')"
	sent := "from_office IN " + in
	var q string
	var args []any
	switch f.Box {
	case boxIn:
		q, args = received, offices
	case boxOut:
		q, args = sent, offices
	default:
		q, args = "("+received+" OR "+sent+")", append(append(args, offices...), offices...)
	}
	add := func(cond string, v ...any) { q, args = q+" AND "+cond, append(args, v...) }
	switch f.Group {
	case groupWaiting:
		add("state IN (?,?)", string(Sent), string(Opened))
	case groupWork:
		add("state=?", string(Accepted))
	case groupLate:
		add("due_at<>'' AND due_at<=?", db.Arg(now))
	case groupAnswered:
		add("state IN (?,?) AND seen_at=''", string(Declined), string(Ended))
	case groupDone:
		add("state IN (?,?,?,?)", string(Declined), string(Ended), string(Withdrawn), string(Stopped))
	}
	for cond, v := range map[string]string{"purpose=?": f.Purpose, "urgency=?": string(f.Urgency), "kind=?": f.Kind, "subject=?": f.Subject} {
		if v != "" {
			add(cond, v)
		}
	}
	if f.Code != "" {
		add("(code=? OR subject_code=?)", f.Code, f.Code)
	}
	for kind, ids := range excluded {
		if len(ids) > 0 {
			add("NOT (kind=? AND subject IN "+marks(len(ids))+")", append([]any{kind}, texts(ids)...)...)
		}
	}
	return " WHERE " + q, args
}

// requests lists what fits: running clocks first, the shortest on top.
func requests(tx *db.Tx, f Filter, mine []string, excluded map[string][]string) ([]Request, int64, error) {
	q, args := f.where(mine, excluded, tx.Now)
	n, err := db.Get[int64](tx, "SELECT COUNT(*) FROM handoff_requests"+q, args...)
	if err != nil || f.Limit == 0 {
		return nil, n, err
	}
	out, err := db.Select[Request](tx, requestColumns+q+" ORDER BY CASE WHEN due_at='' THEN 1 ELSE 0 END, due_at, changed_at DESC, id LIMIT ? OFFSET ?",
		append(args, f.Limit, f.Offset)...)
	return out, n, err
}

// late are the requests of everybody whose clock has run out, the oldest first.
func late(tx *db.Tx) ([]Request, error) {
	return db.Select[Request](tx, requestColumns+" WHERE due_at<>'' AND due_at<=? ORDER BY due_at, id", db.Arg(tx.Now))
}

const packageColumns = `SELECT id,code,kind,subject,subject_code,from_office,from_unit,purpose,sections,reason,basis,protocol,lock,state,made_at,made_by,
	expires_at,received_on,received_by,over_at,over_by,digest,token,receiver,file,version,changed_at FROM handoff_packages`

func packageByID(tx *db.Tx, id string) (Package, error) {
	return db.Get[Package](tx, packageColumns+" WHERE id=?", id)
}

func storePackage(tx *db.Tx, p Package) error {
	if p.File == nil {
		p.File = []byte{}
	}
	return db.UpsertAll(tx, "handoff_packages", "id", []Package{p})
}

// packages lists those of offices, the newest first.
func packages(tx *db.Tx, mine []string, excluded map[string][]string, open bool, limit, offset int) ([]Package, int64, error) {
	q, args := " WHERE from_office IN "+marks(len(mine)), texts(mine)
	if open {
		q, args = q+" AND state IN (?,?)", append(args, Made, Expired)
	}
	for kind, ids := range excluded {
		if len(ids) > 0 {
			q, args = q+" AND NOT (kind=? AND subject IN "+marks(len(ids))+")", append(append(args, kind), texts(ids)...)
		}
	}
	n, err := db.Get[int64](tx, "SELECT COUNT(*) FROM handoff_packages"+q, args...)
	if err != nil || limit == 0 {
		return nil, n, err
	}
	out, err := db.Select[Package](tx, packageColumns+q+" ORDER BY made_at DESC, id DESC LIMIT ? OFFSET ?", append(args, limit, offset)...)
	return out, n, err
}

func missing(err error) bool { return errs.Is(err, errs.NotFound) }

const protocolColumns = "SELECT id,unit,symbol,name,parties,sections,purposes,valid_from,valid_to,version,created_by,created_at,changed_at FROM handoff_protocols"

func protocols(tx *db.Tx) ([]Protocol, error) {
	return db.Select[Protocol](tx, protocolColumns+" ORDER BY valid_to DESC, symbol, id")
}

func protocolByID(tx *db.Tx, id string) (Protocol, error) {
	return db.Get[Protocol](tx, protocolColumns+" WHERE id=?", id)
}

func storeProtocol(tx *db.Tx, p Protocol) error {
	return db.UpsertAll(tx, "handoff_protocols", "id", []Protocol{p})
}
