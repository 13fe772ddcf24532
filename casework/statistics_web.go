package casework

import (
	"context"
	"net/url"
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
	statsPath = "/casework/statistics"
	ownPath   = "/casework/statistics/own"
)

type statsView struct {
	Stats
	Unit, UnitName          string
	Seg, Years              []ui.Link
	Sheet                   string
	Say                     []ui.Sentence
	None                    string // why there is nothing to divide
	ByStatus, Given, Waited ui.Table
	Traits                  []ui.Table
	Closed                  string // dimensions with too few persons
	Register                string
}

// statsView reads which figures are asked for: of a unit, or of the own cases.
func (s *Service) statsView(by access.Actor, x *web.Exchange, own bool) (*statsView, error) {
	v := &statsView{}
	year := x.Year(org.WorkYear(clock.DateOf(s.db.Now())))
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return nil, err
	}
	path, q := ownPath, url.Values{}
	if own {
		v.Stats, err = s.OwnStatistics(x.R.Context(), by, year)
		v.UnitName = x.T("casework.stats.own")
	} else {
		v.Unit = x.R.URL.Query().Get("unit")
		if units := by.Units(mayCount); v.Unit == "" && len(units) > 0 {
			v.Unit = units[0]
		}
		path, v.UnitName = statsPath, t.Name(v.Unit)
		q.Set("unit", v.Unit)
		v.Stats, err = s.Statistics(x.R.Context(), by, v.Unit, year)
	}
	if err != nil {
		return nil, err
	}
	v.Years = ui.Years(path, q, year)
	q.Set("year", strconv.Itoa(year))
	v.Sheet = path + ".xlsx?" + q.Encode()
	return v, nil
}

func (s *Service) statsPage(own bool) func(access.Actor, *web.Exchange) error {
	return func(by access.Actor, x *web.Exchange) error {
		v, err := s.statsView(by, x, own)
		if err != nil {
			return err
		}
		if by.May(mayCount) && by.May(mayRead) {
			v.Seg = []ui.Link{{Href: statsPath, Text: x.T("casework.stats.area"), Current: !own}, {Href: ownPath, Text: x.T("casework.stats.own"), Current: own}}
		}
		if by.May(mayRead) {
			v.Register = registerPath + "?year=" + strconv.Itoa(v.Year)
		}
		v.say(x)
		v.ByStatus, v.Given, v.Waited = v.status(x).table(x), v.given(x).table(x), v.waited(x).table(x)
		for _, b := range v.traits(x) {
			v.Traits = append(v.Traits, b.table(x))
		}
		v.Closed = strings.Join(v.closed(x), ", ")
		return x.Page(200, "casework/statistics", ui.Page{Title: x.T("casework.stats"), Body: v})
	}
}

// figure links a number to the page of its indicator, where its unit has one.
func (v *statsView) figure(x *web.Exchange, code string, n int64) ui.Part {
	p := ui.Part{Text: i18n.Number(x.Lang, n)}
	if code == "casework.support.money" && x.Lang == i18n.Vi {
		p.Text = vntext.Dong(n)
	}
	if v.Unit != "" {
		w := yearWindow(v.Year)
		p.Href = "/indicator/figures/" + code + "?" + url.Values{"unit": {v.Unit}, "from": {w.From.String()}, "to": {w.To.String()}}.Encode()
	}
	return p
}

// say writes the sentences. "None" is said only where every unit reported none.
func (v *statsView) say(x *web.Exchange) {
	year := strconv.Itoa(v.Year)
	switch {
	case v.Received > 0:
		v.Say = append(v.Say, sentence(x.T("casework.stats.say.received", "year", year), v.figure(x, "casework.person.received", v.Received), v.figure(x, "casework.victim.received", v.Victims)))
	case v.Exact:
		v.None = x.T("casework.stats.none.own", "year", year)
	case v.Expected > 0 && v.Complete == v.Expected:
		v.None = x.T("casework.stats.none.nil", "year", year, "complete", v.Complete, "expected", v.Expected)
	case v.Expected == 0:
		v.None = x.T("casework.stats.none", "year", year)
	default:
		v.None = x.T("casework.stats.none.open", "year", year, "complete", v.Complete, "expected", v.Expected)
	}
	if v.Turns > 0 {
		v.Say = append(v.Say, sentence(x.T("casework.stats.say.support"), v.figure(x, "casework.supported.persons", v.Supported), v.figure(x, "casework.support.turns", v.Turns), v.figure(x, "casework.support.money", v.Money)))
	}
	if v.Returned+v.Reintegrated > 0 {
		v.Say = append(v.Say, sentence(x.T("casework.stats.say.home"), v.figure(x, "casework.returned.persons", v.Returned), v.figure(x, "casework.reintegrated.persons", v.Reintegrated)))
	}
}

// sentence puts figures where the text has |.
func sentence(text string, figures ...ui.Part) ui.Sentence {
	var s ui.Sentence
	for _, part := range strings.Split(text, "|") {
		s.Parts = append(s.Parts, ui.Part{Text: part})
		if len(figures) > 0 {
			s.Parts, figures = append(s.Parts, figures[0]), figures[1:]
		}
	}
	return s
}

func word(x *web.Exchange, d Dimension, value string) string {
	if value == unknown {
		return x.T("casework.unknown")
	}
	return x.T(d.Texts + value)
}

// board is a table of the page and of the workbook: words first, then numbers.
type board struct {
	label string
	heads []string
	words int // columns of words
	rows  []boardRow
	total boardRow
}

// boardRow is a row; a Cell may be hidden, anything else is text.
type boardRow []any

func (v *statsView) status(x *web.Exchange) board {
	b := board{label: x.T("casework.stats.by.status"), heads: []string{x.T("casework.stats.by.status"), x.T("casework.stats.people")}, words: 1}
	for _, l := range v.Groups[0].Lines {
		b.rows = append(b.rows, boardRow{word(x, Dimensions[0], l.Code), l.Cell})
	}
	b.total = boardRow{x.T("ui.word.total"), Cell{N: v.Received}}
	return b
}

// traits are the dimensions of victims that may be divided, a small table each;
// values without anybody are left out.
func (v *statsView) traits(x *web.Exchange) (list []board) {
	for i, g := range v.Groups[1:] {
		b := board{label: x.T("casework.stats.by." + g.Code), words: 1}
		b.heads = []string{b.label, x.T("casework.stats.people")}
		for _, l := range g.Lines {
			if l.N > 0 || l.Hidden {
				b.rows = append(b.rows, boardRow{word(x, Dimensions[i+1], l.Code), l.Cell})
			}
		}
		if len(b.rows) > 0 && !g.Closed {
			list = append(list, b)
		}
	}
	if v.Repeat.N > 0 || v.Repeat.Hidden {
		b := board{label: x.T("casework.stats.by.repeat"), words: 1, rows: []boardRow{{x.T("casework.stats.repeat"), v.Repeat}}}
		b.heads = []string{b.label, x.T("casework.stats.people")}
		list = append(list, b)
	}
	return list
}

// victims are all traits in one table, for the workbook.
func (v *statsView) victims(x *web.Exchange) board {
	b := board{label: x.T("casework.stats.victims"), heads: []string{x.T("casework.stats.dimension"), x.T("casework.stats.value"), x.T("casework.stats.people")}, words: 2}
	for _, t := range v.traits(x) {
		for _, row := range t.rows {
			b.rows = append(b.rows, append(boardRow{t.label}, row...))
		}
	}
	return b
}

// closed names the traits that are not divided.
func (v *statsView) closed(x *web.Exchange) (names []string) {
	for _, g := range v.Groups[1:] {
		if g.Closed {
			names = append(names, x.T("casework.stats.by."+g.Code))
		}
	}
	return names
}

func (v *statsView) given(x *web.Exchange) board {
	b := board{label: x.T("casework.stats.support"), heads: []string{x.T("casework.stats.regime"), x.T("casework.stats.people"), x.T("casework.stats.turns"), x.T("casework.stats.money")}, words: 1}
	for _, s := range v.Support {
		b.rows = append(b.rows, boardRow{s.Letter + ") " + x.T("regime.name."+s.Letter), s.Persons, s.Turns, s.Money})
	}
	b.total = boardRow{x.T("ui.word.total"), Cell{N: v.Supported}, Cell{N: v.Turns}, Cell{N: v.Money}}
	return b
}

func (v *statsView) waited(x *web.Exchange) board {
	b := board{label: x.T("casework.stats.waits"), heads: []string{x.T("casework.stats.step"), x.T("casework.stats.count"), x.T("casework.stats.days")}, words: 1}
	for _, s := range v.Waits {
		b.rows = append(b.rows, boardRow{x.T("casework.stats.step." + s.Code), s.Count, tenths(x, s)})
	}
	return b
}

// tenths writes an average with one decimal; a dash where nothing was counted.
func tenths(x *web.Exchange, s Wait) string {
	point := ","
	switch {
	case s.Tenths.Hidden:
		return s.Tenths.String()
	case s.Count.N == 0:
		return "–"
	case x.Lang == i18n.En:
		point = "."
	}
	return i18n.Number(x.Lang, s.Tenths.N/10) + point + strconv.FormatInt(s.Tenths.N%10, 10)
}

// table is the board on the page.
func (b board) table(x *web.Exchange) ui.Table {
	t := ui.Table{Label: b.label}
	for i, h := range b.heads {
		t.Columns = append(t.Columns, ui.Column{Label: h, Num: i >= b.words})
	}
	cells := func(row boardRow) (out []ui.TD) {
		for _, v := range row {
			td := ui.TD{}
			switch v := v.(type) {
			case Cell:
				if td.Text = v.String(); !v.Hidden {
					td.Text = i18n.Number(x.Lang, v.N)
				}
			case string:
				td.Text = v
			}
			out = append(out, td)
		}
		return out
	}
	for _, row := range b.rows {
		t.Rows = append(t.Rows, cells(row))
	}
	t.Total = cells(b.total)
	return t
}

// list is the board in a workbook.
func (b board) list(lines []string) sheet.List {
	l := sheet.List{Name: b.label, Lines: lines}
	for i, h := range b.heads {
		c := sheet.Column{Field: "c" + strconv.Itoa(i), Vi: h, En: h, Width: 40}
		if i >= b.words {
			c.Kind, c.Width = sheet.Count, 16
		}
		l.Cols = append(l.Cols, c)
	}
	values := func(row boardRow) (out []any) {
		for _, v := range row {
			if c, ok := v.(Cell); ok {
				if v = c.String(); !c.Hidden {
					v = c.N
				}
			}
			out = append(out, v)
		}
		return out
	}
	l.Rows = func(yield func([]any) bool) {
		for _, row := range b.rows {
			if !yield(values(row)) {
				return
			}
		}
	}
	if b.total != nil {
		l.Sum = values(b.total)
	}
	return l
}

// statsSheet is the page as a workbook; what is hidden stays hidden.
func (s *Service) statsSheet(own bool) func(access.Actor, *web.Exchange) error {
	return func(by access.Actor, x *web.Exchange) error {
		v, err := s.statsView(by, x, own)
		if err != nil {
			return err
		}
		x.Attachment("thong-ke-nan-nhan-"+strconv.Itoa(v.Year)+".xlsx", sheet.MIME)
		lines := []string{x.T("casework.stats") + " " + strconv.Itoa(v.Year), v.UnitName}
		if !own {
			lines = append(lines, x.T("casework.stats.small"))
		}
		var lists []sheet.List
		for _, b := range []board{v.status(x), v.victims(x), v.given(x), v.waited(x)} {
			lists = append(lists, b.list(lines))
		}
		return sheet.WriteLists(x.W, lines[0], string(x.Lang), lists...)
	}
}

type statsIn struct {
	Unit string `query:"unit" required:"true" doc:"Unit of the caller's right" example:"L80"`
	Year int    `query:"year" minimum:"2000" maximum:"2100" required:"true"`
}

type statsOut struct{ Body Stats }

func (s *Service) statsOp(ctx context.Context, by access.Actor, in *statsIn) (*statsOut, error) {
	st, err := s.Statistics(ctx, by, in.Unit, in.Year)
	return &statsOut{st}, err
}
