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
	out := make([][]byte, len(items))
	for i, it := range items {
		version, err := versionOf(it.Box, kindField)
		if err != nil {
			return nil, err
		}
		s, ok := granted[keyID{it.Ref.Subject, it.Ref.Compartment, version}]
		if !ok {
			continue
		}
		key, err := k.unseal(tx, s)
		if err != nil {
			return nil, err
		}
		if out[i], err = openField(key, version, it.Ref, it.Box); err != nil {
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
