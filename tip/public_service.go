package tip

import (
	"context"
	"encoding/hex"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
)

// PublicInput is what somebody sends through the public form.
type PublicInput struct {
	Once    string // secret of the form: sent twice, it is stored once
	About   string // one of Abouts
	Text    string
	Way     string
	Contact string
	When    string
	Lang    string
}

// Abouts are what people come for: help for themselves, worry about somebody,
// something they saw. They set the first urgency; the office corrects it.
var Abouts = []string{"self", "other", "report"}

var urgencyOf = map[string]Urgency{"self": Immediate, "other": Today, "report": Normal}

// PublicWays are the ways to answer that the form offers.
var PublicWays = []string{NoWay, "message", "call", ByCode}

// citizen is who writes on the public form: nobody is known.
type citizen struct{}

func (citizen) ActorID() string   { return "public" }
func (citizen) ActorName() string { return "Biểu mẫu công khai" }

// Report stores a tip of the public form and returns its receipt, which is
// stored nowhere. Errors: Invalid; Unavailable when no office can take it.
func (s *Service) Report(ctx context.Context, in PublicInput) (string, error) {
	receipt, digest, err := s.receiptFor(in.Once)
	if err != nil {
		return "", err
	}
	err = s.db.Write(ctx, citizen{}, "tip.tip.report", func(tx *db.Tx) error {
		if _, err := tipByReceipt(tx, digest); !missing(err) {
			return err // it is there already
		}
		o, err := s.landing(tx)
		if err != nil {
			return err
		}
		return s.report(tx, o, digest, in)
	})
	if err != nil {
		return "", err
	}
	return receipt, nil
}

func (s *Service) report(tx *db.Tx, o Office, digest string, in PublicInput) error {
	t, err := s.org.TreeIn(tx)
	if err != nil {
		return err
	}
	full := Input{Channel: Public, Urgency: urgencyOf[in.About], Anonymous: true, Language: in.Lang, receipt: digest,
		Content: Content{About: in.About, Text: in.Text}, Giver: Giver{Way: in.Way, Contact: in.Contact, When: in.When}}
	full.clean(tx.Now)
	var c errs.Check
	full.validate(&c, tx.Now)
	d := desk{s: s, tx: tx, by: access.Actor{ID: citizen{}.ActorID(), Name: citizen{}.ActorName()}, tree: t}
	if err := d.checkPlace(&c, &full, o); err != nil {
		return err
	}
	if err := c.Err(); err != nil {
		return err
	}
	_, err = d.begin(full, o, "tip.tip.report")
	return err
}

// receiptFor derives the receipt of a form's secret, and its digest.
func (s *Service) receiptFor(once string) (receipt, digest string, err error) {
	if len(once) < 16 || len(once) > 100 {
		return "", "", errs.New(errs.Invalid, "tip.err.form")
	}
	mac, err := s.keys.HMAC("tip receipt", once)
	if err != nil {
		return "", "", err
	}
	receipt = receiptOf(mac)
	digest, err = s.digest(receipt)
	return receipt, digest, err
}

func (s *Service) digest(receipt string) (string, error) {
	mac, err := s.keys.HMAC("tip receipt digest", receipt)
	return hex.EncodeToString(mac), err
}

// landing is the office at which public tips arrive: the police of the
// configured unit, or its department when nobody of the police can sign in.
func (s *Service) landing(tx *db.Tx) (Office, error) {
	want, err := s.setting(tx, publicUnit, tx.Today())
	if err != nil {
		return Office{}, err
	}
	seats, err := s.seats(tx, "tip.record")
	if err != nil {
		return Office{}, err
	}
	for _, kind := range []access.Role{access.Police, access.ProvinceOfficer} {
		var found []Office
		for _, seat := range seats {
			if seat.Role == kind && (seat.Unit == want || want == anyPublic || want == "") {
				found = append(found, seat)
			}
		}
		if len(found) == 1 {
			return found[0], nil
		}
	}
	return Office{}, errs.New(errs.Unavailable, "tip.err.no_office")
}

// Status is the state of a public tip in the words of its sender. Errors:
// NotFound, also for what is no receipt.
func (s *Service) Status(ctx context.Context, typed string) (string, error) {
	receipt := readReceipt(typed)
	if receipt == "" {
		return "", errs.New(errs.NotFound, "tip.err.receipt")
	}
	digest, err := s.digest(receipt)
	if err != nil {
		return "", err
	}
	var t Tip
	err = s.db.View(ctx, func(tx *db.Tx) (err error) {
		t, err = tipByReceipt(tx, digest)
		return err
	})
	if missing(err) {
		return "", errs.New(errs.NotFound, "tip.err.receipt")
	}
	return publicState(t.State), err
}

// publicState tells little: nobody who finds a receipt learns what was found.
func publicState(s State) string {
	switch s {
	case Received, Returned:
		return "received"
	case Handed, Opened:
		return "passed"
	case Acknowledged:
		return "work"
	}
	return "done"
}

// phones are what the public page shows beside the form, from configuration.
type phones struct{ Hotline, Police, Exit, Place string }

func (s *Service) phones(ctx context.Context) (phones, error) {
	var p phones
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		day := clock.DateOf(tx.Now)
		for _, f := range []struct {
			to  *string
			key string
		}{{&p.Hotline, phoneHotline}, {&p.Police, phonePolice}, {&p.Exit, exitPage}} {
			if *f.to, err = s.setting(tx, f.key, day); err != nil {
				return err
			}
		}
		t, err := s.org.TreeIn(tx)
		if err != nil {
			return err
		}
		if o, err := s.landing(tx); err == nil {
			p.Place = t.Name(o.Unit)
		}
		return nil
	})
	return p, err
}
