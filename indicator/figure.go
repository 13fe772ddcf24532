package indicator

import (
	"neove/internal/clock"
	"neove/measure"
)

// Grouping says which rows a question wants beside the total.
type Grouping string

// The groupings.
const (
	Total     Grouping = ""
	ByUnit    Grouping = "unit"    // the units directly below
	ByCommune Grouping = "commune" // all communes below
	ByMonth   Grouping = "month"   // calendar months of the window
)

// Query asks for figures of a unit in a window, on the tree of a day.
type Query struct {
	Unit       string
	Window     measure.Window
	Tree       clock.Date // 0 means the last day of the window
	By         Grouping
	Indicators []string // codes; empty means all headline indicators
}

// Figure is one number with what is known about it.
type Figure struct {
	Indicator   string `json:"indicator"`
	Value       int64  `json:"value"`
	Unallocated int64  `json:"unallocated"`
	Complete    int    `json:"complete"`
	Expected    int    `json:"expected"`
	Hidden      bool   `json:"hidden,omitempty" doc:"The reader may not see this figure; value and unallocated are 0"`
}

// UnitFigures is a row of a grouping by unit.
type UnitFigures struct {
	Unit    string   `json:"unit"`
	Name    string   `json:"name"`
	Figures []Figure `json:"figures"`
}

// MonthFigures is a row of a grouping by month.
type MonthFigures struct {
	Month   string   `json:"month"`
	Figures []Figure `json:"figures"`
}

// Answer is what a query returns; it is the JSON of the command line and the API.
type Answer struct {
	Unit    string         `json:"unit"`
	Window  measure.Window `json:"window"`
	Tree    clock.Date     `json:"tree"`
	Figures []Figure       `json:"figures"`
	Units   []UnitFigures  `json:"units,omitempty"`
	Months  []MonthFigures `json:"months,omitempty"`

	Defs []Def `json:"-"` // parallel to every Figures
}

// Figure returns the total of an indicator; zero when it was not asked.
func (a Answer) Figure(code string) (Figure, bool) {
	for _, f := range a.Figures {
		if f.Indicator == code {
			return f, true
		}
	}
	return Figure{}, false
}
