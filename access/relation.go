package access

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Relations of a right to the unit that holds a record.
const (
	Below = "below" // the unit of the right and everything it covers
	Exact = "exact" // only the unit of the right: rank gives nothing
)

// Relation is a row of policy_relations.csv. A permission without a row is
// Below and not sensitive.
type Relation struct {
	Relation    string
	Compartment string // of sealed data; "" when nothing is sealed
	Sensitive   bool   // a session under duress has it not
}

//go:embed policy_relations.csv
var relationsCSV string

var relations = sync.OnceValue(func() map[string]Relation {
	rows, err := csv.NewReader(strings.NewReader(relationsCSV)).ReadAll()
	if err != nil {
		panic(fmt.Sprintf("access: policy_relations.csv: %v", err))
	}
	out := map[string]Relation{}
	for _, row := range rows[1:] {
		mustKnow(row[0])
		r := Relation{row[1], row[2], row[3] == "x"}
		if r.Relation != Below && r.Relation != Exact || row[3] != "" && row[3] != "x" || out[row[0]] != (Relation{}) {
			panic("access: policy_relations.csv: " + row[0])
		}
		out[row[0]] = r
	}
	return out
})

// RelationOf is what the table says of a permission.
func RelationOf(permission string) Relation {
	mustKnow(permission)
	if r, ok := relations()[permission]; ok {
		return r
	}
	return Relation{Relation: Below}
}

// Held lists the offices of the actor that have a permission: role and unit of
// each right, without what the unit covers. It is what Exact permissions go by.
func (a Actor) Held(permission string) []Office {
	var out []Office
	for _, g := range a.Grants {
		if s := g.Office(); a.holds(g, permission) && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// MayExactly reports whether the actor holds the permission at this very unit.
func (a Actor) MayExactly(permission, unit string) bool {
	if mustKnow(permission); a.system {
		return true
	}
	return slices.ContainsFunc(a.Grants, func(g Grant) bool { return g.Unit == unit && a.holds(g, permission) })
}

// holds is the one place where a right is compared with the tables.
func (a Actor) holds(g Grant, permission string) bool {
	return Allows(g.Role, permission) && (!a.Duress || !RelationOf(permission).Sensitive)
}
