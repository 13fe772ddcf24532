package demo

import "math/rand/v2"

// MinhHaNames are the names of everybody with a case; MinhHaTexts what was told
// about them.
func MinhHaNames() []string {
	m := &minhHa{rng: rand.New(rand.NewPCG(2026, 60))}
	m.plan()
	var out []string
	for n := range m.names {
		out = append(out, n)
	}
	for _, g := range guests {
		out = append(out, g.name)
	}
	return out
}

func MinhHaTexts() []string {
	var out []string
	for _, t := range told {
		out = append(out, t)
	}
	return append(append(out, safetyPlans...), ownWords...)
}
