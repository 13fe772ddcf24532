package signoff

import (
	"slices"
	"time"

	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/measure"
	"neove/org"
)

// State of a topic's month at a unit.
type State string

// The states; Open is that of a month nobody has touched.
const (
	Open     State = "open"
	Signed   State = "signed"
	Returned State = "returned"
	Reopened State = "reopened" // a record changed after it was signed
)

// Month is a topic's month at a unit.
type Month struct {
	Topic    string    `db:"topic" json:"topic"`
	Unit     string    `db:"unit" json:"unit"`
	Period   string    `db:"period" json:"period"`
	State    State     `db:"state" json:"state"`
	Nil      bool      `db:"nil" json:"nil"`         // signed as "nothing happened"
	Version  int64     `db:"version" json:"version"` // counts signatures
	SignedBy string    `db:"signed_by" json:"signed_by"`
	SignedAt time.Time `db:"signed_at" json:"signed_at"`
	Reason   string    `db:"reason" json:"reason"` // why it was returned or reopened
}

// Topic says which level of units signs a topic during [From, To).
type Topic struct {
	Code     string     `db:"topic" json:"topic"`
	Level    org.Level  `db:"level" json:"level"`
	From     clock.Date `db:"valid_from" json:"from"`
	To       clock.Date `db:"valid_to" json:"to"`
	Source   string     `db:"source" json:"source"`
	Verified bool       `db:"verified" json:"verified"`
}

// Topics are those that ship; the table of the database says who owes them.
var Topics = []string{"training", "inspection", "tip", "livelihood", "casework"}

const own = "Cấu hình của hệ thống, chưa đối chiếu với biểu mẫu của Bộ"

// Districts ended on this day (Resolution 202/2025/QH15).
var noDistricts = clock.On(2025, 7, 1)

var shipped = []Topic{
	{"training", org.Province, clock.Min, clock.Max, own, false},
	{"inspection", org.Commune, clock.Min, clock.Max, own, false},
	{"tip", org.Commune, clock.Min, clock.Max, own, false},
	{"casework", org.Commune, clock.Min, clock.Max, own, false},
	{"livelihood", org.District, clock.Min, noDistricts, own, false},
	{"livelihood", org.Commune, noDistricts, clock.Max, own, false},
}

// Seed brings the shipped topics in where a topic has no row yet.
func Seed(tx *db.Tx) error {
	have, err := db.Select[string](tx, "SELECT DISTINCT topic FROM signoff_topics")
	if err != nil {
		return err
	}
	add := slices.DeleteFunc(slices.Clone(shipped), func(t Topic) bool { return slices.Contains(have, t.Code) })
	if len(add) > 0 {
		tx.Event(db.Event{Action: "signoff.seed", Subject: "signoff.topic"})
	}
	return db.InsertAll(tx, "signoff_topics", add)
}

func topics(tx *db.Tx) ([]Topic, error) {
	return db.Select[Topic](tx, "SELECT topic,level,valid_from,valid_to,source,verified FROM signoff_topics ORDER BY topic, valid_from")
}

const monthColumns = "SELECT topic,unit,period,state,nil,version,signed_by,signed_at,reason FROM signoff_months"

// month is the stored row, or a fresh open one.
func month(tx *db.Tx, topic, unit, period string) (Month, error) {
	m, err := db.Get[Month](tx, monthColumns+" WHERE topic=? AND unit=? AND period=?", topic, unit, period)
	if errs.Is(err, errs.NotFound) {
		return Month{Topic: topic, Unit: unit, Period: period, State: Open}, nil
	}
	return m, err
}

func store(tx *db.Tx, m ...Month) error {
	return db.UpsertAll(tx, "signoff_months", "topic,unit,period", m)
}

// monthID names a month in the history.
func monthID(topic, unit, period string) string { return topic + "|" + unit + "|" + period }

// recorded counts the records of a topic that count in a window at a unit: the
// entries of its facts. Kinds of facts begin with the topic and a dot.
func recorded(tx *db.Tx, topic, unit string, w measure.Window) (int64, error) {
	return db.Get[int64](tx, "SELECT COUNT(*) FROM measure_facts WHERE unit=? AND day>=? AND day<? AND kind>=? AND kind<?",
		unit, w.From, w.To, topic+".", topic+"/")
}

// recordedBy is recorded for every unit that has records.
func recordedBy(tx *db.Tx, topic string, w measure.Window) (map[string]int64, error) {
	rows, err := db.Select[struct {
		Unit string `db:"unit"`
		N    int64  `db:"n"`
	}](tx, "SELECT unit, COUNT(*) AS n FROM measure_facts WHERE day>=? AND day<? AND kind>=? AND kind<? GROUP BY unit", w.From, w.To, topic+".", topic+"/")
	out := map[string]int64{}
	for _, r := range rows {
		out[r.Unit] = r.N
	}
	return out, err
}
