package livelihood

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"neove/access"
	"neove/internal/db"
	"neove/internal/ui"
	"neove/internal/web"
	"neove/org"
)

// least is the smallest count that is shown to a level above: in a commune,
// fewer could point at a person.
const least = 5

// Few is the number of people on a unit's list as those see it who do not keep
// the list: "<5" for 1 to 4.
type Few int64

func (n Few) String() string {
	if n > 0 && n < least {
		return "<" + strconv.Itoa(least)
	}
	return strconv.FormatInt(int64(n), 10)
}

// UnitCount is how many people a unit keeps on its list.
type UnitCount struct {
	Unit   string `json:"unit"`
	People string `json:"people" doc:"Number on the list, or <5"`
}

// Counts says how many people the units under root keep, apart from those that
// the actor works in, and how many that is: a sum that would tell a hidden
// number is "≥" what follows from the shown ones.
func (s *Service) Counts(ctx context.Context, by access.Actor, root string) (list []UnitCount, sum string, err error) {
	if err := by.NeedAt(personRead, root); err != nil {
		return nil, "", err
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		t, err := s.org.TreeIn(tx)
		if err != nil {
			return err
		}
		units := slices.DeleteFunc(append(t.Under(root), root), func(u string) bool { return keeps(by, t, personRead, u) })
		rows, err := countsOf(tx, units)
		list, sum = told(t, rows)
		return err
	})
	return list, sum, err
}

// keptCount is a row of counts.
type keptCount struct {
	Unit string `db:"unit"`
	N    int64  `db:"n"`
}

func told(t *org.Tree, rows []keptCount) ([]UnitCount, string) {
	code := func(unit string) string { u, _ := t.Unit(unit); return u.Code }
	slices.SortStableFunc(rows, func(a, b keptCount) int {
		return cmp.Or(cmp.Compare(code(a.Unit), code(b.Unit)), cmp.Compare(a.Unit, b.Unit))
	})
	var out []UnitCount
	shown, hidden := int64(0), int64(0)
	for _, r := range rows {
		out = append(out, UnitCount{r.Unit, Few(r.N).String()})
		if r.N < least {
			hidden++
		} else {
			shown += r.N
		}
	}
	if hidden > 0 {
		return out, "≥" + strconv.FormatInt(shown+hidden, 10)
	}
	return out, strconv.FormatInt(shown, 10)
}

func countTable(x *web.Exchange, t *org.Tree, list []UnitCount) ui.Table {
	out := ui.Table{Label: x.T("livelihood.people.counts"), Columns: []ui.Column{{Label: x.T("ui.word.unit")}, {Label: x.T("livelihood.column.people"), Num: true}}}
	for _, c := range list {
		out.Rows = append(out.Rows, []ui.TD{{Text: t.Name(c.Unit)}, {Text: c.People}})
	}
	return out
}
