package access

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
)

// Role is what a person is in the work.
type Role string

// The roles, in the order of policy.csv.
const (
	CommuneOfficer  Role = "commune_officer"
	DistrictOfficer Role = "district_officer"
	ProvinceOfficer Role = "province_officer"
	Leader          Role = "leader"
	Administrator   Role = "administrator"
	Inspector       Role = "inspector"
	Police          Role = "police"
	BorderGuard     Role = "border_guard"
	CoastGuard      Role = "coast_guard"
	ServiceOfficer  Role = "service_officer" // works at a partner: shelter, legal aid, school, job centre
)

// Roles lists them in order.
var Roles = []Role{CommuneOfficer, DistrictOfficer, ProvinceOfficer, Leader, Administrator, Inspector, Police, BorderGuard, CoastGuard, ServiceOfficer}

//go:embed policy.csv
var policyCSV string

// policy is permission → role → allowed. The file is part of the program: a
// broken one stops it at the first question.
var policy = sync.OnceValue(func() map[string]map[Role]bool {
	rows, err := csv.NewReader(strings.NewReader(policyCSV)).ReadAll()
	if err != nil {
		panic(fmt.Sprintf("access: policy.csv: %v", err))
	}
	table := map[string]map[Role]bool{}
	for i, r := range Roles {
		if rows[0][i+1] != string(r) {
			panic("access: policy.csv: columns are not the roles in order")
		}
	}
	for _, row := range rows[1:] {
		if table[row[0]] != nil {
			panic("access: policy.csv: " + row[0] + " is given twice")
		}
		table[row[0]] = rolesOf(row)
	}
	return table
})

func rolesOf(row []string) map[Role]bool {
	roles := map[Role]bool{}
	for i, r := range Roles {
		if cell := row[i+1]; cell != "" && cell != "x" {
			panic("access: policy.csv: " + row[0] + ": a cell is x or blank")
		}
		roles[r] = row[i+1] == "x"
	}
	return roles
}

// Permissions lists the table's permissions in order.
func Permissions() []string { return slices.Sorted(maps.Keys(policy())) }

// Known reports whether the permission is in the table.
func Known(permission string) bool { _, ok := policy()[permission]; return ok }

// Allows reports whether a role has a permission. An unknown one is a mistake
// in the program, not in the request.
func Allows(r Role, permission string) bool {
	mustKnow(permission)
	return policy()[permission][r]
}

func mustKnow(permission string) {
	if !Known(permission) {
		panic("access: permission " + permission + " is not in policy.csv")
	}
}
