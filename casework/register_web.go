package casework

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/i18n"
	"neove/internal/sheet"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
	"neove/org"
)

const (
	registerPath = "/casework/register"
	registerSize = 25
)

type registerView struct {
	ui.Listing
	Years  []ui.Link
	Export string
	Year   int
}

func (s *Service) registerYear(x *web.Exchange) int {
	return x.Year(clock.DateOf(s.db.Now()).Year())
}

func (s *Service) registerPage(by access.Actor, x *web.Exchange) error {
	l, year := x.List(registerSize), s.registerYear(x)
	list, total, err := s.Register(x.R.Context(), by, year, l.Size, l.Offset())
	if err != nil {
		return err
	}
	v := registerView{Year: year, Export: registerPath + "/export?year=" + strconv.Itoa(year)}
	v.Years = ui.Years(registerPath, nil, year)
	v.Pager, v.Empty = l.Pager(len(list), total), x.T("casework.register.none", "year", strconv.Itoa(year))
	v.Table.Label = x.T("casework.register")
	for _, name := range []string{"code", "who", "received", "exploitation", "given", "left"} {
		v.Table.Columns = append(v.Table.Columns, ui.Column{Label: x.T("casework.register.col." + name)})
	}
	for _, e := range list {
		c := cellsOf(x, e)
		v.Table.Rows = append(v.Table.Rows, []ui.TD{{Text: e.Code, Href: listPath + "/" + e.Code, Note: c.status}, {Text: strings.ReplaceAll(join(", ", c.sex, c.age), " ", "\u00a0"), Note: join(" · ", c.ethnicity, c.home)}, {Text: vntext.Date(e.ReceivedOn), Note: c.channel},
			{Text: c.exploitation, Note: c.destination}, {Text: strings.Join(c.given(x), "; ")}, {Text: day(e.Left), Note: join(" · ", c.situation, c.why)}})
	}
	return x.Page(200, "casework/register", ui.Page{Title: x.T("casework.register"), Body: v})
}

// entry is a line of the register in words; "" is not known.
type entry struct {
	Entered
	sex, age, ethnicity, home, channel, exploitation, destination, status, situation, why string
}

func cellsOf(x *web.Exchange, e Entered) entry {
	of := func(dimension, value string) string {
		if value == "" {
			return ""
		}
		d := Dimensions[slices.IndexFunc(Dimensions, func(d Dimension) bool { return d.Code == dimension })]
		if value == "declined" {
			value = unknown
		}
		return word(x, d, value)
	}
	opt := func(prefix, value string) string {
		if value == "" {
			return ""
		}
		return x.T(prefix + value)
	}
	c := entry{Entered: e, sex: of("sex", e.Sex), age: strings.TrimPrefix(age(x, e.Core), ", "), ethnicity: e.Ethnicity, home: of("home", e.Home), channel: of("channel", e.Channel), status: x.T("regime.status." + string(e.Status)),
		situation: opt("casework.situation.", e.Situation), why: opt("casework.why.", e.Why), destination: of("route", e.Route)}
	if e.Route == "abroad" && e.Country != "" {
		c.destination = of("country", countryOf(e.Country))
	}
	var forms []string
	for _, f := range e.Exploitation {
		forms = append(forms, x.T("regime.exploitation."+f))
	}
	c.exploitation = strings.Join(forms, "; ")
	return c
}

func day(d clock.Date) string {
	if d == 0 {
		return ""
	}
	return vntext.Date(d)
}

func join(by string, texts ...string) string {
	return strings.Join(slices.DeleteFunc(texts, func(s string) bool { return s == "" }), by)
}

// given words the support: "a) 12/3/2026, 1.500.000 đồng".
func (c entry) given(x *web.Exchange) (out []string) {
	for _, g := range c.Given {
		out = append(out, g.Letter+")\u00a0"+givenText(x, g))
	}
	if c.Hidden {
		out = append(out, x.T("casework.register.hidden"))
	}
	return out
}

func givenText(x *web.Exchange, g Aid) string {
	text := vntext.Date(g.First)
	if g.Turns > 1 {
		text += ", " + x.T("casework.register.turns", "n", g.Turns)
	}
	if g.Money > 0 {
		text += ", " + x.T("casework.register.money", "n", i18n.Number(x.Lang, g.Money))
	}
	return text
}

// registerTaking asks for what the register leaves the program.
func registerTaking(x *web.Exchange, year int) sheet.Taking {
	at := "?year=" + strconv.Itoa(year)
	return sheet.Taking{Action: registerPath + "/export" + at, Back: registerPath + at, Files: []ui.Option{{Value: "register", Text: x.T("casework.register.of", "year", strconv.Itoa(year))}}}
}

func (s *Service) registerExportPage(_ access.Actor, x *web.Exchange) error {
	return registerTaking(x, s.registerYear(x)).Show(x, x.T("casework.register.export"), url.Values{"file": {"register"}}, nil)
}

func (s *Service) registerExportPost(by access.Actor, x *web.Exchange) error {
	year := s.registerYear(x)
	t := registerTaking(x, year)
	_, purpose, typed, err := t.Read(x)
	if err != nil {
		return t.Show(x, x.T("casework.register.export"), typed, err)
	}
	list, m, err := s.TakeRegister(x.R.Context(), by, year, purpose)
	if err != nil {
		return err
	}
	tree, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	x.Attachment("so-theo-doi-nan-nhan-"+strconv.Itoa(year)+".xlsx", sheet.MIME)
	title := x.T("casework.register.of", "year", strconv.Itoa(year))
	return sheet.WriteLists(x.W, title, string(x.Lang), sheet.List{Name: x.T("casework.register"), Lines: []string{title}, Cols: registerColumns(x), Mark: m.Line(x), Rows: func(yield func([]any) bool) {
		for i, e := range list {
			if !yield(registerRow(x, tree, i+1, e)) {
				return
			}
		}
	}})
}

// registerColumns are those of the register in use, a column for each letter;
// the number of the form is configuration of reports.
func registerColumns(x *web.Exchange) []sheet.Column {
	var out []sheet.Column
	add := func(name string, kind sheet.Kind, width float64) {
		label := x.T("casework.register.col." + name)
		out = append(out, sheet.Column{Field: name, Vi: label, En: label, Kind: kind, Width: width})
	}
	add("n", sheet.Count, 6)
	add("code", sheet.Text, 15)
	add("sex", sheet.Text, 8)
	add("age", sheet.Text, 12)
	add("ethnicity", sheet.Text, 12)
	add("home", sheet.Text, 16)
	add("received", sheet.Date, 12)
	add("channel", sheet.Text, 22)
	add("exploitation", sheet.Text, 26)
	add("destination", sheet.Text, 18)
	add("status", sheet.Text, 22)
	add("lead", sheet.Text, 26)
	for _, l := range Letters {
		label := l + ") " + x.T("regime.name."+l)
		out = append(out, sheet.Column{Field: "given_" + letterCode(l), Vi: label, En: label, Width: 22})
	}
	add("left", sheet.Date, 12)
	add("situation", sheet.Text, 24)
	return out
}

func registerRow(x *web.Exchange, tree *org.Tree, n int, e Entered) []any {
	c := cellsOf(x, e)
	row := []any{n, e.Code, c.sex, c.age, c.ethnicity, c.home, e.ReceivedOn, c.channel, c.exploitation, c.destination, c.status, tree.OfficeName(x, e.Office)}
	for _, l := range Letters {
		text := ""
		if i := slices.IndexFunc(e.Given, func(g Aid) bool { return g.Letter == l }); i >= 0 {
			text = givenText(x, e.Given[i])
		} else if e.Hidden && (l == "b" || l == "g") {
			text = x.T("casework.register.hidden")
		}
		row = append(row, text)
	}
	return append(row, e.Left, join(" · ", c.situation, c.why))
}
