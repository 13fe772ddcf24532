package casework

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"neove/access"
	"neove/handoff"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/seal"
	"neove/person"
)

const (
	mayExport  = "casework.case.export"
	kindExport = "casework.export" // the proposal
	exportLife = 24 * time.Hour
)

type exportRow struct {
	ID       string    `db:"id"`
	Case     string    `db:"case_id"`
	Consent  string    `db:"consent"`
	Actor    string    `db:"actor"`
	AgreedBy string    `db:"agreed_by"`
	AgreedAt time.Time `db:"agreed_at"`
	Until    time.Time `db:"until_at"`
}

// exportable reports whether a consent lets the case leave the program: the
// person agreed, today, to something the standard can hold.
func (c Consent) exportable(on clock.Date) bool {
	return c.Basis == "consent" && c.Covers(c.Recipient, c.Purpose, []string{InCore}, on)
}

// exporter finds a case for somebody who may take it out under a consent.
func (d desk) exporter(key, consent string) (c Case, seat Seat, k Consent, err error) {
	if c, seat, err = d.find(key); err != nil {
		return c, seat, k, err
	}
	if seat.Part == Broken || !d.by.May(mayExport) {
		return c, seat, k, errs.New(errs.Forbidden, "access.err.forbidden")
	}
	k, err = db.Get[Consent](d.tx, consentColumns+" WHERE id=? AND case_id=?", consent, c.ID)
	if err != nil || !k.exportable(d.tx.Today()) {
		var bad errs.Check
		bad.Add("consent", "casework.err.export_consent")
		err = bad.Err()
	}
	return c, seat, k, err
}

// ProposeExport asks a second person of the office to let a case out. reason is
// one of the program's texts: it is not sealed. Errors: NotFound, Invalid,
// Conflict when the same waits.
func (s *Service) ProposeExport(ctx context.Context, by access.Actor, key, consent, reason string) error {
	var c Case
	var seat Seat
	err := s.db.View(ctx, func(tx *db.Tx) error {
		d, err := s.desk(tx, by)
		if err != nil {
			return err
		}
		c, seat, _, err = d.exporter(key, consent)
		return err
	})
	if err != nil {
		return err
	}
	payload, err := json.Marshal(map[string]string{"consent": consent})
	if err != nil {
		return err
	}
	return s.access.Propose(ctx, by, access.Proposal{Kind: kindExport, Unit: unitOf(seat.Office), Office: seat.Office, Subject: c.ID, SubjectName: c.Code, Payload: string(payload), Reason: reason})
}

// agreeExport carries out what a second person approved, who has to work on the
// case, too: nobody decides about what they may not know.
func (s *Service) agreeExport(tx *db.Tx, by access.Actor, p access.Proposal) error {
	var in struct{ Consent string }
	if err := json.Unmarshal([]byte(p.Payload), &in); err != nil {
		return err
	}
	d, err := s.desk(tx, by)
	if err != nil {
		return err
	}
	c, seat, k, err := d.exporter(p.Subject, in.Consent)
	if err != nil {
		return err
	}
	d.event("casework.export.agree", c.ID, seat, map[string]any{"for": p.ProposedBy, "purpose": k.Purpose, "recipient": k.Recipient})
	return tx.Insert("casework_exports", exportRow{ID: tx.ID(), Case: c.ID, Consent: k.ID, Actor: p.ProposedBy, AgreedBy: by.Name, AgreedAt: tx.Now, Until: tx.Now.Add(exportLife)})
}

// seesExport: only who works on the case learns that it is to go out.
func (s *Service) seesExport(tx *db.Tx, by access.Actor, p access.Proposal) (bool, error) {
	text, _ := s.Label(tx, by, p.Subject)
	return text != "", nil
}

// Exports lists what the actor may take out now, with the consents to choose
// from.
func (s *Service) exports(ctx context.Context, by access.Actor, key string) (v View, open []exportRow, err error) {
	err = s.read(ctx, by, "casework.case.view", key, func(d desk, c Case, seat Seat) (err error) {
		if seat.Part == Broken {
			return nothing()
		}
		if v, err = d.view(c, seat); err != nil {
			return err
		}
		open, err = d.granted(c)
		return err
	})
	return v, open, err
}

func (d desk) granted(c Case) ([]exportRow, error) {
	return db.Select[exportRow](d.tx, "SELECT id,case_id,consent,actor,agreed_by,agreed_at,until_at FROM casework_exports WHERE case_id=? AND actor=? AND until_at>? ORDER BY agreed_at DESC, id", c.ID, d.by.ID, db.Arg(d.tx.Now))
}

// Export is a case as a file of the standard, for who proposed it, within a day
// of a second person's yes and while the consent lasts. It is recorded before
// it is returned. name words an office. Errors: NotFound; Conflict when nobody
// agreed; Invalid when the consent ended.
func (s *Service) Export(ctx context.Context, by access.Actor, key string, name func(office string) string) (c Case, f HTCDS, err error) {
	err = s.db.Read(ctx, by, "casework.case.export", func(tx *db.Tx) error {
		d, err := s.desk(tx, by)
		if err != nil {
			return err
		}
		if c, _, err = d.find(key); err != nil {
			return err
		}
		list, err := d.granted(c)
		if err != nil {
			return err
		}
		seat, k, err := d.firstOpen(c, list)
		if err != nil {
			return err
		}
		var sections []string
		for _, one := range htcdsSections {
			if slices.Contains(strings.Split(k.Sections, ","), one) && seat.May(one) {
				sections = append(sections, one)
			}
		}
		d.event("casework.case.export", c.ID, seat, map[string]any{"purpose": k.Purpose, "recipient": k.Recipient, "sections": sections})
		f = htcdsFile(ExportTag{By: by.Name, Office: name(seat.Office), At: tx.Now.UTC().Format(time.RFC3339), Purpose: k.Purpose, Recipient: name(k.Recipient), Sections: sections, Expires: k.Until})
		t, err := d.tell(c, seat, sections, name)
		if err == nil {
			f.add(t, sections)
		}
		return err
	})
	if err != nil {
		return Case{}, HTCDS{}, err
	}
	return c, f, nil
}

// firstOpen is the newest agreement whose consent still holds.
func (d desk) firstOpen(c Case, list []exportRow) (seat Seat, k Consent, err error) {
	err = errs.New(errs.Conflict, "casework.err.export_agreed")
	for _, g := range list {
		if _, seat, k, err = d.exporter(c.ID, g.Consent); err == nil {
			break
		}
	}
	return seat, k, err
}

// tell gathers what the standard can say of a case.
func (d desk) tell(c Case, seat Seat, sections []string, name func(string) string) (hCase, error) {
	t := hCase{Case: c, Worksheet: Values{}, Closure: Values{}}
	at, err := d.moment(c, seat)
	if err != nil {
		return t, err
	}
	t.Core = at.Core
	for _, r := range slices.Backward(at.Done) { // the oldest first
		if !slices.Contains(sections, r.Compartment) && !(r.Kind == imported && r.Compartment == InPlace) {
			continue
		}
		switch r.Kind {
		case "worksheet":
			t.Worksheet = r.Values
		case "closure":
			t.Closure = r.Values
		case "decision":
			t.Decider = r.Office
		case "note":
			t.Notes = append(t.Notes, r.Values.Get("text"))
		case "plan_item":
			t.Plans = append(t.Plans, planOut(r))
		case imported:
			if err := t.remember(r.Values.Get("text")); err != nil {
				return t, err
			}
		}
	}
	if slices.Contains(sections, seal.Identity) {
		p, err := d.s.person.OpenIn(d.tx, d.by, c.Person, "support", "name", "birth", "papers", "contacts", "places")
		if err != nil {
			return t, err
		}
		t.Profile = person.Profile{Name: p.Name, Birth: p.Birth, Papers: p.Papers, Contacts: p.Contacts, Places: p.Places}
	}
	return t, d.tellShared(&t, name)
}

// tellShared adds who leads, hand-overs that were accepted, and consent.
func (d desk) tellShared(t *hCase, name func(string) string) error {
	t.Owner = name(t.Case.Office)
	list, err := d.s.handoff.Of(d.tx, subject, t.Case.ID)
	if err != nil {
		return err
	}
	for _, r := range list {
		if r.State != handoff.Accepted && r.State != handoff.Ended {
			continue
		}
		o, _ := access.ParseOffice(r.To)
		t.Orgs = append(t.Orgs, Object{"id": r.ID, "org_Name": name(r.To), "org_Type": orgType(o.Role)})
		why := map[string]string{"need": "AdditionalServicesRequired", "residence": "MigrationOrChangeOfLocation"}[r.Reason]
		if why == "" {
			why = "Other"
		}
		t.Sent = append(t.Sent, Object{"cas_ReferredOrganisation": r.ID, "cas_OutgoingReferralDate": clock.DateOf(r.SentAt).String(), "cas_ReasonForOutgoingReferral": why})
	}
	all, err := consents(d.tx, t.Case.ID)
	for _, k := range all {
		if k.Basis == "consent" && (k.State == Given || k.State == Refused && t.Consent == "") {
			t.Consent = k.State
		}
	}
	return err
}

// orgType is the kind of body in the words of the standard.
func orgType(r access.Role) string {
	switch r {
	case access.Police, access.BorderGuard, access.CoastGuard:
		return "LawEnforcement"
	case access.ServiceOfficer:
		return "NGO"
	}
	return "LocalGovernmentOrganisation"
}
