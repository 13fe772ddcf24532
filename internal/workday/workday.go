// Package workday counts working days in Việt Nam: Monday to Friday without
// the public holidays of the Labour Code (45/2019/QH14 art. 112).
package workday

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
	"time"

	"neove/internal/clock"
)

// The days that move with the moon are listed by date; swaps that the
// Government decides for a single year are not known and not guessed.
//
//go:embed holidays.tsv
var listed string

var holidays = sync.OnceValue(func() map[clock.Date]bool {
	days := map[clock.Date]bool{}
	for n, l := range strings.Split(strings.TrimSpace(listed), "\n") {
		if strings.HasPrefix(l, "#") {
			continue
		}
		from, to, ok := strings.Cut(strings.SplitN(l, "\t", 3)[0], "..")
		if !ok {
			to = from
		}
		a, err := clock.Parse(from)
		b, err2 := clock.Parse(to)
		if err != nil || err2 != nil {
			panic(fmt.Sprintf("workday: holidays.tsv line %d", n+1))
		}
		for ; a <= b; a++ {
			days[a] = true
		}
	}
	return days
})

// fixed holidays of every year: 1/1, 30/4, 1/5, 2/9.
var fixed = map[[2]int]bool{{1, 1}: true, {4, 30}: true, {5, 1}: true, {9, 2}: true}

// Is reports whether offices work on the day.
func Is(d clock.Date) bool {
	switch d.Time().Weekday() {
	case time.Saturday, time.Sunday:
		return false
	}
	_, m, day := d.YMD()
	return !fixed[[2]int{int(m), day}] && !holidays()[d]
}

// After is the n-th working day after d.
func After(d clock.Date, n int) clock.Date {
	for n > 0 {
		d++
		if Is(d) {
			n--
		}
	}
	return d
}
