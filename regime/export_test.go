package regime

// RowsFor counts the rows of a matrix that hold a place.
func RowsFor(law string, kind, main Kind, c Citizenship, abroad Answer) int {
	n := 0
	for _, g := range Groups(law) {
		if g.holds(place{kind, main, c, abroad}) {
			n++
		}
	}
	return n
}
