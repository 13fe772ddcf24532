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
		if p.Part != "" {
			fmt.Fprintf(&out, "\n%s\n", p.Part)
		}
		fmt.Fprintf(&out, "\n%s\n", p.Heading)
		if text := p.Text(); text != "" {
			fmt.Fprintln(&out, text)
		}
		for _, l := range p.Lines {
			fmt.Fprintf(&out, "- %s\n", l)
		}
	}
	if len(a.Notes) > 0 {
		out.WriteString("\n")
	}
	for _, n := range a.Notes {
		fmt.Fprintf(&out, "- %s\n", n)
	}
	if len(a.Annex) > 0 {
		fmt.Fprintf(&out, "\n%s\n", b.T(a.Lang, "report.year.annex"))
		for _, x := range a.Annex {
			x.write(&out, b, a.Lang)
		}
	}
	_, err := io.WriteString(w, out.String())
	return err
}
