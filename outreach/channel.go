package outreach

import (
	_ "embed"
	"encoding/json"

	"neove/internal/db"
)

// Channel is a way to reach people, as data. A measure that is empty means that
// the column does not apply to the channel.
type Channel struct {
	Code     string `db:"code" json:"code"`
	NameVi   string `db:"name_vi" json:"name_vi"`
	NameEn   string `db:"name_en" json:"name_en"`
	UnitVi   string `db:"unit_vi" json:"unit_vi"`
	UnitEn   string `db:"unit_en" json:"unit_en"`
	Quantity string `db:"quantity_measure" json:"quantity"`
	People   string `db:"people_measure" json:"people"`
	Women    string `db:"women_measure" json:"women"`
	Minors   string `db:"minors_measure" json:"minors"`
	Amount   string `db:"amount_measure" json:"amount"`
	Reach    bool   `db:"reach" json:"reach"` // people means views, not attendances
	HasLevel bool   `db:"has_level" json:"has_level"`
	Section  string `db:"section" json:"section"` // of the month report
	InMonth  bool   `db:"in_month" json:"in_month"`
	Position int    `db:"position" json:"position"`
	Retired  bool   `db:"retired" json:"retired"`
}

// Name is the channel's name in a language ("vi", "en").
func (c Channel) Name(lang string) string {
	if lang == "en" {
		return c.NameEn
	}
	return c.NameVi
}

// Unit is the word for what the channel counts.
func (c Channel) Unit(lang string) string {
	if lang == "en" {
		return c.UnitEn
	}
	return c.UnitVi
}

// Item names a column of the month report.
type Item string

// The columns, in order.
const (
	Quantity Item = "quantity"
	People   Item = "people"
	Women    Item = "women"
	Minors   Item = "minors"
	Amount   Item = "amount" // đồng
)

// Items lists the columns in order.
var Items = []Item{Quantity, People, Women, Minors, Amount}

// Measure is the measure that a column counts; "" where it does not apply.
func (c Channel) Measure(i Item) string {
	switch i {
	case Quantity:
		return c.Quantity
	case People:
		return c.People
	case Women:
		return c.Women
	case Minors:
		return c.Minors
	case Amount:
		return c.Amount
	}
	return ""
}

//go:embed channels.json
var shippedChannels []byte

const channelColumns = `SELECT code,name_vi,name_en,unit_vi,unit_en,quantity_measure,people_measure,women_measure,
	minors_measure,amount_measure,reach,has_level,section,in_month,position,retired FROM outreach_channels`

func channels(tx *db.Tx) ([]Channel, error) {
	return db.Select[Channel](tx, channelColumns+" ORDER BY position, code")
}

// SeedChannels brings the shipped channels into an empty list (neove migrate).
func SeedChannels(tx *db.Tx) error {
	n, err := db.Get[int64](tx, "SELECT COUNT(*) FROM outreach_channels")
	if err != nil || n > 0 {
		return err
	}
	var list []Channel
	if err := json.Unmarshal(shippedChannels, &list); err != nil {
		return err
	}
	for i := range list {
		list[i].Position = (i + 1) * 10
	}
	tx.Event(db.Event{Action: "outreach.channel.seed", Subject: "outreach.channel"})
	return db.InsertAll(tx, "outreach_channels", list)
}
