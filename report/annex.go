package report

import (
	"fmt"
	"slices"
	"strings"

	"neove/indicator"
	"neove/internal/i18n"
)

// Annex is the table of one topic: its figures by unit, with the total.
type Annex struct {
	Title string
	Defs  []indicator.Def
	Rows  []AnnexRow
	Total []int64
}

// AnnexRow is a unit's figures, parallel to Defs.
type AnnexRow struct {
	Name   string
	Values []int64
}

// annexes divide the figures by topic, so that a table fits a page; a topic
// without any figure has none, and neither has one with rows that are hidden:
// what is left would be the hidden sum.
func (s style) annexes(a indicator.Answer) []Annex {
	var out []Annex
	for _, topic := range topics {
		if _, counted, _ := standing(a, topic); !counted || len(a.Units) == 0 || topic == "casework" { // victims are not listed by commune
			continue
		}
		if slices.ContainsFunc(a.Units, func(u indicator.UnitFigures) bool { return hidden(a, topic, u.Figures) }) {
			continue
		}
		x := Annex{Title: s.bundle.T(s.lang, "report.year."+topic+".heading")}
		var at []int
		for i, d := range a.Defs {
			if d.Topic == topic {
				at = append(at, i)
				x.Defs, x.Total = append(x.Defs, d), append(x.Total, a.Figures[i].Value)
			}
		}
		for _, u := range a.Units {
			row := AnnexRow{Name: u.Name}
			for _, i := range at {
				row.Values = append(row.Values, u.Figures[i].Value)
			}
			x.Rows = append(x.Rows, row)
		}
		if own, any := x.own(); any {
			x.Rows = append(x.Rows, AnnexRow{Name: s.bundle.T(s.lang, "report.year.own"), Values: own})
		}
		out = append(out, x)
	}
	return out
}

// own is what no unit below did: the asked unit itself, or a level between.
func (x Annex) own() (values []int64, any bool) {
	values = slices.Clone(x.Total)
	for _, r := range x.Rows {
		for i, v := range r.Values {
			values[i] -= v
		}
	}
	return values, slices.ContainsFunc(values, func(v int64) bool { return v != 0 })
}

// write puts the figures per unit in aligned columns, with the total below.
func (x Annex) write(out *strings.Builder, b *i18n.Bundle, lang i18n.Lang) {
	names := 0
	for _, r := range x.Rows {
		names = max(names, len([]rune(r.Name)))
	}
	fmt.Fprintf(out, "\n%s\n", x.Title)
	heads := make([]string, len(x.Defs))
	for i, d := range x.Defs {
		heads[i] = fmt.Sprintf("(%d)", i+1)
		fmt.Fprintf(out, "  (%d) %s (%s)\n", i+1, d.Name(string(lang)), d.Unit(string(lang)))
	}
	row := func(name string, cells []string) {
		out.WriteString(pad(name, names+2))
		for _, c := range cells {
			out.WriteString(padLeft(c, 15))
		}
		out.WriteString("\n")
	}
	row("", heads)
	numbers := func(values []int64) []string {
		cells := make([]string, len(values))
		for i, v := range values {
			cells[i] = i18n.Number(lang, v)
		}
		return cells
	}
	for _, r := range x.Rows {
		row(r.Name, numbers(r.Values))
	}
	row(b.T(lang, "report.year.total"), numbers(x.Total))
}
