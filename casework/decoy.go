package casework

import (
	"context"
	"net/url"
	"slices"
	"time"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
)

const (
	maySetDecoy = "casework.decoy.set"
	decoyPath   = "/casework/decoys"
	decoyKind   = "casework.decoy"
)

// Decoy puts a case of nobody on the lists of an office: who opens it without a
// need raises an alarm. It counts nowhere. Errors: Forbidden, Invalid.
func (s *Service) Decoy(ctx context.Context, by access.Actor, office string) (Case, error) {
	var c Case
	err := s.db.Write(ctx, by, "casework.decoy.set", func(tx *db.Tx) error {
		o, ok := access.ParseOffice(office)
		var bad errs.Check
		if !ok || !access.Allows(o.Role, mayRead) {
			bad.Add("office", "web.err.choice")
			return bad.Err()
		}
		if err := by.NeedAt(maySetDecoy, o.Unit); err != nil {
			return err
		}
		d := desk{s: s, tx: tx, by: by}
		people, err := d.colleagues(office)
		if err != nil {
			return err
		}
		if len(people) == 0 {
			bad.Add("office", "casework.err.empty_office")
			return bad.Err()
		}
		c, err = d.decoy(office, people)
		return err
	})
	return c, err
}

func (d desk) decoy(office string, people []Colleague) (c Case, err error) {
	day := d.tx.Today() - clock.Date(len(people)%7+3)
	c = Case{ID: d.tx.ID(), Role: Main, Office: office, Stage: Protection, Status: Identifying, Retention: Active, Episode: 1, ReceivedOn: day, Decoy: true, CreatedAt: d.tx.Now}
	if c.Code, err = freeCode(d.tx, "NN", day.Year()); err != nil {
		return c, err
	}
	if err := d.s.keys.Grant(d.tx, c.ID, InCore, office); err != nil {
		return c, err
	}
	if err := d.setCore(&c, Core{Sex: "female", AgeLow: 18, AgeHigh: 24, Minor: "no", Citizenship: "vn", Home: "out", Channel: "rescue"}); err != nil {
		return c, err
	}
	c.Version, c.ChangedAt = 1, d.tx.Now
	if err := storeCase(d.tx, c); err != nil {
		return c, err
	}
	// Not of the case: its log is read by those whom the decoy is for.
	d.tx.Event(db.Event{Action: "casework.decoy.set", Subject: decoyKind, ID: c.ID, Unit: unitOf(office)})
	for _, p := range people {
		if err := d.join(c.ID, p.ID, p.Name, office, Helper); err != nil {
			return c, err
		}
	}
	return c, nil
}

type decoyRow struct {
	Code      string    `db:"code"`
	Office    string    `db:"office"`
	CreatedAt time.Time `db:"created_at"`
}

// Decoys lists those of the actor's area.
func (s *Service) Decoys(ctx context.Context, by access.Actor) (list []decoyRow, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		list, err = db.Select[decoyRow](tx, "SELECT code,office,created_at FROM casework_cases WHERE decoy=? ORDER BY created_at DESC, code", true)
		return err
	})
	return slices.DeleteFunc(list, func(r decoyRow) bool { return !by.MayAt(maySetDecoy, unitOf(r.Office)) }), err
}

type decoysView struct {
	Table ui.Table
	Form  ui.RecordForm
}

func (s *Service) decoysPage(by access.Actor, x *web.Exchange) error {
	return s.showDecoys(by, x, url.Values{}, nil)
}

func (s *Service) showDecoys(by access.Actor, x *web.Exchange, values url.Values, refused error) error {
	list, err := s.Decoys(x.R.Context(), by)
	if err != nil {
		return err
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	var offices []access.Office
	if err := s.db.View(x.R.Context(), func(tx *db.Tx) (err error) { offices, err = access.Offices(tx, mayRead); return err }); err != nil {
		return err
	}
	b := decoysView{Table: ui.Table{Label: x.T("casework.decoys"), Columns: []ui.Column{{Label: x.T("casework.field.code")}, {Label: x.T("casework.field.office")}, {Label: x.T("casework.field.on")}}}}
	for _, r := range list {
		b.Table.Rows = append(b.Table.Rows, []ui.TD{{Text: r.Code}, {Text: t.OfficeName(x, r.Office)}, {Text: vntext.Date(clock.DateOf(r.CreatedAt))}})
	}
	var options []ui.Option
	for _, o := range offices {
		if by.MayAt(maySetDecoy, o.Unit) {
			options = append(options, ui.Option{Value: o.String(), Text: t.OfficeName(x, o.String())})
		}
	}
	b.Form = ui.RecordForm{Action: decoyPath, Submit: x.T("casework.decoy.set"), Controls: x.Controls("casework", []ui.Control{{Kind: "select", Name: "office", Options: options, Blank: x.T("ui.word.choose"), Need: true}}, values, x.Errors(refused))}
	page := ui.Page{Title: x.T("casework.decoys"), Body: b}
	if refused != nil {
		return x.Again(refused, "casework/decoys", page)
	}
	return x.Page(200, "casework/decoys", page)
}

func (s *Service) decoyPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	if _, err := s.Decoy(x.R.Context(), by, f.Raw("office")); err != nil {
		return s.showDecoys(by, x, f.Values(), err)
	}
	x.Notice("casework.done.decoy")
	return x.See(decoyPath)
}
