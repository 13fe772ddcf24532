package shelter

import (
	"slices"
	"time"
	"unicode/utf8"

	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/vntext"
	"neove/measure"
)

// Beds are the kinds of beds; a family bed is a room of its own.
var Beds = []string{"women", "men", "children", "family"}

// Kinds are the kinds of facilities.
var Kinds = []string{"victim_support", "social_assistance", "refuge", "temporary"}

// States of a facility. A paused one takes nobody in for the time being.
const (
	Open   = "open"
	Paused = "paused"
	Closed = "closed"
)

// States lists them.
var States = []string{Open, Paused, Closed}

// Facility is a place where people stay.
type Facility struct {
	ID        string    `db:"id" json:"id"`
	Code      string    `db:"code" json:"code"`
	Province  string    `db:"province" json:"province"`
	Unit      string    `db:"unit" json:"unit"`
	Office    string    `db:"office" json:"-"`
	Kind      string    `db:"kind" json:"kind"`
	Women     int64     `db:"women" json:"women"`
	Men       int64     `db:"men" json:"men"`
	Children  int64     `db:"children" json:"children"`
	Family    int64     `db:"family" json:"family"`
	State     string    `db:"state" json:"state"`
	Place     []byte    `db:"place" json:"-"` // sealed Place
	Version   int64     `db:"version" json:"version"`
	CreatedBy string    `db:"created_by" json:"created_by"`
	CreatedAt time.Time `db:"created_at" json:"created_at"`
	ChangedAt time.Time `db:"changed_at" json:"changed_at"`
}

// Place is where a facility is and how to get in touch: secret.
type Place struct {
	Address string `json:"address,omitempty"`
	Way     string `json:"way,omitempty"` // how to come without being followed
	Phone   string `json:"phone,omitempty"`
}

// FacilityInput is a facility as an office enters it. An empty Place leaves the
// stored one: who enters it need not be who may read it.
type FacilityInput struct {
	Office string // that runs it; the actor's own when empty
	Kind   string
	Beds   map[string]int64
	State  string
	Place  Place
}

// Bed is the number of beds of a kind.
func (f *Facility) Bed(kind string) int64 {
	if n := f.bed(kind); n != nil {
		return *n
	}
	return 0
}

func (f *Facility) bed(kind string) *int64 {
	switch kind {
	case "women":
		return &f.Women
	case "men":
		return &f.Men
	case "children":
		return &f.Children
	case "family":
		return &f.Family
	}
	return nil
}

const (
	maxBeds = 1000
	maxLine = 300
	maxText = 5000
)

func (in *FacilityInput) clean() {
	for _, s := range []*string{&in.Place.Address, &in.Place.Way, &in.Place.Phone} {
		*s = vntext.Clean(*s)
	}
	if in.State == "" {
		in.State = Open
	}
}

func (in *FacilityInput) validate(c *errs.Check) {
	choose(c, "kind", in.Kind, Kinds)
	choose(c, "state", in.State, States)
	sum := int64(0)
	for _, b := range Beds {
		if n := in.Beds[b]; n < 0 || n > maxBeds {
			c.Add(b, "shelter.err.beds", "max", maxBeds)
		} else {
			sum += n
		}
	}
	if sum == 0 && in.State != Closed {
		c.Add("women", "shelter.err.no_beds")
	}
	short(c, "address", in.Place.Address)
	short(c, "way", in.Place.Way)
	short(c, "phone", in.Place.Phone)
}

func choose(c *errs.Check, field, value string, from []string) {
	switch {
	case value == "":
		c.Add(field, "web.err.required")
	case !slices.Contains(from, value):
		c.Add(field, "web.err.choice")
	}
}

func short(c *errs.Check, field, text string) {
	if utf8.RuneCountInString(text) > maxLine {
		c.Add(field, "web.err.long", "max", maxLine)
	}
}

// bedFacts count beds that were added and taken away on a day.
func bedFacts(old, now Facility, day clock.Date) []measure.Fact {
	var added, removed int64
	for _, b := range Beds {
		if d := now.live(b) - old.live(b); d > 0 {
			added += d
		} else {
			removed -= d
		}
	}
	var out []measure.Fact
	if added > 0 {
		out = append(out, measure.Fact{Unit: now.Unit, Day: day, Measure: "shelter.beds.added", Value: added})
	}
	if removed > 0 {
		out = append(out, measure.Fact{Unit: now.Unit, Day: day, Measure: "shelter.beds.removed", Value: removed})
	}
	return out
}

// live is the number of beds that count: a closed facility has none.
func (f *Facility) live(kind string) int64 {
	if f.State == Closed {
		return 0
	}
	return f.Bed(kind)
}

// Room is the beds of one kind in a facility.
type Room struct {
	Bed  string `json:"bed"`
	Of   int64  `json:"beds"`
	Used int64  `json:"-"`
	Free int64  `json:"free"`
}

// Rooms are the beds of a facility on the board: no more than that may be told
// to whoever looks for one.
type Rooms struct {
	ID       string `json:"id"`
	Code     string `json:"code"`
	Province string `json:"province"`
	Kind     string `json:"kind"`
	State    string `json:"state"`
	Beds     []Room `json:"beds"`
	Free     int64  `json:"free"`
}

// rooms pairs the beds of a facility with how many are used. One that takes
// nobody in has no free bed; one that is over-full has none either.
func (f *Facility) rooms(used map[string]int64) Rooms {
	out := Rooms{ID: f.ID, Code: f.Code, Province: f.Province, Kind: f.Kind, State: f.State}
	for _, b := range Beds {
		r := Room{Bed: b, Of: f.Bed(b), Used: used[b]}
		if f.State == Open {
			r.Free = max(r.Of-r.Used, 0)
		}
		out.Free += r.Free
		out.Beds = append(out.Beds, r)
	}
	return out
}

// FreeOf is the number of free beds of a kind.
func (r Rooms) FreeOf(bed string) int64 {
	for _, b := range r.Beds {
		if b.Bed == bed {
			return b.Free
		}
	}
	return 0
}
