package regime

import (
	"slices"
	"strings"
	"sync"
)

// Group is a row of a law's matrix: persons that it treats alike.
type Group struct {
	Law         string
	Code        string
	Kind        Kind
	Mains       []Kind
	Citizenship []Citizenship // empty: any
	Abroad      Answer        // Unknown: any
	Source
	cells row
}

// Cell is +, +conditions, - or ? for a regime.
func (g Group) Cell(regime string) string { return g.cells[regime] }

// Groups lists the rows of a law's matrix in its order.
func Groups(law string) []Group { return matrices()[law] }

var matrices = sync.OnceValue(func() map[string][]Group {
	out := map[string][]Group{}
	for _, law := range []string{Law2011, Law2024} {
		for _, r := range table("matrix_" + law) {
			g := Group{Law: law, Code: r["group"], Kind: Kind(r["kind"]), Abroad: Unknown, Source: r.source(), cells: r}
			for _, m := range r.list("main") {
				g.Mains = append(g.Mains, Kind(m))
			}
			if r["citizenship"] != "any" {
				for _, c := range r.list("citizenship") {
					g.Citizenship = append(g.Citizenship, Citizenship(c))
				}
			}
			if a := Answer(r["abroad"]); a.known() {
				g.Abroad = a
			}
			out[law] = append(out[law], g)
		}
	}
	return out
})

// place is the facts that choose a row of the matrix.
type place struct {
	kind, main  Kind
	citizenship Citizenship
	abroad      Answer
}

func (g Group) holds(p place) bool {
	return g.Kind == p.kind && (p.kind != Accompanying || slices.Contains(g.Mains, p.main)) &&
		(len(g.Citizenship) == 0 || slices.Contains(g.Citizenship, p.citizenship)) &&
		(g.Abroad == Unknown || g.Abroad == p.abroad)
}

// groupOf is the one row for a place; a test shows that there is exactly one.
func groupOf(law string, p place) Group {
	i := slices.IndexFunc(matrices()[law], func(g Group) bool { return g.holds(p) })
	return matrices()[law][i]
}

// mains are those whom a person under 18 can accompany.
var mains = []Kind{Victim, BeingIdentified}

// places are all that the facts leave open.
func (f Facts) places() []place {
	kinds, who := []Kind{f.Kind}, []Kind{f.Main}
	if !slices.Contains(Kinds, f.Kind) {
		kinds = Kinds
	}
	if !slices.Contains(mains, f.Main) {
		who = mains
	}
	citizenships, abroad := []Citizenship{f.Citizenship}, []Answer{f.Abroad}
	if !slices.Contains(Citizenships, f.Citizenship) {
		citizenships = Citizenships
	}
	if !f.Abroad.known() {
		abroad = []Answer{No, Yes}
	}
	var out []place
	for _, k := range kinds {
		for _, m := range who {
			for _, c := range citizenships {
				for _, a := range abroad {
					out = append(out, place{k, m, c, a})
				}
			}
		}
	}
	return out
}

// Conditions are the facts that a cell asks for besides the row.
func (g Group) Conditions(regime string) []string {
	c := strings.TrimPrefix(g.Cell(regime), "+")
	if c == "" || c == "-" || c == "?" {
		return nil
	}
	return strings.Split(c, ",")
}

// Name is the message key of the persons in the row.
func (g Group) Name() string { return "regime.group." + g.Code }
