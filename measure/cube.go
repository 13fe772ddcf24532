package measure

import (
	"sync"

	"neove/internal/db"
)

// Cube holds the kept sums of all units in memory as running totals over half
// months. It follows the database: Refresh reads only what changed since.
type Cube struct {
	mu    sync.RWMutex
	seq   int64
	width int // measures; the column of a measure is its id-1
	ids   idMap
	units map[string]int
	names []string
	rows  []slab
}

// slab is one unit: totals[i*width+m] is the sum of the halves before first+i.
type slab struct {
	first  Half
	totals []int64
}

// NewCube makes an empty cube.
func NewCube() *Cube { return &Cube{units: map[string]int{}, ids: idMap{}} }

// View refreshes the cube from the transaction's snapshot and runs fn on it;
// nobody changes the cube meanwhile.
func (c *Cube) View(tx *db.Tx, fn func(*Reading) error) error {
	if err := c.refresh(tx); err != nil {
		return err
	}
	c.mu.RLock()
	defer c.mu.RUnlock()
	return fn(&Reading{c: c, tx: tx})
}

func (c *Cube) refresh(tx *db.Tx) error {
	now, err := db.Get[int64](tx, "SELECT seq FROM measure_clock WHERE id=1")
	if err != nil {
		return err
	}
	c.mu.RLock()
	fresh := now <= c.seq
	c.mu.RUnlock()
	if fresh {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if now <= c.seq {
		return nil
	}
	ids, err := measureIDs(tx)
	if err != nil {
		return err
	}
	rows, err := tx.Query("SELECT unit,half,measure,value FROM measure_sums WHERE seq>? ORDER BY unit,half", c.seq)
	if err != nil {
		return err
	}
	defer rows.Close()
	c.Widen(len(ids))
	c.ids = ids
	for rows.Next() {
		var r sumRow
		if err := rows.Scan(&r.Unit, &r.Half, &r.Measure, &r.Value); err != nil {
			return err
		}
		c.Set(r.Unit, r.Half, int(r.Measure)-1, r.Value)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	c.seq = now
	return nil
}

// Widen makes room for more measures. It and Set are for one caller at a time.
func (c *Cube) Widen(width int) {
	if width <= c.width {
		return
	}
	for i, s := range c.rows {
		if c.width == 0 {
			break
		}
		n := len(s.totals) / c.width
		wide := make([]int64, n*width)
		for j := range n {
			copy(wide[j*width:], s.totals[j*c.width:(j+1)*c.width])
		}
		c.rows[i].totals = wide
	}
	c.width = width
}

// Set stores the sum of one unit × half month × column; later running totals
// move by the difference.
func (c *Cube) Set(unit string, h Half, col int, value int64) {
	at, ok := c.units[unit]
	if !ok {
		at = len(c.rows)
		c.units[unit] = at
		c.names = append(c.names, unit)
		c.rows = append(c.rows, slab{first: h, totals: make([]int64, c.width)})
	}
	s := &c.rows[at]
	s.stretch(h, c.width)
	i := int(h-s.first) + 1
	diff := value - (s.totals[i*c.width+col] - s.totals[(i-1)*c.width+col])
	if diff == 0 {
		return
	}
	for ; i < len(s.totals)/c.width; i++ {
		s.totals[i*c.width+col] += diff
	}
}

// stretch makes the slab reach the half month on either side.
func (s *slab) stretch(h Half, width int) {
	if h < s.first {
		more := int(s.first-h) * width
		s.totals = append(make([]int64, more, more+len(s.totals)), s.totals...)
		s.first = h
	}
	for n := len(s.totals) / width; int(h-s.first)+1 >= n; n++ {
		s.totals = append(s.totals, s.totals[(n-1)*width:n*width]...)
	}
}

// upTo is the running total before a half month, clipped to what is known.
func (s *slab) upTo(h Half, width int) []int64 {
	i := min(max(int(h-s.first), 0), len(s.totals)/width-1)
	return s.totals[i*width : (i+1)*width]
}

// Bytes is the memory of the totals.
func (c *Cube) Bytes() int64 {
	var n int64
	for _, s := range c.rows {
		n += int64(cap(s.totals)) * 8
	}
	return n
}
