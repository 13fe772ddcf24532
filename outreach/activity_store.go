package outreach

import (
	"strings"

	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/vntext"
)

const activityColumns = `SELECT id,unit,office,channel,from_on,to_on,place,place_key,quantity,people,women,minors,amount,level,audience,
	topic,language,partner,campaign,directing,note,source,version,created_by,created_at,changed_at,withdrawn FROM outreach_activities`

func activityByID(tx *db.Tx, id string) (Activity, error) {
	return db.Get[Activity](tx, activityColumns+" WHERE id=?", id)
}

// replaceActivity stores a new version over the one that was read; its evidence
// stays with it.
func replaceActivity(tx *db.Tx, a Activity) error {
	return db.UpsertAll(tx, "outreach_activities", "id", []Activity{a})
}

func knownSources(tx *db.Tx, unit string, sources []string) (map[string]bool, error) {
	found := map[string]bool{}
	for len(sources) > 0 {
		n := min(500, len(sources))
		args := []any{unit}
		for _, s := range sources[:n] {
			args = append(args, s)
		}
		have, err := db.Select[string](tx, "SELECT source FROM outreach_activities WHERE unit=? AND source IN (?"+strings.Repeat(",?", n-1)+")", args...)
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

// Filter selects activities; zero fields select everything in scope.
type Filter struct {
	Units     []string // exact units
	From, To  clock.Date
	Channel   string
	Campaign  string
	Text      string // in place, topic or note; without marks
	Withdrawn bool   // also those taken back
	Limit     int
	Offset    int
}

func (f Filter) where() (string, []any) {
	q, args := " WHERE unit IN (?"+strings.Repeat(",?", max(len(f.Units)-1, 0))+")", []any{}
	for _, u := range f.Units {
		args = append(args, u)
	}
	if len(f.Units) == 0 {
		args = append(args, "")
	}
	add := func(cond string, v any) {
		q += " AND " + cond
		args = append(args, v)
	}
	if f.From != 0 {
		add("from_on>=?", f.From)
	}
	if f.To != 0 {
		add("from_on<?", f.To)
	}
	if f.Channel != "" {
		add("channel=?", f.Channel)
	}
	if f.Campaign != "" {
		add("campaign=?", f.Campaign)
	}
	if key := vntext.Fold(f.Text); key != "" { // a folded key holds no LIKE wildcard
		add("place_key LIKE ?", "%"+key+"%")
	}
	if !f.Withdrawn {
		add("withdrawn=?", false)
	}
	return q, args
}

func activities(tx *db.Tx, f Filter) ([]Activity, error) {
	q, args := f.where()
	return db.Select[Activity](tx, activityColumns+q+" ORDER BY from_on DESC, id DESC LIMIT ? OFFSET ?", append(args, f.Limit, f.Offset)...)
}

func countActivities(tx *db.Tx, f Filter) (int64, error) {
	q, args := f.where()
	return db.Get[int64](tx, "SELECT COUNT(*) FROM outreach_activities"+q, args...)
}

// bookSum is what the month's activities of a channel add up to.
type bookSum struct {
	Channel  string `db:"channel"`
	Entries  int64  `db:"entries"`
	Quantity *int64 `db:"quantity"`
	People   *int64 `db:"people"`
	Women    *int64 `db:"women"`
	Minors   *int64 `db:"minors"`
	Amount   *int64 `db:"amount"`
}

func bookSums(tx *db.Tx, unit string, from, to clock.Date) ([]bookSum, error) {
	sum := func(c string) string { return "CAST(SUM(" + c + ") AS BIGINT) AS " + c }
	return db.Select[bookSum](tx, "SELECT channel, COUNT(*) AS entries, "+sum("quantity")+","+sum("people")+","+sum("women")+","+
		sum("minors")+","+sum("amount")+" FROM outreach_activities WHERE unit=? AND from_on>=? AND from_on<? AND withdrawn=? GROUP BY channel",
		unit, from, to, false)
}
