package report

import (
	"strconv"
	"strings"

	"neove/indicator"
	"neove/internal/i18n"
	"neove/internal/vntext"
)

// Part is a piece of a sentence: plain text, or a figure that has a source.
type Part struct {
	Text      string
	Indicator string // "" for plain text
	Value     int64
	Before    *int64 // the same window a year before, where it is known
}

// Paragraph is a headed run of sentences.
type Paragraph struct {
	Topic   string // slice that it speaks of; "" for others
	Part    string // heading of the part that begins here
	Heading string
	Parts   []Part
	Lines   []string // one item each, below the sentences
}

// Text joins the parts.
func (p Paragraph) Text() string {
	var b strings.Builder
	for _, x := range p.Parts {
		b.WriteString(x.Text)
	}
	return b.String()
}

// style writes figures: officially, or as screens do.
type style struct {
	bundle   *i18n.Bundle
	lang     i18n.Lang
	official bool // leading zero below ten: "05 cụm"
}

// figure writes a number with its unit of count: "1.920 cuộc", "2,55 tỷ đồng".
func (s style) figure(d indicator.Def, v int64) string {
	unit := d.Unit(string(s.lang))
	switch {
	case d.UnitVi == "đồng" && s.lang == i18n.Vi:
		return vntext.Dong(v)
	case s.lang == i18n.Vi && s.official:
		return vntext.Document(v) + " " + unit
	}
	return i18n.Number(s.lang, v) + " " + unit
}

// sentence fills a message: {code} becomes the figure of an indicator with its
// unit of count, {#code} the bare number, {name} a word or number given in args.
func (s style) sentence(key string, a indicator.Answer, args map[string]string) []Part {
	var out []Part
	text := func(t string) {
		if n := len(out); n > 0 && out[n-1].Indicator == "" {
			out[n-1].Text += t
		} else if t != "" {
			out = append(out, Part{Text: t})
		}
	}
	rest := s.bundle.T(s.lang, key)
	for {
		before, after, found := strings.Cut(rest, "{")
		text(before)
		if !found {
			return out
		}
		name, tail, _ := strings.Cut(after, "}")
		rest = tail
		if v, ok := args[name]; ok {
			text(v)
			continue
		}
		code, bare := strings.CutPrefix(name, "#")
		for i, d := range a.Defs {
			if d.Code != code {
				continue
			}
			part := Part{Text: s.figure(d, a.Figures[i].Value), Indicator: code, Value: a.Figures[i].Value}
			if bare {
				part.Text = s.count(int(part.Value))
			}
			out = append(out, part)
		}
	}
}

// count writes a bare number in the style.
func (s style) count(n int) string {
	if s.lang == i18n.Vi && s.official {
		return vntext.Document(int64(n))
	}
	return i18n.Number(s.lang, int64(n))
}

func pad(s string, width int) string {
	n := len([]rune(s))
	if n >= width {
		return s
	}
	return s + strings.Repeat(" ", width-n)
}

func padLeft(s string, width int) string {
	n := len([]rune(s))
	if n >= width {
		return s
	}
	return strings.Repeat(" ", width-n) + s
}

func yearText(y int) string { return strconv.Itoa(y) }
