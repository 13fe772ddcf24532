package casework

import (
	"context"
	"slices"

	"neove/access"
	"neove/handoff"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/seal"
	"neove/org"
)

// join puts somebody on the team in the name of an office; being on it already
// changes nothing.
func (d desk) join(caseID, user, name, office, part string) error {
	list, err := membershipsOf(d.tx, user, caseID)
	if err != nil {
		return err
	}
	for _, m := range list {
		if m.Office == office && m.Part == part {
			return nil
		}
	}
	return d.tx.Insert("casework_team", Member{ID: d.tx.ID(), Case: caseID, User: user, Name: name, Office: office, Part: part, From: d.tx.Now})
}

// leave ends the membership of a whole office, or of one person in it.
func (d desk) leave(caseID, office, user string) error {
	query, args := "UPDATE casework_team SET to_at=? WHERE case_id=? AND office=? AND to_at=''", []any{db.Arg(d.tx.Now), caseID, office}
	if user != "" {
		query, args = query+" AND user_id=?", append(args, user)
	}
	_, err := d.tx.Exec(query, args...)
	return err
}

// Colleague is somebody who can be put on the team.
type Colleague struct {
	ID     string `db:"id"`
	Name   string `db:"name"`
	Role   string `db:"role"`
	Unit   string `db:"unit"`
	Agency string `db:"agency"`
}

// colleagues are the people of an office with an open account today.
func (d desk) colleagues(office string) ([]Colleague, error) {
	o, _ := access.ParseOffice(office)
	return db.Select[Colleague](d.tx, `SELECT DISTINCT u.id, u.name, g.role, g.unit, g.agency FROM access_grants g JOIN access_users u ON u.id=g.user_id
		WHERE g.role=? AND g.unit=? AND g.agency=? AND u.disabled=? AND g.valid_from<=? AND g.valid_to>? ORDER BY u.name, u.id`,
		o.Role, o.Unit, o.Agency, false, d.tx.Today(), d.tx.Today())
}

// Assign puts a colleague of the own office on the team. Errors: NotFound,
// Forbidden for who is not its owner, Invalid for somebody of another office:
// other offices come in by a hand-off.
func (s *Service) Assign(ctx context.Context, by access.Actor, key string, version int64, user, part string) error {
	return s.write(ctx, by, "casework.team.assign", key, version, func(d desk, c *Case, seat Seat) error {
		if seat.Part != Owner {
			return errs.New(errs.Forbidden, "casework.err.owner")
		}
		var bad errs.Check
		list, err := d.colleagues(seat.Office)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(list, func(p Colleague) bool { return p.ID == user })
		if i < 0 {
			bad.Add("user", "casework.err.colleague")
		}
		if part != Owner && part != Helper {
			bad.Add("part", "casework.err.part")
		}
		if err := bad.Err(); err != nil {
			return err
		}
		if err := d.join(c.ID, user, list[i].Name, seat.Office, part); err != nil {
			return err
		}
		return d.store(c, "casework.team.assign", seat, map[string]any{"member": user, "part": part})
	})
}

// Release takes somebody off the team; the last owner stays.
func (s *Service) Release(ctx context.Context, by access.Actor, key string, version int64, member string) error {
	return s.write(ctx, by, "casework.team.release", key, version, func(d desk, c *Case, seat Seat) error {
		all, err := team(d.tx, c.ID)
		if err != nil {
			return err
		}
		owners := 0
		var who Member
		for _, m := range all {
			if m.To.IsZero() && m.Part == Owner {
				owners++
			}
			if m.ID == member && m.To.IsZero() && m.Office == seat.Office {
				who = m
			}
		}
		switch {
		case who.ID == "":
			return nothing()
		case seat.Part != Owner:
			return errs.New(errs.Forbidden, "casework.err.owner")
		case who.Part == Owner && owners == 1:
			return errs.New(errs.Conflict, "casework.err.last_owner")
		}
		if _, err := d.tx.Exec("UPDATE casework_team SET to_at=? WHERE id=?", db.Arg(d.tx.Now), who.ID); err != nil {
			return err
		}
		return d.store(c, "casework.team.release", seat, map[string]any{"member": who.User})
	})
}

// Exclude hides a case from a person or from an office or unit: somebody named
// in it, their relatives, their unit. Who is excluded is not told; hand-offs to
// an office that is end at once.
func (s *Service) Exclude(ctx context.Context, by access.Actor, key string, version int64, user, office, reason string) error {
	return s.write(ctx, by, "casework.case.exclude", key, version, func(d desk, c *Case, seat Seat) error {
		var bad errs.Check
		if seat.Part != Owner {
			return errs.New(errs.Forbidden, "casework.err.owner")
		}
		if user == "" && office == "" || user == by.ID || office == seat.Office || office == unitOf(seat.Office) {
			bad.Add("account", "casework.err.exclude")
		}
		if reason == "" {
			bad.Add("reason", "casework.err.reason")
		}
		if err := bad.Err(); err != nil {
			return err
		}
		e := exclusion{ID: d.tx.ID(), Case: c.ID, User: user, Office: office, By: by.Name, At: d.tx.Now}
		var err error
		if e.Box, err = s.keys.SealJSON(d.tx, exclusionSealed.Ref(e.ID, c.ID), reason); err != nil {
			return err
		}
		if err := d.tx.Insert("casework_exclusions", e); err != nil {
			return err
		}
		if _, err := s.handoff.StopWhere(d.tx, by, subject, c.ID, "excluded", func(r handoff.Request) bool {
			return office != "" && (r.To == office || unitOf(r.To) == office)
		}); err != nil {
			return err
		}
		return d.store(c, "casework.case.exclude", seat, nil)
	})
}

// ExcludeNamed is Exclude by the account or the unit that somebody typed.
func (s *Service) ExcludeNamed(ctx context.Context, by access.Actor, key string, version int64, account, unit, reason string) error {
	var bad errs.Check
	user := ""
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		if account != "" {
			if user, err = db.Get[string](tx, "SELECT id FROM access_users WHERE account=?", account); errs.Is(err, errs.NotFound) {
				bad.Add("account", "casework.err.account")
				err = nil
			}
		}
		if unit != "" && err == nil {
			var t *org.Tree
			if t, err = s.org.TreeIn(tx); err == nil {
				if found, ok := t.Unit(unit); ok {
					unit = found.ID
				} else {
					bad.Add("unit", "casework.err.unit")
				}
			}
		}
		return err
	})
	if err == nil {
		err = bad.Err()
	}
	if err != nil {
		return err
	}
	return s.Exclude(ctx, by, key, version, user, unit, reason)
}

// grant opens sections of a case to an office, on the word of one that has them.
func (d desk) grant(c Case, from, office string, sections ...string) error {
	for _, name := range sections {
		var err error
		if name == seal.Identity {
			err = d.s.person.ShareAs(d.tx, d.by, from, c.Person, seal.Identity, office)
		} else {
			err = d.s.keys.Grant(d.tx, c.ID, name, office)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
