package livelihood

import (
	"strings"

	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/vntext"
)

const supportColumns = `SELECT id,unit,year,number,kind,from_on,to_on,occupation,provider,partner,people,women,minority,poor,minors,at_risk,victims,
	turns,amount,central,local,aid,social,other,finished,employed,directing,note,text_key,source,version,created_by,created_at,changed_at,withdrawn
	FROM livelihood_supports`

func supportByID(tx *db.Tx, id string) (Support, error) {
	return db.Get[Support](tx, supportColumns+" WHERE id=?", id)
}

// replaceRow stores a new version of a record over the one that was read.
func replaceRow(tx *db.Tx, table, id string, row any) error {
	if _, err := tx.Exec("DELETE FROM "+table+" WHERE id=?", id); err != nil {
		return err
	}
	return tx.Insert(table, row)
}

// lastNumber is the highest number of a unit's batches in a year.
func lastNumber(tx *db.Tx, unit string, year int) (int64, error) {
	return db.Get[int64](tx, "SELECT COALESCE(MAX(number),0) FROM livelihood_supports WHERE unit=? AND year=?", unit, year)
}

// knownSources are those of the imported rows that came in before.
func knownSources(tx *db.Tx, table string, sources []string) (map[string]bool, error) {
	found := map[string]bool{}
	for len(sources) > 0 {
		n := min(500, len(sources))
		have, err := db.Select[string](tx, "SELECT source FROM "+table+" WHERE source IN ("+marks(n)+")", values(sources[:n])...)
		if err != nil {
			return nil, err
		}
		for _, s := range have {
			found[s] = true
		}
		sources = sources[n:]
	}
	return found, nil
}

func marks(n int) string { return "?" + strings.Repeat(",?", n-1) }

func values[T any](list []T) []any {
	out := make([]any, len(list))
	for i, v := range list {
		out[i] = v
	}
	return out
}

// Filter selects supports or links that were not taken back; zero fields select
// everything in scope.
type Filter struct {
	Units    []string // exact units; the service fills it
	From, To clock.Date
	Kind     string // of a support, or the programme of a link
	Text     string // in the texts; without marks
	Limit    int
	Offset   int
}

// where names the column that Kind selects.
func (f Filter) where(kind string) (string, []any) {
	units := f.Units
	if len(units) == 0 {
		units = []string{""}
	}
	q, args := " WHERE withdrawn=? AND unit IN ("+marks(len(units))+")", append([]any{false}, values(units)...)
	add := func(cond string, v any) {
		q += " AND " + cond
		args = append(args, v)
	}
	if f.From != 0 {
		add("to_on>=?", f.From)
	}
	if f.To != 0 {
		add("to_on<?", f.To)
	}
	if f.Kind != "" {
		add(kind+"=?", f.Kind)
	}
	if key := vntext.Fold(f.Text); key != "" { // a folded key holds no LIKE wildcard
		add("text_key LIKE ?", "%"+key+"%")
	}
	return q, args
}

func supports(tx *db.Tx, f Filter) ([]Support, error) {
	q, args := f.where("kind")
	return db.Select[Support](tx, supportColumns+q+" ORDER BY to_on DESC, id DESC LIMIT ? OFFSET ?", append(args, f.Limit, f.Offset)...)
}

// Sums are what the supports of a list add up to: three measures, each for
// itself; nil where no support has such a number.
type Sums struct {
	Records int64  `db:"records" json:"records"`
	People  *int64 `db:"people" json:"people"`
	Turns   *int64 `db:"turns" json:"turns"`
	Amount  *int64 `db:"amount" json:"amount"`
}

func sumSupports(tx *db.Tx, f Filter) (Sums, error) {
	q, args := f.where("kind")
	sum := func(c string) string { return "CAST(SUM(" + c + ") AS BIGINT) AS " + c }
	return db.Get[Sums](tx, "SELECT COUNT(*) AS records,"+sum("people")+","+sum("turns")+","+sum("amount")+" FROM livelihood_supports"+q, args...)
}

func countSupports(tx *db.Tx, f Filter) (int64, error) {
	q, args := f.where("kind")
	return db.Get[int64](tx, "SELECT COUNT(*) FROM livelihood_supports"+q, args...)
}
