package report

import (
	"fmt"
	"io"
	"strings"

	"neove/internal/i18n"
)

// WriteText writes the account as plain text with a table annex.
func (a Account) WriteText(w io.Writer, b *i18n.Bundle) error {
	var out strings.Builder
	fmt.Fprintf(&out, "%s\n%s\n", a.Title, a.Subtitle)
	for _, p := range a.Paragraphs {
		fmt.Fprintf(&out, "\n%s\n%s\n", p.Heading, p.Text())
	}
	if len(a.Notes) > 0 {
		out.WriteString("\n")
	}
	for _, n := range a.Notes {
		fmt.Fprintf(&out, "- %s\n", n)
	}
	if len(a.Annex) > 0 {
		fmt.Fprintf(&out, "\n%s\n", b.T(a.Lang, "report.year.annex"))
		a.annex(&out, b)
	}
	_, err := io.WriteString(w, out.String())
	return err
}

// annex writes the figures per unit in aligned columns, with the total below.
func (a Account) annex(out *strings.Builder, b *i18n.Bundle) {
	names := 0
	for _, u := range a.Annex {
		names = max(names, len([]rune(u.Name)))
	}
	heads := make([]string, len(a.Answer.Defs))
	for i, d := range a.Answer.Defs {
		heads[i] = fmt.Sprintf("(%d)", i+1)
		fmt.Fprintf(out, "  (%d) %s (%s)\n", i+1, d.Name(string(a.Lang)), d.Unit(string(a.Lang)))
	}
	row := func(name string, cells []string) {
		out.WriteString(pad(name, names+2))
		for _, c := range cells {
			out.WriteString(padLeft(c, 10))
		}
		out.WriteString("\n")
	}
	row("", heads)
	cells := make([]string, len(heads))
	for _, u := range a.Annex {
		for i, f := range u.Figures {
			cells[i] = i18n.Number(a.Lang, f.Value)
		}
		row(u.Name, cells)
	}
	for i, f := range a.Answer.Figures {
		cells[i] = i18n.Number(a.Lang, f.Value)
	}
	row(b.T(a.Lang, "report.year.total"), cells)
}
