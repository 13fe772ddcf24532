package person

import (
	"cmp"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"neove/audit"
	"neove/internal/db"
	"neove/internal/seal"
	"neove/internal/vntext"
	"neove/migrations"
)

// A frequency attack on a stolen dump. The attacker knows how often each name
// and each word of a name is used, and lines equal stored values up with them by
// how often they occur. A claim is made where the counts fit and no other value
// has the same: otherwise there is nothing to go by.

// attack returns the claims: stored value → what it must be.
func attack(stored map[string]int, known map[string]int) map[string]string {
	claims := map[string]string{}
	values, names := ranked(stored), ranked(known)
	for i := range min(len(values), len(names)) {
		n := stored[values[i]]
		if 10*n > 11*known[names[i]] || 11*n < 10*known[names[i]] {
			continue
		}
		if i > 0 && stored[values[i-1]] == n || i+1 < len(values) && stored[values[i+1]] == n {
			continue
		}
		claims[values[i]] = names[i]
	}
	return claims
}

func ranked(counts map[string]int) []string {
	return slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
}

const stolen = 20_000

// The dump that a thief gets gives back no name (requirement 25); the same
// program finds thousands where words are kept as HMACs, so it works.
func TestFrequencyAttack(t *testing.T) {
	t.Parallel()
	people := make([]Profile, stolen)
	names, words := map[string]int{}, map[string]int{}
	for i, r := 0, source(7); i < stolen; i++ {
		people[i] = invented(r)
		name := vntext.Fold(people[i].Name.Value)
		names[name]++
		for _, w := range strings.Fields(name) {
			words[w]++
		}
	}

	naive, of := map[string]int{}, map[string]string{}
	keys := seal.ForTest()
	for w, n := range words { // an index of words under HMAC, as some systems keep it
		mac, err := keys.HMAC("naive", w)
		if err != nil {
			t.Fatal(err)
		}
		naive[string(mac)], of[string(mac)] = n, w
	}
	claimed := map[string]bool{}
	for mac, w := range attack(naive, words) {
		if of[mac] == w {
			claimed[w] = true
		}
	}
	broken := 0
	for name, n := range names {
		if !slices.ContainsFunc(strings.Fields(name), func(w string) bool { return !claimed[w] }) {
			broken += n
		}
	}
	if broken < stolen/10 {
		t.Fatalf("the attack finds %d names where it must find many", broken)
	}

	columns, truth := dump(t, people)
	recovered, looked := 0, 0
	for column, stored := range columns {
		counts := map[string]int{}
		for _, v := range stored {
			counts[v]++
		}
		looked += len(counts)
		for _, known := range []map[string]int{names, words} {
			claims := attack(counts, known)
			for person, v := range stored {
				if c := claims[v]; c != "" && (c == truth[person] || strings.Contains(" "+truth[person]+" ", " "+c+" ")) {
					recovered++
					t.Errorf("%s gives away %q", column, c)
				}
			}
		}
	}
	t.Logf("HMACs of words give away %d of %d names; the dump gives away %d (%d different values)", broken, stolen, recovered, looked)
}

// dump stores the persons and returns every column of the slice by person, and
// who they are.
func dump(t *testing.T, people []Profile) (columns map[string]map[string]string, truth map[string]string) {
	ctx := t.Context()
	d, err := db.Open(ctx, db.Config{URL: "sqlite:" + filepath.Join(t.TempDir(), "dump.db"), Audit: audit.Append, Bookkeeping: migrations.Bookkeeping, Fragile: true})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.Migrate(ctx, migrations.FS); err != nil {
		t.Fatal(err)
	}
	_, ids := filled(t, d, seal.ForTest(), people)
	truth, columns = map[string]string{}, map[string]map[string]string{}
	for i, id := range ids {
		truth[id] = vntext.Fold(people[i].Name.Value)
	}
	err = d.View(ctx, func(tx *db.Tx) error {
		for table, key := range map[string]int{"person_people": 0, "person_marks": 0} {
			tables, err := db.Tables(tx)
			if err != nil {
				return err
			}
			at := slices.IndexFunc(tables, func(x db.Table) bool { return x.Name == table })
			err = tx.Stream("SELECT * FROM "+table, func(values []any) error {
				for i, c := range tables[at].Columns {
					name := table + "." + c.Name
					if columns[name] == nil {
						columns[name] = map[string]string{}
					}
					columns[name][text(values[key])] += text(values[i])
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(columns["person_marks.mark"]) < stolen/2 {
		t.Fatalf("%d persons have marks", len(columns["person_marks.mark"]))
	}
	return columns, truth
}

func text(v any) string {
	if b, ok := v.([]byte); ok {
		return string(b)
	}
	if s, ok := v.(string); ok {
		return s
	}
	return ""
}
