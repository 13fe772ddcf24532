package ui

import (
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"strings"
)

// Sentence is a paragraph of the sentence dashboard.
type Sentence struct {
	Label string
	Parts []Part
}

// Part is running text, or a number that links to its source list. A spark
// line and a neutral change ("8,4%") may follow. DeltaWord is what a screen
// reader says before the change ("tăng"); left empty it follows Up and Down.
type Part struct {
	Text, Href string
	Spark      []int64
	Delta      string
	DeltaWord  string
	Up, Down   bool
}

// Multiple is one of up to nine small charts of equal width. Alt is the series
// in words for screen readers.
type Multiple struct {
	Label, Value, Href, Alt string
	Values                  []int64
}

type delta struct {
	Word, Text string
	Up, Down   bool
}

// deltaOf finds the spoken word, so that the arrow is never the only sign.
func deltaOf(p Part, t func(string, ...any) string) delta {
	d := delta{p.DeltaWord, p.Delta, p.Up, p.Down}
	switch {
	case d.Word != "":
	case p.Up:
		d.Word = t("ui.delta.up")
	case p.Down:
		d.Word = t("ui.delta.down")
	}
	return d
}

// spark draws a 74×20 line with an end dot. It is decoration: the number
// stands in the sentence. Fewer than two values draw nothing.
func spark(xs []int64) template.HTML {
	if len(xs) < 2 {
		return ""
	}
	low, high := slices.Min(xs), slices.Max(xs)
	span := float64(high - low)
	var b strings.Builder
	b.WriteString(`<svg class="spark" width="74" height="20" viewBox="0 0 74 20" aria-hidden="true" focusable="false"><path d="`)
	var x, y float64
	for i, v := range xs {
		x = 2 + 68*float64(i)/float64(len(xs)-1)
		y = 10
		if span > 0 {
			y = 17 - 14*float64(v-low)/span
		}
		cmd := "L"
		if i == 0 {
			cmd = "M"
		}
		fmt.Fprintf(&b, "%s%s %s", cmd, coord(x), coord(y))
	}
	fmt.Fprintf(&b, `" fill="none" stroke="#0f4c81" stroke-width="1.7"/><circle cx="%s" cy="%s" r="2.6" fill="#0f4c81"/></svg>`, coord(x), coord(y))
	return template.HTML(b.String())
}

// bars draws columns from zero; the last one, the present period, is dark.
func bars(xs []int64) template.HTML {
	if len(xs) == 0 {
		return ""
	}
	high := max(slices.Max(xs), 1)
	step := 150 / float64(len(xs))
	var b strings.Builder
	b.WriteString(`<svg class="bars" viewBox="0 0 150 46" preserveAspectRatio="none" aria-hidden="true" focusable="false">`)
	for i, v := range xs {
		h := 40 * float64(max(v, 0)) / float64(high)
		class := "b"
		if i == len(xs)-1 {
			class = "l"
		}
		fmt.Fprintf(&b, `<rect class="%s" x="%s" y="%s" width="%s" height="%s"/>`, class,
			coord(step*float64(i)+step*.06), coord(45-h), coord(step*.88), coord(h))
	}
	b.WriteString(`<path d="M0 45.500H150" stroke="#8495a3"/></svg>`)
	return template.HTML(b.String())
}

func coord(f float64) string { return strconv.FormatFloat(f, 'f', 1, 64) }

// share is the filled width of a progress bar out of 100.
func share(n, of any) (string, error) {
	a, err := wide(n)
	if err != nil {
		return "", err
	}
	b, err := wide(of)
	if err != nil || b <= 0 {
		return "0", err
	}
	return coord(min(max(float64(a)*100/float64(b), 0), 100)), nil
}

func wide(n any) (int64, error) {
	s, err := number(n, func(v int64) string { return strconv.FormatInt(v, 10) })
	if err != nil || s == "" {
		return 0, err
	}
	return strconv.ParseInt(s, 10, 64)
}
