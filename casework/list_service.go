package casework

import (
	"context"
	"strings"
	"time"

	"neove/access"
	"neove/internal/db"
	"neove/person"
)

// Filter narrows the list of the own cases.
type Filter struct {
	Stage  Stage
	Status Status
	Code   string
	Due    bool // with a clock that warns or is late
	Closed bool // closed ones too
	Limit  int
	Offset int
}

// Row is a case in a list: codes, the safe name, what is due next.
type Row struct {
	Case
	Label person.Label
	Due   string    // code of the clock that runs out next
	DueAt time.Time // zero for none
	Part  string
}

type dueRow struct {
	Case  string    `db:"case_id"`
	Code  string    `db:"code"`
	DueAt time.Time `db:"due_at"`
}

// Cases lists the cases on whose team the actor is, what is due first first.
func (s *Service) Cases(ctx context.Context, by access.Actor, f Filter) (list []Row, total int64, err error) {
	err = s.db.Read(ctx, by, "casework.case.list", func(tx *db.Tx) error {
		d, err := s.desk(tx, by)
		if err != nil {
			return err
		}
		tx.Event(db.Event{Subject: caseKind, Detail: map[string]any{"page": f.Offset}})
		list, total, err = d.list(f)
		return err
	})
	return list, total, err
}

// onMyTeam begins with the few cases of the actor, not with all of the province:
// those of the offices in which the actor sits, without exclusions.
func (d desk) onMyTeam() (string, []any) {
	team, args := d.team()
	out, more := d.out()
	return " c.id IN (" + team + ") AND c.id NOT IN (" + out + ")", append(args, more...)
}

func (d desk) team() (string, []any) {
	return "SELECT m.case_id FROM casework_team m WHERE m.user_id=? AND m.to_at='' AND m.office IN (" + marks(len(d.mine)) + ")", append([]any{d.by.ID}, anys(d.mine)...)
}

// out are the cases that the actor must not know of, by name or with the office
// or unit.
func (d desk) out() (string, []any) {
	return "SELECT e.case_id FROM casework_exclusions e WHERE e.user_id=? OR e.office<>'' AND e.office IN (" + marks(len(d.bars)) + ")", append([]any{d.by.ID}, anys(d.bars)...)
}

// marks are the places of a list in a query, of which there is always one.
func marks(n int) string { return "?" + strings.Repeat(",?", max(n, 1)-1) }

func anys(list []string) []any {
	if len(list) == 0 {
		return []any{""}
	}
	out := make([]any, len(list))
	for i, s := range list {
		out[i] = s
	}
	return out
}

// where is the condition of the list, beginning with the cases of the actor.
func (d desk) where(f Filter) (string, []any) {
	query, args := d.onMyTeam()
	add := func(cond string, v ...any) { query, args = query+" AND "+cond, append(args, v...) }
	if f.Stage != "" {
		add("c.stage=?", f.Stage)
	} else if !f.Closed {
		add("c.stage<>?", Closed)
	}
	if f.Status != "" {
		add("c.status=?", f.Status)
	}
	if f.Code != "" {
		add("c.code=?", strings.ToUpper(f.Code))
	}
	if f.Due {
		add("EXISTS (SELECT 1 FROM casework_clocks k WHERE k.case_id=c.id AND k.met_at='' AND k.stopped=? AND k.warn_at<=?)", false, db.Arg(d.tx.Now))
	}
	return query, args
}

func (d desk) cases(cond string, args ...any) ([]Case, error) {
	mine, all := d.onMyTeam()
	return db.Select[Case](d.tx, strings.Replace(caseColumns, "FROM casework_cases", "FROM casework_cases c", 1)+" WHERE"+mine+" AND "+cond+" ORDER BY c.code",
		append(all, args...)...)
}

func (d desk) list(f Filter) (out []Row, total int64, err error) {
	where, args := d.where(f)
	if total, err = db.Get[int64](d.tx, "SELECT COUNT(*) FROM casework_cases c WHERE"+where, args...); err != nil {
		return nil, 0, err
	}
	page := append(args, false, f.Limit, f.Offset)
	ids, err := db.Select[string](d.tx, `SELECT c.id FROM casework_cases c WHERE`+where+`
		ORDER BY COALESCE((SELECT MIN(k.due_at) FROM casework_clocks k WHERE k.case_id=c.id AND k.met_at='' AND k.stopped=?),'9'), c.received_on DESC, c.id LIMIT ? OFFSET ?`, page...)
	if err != nil || len(ids) == 0 {
		return nil, total, err
	}
	return d.rows(ids, total)
}

// rows reads the cases of a page with few queries.
func (d desk) rows(ids []string, total int64) ([]Row, int64, error) {
	marks, args := marks(len(ids)), anys(ids)
	list, err := db.Select[Case](d.tx, caseColumns+" WHERE id IN ("+marks+")", args...)
	if err != nil {
		return nil, 0, err
	}
	due, err := db.Select[dueRow](d.tx, "SELECT case_id,code,due_at FROM casework_clocks WHERE met_at='' AND stopped=? AND case_id IN ("+marks+") ORDER BY due_at", append([]any{false}, args...)...)
	if err != nil {
		return nil, 0, err
	}
	parts, err := db.Select[Member](d.tx, memberColumns+" WHERE user_id=? AND to_at='' AND case_id IN ("+marks+") ORDER BY part", append([]any{d.by.ID}, args...)...)
	if err != nil {
		return nil, 0, err
	}
	byID, next, part := map[string]Case{}, map[string]dueRow{}, map[string]Member{}
	people := map[string][]string{} // by office
	for _, c := range list {
		byID[c.ID] = c
	}
	for _, k := range due {
		if _, ok := next[k.Case]; !ok {
			next[k.Case] = k
		}
	}
	for _, m := range parts {
		part[m.Case] = m
		people[m.Office] = append(people[m.Office], byID[m.Case].Person)
	}
	labels := map[string]person.Label{}
	for office, who := range people {
		some, err := d.s.person.Names(d.tx, d.by, office, who)
		if err != nil {
			return nil, 0, err
		}
		for id, l := range some {
			labels[id] = l
		}
	}
	var out []Row
	for _, id := range ids {
		c, k := byID[id], next[id]
		out = append(out, Row{Case: c, Label: labels[c.Person], Due: k.Code, DueAt: k.DueAt, Part: part[id].Part})
	}
	return out, total, nil
}
