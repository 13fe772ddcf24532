package seal

import (
	"slices"
	"strings"

	"neove/internal/db"
)

// Item is one stored value to open.
type Item struct {
	Ref Ref
	Box []byte
}

// OpenAll opens many values for one holder with few queries, for lists and for
// the search in memory. A value of a compartment that the holder was not
// granted stays nil; a damaged or moved one is an error.
func (k *Keys) OpenAll(tx *db.Tx, holder string, items []Item) ([][]byte, error) {
	if _, err := k.state(); err != nil {
		return nil, err
	}
	granted, err := keysFor(tx, holder, items)
	if err != nil {
		return nil, err
	}
	var rows []sealed
	at := make([]int, len(items)) // index into rows, or -1
	seen := map[keyID]int{}
	for i, it := range items {
		version, err := versionOf(it.Box, kindField)
		if err != nil {
			return nil, err
		}
		id := keyID{it.Ref.Subject, it.Ref.Compartment, version}
		s, ok := granted[id]
		if !ok {
			at[i] = -1
			continue
		}
		if _, ok := seen[id]; !ok {
			seen[id] = len(rows)
			rows = append(rows, s)
		}
		at[i] = seen[id]
	}
	keys, err := k.unsealAll(tx, rows)
	if err != nil {
		return nil, err
	}
	out := make([][]byte, len(items))
	for i, it := range items {
		if at[i] < 0 {
			continue
		}
		if out[i], err = openField(keys[at[i]], rows[at[i]].Version, it.Ref, it.Box); err != nil {
			return nil, err
		}
	}
	return out, nil
}

type keyID struct {
	subject, compartment string
	version              int64
}

func keysFor(tx *db.Tx, holder string, items []Item) (map[keyID]sealed, error) {
	var subjects, names []string
	for _, it := range items {
		subjects, names = append(subjects, it.Ref.Subject), append(names, it.Ref.Compartment)
	}
	out := map[keyID]sealed{}
	names = distinct(names)
	for part := range slices.Chunk(distinct(subjects), 500) {
		args := []any{holder}
		for _, s := range slices.Concat(part, names) {
			args = append(args, s)
		}
		rows, err := db.Select[sealed](tx, sealedColumns+" WHERE holder=? AND subject IN ("+marks(len(part))+") AND compartment IN ("+marks(len(names))+")", args...)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			out[keyID{r.Subject, r.Compartment, r.Version}] = r
		}
	}
	return out, nil
}

func distinct(all []string) []string {
	slices.Sort(all)
	return slices.Compact(all)
}

func marks(n int) string { return "?" + strings.Repeat(",?", n-1) }
