package tip

import (
	"strings"
	"time"

	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
)

const tipColumns = `SELECT id,code,unit,origin,holder,state,channel,urgency,minor,anonymous,language,place_unit,received_at,received_on,
	due_at,handed_at,outcome,outcome_at,reply_how,reply_at,reply_by,receipt,content,giver,finding,version,created_by,created_at,changed_at FROM tip_tips`

func tipByID(tx *db.Tx, id string) (Tip, error) { return db.Get[Tip](tx, tipColumns+" WHERE id=?", id) }

func tipByCode(tx *db.Tx, code string) (Tip, error) {
	return db.Get[Tip](tx, tipColumns+" WHERE code=?", code)
}

// tipByReceipt finds a tip of the public form; an empty digest finds none.
func tipByReceipt(tx *db.Tx, digest string) (Tip, error) {
	return db.Get[Tip](tx, tipColumns+" WHERE receipt=? AND receipt<>''", digest)
}

func storeTip(tx *db.Tx, t Tip) error {
	absent(&t.Content, &t.Giver, &t.Finding)
	return db.UpsertAll(tx, "tip_tips", "id", []Tip{t})
}

// absent makes values that are not there empty ones: SQLite gives an empty
// value back as nil, which would be stored as NULL.
func absent(boxes ...*[]byte) {
	for _, b := range boxes {
		if *b == nil {
			*b = []byte{}
		}
	}
}

// freeCode is a code that no tip has.
func freeCode(tx *db.Tx, year int) (string, error) {
	for range 50 {
		code := newCode(year)
		if _, err := tipByCode(tx, code); missing(err) {
			return code, nil
		} else if err != nil {
			return "", err
		}
	}
	return "", errs.New(errs.Internal, "web.err.internal") // a year of 160,000 tips
}

const handoverColumns = `SELECT id,tip,n,from_office,to_office,reason,urgency,at,by_name,due_at,opened_at,opened_by,
	acknowledged_at,acknowledged_by,ended_at,ended,note,answer FROM tip_handovers`

// handovers are the steps of a tip, oldest first.
func handovers(tx *db.Tx, tip string) ([]Handover, error) {
	return db.Select[Handover](tx, handoverColumns+" WHERE tip=? ORDER BY n", tip)
}

func storeHandover(tx *db.Tx, h Handover) error {
	absent(&h.Note, &h.Answer)
	return db.UpsertAll(tx, "tip_handovers", "id", []Handover{h})
}

// Link says that two tips are about one thing.
type Link struct {
	One   string    `db:"one"`
	Other string    `db:"other"`
	Kind  string    `db:"kind"`
	At    time.Time `db:"at"`
	By    string    `db:"by_name"`
}

func links(tx *db.Tx, tip string) ([]Link, error) {
	return db.Select[Link](tx, "SELECT one,other,kind,at,by_name FROM tip_links WHERE one=? OR other=? ORDER BY at, one, other", tip, tip)
}

// Boxes of an office: what it received itself, what was handed over to it, what
// it passed on.
var Boxes = []string{boxOwn, boxIn, boxOut}

const (
	boxOwn = "own"
	boxIn  = "in"
	boxOut = "out"
)

// Groups of states.
var Groups = []string{groupWaiting, groupLate, groupWork, groupDone}

const (
	groupWaiting = "waiting" // a clock runs
	groupLate    = "late"    // it has run out
	groupWork    = "work"    // acknowledged
	groupDone    = "done"    // closed or withdrawn
)

// Filter selects tips of the actor's offices; zero fields select all of them.
type Filter struct {
	Box, Group, Channel string
	Urgency             Urgency
	Code                string
	Limit, Offset       int
}

func marks(n int) string { return "(?" + strings.Repeat(",?", max(n, 1)-1) + ")" }

func texts(list []Office) []any {
	if len(list) == 0 {
		return []any{""}
	}
	out := make([]any, len(list))
	for i, o := range list {
		out[i] = o.String()
	}
	return out
}

// where writes the condition; every branch begins from the actor's offices.
func (f Filter) where(mine []Office, now time.Time) (string, []any) {
	in, offices := marks(len(mine)), texts(mine)
	own := "origin IN " + in
	held := "holder IN " + in
	sent := "id IN (SELECT tip FROM tip_handovers WHERE from_office IN " + in + ")"
	passed := "id IN (SELECT tip FROM tip_handovers WHERE to_office IN " + in + ")"
	var q string
	var args []any
	switch f.Box {
	case boxOwn:
		q, args = own, offices
	case boxIn:
		q, args = held+" AND origin NOT IN "+in, append(append(args, offices...), offices...)
	case boxOut:
		q, args = sent+" AND holder NOT IN "+in, append(append(args, offices...), offices...)
	default:
		q = "(" + own + " OR " + held + " OR " + passed + ")"
		args = append(append(append(args, offices...), offices...), offices...)
	}
	add := func(cond string, v ...any) { q, args = q+" AND "+cond, append(args, v...) }
	switch f.Group {
	case groupWaiting:
		add("due_at<>''")
	case groupLate:
		add("due_at<>'' AND due_at<=?", db.Arg(now))
	case groupWork:
		add("state=?", string(Acknowledged))
	case groupDone:
		add("state IN (?,?)", string(Closed), string(Withdrawn))
	}
	if f.Channel != "" {
		add("channel=?", f.Channel)
	}
	if f.Urgency != "" {
		add("urgency=?", string(f.Urgency))
	}
	if f.Code != "" {
		add("code=?", f.Code)
	}
	return " WHERE " + q, args
}

// tips lists what fits: running clocks first, the shortest on top.
func tips(tx *db.Tx, f Filter, mine []Office) ([]Tip, int64, error) {
	q, args := f.where(mine, tx.Now)
	n, err := db.Get[int64](tx, "SELECT COUNT(*) FROM tip_tips"+q, args...)
	if err != nil {
		return nil, 0, err
	}
	list, err := db.Select[Tip](tx, tipColumns+q+" ORDER BY CASE WHEN due_at='' THEN 1 ELSE 0 END, due_at, received_at DESC, id LIMIT ? OFFSET ?",
		append(args, f.Limit, f.Offset)...)
	return list, n, err
}

// row is what statistics read of a tip.
type row struct {
	Channel    string     `db:"channel"`
	On         clock.Date `db:"received_on"`
	ReceivedAt time.Time  `db:"received_at"`
	HandedAt   time.Time  `db:"handed_at"`
	DueAt      time.Time  `db:"due_at"`
	Holder     string     `db:"holder"`
	Outcome    string     `db:"outcome"`
	State      State      `db:"state"`
}

const rowColumns = "SELECT channel,received_on,received_at,handed_at,due_at,holder,outcome,state FROM tip_tips WHERE state<>? AND received_on>=? AND received_on<? AND "

// rowsOfUnits are the tips that units received in [from, to).
func rowsOfUnits(tx *db.Tx, units []string, from, to clock.Date) ([]row, error) {
	args := []any{string(Withdrawn), from, to}
	for _, u := range units {
		args = append(args, u)
	}
	return db.Select[row](tx, rowColumns+"unit IN "+marks(len(units)), args...)
}

// rowsOfOffices are the tips that offices received or have.
func rowsOfOffices(tx *db.Tx, mine []Office, from, to clock.Date) ([]row, error) {
	args := append(append([]any{string(Withdrawn), from, to}, texts(mine)...), texts(mine)...)
	return db.Select[row](tx, rowColumns+"(origin IN "+marks(len(mine))+" OR holder IN "+marks(len(mine))+")", args...)
}

func missing(err error) bool { return errs.Is(err, errs.NotFound) }
