package casework

import (
	"context"
	"time"
	"unicode/utf8"

	"neove/access"
	"neove/audit"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/seal"
	"neove/internal/vntext"
	"neove/regime"
)

// Break is a look into one case without an assignment, in an emergency.
type Break struct {
	ID       string    `db:"id"`
	Case     string    `db:"case_id"`
	User     string    `db:"user_id"`
	Name     string    `db:"user_name"`
	Office   string    `db:"office"`
	At       time.Time `db:"at"`
	Until    time.Time `db:"until_at"`
	ReviewBy time.Time `db:"review_by"`
	Reason   []byte    `db:"reason"` // sealed
	Why      string    `db:"-"`      // what it says, for the team
	Verdict  string    `db:"verdict"`
	JudgeID  string    `db:"judge_id"`
	Judge    string    `db:"judge_name"`
	JudgedAt time.Time `db:"judged_at"`
}

// Verdicts of a review.
var Verdicts = []string{"justified", "unjustified"}

const (
	breakLife   = time.Hour
	breakReason = 20 // characters
	breakOpen   = 3  // that wait for a review: an emergency is not a way to read on
	breakColumn = "SELECT id,case_id,user_id,user_name,office,at,until_at,review_by,reason,verdict,judge_id,judge_name,judged_at FROM casework_breaks"
)

var breakSealed = seal.Column{Table: "casework_breaks", Row: "id", Subject: "case_id", Column: "reason", Compartment: InCore}

// broken reports whether the actor broke the glass of a case within the hour,
// and nobody has found yet that there was no need.
func (d desk) broken(caseID string) (bool, error) {
	n, err := db.Get[int64](d.tx, "SELECT COUNT(*) FROM casework_breaks WHERE case_id=? AND user_id=? AND until_at>? AND verdict<>'unjustified'", caseID, d.by.ID, db.Arg(d.tx.Now))
	return n > 0 && d.by.May(mayBreak), err
}

// Break opens one case for an hour to somebody who is not on its team. The
// owner and whoever reads the alarms are told at once; it is reviewed within
// three working days, else the person cannot do it again. Errors: Invalid for
// the reason; NotFound for a case that the person is excluded from, as for one
// that does not exist; Forbidden while an earlier one is not reviewed in time or
// was not justified, and while three wait for their review.
func (s *Service) Break(ctx context.Context, by access.Actor, code, reason string) (Case, error) {
	var c Case
	if reason = vntext.Clean(reason); utf8.RuneCountInString(reason) < breakReason || utf8.RuneCountInString(reason) > 500 {
		var bad errs.Check
		bad.Add("reason", "casework.err.break_reason", "min", breakReason)
		return c, bad.Err()
	}
	err := s.db.Write(ctx, by, "casework.case.break", func(tx *db.Tx) error {
		d, err := s.desk(tx, by)
		if err != nil {
			return err
		}
		seats := by.Held(mayBreak)
		if len(seats) == 0 {
			return errs.New(errs.Forbidden, "access.err.forbidden")
		}
		if err := d.mayBreakAgain(); err != nil {
			return err
		}
		if c, err = caseByKey(tx, code); err != nil {
			return err
		}
		if out, err := d.excluded(c.ID); err != nil || out || !d.near(c, seats) {
			return errOr(err, nothing())
		}
		b := Break{ID: tx.ID(), Case: c.ID, User: by.ID, Name: by.Name, Office: seats[0].String(), At: tx.Now, Until: tx.Now.Add(breakLife), ReviewBy: regime.Due("breakglass_review", tx.Now)}
		if b.Reason, err = s.keys.Seal(tx, breakSealed.Ref(b.ID, c.ID), []byte(reason)); err != nil {
			return err
		}
		d.event("casework.case.break", c.ID, Seat{Office: b.Office}, nil)
		if err := d.alarm(audit.BreakGlass, c, Seat{Office: c.Office}); err != nil {
			return err
		}
		return tx.Insert("casework_breaks", b)
	})
	return c, err
}

// near keeps break-glass inside the province that leads the case.
func (d desk) near(c Case, seats []access.Office) bool {
	lead := unitOf(c.Office)
	for _, o := range seats {
		if d.tree.Covers(o.Unit, lead) || d.tree.Covers(lead, o.Unit) || o.Unit == lead {
			return true
		}
		for _, up := range d.tree.Ancestors(lead, d.tx.Today()) {
			if up != "VN" && d.tree.Covers(up, o.Unit) {
				return true
			}
		}
	}
	return false
}

// mayBreakAgain refuses whoever waits for a review too long or for too many, or
// lost one.
func (d desk) mayBreakAgain() error {
	n, err := db.Get[int64](d.tx, "SELECT COUNT(*) FROM casework_breaks WHERE user_id=? AND (verdict='unjustified' OR verdict='' AND review_by<?)", d.by.ID, db.Arg(d.tx.Now))
	if err != nil {
		return err
	}
	waiting, err := db.Get[int64](d.tx, "SELECT COUNT(*) FROM casework_breaks WHERE user_id=? AND verdict=''", d.by.ID)
	if err == nil && (n > 0 || waiting >= breakOpen) {
		err = errs.New(errs.Forbidden, "casework.err.break_stopped")
	}
	return err
}

func (d desk) alarm(kind audit.Kind, c Case, seat Seat) error {
	return audit.Raise(d.tx, kind, c.Code, unitOf(seat.Office), "")
}

// Breaks lists who broke the glass of a case, for its team and reviewers.
func breaks(tx *db.Tx, caseID string) ([]Break, error) {
	return db.Select[Break](tx, breakColumn+" WHERE case_id=? ORDER BY at DESC", caseID)
}

// Review judges a break-glass. An owner of the case does it, never who broke it.
func (s *Service) Review(ctx context.Context, by access.Actor, caseKey, id, verdict string) error {
	return s.write(ctx, by, "casework.case.break_review", caseKey, 0, func(d desk, c *Case, seat Seat) error {
		b, err := db.Get[Break](d.tx, breakColumn+" WHERE id=? AND case_id=?", id, c.ID)
		switch {
		case err != nil:
			return nothing()
		case seat.Part != Owner || b.User == by.ID:
			return errs.New(errs.Forbidden, "access.err.forbidden")
		case b.Verdict != "":
			return errs.New(errs.Conflict, "web.err.changed")
		}
		var bad errs.Check
		if verdict != Verdicts[0] && verdict != Verdicts[1] {
			bad.Add("verdict", "casework.err.verdict")
			return bad.Err()
		}
		d.event("casework.case.break_review", c.ID, seat, map[string]any{"verdict": verdict})
		_, err = d.tx.Exec("UPDATE casework_breaks SET verdict=?, judge_id=?, judge_name=?, judged_at=? WHERE id=?", verdict, by.ID, by.Name, db.Arg(d.tx.Now), id)
		return err
	})
}
