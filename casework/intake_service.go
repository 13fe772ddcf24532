package casework

import (
	"context"
	"slices"
	"strings"

	"neove/access"
	"neove/internal/db"
	"neove/internal/errs"
)

// IntakeView is one person of a reception, as its author sees the draft.
type IntakeView struct {
	Arrival Arrival
	Intake
	at sitting
}

// Gap is what keeps a case from being opened, and where it is mended.
type Gap struct {
	Section string
	Field   errs.Field
}

// gaps lists what is missing or does not fit; of sections that are not needed
// only what was answered counts.
func (v IntakeView) gaps() []Gap {
	var out []Gap
	for _, c := range chapters {
		bad := c.check(v.Values, v.at, true)
		if err := bad.Err(); err != nil {
			for _, f := range errs.From(err).Fields {
				out = append(out, Gap{c.Code, f})
			}
		}
	}
	return out
}

// Intake opens the draft of one person. Errors: NotFound for everybody but its
// author, and once it is no draft any more.
func (s *Service) Intake(ctx context.Context, by access.Actor, key string, n int64) (IntakeView, error) {
	var v IntakeView
	err := s.db.Read(ctx, by, "casework.reception.view", func(tx *db.Tx) error {
		d, err := s.desk(tx, by)
		if err != nil {
			return err
		}
		if v, err = d.intake(key, n, 0); err != nil {
			return err
		}
		d.arrived("casework.reception.view", v.Arrival, map[string]any{"person": n})
		return nil
	})
	if err != nil {
		return IntakeView{}, err
	}
	return v, nil
}

func (d desk) intake(key string, n, version int64) (IntakeView, error) {
	a, err := d.draftOf(key, 0)
	if err != nil {
		return IntakeView{}, err
	}
	all, err := intakesOf(d.tx, a.ID)
	if err != nil {
		return IntakeView{}, err
	}
	at := slices.IndexFunc(all, func(i Intake) bool { return i.N == n })
	if at < 0 || all[at].State != Drafted || all[at].Author != d.by.ID || !all[at].ChangedAt.After(deadline(d.tx.Now)) {
		return IntakeView{}, nothing()
	}
	v := IntakeView{Arrival: a, Intake: all[at], at: d.sitting(a, all, n)}
	if version != 0 && v.Version != version {
		return v, errs.New(errs.Conflict, "web.err.changed")
	}
	return v, d.openIntake(a, &v.Intake)
}

// SaveIntake stores the answers of one section. finish marks the section as
// done and wants what it needs; a draft is also kept without. Errors: NotFound,
// Invalid, Conflict.
func (s *Service) SaveIntake(ctx context.Context, by access.Actor, key string, n, version int64, section string, answers Values, finish bool) error {
	c, ok := chapterOf(section)
	if !ok {
		return nothing()
	}
	return s.db.Write(ctx, by, "casework.reception.save", func(tx *db.Tx) error {
		d, err := s.desk(tx, by)
		if err != nil {
			return err
		}
		v, err := d.intake(key, n, version)
		if err != nil {
			return err
		}
		for _, f := range c.fields() {
			delete(v.Values, f.Name)
		}
		for name, list := range answers {
			v.Values[name] = list
		}
		bad := c.check(v.Values, v.at, finish)
		if err := bad.Err(); err != nil {
			return err
		}
		full := c.check(v.Values, v.at, true)
		v.mark(section, (finish || v.has(section)) && full.Err() == nil && len(answers) > 0)
		return d.keepIntake(&v, "casework.reception.save", map[string]any{"person": n, "section": section})
	})
}

// Judge stores what the screening of one person found.
func (s *Service) Judge(ctx context.Context, by access.Actor, key string, n, version int64, screening string) error {
	return s.db.Write(ctx, by, "casework.reception.screen", func(tx *db.Tx) error {
		d, err := s.desk(tx, by)
		if err != nil {
			return err
		}
		v, err := d.intake(key, n, version)
		if err != nil {
			return err
		}
		if screening != "" && !slices.Contains(Screenings, screening) {
			var bad errs.Check
			bad.Add("screening", "web.err.choice")
			return bad.Err()
		}
		v.Screening = screening
		return d.keepIntake(&v, "casework.reception.screen", map[string]any{"person": n, "screening": screening})
	})
}

// keepIntake stores the next version of a draft; the reception lives as long.
func (d desk) keepIntake(v *IntakeView, action string, detail map[string]any) error {
	if err := d.sealIntake(&v.Intake); err != nil {
		return err
	}
	v.Arrival.ChangedAt = d.tx.Now
	d.arrived(action, v.Arrival, detail)
	if err := storeArrival(d.tx, v.Arrival); err != nil {
		return err
	}
	return storeIntakes(d.tx, v.Intake)
}

// OpenIntake opens the case of a person: the person, the case with what the form
// said, the safety, the interpreter, how the person was found, the ledger of
// consents, in one transaction. The draft is destroyed. plan is what stands for
// the plan of safety where none was written. Errors: NotFound, Invalid naming
// what is missing, Conflict.
func (s *Service) OpenIntake(ctx context.Context, by access.Actor, key string, n, version int64, plan string) (Case, error) {
	var c Case
	err := s.db.Write(ctx, by, "casework.reception.open", func(tx *db.Tx) error {
		d, err := s.desk(tx, by)
		if err != nil {
			return err
		}
		v, err := d.intake(key, n, version)
		if err != nil {
			return err
		}
		c, err = d.openCase(v, plan)
		return err
	})
	return c, err
}

func (d desk) openCase(v IntakeView, plan string) (Case, error) {
	var bad errs.Check
	for _, g := range v.gaps() {
		bad.Add(g.Field.Name, g.Field.Key, g.Field.Args...)
	}
	if v.Screening == "" || v.Screening == NoSigns {
		bad.Add("screening", "casework.err.screening")
	}
	in := Opening{Office: v.Arrival.Office, Role: Main, Reception: v.Arrival.ID, ReceivedOn: v.at.Day, Profile: profileOf(v.Values, v.at), Core: coreOf(v.Values, v.at, v.Arrival.Channel)}
	main, err := d.mainOf(v, &in, &bad)
	if err != nil {
		return Case{}, err
	}
	if code := v.Values.Get("known"); code != "" {
		if in.Person, err = d.knownPerson(code); err != nil {
			bad.Add("known", "casework.err.known")
		}
	}
	if err := bad.Err(); err != nil {
		return Case{}, err
	}
	c, err := d.s.Open(d.tx, d.by, in)
	if err != nil {
		return c, err
	}
	if err := d.relate(c, main); err != nil {
		return c, err
	}
	if err := d.fill(&c, v, plan); err != nil {
		return c, err
	}
	v.Case = c.ID
	if err := d.forget(&v.Intake, Opened); err != nil {
		return c, err
	}
	if err := d.keepArrival(&v.Arrival, "casework.reception.open", map[string]any{"person": v.N, "screening": v.Screening}); err != nil {
		return c, err
	}
	return c, storeIntakes(d.tx, v.Intake)
}

// mainOf finds the case of the main person whom an under-18 or a relative came
// with.
func (d desk) mainOf(v IntakeView, in *Opening, bad *errs.Check) (Case, error) {
	if role := Role(v.Values.Get("role")); role == Accompanying || role == Relative {
		in.Role = role
	}
	if in.Role == Main {
		return Case{}, nil
	}
	all, err := intakesOf(d.tx, v.Arrival.ID)
	if err != nil {
		return Case{}, err
	}
	for _, i := range all {
		if number(i.N) != v.Values.Get("with") || i.Case == "" {
			continue
		}
		c, err := caseByKey(d.tx, i.Case)
		if err != nil {
			return c, err
		}
		if c.Role == Main {
			in.Main = c.ID
			return c, nil
		}
	}
	bad.Add("with", "casework.err.main_first")
	return Case{}, nil
}

// knownPerson finds somebody who had a case before, by the code of the person or
// of the earlier case.
func (d desk) knownPerson(code string) (string, error) {
	code = strings.ToUpper(strings.TrimSpace(code))
	if c, err := caseByKey(d.tx, code); err == nil {
		if _, err := d.seat(c); err != nil {
			return "", err
		}
		return c.Person, nil
	}
	return d.s.person.FindCode(d.tx, d.by, code)
}
