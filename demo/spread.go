package demo

import (
	"math/rand/v2"

	"neove/internal/clock"
	"neove/measure"
	"neove/org"
)

// published are the province's totals for the calendar year 2024.
var published = struct{ Sessions, Attendances, Rounds, RadioItems, Posts, Banners int64 }{1920, 172830, 4842, 3890, 890, 350}

// plan is what one commune does in one month.
type plan struct {
	unit     org.Unit
	month    measure.Period
	from, to clock.Date // days on which the unit exists, to exclusive
	sessions []int64    // attendances of each session
	rounds   int64
	radio    int64
	posts    int64
	banners  int64
}

// spread divides the published totals over the commune-months. Every commune
// has its own activity level, so that the map and the tables look like life;
// 30/7 draws banners and sessions into July.
func spread(rng *rand.Rand, units []org.Unit) []plan {
	var plans []plan
	var general, campaign []int64
	for _, u := range units {
		level := 60 + rng.Int64N(80)
		for m := 1; m <= 12; m++ {
			p := measure.Period{Kind: measure.Calendar, Span: measure.Month, Year: 2024, N: m}
			w := p.Window()
			if !u.During(w.From, w.To) {
				continue
			}
			plans = append(plans, plan{unit: u, month: p, from: max(w.From, u.From), to: min(w.To, u.To)})
			season := int64(100)
			switch m {
			case 2: // Tết
				season = 60
			case 7:
				season = 150
			}
			general = append(general, level*season+rng.Int64N(500))
			c := int64(0)
			if m == 7 || m == 6 && rng.IntN(4) == 0 {
				c = level * (1 + 9*int64(m-6))
			}
			campaign = append(campaign, c)
		}
	}
	put := func(total int64, weights []int64, set func(*plan, int64)) {
		for i, n := range measure.Apportion(total, weights) {
			set(&plans[i], n)
		}
	}
	put(published.Rounds, general, func(p *plan, n int64) { p.rounds = n })
	put(published.RadioItems, general, func(p *plan, n int64) { p.radio = n })
	put(published.Posts, shuffled(rng, general), func(p *plan, n int64) { p.posts = n })
	put(published.Banners, campaign, func(p *plan, n int64) { p.banners = n })
	put(published.Sessions, shuffled(rng, general), func(p *plan, n int64) { p.sessions = make([]int64, n) })
	attend(rng, plans)
	return plans
}

// shuffled jitters weights, so that whole numbers do not all land on the same
// communes.
func shuffled(rng *rand.Rand, weights []int64) []int64 {
	out := make([]int64, len(weights))
	for i, w := range weights {
		out[i] = w*3/4 + rng.Int64N(w/2+1)
	}
	return out
}

// attend divides the attendances over the sessions: 40 to 140 people each.
func attend(rng *rand.Rand, plans []plan) {
	var sizes []int64
	for _, p := range plans {
		for range p.sessions {
			sizes = append(sizes, 40+rng.Int64N(101))
		}
	}
	at := 0
	parts := measure.Apportion(published.Attendances, sizes)
	for _, p := range plans {
		for i := range p.sessions {
			p.sessions[i] = parts[at]
			at++
		}
	}
}

// day picks a day of the plan's month, working days before weekends.
func (p plan) day(rng *rand.Rand) clock.Date {
	return p.from + clock.Date(rng.Int64N(int64(p.to-p.from)))
}
