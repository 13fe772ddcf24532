package access

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

//go:embed roles.csv
var rolesCSV string

// rule is what roles.csv says of a role.
type rule struct {
	secondFactor, twoPeople, agency bool
	idle                            time.Duration
}

var roleRules = sync.OnceValue(func() map[Role]rule {
	rows, err := csv.NewReader(strings.NewReader(rolesCSV)).ReadAll()
	if err != nil || len(rows) != len(Roles)+1 {
		panic(fmt.Sprintf("access: roles.csv: %d rows, %v", len(rows), err))
	}
	out := map[Role]rule{}
	for i, r := range Roles {
		row := rows[i+1]
		minutes, err := strconv.Atoi(row[2])
		if row[0] != string(r) || err != nil {
			panic("access: roles.csv: " + row[0])
		}
		out[r] = rule{secondFactor: row[1] == "x", idle: time.Duration(minutes) * time.Minute, twoPeople: row[3] == "x", agency: row[4] == "x"}
	}
	return out
})

// NeedsSecondFactor reports whether somebody with these rights may not work
// with a password alone.
func NeedsSecondFactor(grants []Grant) bool {
	return slices.ContainsFunc(grants, func(g Grant) bool { return roleRules()[g.Role].secondFactor })
}

// NeedsTwoPeople reports whether one administrator alone may not give the role.
func NeedsTwoPeople(r Role) bool { return roleRules()[r].twoPeople }

// ForAgency reports whether the role is held for a partner's organisation.
func ForAgency(r Role) bool { return roleRules()[r].agency }

// idleOf is the shortest time of all roles: whoever reads tips is locked as fast
// as if that were all they do.
func idleOf(grants []Grant) time.Duration {
	least := longIdle
	for _, g := range grants {
		least = min(least, roleRules()[g.Role].idle)
	}
	return least
}
