package trust

import (
	"bytes"
	"fmt"
	"html"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

var (
	controls  = regexp.MustCompile(`(?s)<(input|select|textarea)\b([^>]*)>`)
	attribute = regexp.MustCompile(`([a-z-]+)="([^"]*)"`)
	options   = regexp.MustCompile(`<option value="([^"]+)"`)
)

// control is something in a form that can be filled.
type control struct {
	name, kind, value string // kind is the type of an input, or select, textarea
	number            bool
	choices           []string
}

// formOf reads the controls of the form that is sent to an address, as a browser
// does: a field that comes to a page later is found here by itself.
func (b *birds) formOf(account, page, action string) []control {
	b.t.Helper()
	body := b.must(account, "GET", page, nil, 200)
	at := strings.Index(body, `action="`+html.EscapeString(action)+`"`)
	if at < 0 {
		b.t.Fatalf("%s has no form for %s\n%s", page, action, body)
	}
	body, _, _ = strings.Cut(body[at:], "</form>")
	var out []control
	for _, m := range controls.FindAllStringSubmatchIndex(body, -1) {
		tag, c := body[m[2]:m[3]], control{}
		for _, a := range attribute.FindAllStringSubmatch(body[m[4]:m[5]], -1) {
			switch a[1] {
			case "name":
				c.name = a[2]
			case "type":
				c.kind = a[2]
			case "value":
				c.value = html.UnescapeString(a[2])
			case "data-num":
				c.number = true
			}
		}
		if tag != "input" {
			c.kind = tag
		}
		if tag == "select" {
			list, _, _ := strings.Cut(body[m[1]:], "</select>")
			for _, o := range options.FindAllStringSubmatch(list, -1) {
				c.choices = append(c.choices, html.UnescapeString(o[1]))
			}
		}
		if c.name != "" {
			out = append(out, c)
		}
	}
	return out
}

// fill answers a form: what is given, the first of each choice, and a canary in
// every other field of text, which the page shows to readers only.
func (b *birds) fill(account, page, action, what string, readers []string, given url.Values) url.Values {
	b.t.Helper()
	v := url.Values{}
	for _, c := range b.formOf(account, page, action) {
		_, done := v[c.name]
		switch list, said := given[c.name]; {
		case said:
			v[c.name] = list
		case done:
		case c.kind == "hidden":
			v.Set(c.name, c.value)
		case c.kind == "select" && len(c.choices) > 0:
			v.Set(c.name, c.choices[0])
		case (c.kind == "radio" || c.kind == "checkbox") && c.value != "":
			v.Set(c.name, c.value)
		case c.number:
			v.Set(c.name, "2")
		case c.kind == "text" || c.kind == "textarea":
			v.Set(c.name, b.of(what+"."+c.name, readers...))
		}
	}
	for name, list := range given { // of controls that a page adds by itself
		if !v.Has(name) && !slices.Equal(list, []string{""}) {
			v[name] = list
		}
	}
	return v
}

// send fills a form and posts it; it returns the address that follows.
func (b *birds) send(account, page, action, what string, readers []string, given url.Values) string {
	b.t.Helper()
	v := b.fill(account, page, action, what, readers, given)
	b.must(account, "POST", action, v, http.StatusSeeOther)
	return b.location
}

// upload posts a form with a file.
func (b *birds) upload(account, path string, form url.Values, name string, content []byte) {
	b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for field, list := range form {
		for _, s := range list {
			w.WriteField(field, s)
		}
	}
	part, err := w.CreateFormFile("file", name)
	if err != nil {
		b.t.Fatal(err)
	}
	part.Write(content)
	if err := w.Close(); err != nil {
		b.t.Fatal(err)
	}
	if code, raw := b.sent(account, "POST", path, w.FormDataContentType(), &body); code != http.StatusSeeOther {
		b.t.Fatalf("POST %s as %s: %d\n%s", path, account, code, raw)
	}
}

// paper is a PDF of one page whose text stands readable in its bytes.
func paper(text string) []byte {
	stream := "BT /F1 12 Tf 50 700 Td (" + text + ") Tj ET"
	objects := []string{"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>",
		fmt.Sprintf("<</Length %d>>stream\n%s\nendstream", len(stream), stream)}
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	var at []int
	for i, o := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, xref)
	return b.Bytes()
}
