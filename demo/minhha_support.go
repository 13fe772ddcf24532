package demo

import (
	"fmt"
	"strconv"

	"neove/casework"
	"neove/internal/clock"
)

// support finds the needs and agrees on a plan.
func (s *story) support() {
	s.later(2).needs("urgent", "normal")
	s.later(1).move(casework.Planning, s.reason())
	for _, letter := range s.letters() {
		s.item(letter)
	}
}

// needs are asked now, and again later.
func (s *story) needs(first, second string) {
	v := casework.Values{"housing": {second}, "health": {second}, "mental": {first}, "papers": {first}, "safety": {second}, "family": {second}, "work": {first},
		"own_words": {ownWords[s.row.n%len(ownWords)]}, "assessor": {"Cán bộ phụ trách"}, "next_on": {(s.today() + 90).String()}}
	if s.child() {
		v.Set("schooling", first)
		v.Set("work", "")
	}
	s.write(dept, "needs", v)
}

// letters are the supports that the plan holds.
func (s *story) letters() []string {
	out := []string{"g", "đ", "d"}
	if s.row.is("health") {
		out = append(out, "b")
	}
	if s.child() || s.row.is("school") {
		out = append(out, "h")
	} else if s.row.is("work") {
		out = append(out, "i")
	}
	if s.row.home != "unknown" {
		out = append(out, "e")
	}
	if !s.child() {
		out = append(out, "k")
	}
	return out
}

func (s *story) item(letter string) {
	code := s.regime(letter)
	if code == "" {
		return
	}
	v := casework.Values{"regime": {code}, "goal": {goals[letter]}, "agreed": {"yes"}, "from": {s.today().String()}, "until": {(s.today() + 120).String()}, "review_on": {(s.today() + 60).String()}}
	if p := providers[letter]; p != "" {
		v.Set("provider", s.m.partners[p])
	}
	if n := prices[letter]; n > 0 {
		v.Set("cost", strconv.FormatInt(n, 10))
		v.Set("funding", "local")
	}
	s.write(dept, "plan_item", v)
}

// providers are the organisations that give a support.
var providers = map[string]string{"b": "benhvien", "g": "coso", "đ": "phaply", "i": "vieclam"}

// give records a support that was given; money once, by who pays.
func (s *story) give(account, letter string, turns int) {
	code := s.regime(letter)
	if code == "" {
		return
	}
	v := casework.Values{"regime": {code}, "what": {gifts[letter]}, "turns": {strconv.Itoa(max(turns, 1))}}
	if n := prices[letter]; n > 0 {
		v.Set("money", strconv.FormatInt(n, 10))
		v.Set("funding", "local")
		v.Set("receipt", fmt.Sprintf("BN-%02d%s", s.row.n, letter))
		if letter == "k" {
			v.Set("funding", "central")
		}
	}
	if letter == "g" || letter == "c" {
		v.Set("minutes", "60")
	}
	s.write(account, "service", v)
}

// assess sets the safety level and when somebody looks again.
func (s *story) assess(account, level string) {
	next := map[string]int{"low": 90, "medium": 45, "high": 3, "immediate": 1}[level]
	s.high = level == "high" || level == "immediate"
	v := casework.Values{"level": {level}, "safety_plan": {safetyPlans[(s.row.n+len(level))%len(safetyPlans)]}, "review_on": {(s.today() + clock.Date(next)).String()}}
	if s.high {
		v["factors"] = []string{"trafficker_knows", "no_papers"}
	}
	if s.child() {
		v["factors"] = append(v["factors"], "child")
	}
	s.write(account, "risk", v)
}

// symbol is the number of a paper.
func (s *story) symbol(kind string) string {
	return fmt.Sprintf("%d/%s-MH", 100+s.row.n*3, kind)
}

func yesNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}
