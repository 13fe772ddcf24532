package casework

import (
	"context"
	"slices"
	"strings"

	"neove/access"
	"neove/handoff"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
)

// ConsentInput is one entry of the ledger.
type ConsentInput struct {
	Recipient string // an office
	Purpose   string
	Sections  []string
	Basis     string
	State     string // given, refused, not_asked
	From      clock.Date
	Until     clock.Date // the first day without; 0 is a year
	How       How
}

// Consent adds an entry to the ledger: what the person said, or which duty makes
// the disclosure lawful. Errors: NotFound, Invalid.
func (s *Service) Consent(ctx context.Context, by access.Actor, key string, in ConsentInput) (Consent, error) {
	var k Consent
	err := s.write(ctx, by, "casework.consent.record", key, 0, func(d desk, c *Case, seat Seat) (err error) {
		k, err = d.consent(c, seat, in)
		return err
	})
	return k, err
}

func (d desk) consent(c *Case, seat Seat, in ConsentInput) (Consent, error) {
	core, err := d.core(*c, seat)
	if err != nil {
		return Consent{}, err
	}
	if in.From == 0 {
		in.From = d.tx.Today()
	}
	if in.Until == 0 {
		in.Until = in.From.AddMonths(12)
	}
	if err := in.validate(seat, core, d.tx.Today()); err != nil {
		return Consent{}, err
	}
	k := Consent{ID: d.tx.ID(), Case: c.ID, Recipient: in.Recipient, Purpose: in.Purpose, Sections: strings.Join(in.Sections, ","), Basis: in.Basis, State: in.State, From: in.From, Until: in.Until,
		ByID: d.by.ID, By: d.by.Name, At: d.tx.Now, How: in.How}
	if k.Box, err = d.s.keys.SealJSON(d.tx, consentSealed.Ref(k.ID, c.ID), in.How); err != nil {
		return k, err
	}
	if err := d.tx.Insert("casework_consents", k); err != nil {
		return k, err
	}
	return k, d.store(c, "casework.consent.record", seat, map[string]any{"state": k.State, "basis": k.Basis, "recipient": k.Recipient})
}

func (in ConsentInput) validate(seat Seat, core Core, today clock.Date) error {
	var bad errs.Check
	choose := func(field, value string, list []string) {
		if !slices.Contains(list, value) {
			bad.Add(field, "web.err.choice")
		}
	}
	if _, ok := access.ParseOffice(in.Recipient); !ok && in.Recipient != handoff.Outside || in.Recipient == seat.Office {
		bad.Add("recipient", "casework.err.recipient")
	}
	choose("purpose", in.Purpose, Purposes)
	choose("basis", in.Basis, Bases)
	choose("state", in.State, []string{Given, Refused, NotYet})
	if len(in.Sections) == 0 {
		bad.Add("sections", "casework.err.sections")
	}
	for _, one := range in.Sections {
		if !slices.Contains(Sections, one) || !seat.May(one) {
			bad.Add("sections", "casework.err.section")
			break
		}
	}
	if in.Until <= in.From {
		bad.Add("until", "casework.err.until")
	}
	if in.Basis == "consent" && in.State == Given {
		choose("way", in.How.Way, Ways)
		if core.Child() && in.How.Guardian == "" {
			bad.Add("guardian", "casework.err.guardian")
		}
	}
	return bad.Err()
}

// stopFor ends the open hand-offs that rest on a consent.
func (d desk) stopFor(c Case, k Consent) (int, error) {
	return d.s.handoff.StopWhere(d.tx, d.by, subject, c.ID, "consent_withdrawn", func(r handoff.Request) bool { return r.Basis == "consent:"+k.ID })
}

// WithdrawConsent takes a consent back. Open hand-offs to that office stop in
// the same transaction. It tells who has data already: what was read was read.
func (s *Service) WithdrawConsent(ctx context.Context, by access.Actor, key, id string) (stopped int, err error) {
	err = s.write(ctx, by, "casework.consent.withdraw", key, 0, func(d desk, c *Case, seat Seat) error {
		k, err := db.Get[Consent](d.tx, consentColumns+" WHERE id=? AND case_id=?", id, c.ID)
		if err != nil {
			return nothing()
		}
		if k.State != Given || k.Basis != "consent" {
			return errs.New(errs.Conflict, "casework.err.consent_state")
		}
		if _, err := d.tx.Exec("UPDATE casework_consents SET state=?, withdrawn_at=?, withdrawn_by=? WHERE id=?", TakenBy, db.Arg(d.tx.Now), by.Name, id); err != nil {
			return err
		}
		if stopped, err = d.stopFor(*c, k); err != nil {
			return err
		}
		return d.store(c, "casework.consent.withdraw", seat, map[string]any{"recipient": k.Recipient, "stopped": stopped})
	})
	return stopped, err
}
