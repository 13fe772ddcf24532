package casework

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"neove/access"
	"neove/handoff"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/seal"
)

// subject is the kind of cases among what can be handed off.
const subject = "case"

// dutyPurposes are what the law demands to be told, with or without consent:
// Law 53/2024 art. 27 (notice, initial verification, identification).
var dutyPurposes = []string{"notify", "verify", "identify"}

// hand makes cases a subject of hand-offs: the ledger decides what may go, the
// keys follow acceptance and end.
func (s *Service) hand() handoff.Subject {
	return handoff.Subject{Check: s.shareCheck, Begin: s.shareBegin, End: s.shareEnd, Pack: s.pack, Excluded: s.excludedFrom,
		Label: func(tx *db.Tx, by access.Actor, r handoff.Request) (string, string) {
			return s.Label(tx, by, r.Subject)
		}}
}

// Label is the code and the page of a case for who may open it, else "".
func (s *Service) Label(tx *db.Tx, by access.Actor, key string) (text, href string) {
	d, err := s.desk(tx, by)
	if err != nil {
		return "", ""
	}
	c, err := caseByKey(tx, key)
	if err != nil {
		return "", ""
	}
	if _, err := d.seat(c); err != nil {
		return "", ""
	}
	return c.Code, listPath + "/" + c.Code
}

// FindCase is the id of a case that the reader may open, by its code.
func (s *Service) FindCase(tx *db.Tx, by access.Actor, code string) (string, error) {
	c, err := caseByKey(tx, strings.ToUpper(code))
	if text, _ := s.Label(tx, by, c.ID); err != nil || text == "" {
		return "", nothing()
	}
	return c.ID, nil
}

func (s *Service) excludedFrom(tx *db.Tx, by access.Actor) ([]string, error) {
	d, err := s.desk(tx, by)
	if err != nil {
		return nil, err
	}
	query, args := d.out()
	return db.Select[string](tx, query, args...)
}

func (s *Service) excludedPeople(tx *db.Tx, by access.Actor) ([]string, error) {
	d, err := s.desk(tx, by)
	if err != nil {
		return nil, err
	}
	query, args := d.out()
	return db.Select[string](tx, "SELECT DISTINCT c.person FROM casework_cases c WHERE c.id IN ("+query+")", args...)
}

// shareCheck lets a share go out: the sender opens what it shares, and a consent
// covers it, or a duty does. What goes by duty is entered in the ledger.
func (s *Service) shareCheck(tx *db.Tx, by access.Actor, r handoff.Request) (string, error) {
	d, err := s.desk(tx, by)
	if err != nil {
		return "", err
	}
	c, seat, err := d.find(r.Subject)
	if err != nil {
		return "", err
	}
	var bad errs.Check
	sections := r.Sections()
	switch {
	case seat.Part == Broken || seat.Office != r.From:
		return "", nothing()
	case !slices.Contains(sections, InCore):
		bad.Add("sections", "casework.err.core")
	case slices.ContainsFunc(sections, func(one string) bool { return !seat.May(one) }):
		bad.Add("sections", "casework.err.section")
	case r.To == handoff.Outside && slices.ContainsFunc(sections, func(one string) bool { return !slices.Contains(htcdsSections, one) }):
		bad.Add("sections", "casework.err.outside")
	case r.Purpose == handoff.Transfer && seat.Office != c.Office:
		bad.Add("purpose", "casework.err.lead")
	case r.Purpose == handoff.Transfer && slices.ContainsFunc(seat.Open, func(one string) bool { return !slices.Contains(sections, one) }):
		bad.Add("sections", "casework.err.transfer_all") // what stayed behind nobody would open again
	case r.Basis == "duty" && !slices.Contains(dutyPurposes, r.Purpose) && r.Purpose != handoff.Transfer:
		bad.Add("basis", "casework.err.duty")
	}
	if err := d.conflicted(&bad, c, r.To); err != nil {
		return "", err
	}
	if err := bad.Err(); err != nil {
		return "", err
	}
	if r.Basis != "consent" {
		return r.Basis, d.disclose(c, seat, r)
	}
	list, err := consents(tx, c.ID)
	if err != nil {
		return "", err
	}
	for _, k := range list { // the newest first: a later no counts more than an earlier yes
		if k.Basis != "consent" { // what went out by duty is no consent to more
			continue
		}
		if k.Covers(r.To, r.Purpose, sections, tx.Today()) {
			return "consent:" + k.ID, nil
		}
		if k.Refuses(r.To, r.Purpose, sections) {
			break
		}
	}
	bad.Add("basis", "casework.err.no_consent")
	return "", bad.Err()
}

// conflicted refuses an office that is excluded as a whole.
func (d desk) conflicted(bad *errs.Check, c Case, to string) error {
	list, err := exclusions(d.tx, c.ID)
	for _, e := range list {
		if e.Office != "" && (e.Office == to || e.Office == unitOf(to)) {
			bad.Add("to", "casework.err.recipient_excluded")
			break
		}
	}
	return err
}

// disclose enters what goes out by duty, or to save somebody, into the ledger.
func (d desk) disclose(c Case, seat Seat, r handoff.Request) error {
	k := Consent{ID: d.tx.ID(), Case: c.ID, Recipient: r.To, Purpose: r.Purpose, Sections: r.Shared, Basis: r.Basis, State: Given, From: d.tx.Today(), Until: d.tx.Today().AddMonths(12), ByID: d.by.ID, By: d.by.Name, At: d.tx.Now}
	var err error
	if k.Box, err = d.s.keys.SealJSON(d.tx, consentSealed.Ref(k.ID, c.ID), k.How); err != nil {
		return err
	}
	d.event("casework.consent.record", c.ID, seat, map[string]any{"basis": r.Basis, "recipient": r.To, "state": Given})
	return d.tx.Insert("casework_consents", k)
}

// shareBegin gives the receiver what was shared; a transfer moves the lead, and
// the sender leaves.
func (s *Service) shareBegin(tx *db.Tx, by access.Actor, r handoff.Request) error {
	d, c, err := s.shared(tx, by, r)
	if err != nil {
		return err
	}
	if err := d.stillHis(c, r); err != nil {
		return err
	}
	if err := d.grant(c, r.From, r.To, r.Sections()...); err != nil {
		return err
	}
	part := Helper
	if r.Purpose == handoff.Transfer {
		part = Owner
	}
	if err := d.join(c.ID, by.ID, by.Name, r.To, part); err != nil {
		return err
	}
	if isLead(r.To) && (r.Purpose == "notify" || r.Purpose == "verify" || r.Purpose == handoff.Transfer) {
		if err := d.notified(&c, r.SentAt); err != nil {
			return err
		}
		core, err := d.core(c, Seat{Office: r.To})
		if err == nil {
			err = d.count(c, core)
		}
		if err != nil {
			return err
		}
	}
	if r.Purpose == handoff.Transfer {
		if c.Office = r.To; r.From != r.To {
			if err := d.part(c, r.From, nil, r.ID); err != nil {
				return err
			}
		}
	}
	return d.store(&c, "casework.case.share", Seat{Office: r.To}, map[string]any{"office": r.To, "sections": r.Shared, "purpose": r.Purpose})
}

// stillHis refuses what the sender has lost since it asked: the lead that another
// office took over, the keys of a hand-off that ended.
func (d desk) stillHis(c Case, r handoff.Request) error {
	lost := r.Purpose == handoff.Transfer && r.From != c.Office
	for _, name := range r.Sections() {
		of := c.ID
		if name == seal.Identity {
			of = c.Person
		}
		all, err := seal.Holders(d.tx, of, name)
		if err != nil {
			return err
		}
		lost = lost || !slices.Contains(all, r.From)
	}
	if lost {
		return errs.New(errs.Conflict, "handoff.err.state")
	}
	return nil
}

// shareEnd takes back what no other open hand-off still gives.
func (s *Service) shareEnd(tx *db.Tx, by access.Actor, r handoff.Request) error {
	d, c, err := s.shared(tx, by, r)
	if err != nil || r.To == c.Office {
		return err
	}
	all, err := s.handoff.Of(tx, subject, c.ID)
	if err != nil {
		return err
	}
	var stays []string
	for _, other := range all {
		if other.ID != r.ID && other.To == r.To && other.State == handoff.Accepted {
			stays = append(stays, other.Sections()...)
		}
	}
	if err := d.part(c, r.To, stays, r.ID); err != nil {
		return err
	}
	return d.store(&c, "casework.case.unshare", Seat{Office: r.To}, map[string]any{"office": r.To})
}

// pack writes what a package to somebody outside holds: a file of HTCDS with
// the sections that it can speak of.
func (s *Service) pack(tx *db.Tx, by access.Actor, r handoff.Request) ([]handoff.File, error) {
	d, err := s.desk(tx, by)
	if err != nil {
		return nil, err
	}
	c, seat, err := d.find(r.Subject)
	if err != nil {
		return nil, err
	}
	if seat.Part == Broken || seat.Office != r.From {
		return nil, nothing()
	}
	name := func(office string) string {
		o, _ := access.ParseOffice(office)
		return d.tree.Name(o.Unit)
	}
	f := htcdsFile(ExportTag{By: by.Name, Office: name(seat.Office), At: tx.Now.UTC().Format(time.RFC3339), Purpose: r.Purpose, Sections: r.Sections(), Expires: tx.Today() + 30})
	t, err := d.tell(c, seat, r.Sections(), name)
	if err != nil {
		return nil, err
	}
	f.add(t, r.Sections())
	raw, err := json.MarshalIndent(f, "", " ")
	d.event("casework.case.export", c.ID, seat, map[string]any{"purpose": r.Purpose, "recipient": handoff.Outside, "sections": r.Sections()})
	return []handoff.File{{Name: "htcds.json", Data: raw}}, err
}

func (s *Service) shared(tx *db.Tx, by access.Actor, r handoff.Request) (desk, Case, error) {
	d, err := s.desk(tx, by)
	if err != nil {
		return d, Case{}, err
	}
	c, err := caseByKey(tx, r.Subject)
	if err != nil {
		return d, c, err
	}
	out, err := d.excluded(c.ID)
	if err == nil && out {
		err = nothing()
	}
	return d, c, err
}

// part takes the sections from an office that it does not keep; without any it
// leaves the team, and what it asked of others and nobody has taken on ends, but
// for the request by which it leaves. The last key stays: nobody would open the
// file again.
func (d desk) part(c Case, office string, stays []string, by string) error {
	for _, name := range Sections {
		if slices.Contains(stays, name) {
			continue
		}
		var err error
		if name == seal.Identity {
			err = d.unname(c, office)
		} else {
			err = d.s.keys.Revoke(d.tx, c.ID, name, office)
		}
		if err != nil && !errs.Is(err, errs.NotFound) && !errs.Is(err, errs.Conflict) {
			return err
		}
	}
	if len(stays) > 0 {
		return nil
	}
	if err := d.leave(c.ID, office, ""); err != nil {
		return err
	}
	_, err := d.s.handoff.StopWhere(d.tx, d.by, subject, c.ID, "moved", func(r handoff.Request) bool {
		return r.From == office && r.ID != by && r.State != handoff.Accepted
	})
	return err
}

// unname takes the identity from an office, unless it works on another case of
// the person that gives it.
func (d desk) unname(c Case, office string) error {
	others, err := db.Select[Case](d.tx, caseColumns+" WHERE person=? AND id<>?", c.Person, c.ID)
	if err != nil {
		return err
	}
	for _, other := range others {
		all, err := d.s.handoff.Of(d.tx, subject, other.ID)
		if err != nil || other.Office == office {
			return err
		}
		for _, r := range all {
			if r.To == office && r.State == handoff.Accepted && slices.Contains(r.Sections(), seal.Identity) {
				return nil
			}
		}
	}
	return d.s.person.UnshareAs(d.tx, d.by, office, c.Person, seal.Identity, office)
}
