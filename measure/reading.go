package measure

import (
	"neove/internal/clock"
	"neove/internal/db"
)

// Reading is the cube while it stands still for one question.
type Reading struct {
	c  *Cube
	tx *db.Tx
}

// Read is a reading without a database: for a cube filled by hand. Windows
// must then be whole half months.
func (c *Cube) Read() *Reading { return &Reading{c: c} }

// Column is the place of a measure in vectors; -1 when no fact ever used it.
func (r *Reading) Column(measure string) int {
	if id, ok := r.c.ids[measure]; ok && int(id) <= r.c.width {
		return int(id) - 1
	}
	return -1
}

// Width is the length of vectors.
func (r *Reading) Width() int { return r.c.width }

// Units lists the units that have facts; the index serves Totals.
func (r *Reading) Units() []string { return r.c.names }

// Totals adds up a window for every unit: one vector per unit, by column. The
// vectors share one block of memory.
func (r *Reading) Totals(w Window) ([][]int64, error) {
	from, to, loose := w.halves()
	width := r.c.width
	block := make([]int64, width*len(r.c.rows))
	out := make([][]int64, len(r.c.rows))
	for u := range r.c.rows {
		s := &r.c.rows[u]
		v := block[u*width : (u+1)*width : (u+1)*width]
		a, b := s.upTo(from, width), s.upTo(to, width)
		for i := range v {
			v[i] = b[i] - a[i]
		}
		out[u] = v
	}
	for _, days := range loose {
		if err := r.addDays(days, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// addDays adds single days that do not fill a half month.
func (r *Reading) addDays(w Window, out [][]int64) error {
	rows, err := db.Select[struct {
		Unit    string `db:"unit"`
		Measure int64  `db:"measure"`
		Value   int64  `db:"value"`
	}](r.tx, "SELECT unit, measure, CAST(SUM(value) AS BIGINT) AS value FROM measure_facts WHERE day>=? AND day<? GROUP BY unit, measure", w.From, w.To)
	if err != nil {
		return err
	}
	for _, x := range rows {
		if u, ok := r.c.units[x.Unit]; ok && int(x.Measure) <= r.c.width {
			out[u][x.Measure-1] += x.Value
		}
	}
	return nil
}

// Series gives one unit's values of a column for consecutive windows.
func (r *Reading) Series(unit string, col int, starts []clock.Date) []int64 {
	out := make([]int64, max(len(starts)-1, 0))
	at, ok := r.c.units[unit]
	if !ok || col < 0 {
		return out
	}
	s := &r.c.rows[at]
	for i := range out {
		out[i] = s.upTo(HalfOf(starts[i+1]), r.c.width)[col] - s.upTo(HalfOf(starts[i]), r.c.width)[col]
	}
	return out
}
