package casework

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/measure"
)

const mayCount = "casework.statistics"

func yearWindow(year int) measure.Window {
	return measure.Window{From: clock.On(year, 1, 1), To: clock.On(year+1, 1, 1)}
}

// Statistics are the figures of a unit in a calendar year; small ones are
// hidden. A reader sees one table only, that of the unit of their right, and
// whole years: of units below or of parts of a year, hidden numbers could be
// worked out. Errors: Forbidden.
func (s *Service) Statistics(ctx context.Context, by access.Actor, unit string, year int) (Stats, error) {
	if !by.MayExactly(mayCount, unit) {
		return Stats{}, errs.New(errs.Forbidden, "access.err.forbidden")
	}
	codes := Measures()
	var list []Figure
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		list, err = s.Figures(tx, unit, yearWindow(year), codes)
		return err
	})
	if err != nil {
		return Stats{}, err
	}
	n := map[string]int64{}
	for i, f := range list {
		n[codes[i]] = f.Value
	}
	st := statsOf(n, s.secretly(unit, year))
	st.Year, st.Complete, st.Expected = year, list[0].Complete, list[0].Expected
	return st, nil
}

// secretly orders values by codes under the root key.
func (s *Service) secretly(unit string, year int) secretly {
	return func(dimension string, values []string) []int {
		order, rank := make([]int, len(values)), make([]string, len(values))
		for i, v := range values {
			mac, err := s.keys.HMAC("casework.veil", strings.Join([]string{unit, strconv.Itoa(year), dimension, v}, "|"))
			if err != nil { // without the key there are no cases either
				return order
			}
			order[i], rank[i] = i, string(mac)
		}
		slices.SortFunc(order, func(a, b int) int { return strings.Compare(rank[a], rank[b]) })
		return order
	}
}

// OwnStatistics are exact figures of the cases on whose team the actor is, as
// far as the actor's office opens them.
func (s *Service) OwnStatistics(ctx context.Context, by access.Actor, year int) (Stats, error) {
	var facts []measure.Fact
	err := s.db.Read(ctx, by, "casework.statistics.own", func(tx *db.Tx) error {
		d, err := s.desk(tx, by)
		if err != nil {
			return err
		}
		tx.Event(db.Event{Subject: caseKind, Detail: map[string]any{"year": year}})
		list, err := d.cases("c.decoy=?", false)
		if err != nil {
			return err
		}
		return d.each(list, func(at moment, _ Seat) error {
			some, err := d.tally(at)
			facts = append(facts, some...)
			return err
		})
	})
	st := statsOf(sumOf(facts, yearWindow(year)), nil)
	st.Year = year
	return st, err
}

// each opens cases of the actor one after the other, as far as the seat may.
func (d desk) each(list []Case, fn func(at moment, seat Seat) error) error {
	for _, c := range list {
		seat, err := d.seat(c)
		if errs.Is(err, errs.NotFound) {
			continue
		}
		if err != nil {
			return err
		}
		at, err := d.moment(c, seat)
		if err != nil {
			return err
		}
		if err := fn(at, seat); err != nil {
			return err
		}
	}
	return nil
}

// tally is what figures count of a case, from what the office opens of it.
func (d desk) tally(at moment) ([]measure.Fact, error) {
	unit, err := origin(d.tx, at.Case.ID)
	if err != nil {
		return nil, err
	}
	out := counted(at.Case, at.Core, unit)
	for _, r := range at.Done {
		if k, ok := KindOf(r.Kind); ok && k.Facts != nil {
			out = append(out, k.Facts(at, r)...)
		}
	}
	for _, l := range Letters {
		out = append(out, supported(at.Case, at.Done, l)...)
	}
	first, ok := earliest(at.Done, ofKind("service"))
	out = append(out, once(at.Case, first, ok, "supported")...)
	home, ok := earliest(at.Done, ofKind("return"))
	out = append(out, once(at.Case, home, ok, "returned")...)
	return append(out, reintegrated(at.Case, at.Done)...), nil
}
