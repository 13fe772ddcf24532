package casework

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"neove/access"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/seal"
)

// imported is the kind of record that holds what a file told and we have no
// field for. Nobody types it; it stays as it came.
const imported = "imported"

var importedKinds = []Kind{{Code: imported, Group: "file", Final: true, Fields: []Field{{Name: "text", Type: Text}}, In: in(InTestimony), Brief: nil,
	Check: func(_ moment, _ Values, c *errs.Check) { c.Add("text", "casework.err.imported") }}}

// restOut is the content of such a record.
type restOut struct {
	Person        Object   `json:"person,omitempty"`
	Case          *CaseOut `json:"case,omitempty"`
	Organizations []Object `json:"organizations,omitempty"`
	Persons       []Object `json:"persons,omitempty"`
}

// remember takes such a record back in.
func (t *hCase) remember(raw string) error {
	var in restOut
	if err := json.Unmarshal([]byte(raw), &in); err != nil {
		return errs.Wrap(errs.Internal, err, "seal.err.open")
	}
	if in.Person != nil {
		t.Person = in.Person
		settle(in.Person)
	}
	if in.Case == nil {
		return nil
	}
	t.Rest, t.Others.Organizations, t.Others.Persons = *in.Case, in.Organizations, in.Persons
	settle(t.Rest.Victim, t.Rest.Case, t.Rest.Consent)
	for _, list := range [][]Object{t.Rest.Referrals, t.Rest.Comments, t.Rest.Events, t.Rest.Plans, t.Rest.Perpetrators, in.Organizations, in.Persons} {
		settle(list...)
	}
	return nil
}

// settle makes lists of texts of what JSON made of them.
func settle(list ...Object) {
	for _, o := range list {
		for name, v := range o {
			if many, ok := v.([]any); ok {
				out := make([]string, len(many))
				for i, one := range many {
					out[i], _ = one.(string)
				}
				o[name] = out
			}
		}
	}
}

// errDry ends a trial: everything was done and is undone.
var errDry = errors.New("casework: a trial import")

// Import opens the cases of a file in the name of an office, all or none; dry
// does it and takes it back. Legal status, stage and consent of a file are
// claims: they are kept, they decide nothing. It returns the codes of the cases.
// Errors: Invalid, naming case and field; Forbidden for another's office;
// Conflict for a file that was taken in before.
func (s *Service) Import(ctx context.Context, by access.Actor, office string, raw []byte, dry bool) (codes []string, err error) {
	f, err := ReadHTCDS(raw)
	if err != nil {
		return nil, err
	}
	mac, err := s.keys.HMAC("casework import", office+" "+string(raw))
	if err != nil {
		return nil, err
	}
	err = s.db.Write(ctx, by, "casework.case.import", func(tx *db.Tx) error {
		d, err := s.desk(tx, by)
		if err != nil {
			return err
		}
		id := hex.EncodeToString(mac)
		if n, err := db.Get[int64](tx, "SELECT COUNT(*) FROM casework_imports WHERE id=?", id); err != nil || n > 0 {
			return errOr(err, errs.New(errs.Conflict, "casework.err.import_again"))
		}
		people := map[string]string{} // id in the file → person
		for i, c := range f.Cases {
			code, err := d.take(f, c, office, people)
			if err != nil {
				return within(fmt.Sprintf("cases[%d]", i), err)
			}
			codes = append(codes, code)
		}
		if dry {
			return errDry
		}
		return tx.Insert("casework_imports", importRow{id, office, int64(len(codes)), by.ID, by.Name, tx.Now})
	})
	if errors.Is(err, errDry) {
		return codes, nil
	}
	if err != nil {
		return nil, err
	}
	return codes, nil
}

type importRow struct {
	ID     string    `db:"id"`
	Office string    `db:"office"`
	Cases  int64     `db:"cases"`
	By     string    `db:"by_id"`
	Name   string    `db:"by_name"`
	At     time.Time `db:"at"`
}

// within names the case in front of each field of a mistake.
func within(at string, err error) error {
	if !errs.Is(err, errs.Invalid) {
		return err
	}
	var bad errs.Check
	for _, f := range errs.From(err).Fields {
		bad.Add(at+"."+f.Name, f.Key, f.Args...)
	}
	return errOr(bad.Err(), err)
}

// take opens one case and records what the file tells of it.
func (d desk) take(f HTCDS, in CaseOut, office string, people map[string]string) (string, error) {
	t, today := f.read(in), d.tx.Today()
	if t.Case.ReceivedOn == 0 {
		t.Case.ReceivedOn = today
	}
	if t.Case.ReceivedOn > today {
		var bad errs.Check
		bad.Add("case.cas_IncomingReferralDate", "casework.err.future")
		return "", bad.Err()
	}
	if lo, hi, ok := t.Profile.Age(t.Case.ReceivedOn); ok {
		t.Core.AgeLow, t.Core.AgeHigh, t.Core.Minor = lo, hi, string(t.Profile.Minor(t.Case.ReceivedOn))
	}
	c, err := d.s.Open(d.tx, d.by, Opening{Office: office, Role: Main, Person: people[in.Person], Profile: t.Profile, ReceivedOn: t.Case.ReceivedOn, Core: t.Core})
	if err != nil {
		return "", err
	}
	people[in.Person] = c.Person
	seat := Seat{Office: office, Part: Owner, Open: append([]string{seal.Identity}, Compartments...)}
	if err := d.takeRecords(&c, seat, t); err != nil {
		return "", err
	}
	return c.Code, d.keepRest(&c, seat, t)
}

func (d desk) takeRecords(c *Case, seat Seat, t hCase) error {
	record := func(kind string, v Values) error {
		if len(v) == 0 {
			return nil
		}
		v.Set("on", d.tx.Today().String())
		_, err := d.write(c, seat, kind, "", v)
		return err
	}
	if err := record("worksheet", t.Worksheet); err != nil {
		return err
	}
	for _, one := range t.Notes {
		if err := record("note", Values{"in": {InTestimony}, "text": {one}}); err != nil {
			return err
		}
	}
	return record("closure", t.Closure)
}

// keepRest seals what we have no field for: of the person in the narrowest
// compartment, everything else with the statements.
func (d desk) keepRest(c *Case, seat Seat, t hCase) error {
	rest := restOut{Case: &t.Rest, Organizations: t.Others.Organizations, Persons: t.Others.Persons}
	for _, part := range []struct {
		compartment string
		out         restOut
		empty       bool
	}{{InPlace, restOut{Person: t.Person}, len(t.Person) == 0}, {InTestimony, rest, t.Rest.bare()}} {
		if part.empty {
			continue
		}
		raw, err := json.MarshalIndent(part.out, "", " ")
		if err != nil {
			return err
		}
		r := Record{ID: d.tx.ID(), Case: c.ID, Kind: imported, Compartment: part.compartment, State: Current, N: 1, On: d.tx.Today(), Office: seat.Office, ByID: d.by.ID, By: d.by.Name, At: d.tx.Now, Values: Values{"text": {string(raw)}}}
		r.Root = r.ID
		if err := d.keep(c, seat, Kind{Code: imported}, moment{Case: *c}, r); err != nil {
			return err
		}
	}
	d.event("casework.case.import", c.ID, seat, nil)
	return nil
}

// bare reports whether nothing is left.
func (c CaseOut) bare() bool {
	return len(c.Victim)+len(c.Case)+len(c.Consent)+len(c.Referrals)+len(c.Comments)+len(c.Events)+len(c.Plans)+len(c.Perpetrators) == 0
}
