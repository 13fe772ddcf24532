package inspection

import (
	"context"

	"neove/access"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/org"
)

// Pass hands a file of a check to the police of a unit: that of the commune of
// the establishment, or of a level above. The file counts at once; the
// receiving side acknowledges it later.
// Errors: Invalid, NotFound.
func (s *Service) Pass(ctx context.Context, by access.Actor, in Passing, reason string) (Passing, error) {
	err := s.db.Write(ctx, by, "inspection.file.pass", func(tx *db.Tx) error {
		k, err := s.ownCheck(tx, by, in.Check)
		if err != nil {
			return err
		}
		if k.Withdrawn {
			return notFound()
		}
		t, err := s.org.TreeIn(tx)
		if err != nil {
			return err
		}
		in.clean()
		in.ID, in.State, in.PassedBy, in.Version, in.CreatedAt = tx.ID(), Sent, by.ActorName(), 1, tx.Now
		var c errs.Check
		if !t.Covers(in.ToUnit, k.Place) {
			c.Add("to_unit", "web.err.choice")
		}
		in.validate(&c, k.On, tx.Today())
		if err := c.Err(); err != nil {
			return err
		}
		if err := s.signoff.Touch(tx, by, Topic, k.Unit, k.On, reason); err != nil {
			return err
		}
		if err := tx.Insert("inspection_passings", in); err != nil {
			return err
		}
		tx.Event(db.Event{Subject: checkKind, ID: k.ID, Unit: k.Unit, Reason: reason, Detail: map[string]any{"office": in.Office, "number": in.Number}})
		return count(tx, k)
	})
	return in, err
}

// Receive acknowledges a passed file: "Đã nhận". Only the police of the unit it
// was sent to, or of a level above, can.
// Errors: NotFound, Conflict (received already).
func (s *Service) Receive(ctx context.Context, by access.Actor, id, receipt string) (Passing, error) {
	var p Passing
	err := s.db.Write(ctx, by, "inspection.file.receive", func(tx *db.Tx) error {
		var err error
		if p, err = db.Get[Passing](tx, passingColumns+" WHERE id=?", id); err != nil {
			return err
		}
		if !by.MayAt(receiveFile, p.ToUnit) {
			return notFound()
		}
		if p.State != Sent {
			return errs.New(errs.Conflict, "inspection.err.received", "by", p.ReceivedBy)
		}
		p.Receipt = vntext.Clean(receipt)
		var c errs.Check
		text(&c, 0, "receipt", p.Receipt, maxName)
		if err := c.Err(); err != nil {
			return err
		}
		p.State, p.ReceivedBy, p.ReceivedAt, p.Version = Received, by.ActorName(), tx.Now, p.Version+1
		tx.Event(db.Event{Subject: checkKind, ID: p.Check, Unit: p.ToUnit, Detail: map[string]any{"office": p.Office, "receipt": p.Receipt}})
		return db.UpsertAll(tx, "inspection_passings", "id", []Passing{p})
	})
	return p, err
}

// PassingRow is a passed file with the check it belongs to.
type PassingRow struct {
	Passing
	Establishment string `db:"establishment"` // its name
	Kind          string `db:"type"`
	Unit          string `db:"unit"` // that passed it
}

// PassingFilter selects passed files.
type PassingFilter struct {
	State         string
	Incoming      bool // only those that go to the police of the area
	Limit, Offset int
}

// Passings lists the files that were passed to the police under root, or by
// units there: those that wait first.
func (s *Service) Passings(ctx context.Context, by access.Actor, root string, f PassingFilter) ([]PassingRow, int64, error) {
	var out []PassingRow
	var n int64
	err := s.db.View(ctx, func(tx *db.Tx) error {
		units, _, err := s.area(tx, by, readCheck, root)
		if err != nil {
			return err
		}
		var w where
		to, args := in("p.to_unit", units)
		if !f.Incoming {
			from, more := in("k.unit", units)
			to, args = "("+to+" OR "+from+")", append(args, more...)
		}
		w.add(to, args...)
		w.add("k.withdrawn=?", false)
		if f.State != "" {
			w.add("p.state=?", f.State)
		}
		const tables = ` FROM inspection_passings p JOIN inspection_checks k ON k.id=p.check_id
			JOIN inspection_establishments e ON e.id=k.establishment`
		if n, err = db.Get[int64](tx, "SELECT COUNT(*)"+tables+w.sql, w.args...); err != nil {
			return err
		}
		out, err = db.Select[PassingRow](tx, `SELECT p.id,p.check_id,p.to_unit,p.office,p.passed_on,p.number,p.name,p.state,p.passed_by,p.received_by,
			p.received_at,p.receipt,p.version,p.created_at,e.name AS establishment,e.type,k.unit`+tables+w.sql+
			" ORDER BY CASE WHEN p.state='sent' THEN 0 ELSE 1 END, p.passed_on DESC, p.id DESC LIMIT ? OFFSET ?", append(w.args, f.Limit, f.Offset)...)
		return err
	})
	return out, n, err
}

// offices are the units whose police a file of a check may go to: from the
// commune upwards.
func offices(t *org.Tree, k Check) []ui.Option {
	out := []ui.Option{{Value: k.Place, Text: t.Name(k.Place)}}
	for _, id := range t.Ancestors(k.Place, lastDay(t, k.Place, k.On)) {
		if u, ok := t.Unit(id); ok && u.Level != org.Nation {
			out = append(out, ui.Option{Value: id, Text: u.Name})
		}
	}
	return out
}
