package measure

import (
	"cmp"
	"math/bits"
	"slices"
)

// Apportion divides total by weights in whole numbers, exactly: each gets the
// floor of its quota and what is left goes to the largest remainders (the
// larger weight, then the earlier place, on a tie). Weights are ≥ 0 with a
// positive sum; a negative total is divided like its opposite.
func Apportion(total int64, weights []int64) []int64 {
	out := make([]int64, len(weights))
	if total < 0 {
		for i, v := range Apportion(-total, weights) {
			out[i] = -v
		}
		return out
	}
	var sum uint64
	for _, w := range weights {
		sum += uint64(w)
	}
	rest := make([]uint64, len(weights))
	left := total
	for i, w := range weights {
		hi, lo := bits.Mul64(uint64(total), uint64(w))
		q, r := bits.Div64(hi, lo, sum)
		out[i], rest[i] = int64(q), r
		left -= int64(q)
	}
	order := make([]int, len(weights))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(rest[b], rest[a]), cmp.Compare(weights[b], weights[a]))
	})
	for _, i := range order[:left] {
		out[i]++
	}
	return out
}
