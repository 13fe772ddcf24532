package casework

import (
	"context"
	"encoding/hex"

	"neove/access"
	"neove/internal/errs"
	"neove/internal/seal"
	"neove/internal/ui"
	"neove/regime"
)

// Write adds a record to a case; with amends it is the next version of that
// one. Errors: NotFound; Forbidden for a kind that another office decides;
// Invalid; Conflict when the record or the case changed meanwhile.
func (s *Service) Write(ctx context.Context, by access.Actor, key, kind, amends string, v Values) (Record, error) {
	var r Record
	err := s.write(ctx, by, "casework.record.write", key, 0, func(d desk, c *Case, seat Seat) (err error) {
		r, err = d.write(c, seat, kind, amends, v)
		return err
	})
	return r, err
}

func (d desk) write(c *Case, seat Seat, code, amends string, v Values) (Record, error) {
	k, ok := KindOf(code)
	if !ok {
		return Record{}, nothing()
	}
	at, err := d.moment(*c, seat)
	if err != nil {
		return Record{}, err
	}
	if err := k.refuse(d.by, at, seat); err != nil {
		return Record{}, err
	}
	options, err := d.choices(k, at)
	if err != nil {
		return Record{}, err
	}
	var bad errs.Check
	check(&bad, k.fields(), v, options)
	if k.Check != nil {
		k.Check(at, v, &bad)
	}
	r := Record{ID: d.tx.ID(), Case: c.ID, Kind: code, State: Current, N: 1, On: v.Date("on"), Office: seat.Office, ByID: d.by.ID, By: d.by.Name, At: d.tx.Now, Values: v}
	if r.Compartment = k.In(v); r.Compartment != "" && !seat.May(r.Compartment) {
		bad.Add("in", "casework.err.compartment")
	}
	if err := bad.Err(); err != nil {
		return r, err
	}
	r.Root = r.ID
	if amends != "" {
		if err := d.replace(&r, amends, seat); err != nil {
			return r, err
		}
	}
	return r, d.keep(c, seat, k, at, r)
}

// replace makes a record the next version of another one of its kind; what it
// replaces stays as it was.
func (d desk) replace(r *Record, amends string, seat Seat) error {
	old, err := recordByID(d.tx, r.Case, amends)
	if err != nil || old.Kind != r.Kind || !seat.May(old.Compartment) {
		return nothing()
	}
	if old.State != Current {
		return errs.New(errs.Conflict, "web.err.changed")
	}
	if old.Office != r.Office {
		return errs.New(errs.Forbidden, "casework.err.other_office")
	}
	r.Root, r.N = old.Root, old.N+1
	return setState(d.tx, old.ID, Replaced)
}

// keep stores a record with what it changes and what figures count of it.
func (d desk) keep(c *Case, seat Seat, k Kind, at moment, r Record) (err error) {
	if r.Box, err = d.s.keys.SealJSON(d.tx, recordsOf("box", r.Compartment).Ref(r.ID, c.ID), r.Values); err != nil {
		return err
	}
	if err := d.tx.Insert("casework_records", r); err != nil {
		return err
	}
	if k.Apply != nil {
		core := at.Core
		if err := k.Apply(d, c, &core, r); err != nil {
			return err
		}
		if err := d.setCore(c, core); err != nil {
			return err
		}
		if err := d.count(*c, core); err != nil {
			return err
		}
	}
	was, rest := at.without(r.Root)
	if err := d.recount(*c, k, was, r, append(rest, r)); err != nil {
		return err
	}
	return d.store(c, "casework.record.write", seat, map[string]any{"kind": r.Kind, "compartment": r.Compartment, "version": r.N})
}

// without takes a record out of what the office may open.
func (m moment) without(root string) (was Record, rest []Record) {
	for _, r := range m.Done {
		if r.Root == root {
			was = r
		} else {
			rest = append(rest, r)
		}
	}
	return was, rest
}

// factID stands for a record among the figures without leading to it.
func (s *Service) factID(kind, id string) (string, error) {
	mac, err := s.keys.HMAC("casework.fact."+kind, id)
	return hex.EncodeToString(mac), err
}

// refuse says who may not record a kind.
func (k Kind) refuse(by access.Actor, at moment, seat Seat) error {
	switch {
	case k.May != "" && !by.May(k.May):
		return errs.New(errs.Forbidden, "casework.err.decides")
	case k.Lead && seat.Office != at.Case.Office:
		return errs.New(errs.Forbidden, "casework.err.lead")
	case at.Case.Stage == Closed && k.Code != "reopening" && k.Code != "note":
		return errs.New(errs.Conflict, "casework.err.closed")
	case at.Case.Stage != Closed && k.Code == "reopening":
		return errs.New(errs.Conflict, "casework.err.not_closed")
	}
	return nil
}

// Withdraw takes a record back, with a reason; it stays readable as withdrawn.
// What decides about the case is amended instead.
func (s *Service) Withdraw(ctx context.Context, by access.Actor, key, id, reason string) error {
	return s.write(ctx, by, "casework.record.withdraw", key, 0, func(d desk, c *Case, seat Seat) error {
		r, err := recordByID(d.tx, c.ID, id)
		k, _ := KindOf(r.Kind)
		switch {
		case err != nil || !seat.May(r.Compartment):
			return nothing()
		case r.State != Current:
			return errs.New(errs.Conflict, "web.err.changed")
		case k.final():
			return errs.New(errs.Forbidden, "casework.err.final")
		case r.Office != seat.Office:
			return errs.New(errs.Forbidden, "casework.err.other_office")
		}
		var bad errs.Check
		if reason == "" {
			bad.Add("reason", "web.err.reason")
			return bad.Err()
		}
		at, err := d.moment(*c, seat)
		if err != nil {
			return err
		}
		why, err := s.keys.SealJSON(d.tx, recordsOf("why", r.Compartment).Ref(r.ID, c.ID), reason)
		if err != nil {
			return err
		}
		if _, err := d.tx.Exec("UPDATE casework_records SET state=?, why=? WHERE id=?", Withdrawn, why, id); err != nil {
			return err
		}
		was, rest := at.without(r.Root)
		if err := d.recount(*c, k, was, Record{Root: r.Root, State: Withdrawn}, rest); err != nil {
			return err
		}
		return d.store(c, "casework.record.withdraw", seat, map[string]any{"kind": r.Kind})
	})
}

// opened opens records as far as the seat may; the others are left out.
func (d desk) opened(c Case, seat Seat, list []Record) ([]Record, error) {
	var items []seal.Item
	var out []Record
	for _, r := range list {
		if seat.May(r.Compartment) {
			items, out = append(items, seal.Item{Ref: recordsOf("box", r.Compartment).Ref(r.ID, c.ID), Box: r.Box}), append(out, r)
		}
	}
	raw, err := d.s.keys.OpenAll(d.tx, seat.Office, items)
	if err != nil {
		return nil, err
	}
	for i := range out {
		if raw[i] == nil {
			continue
		}
		if err := seal.Unpack(raw[i], &out[i].Values); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// moment is the case as it stands for the office.
func (d desk) moment(c Case, seat Seat) (moment, error) {
	core, err := d.core(c, seat)
	if err != nil {
		return moment{}, err
	}
	list, err := records(d.tx, c.ID, Current)
	if err != nil {
		return moment{}, err
	}
	done, err := d.opened(c, seat, list)
	if err != nil {
		return moment{}, err
	}
	at := moment{Case: c, Core: core, Today: d.tx.Today(), Done: done, Shut: len(list) - len(done)}
	at.Facts, err = d.facts(at)
	return at, err
}

// choices are the options of fields that depend on the case, as far as the kind
// has such fields; texts are filled in by pages.
func (d desk) choices(k Kind, at moment) (out map[string][]ui.Option, err error) {
	out = map[string][]ui.Option{}
	for _, f := range k.Fields {
		if f.From == "" {
			continue
		}
		if out[f.From], err = d.choicesFrom(f.From, at); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (d desk) choicesFrom(source string, at moment) (out []ui.Option, err error) {
	switch source {
	case "regimes":
		for _, e := range regime.Entitlements(at.Facts, d.tx.Today()) {
			out = append(out, ui.Option{Value: e.Regime})
		}
	case "items":
		for _, r := range at.Done {
			if r.Kind == "plan_item" {
				out = append(out, ui.Option{Value: r.Root, Text: r.Values.Get("goal")})
			}
		}
	case "providers":
		if d.s.Providers != nil {
			out, err = d.s.Providers(d.tx.Context(), d.by, unitOf(at.Case.Office))
		}
	}
	return out, err
}
