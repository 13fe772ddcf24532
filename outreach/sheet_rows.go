package outreach

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/vntext"
	"neove/measure"
)

// problems are what is wrong with a file and what a person should look at.
type problems struct {
	fields   []errs.Field
	warnings []errs.Field
}

// maxProblems keeps an answer readable; the rest is counted.
const maxProblems = 200

func (p *problems) add(f errs.Field) { p.fields = append(p.fields, f) }

func (p *problems) err() error {
	if len(p.fields) == 0 {
		return nil
	}
	list := p.fields
	if more := len(list) - maxProblems; more > 0 {
		list = append(list[:maxProblems:maxProblems], errs.Field{Name: list[maxProblems].Name, Key: "outreach.sheet.err.more", Args: []any{"n", more}})
	}
	return &errs.Error{Kind: errs.Invalid, Key: "outreach.sheet.err.rows", Args: []any{"n", len(p.fields)}, Fields: list}
}

// entry is an activity with the row that it came from.
type entry struct {
	Activity
	table *table
	row   int
}

// rowReader reads the rows of one table; it notes what is wrong and goes on.
type rowReader struct {
	*problems
	t        *table
	unit     string
	month    measure.Window
	channels []word
	byCode   map[string]Channel
}

// entries reads the activities of a table. Empty rows and sums that people put
// below a list are left out.
func (r *rowReader) entries() []entry {
	var out []entry
	for _, row := range r.t.body() {
		if !r.holds(row) {
			continue
		}
		if key := vntext.Fold(row.cells[r.t.at["channel"]].text); key == "tong" || key == "tong cong" || key == "cong" || key == "tong so" {
			w := r.t.wrong(row.n, "channel", "")
			w.Key = "outreach.sheet.warn.sum"
			r.warnings = append(r.warnings, w)
			continue
		}
		before := len(r.fields)
		a := r.activity(row)
		if len(r.fields) == before {
			a.clean()
			out = append(out, entry{a, r.t, row.n})
		}
	}
	return out
}

// holds reports whether a known column of the row is filled.
func (r *rowReader) holds(row sheetRow) bool {
	for _, col := range r.t.at {
		if row.cells[col].kind != blankValue {
			return true
		}
	}
	return false
}

func (r *rowReader) activity(row sheetRow) Activity {
	a := Activity{Unit: r.unit}
	cell := func(f field) value { return row.cells[r.t.at[f]] }
	text := func(f field) string {
		v := cell(f)
		r.note(row, f, v.fault())
		return v.str()
	}
	a.Channel = r.channel(row, text("channel"))
	a.From, a.To = r.date(row, "from"), r.date(row, "to")
	if a.From != 0 && !r.month.Contains(a.From) {
		r.outside(row, a.From)
	}
	if a.From == 0 && cell("from").kind == blankValue {
		r.note(row, "from", bad("no_date"))
	}
	if n := r.count(row, "quantity", Quantity); n != nil {
		if a.Quantity = *n; *n == 0 {
			r.note(row, "quantity", bad("zero"))
		}
	}
	ch := r.byCode[a.Channel]
	a.People, a.Women = r.applies(row, ch, People), r.applies(row, ch, Women)
	a.Minors, a.Amount = r.applies(row, ch, Minors), r.applies(row, ch, Amount)
	a.Place, a.Topic, a.Language, a.Partner, a.Note = text("place"), text("topic"), text("language"), text("partner"), text("note")
	a.Level, a.Audience = r.level(row, text("level")), r.audience(row, text("audience"))
	return a
}

func (r *rowReader) note(row sheetRow, f field, t *trouble) {
	if t != nil {
		r.add(r.t.wrong(row.n, f, t.key, t.args...))
	}
}

func (r *rowReader) date(row sheetRow, f field) clock.Date {
	d, t := row.cells[r.t.at[f]].date(r.t.from904)
	r.note(row, f, t)
	return d
}

// outside says that a day is not in the month, and which day was probably
// meant when a machine has read the month for the day.
func (r *rowReader) outside(row sheetRow, d clock.Date) {
	args := []any{"value", vntext.Date(d), "first", vntext.Date(r.month.From), "last", vntext.Date(r.month.Last())}
	if s := swapped(d); s != 0 && r.month.Contains(s) {
		r.note(row, "from", bad("outside_swapped", append(args, "fix", vntext.Date(s))...))
		return
	}
	r.note(row, "from", bad("outside", args...))
}

func (r *rowReader) count(row sheetRow, f field, i Item) *int64 {
	n, t := row.cells[r.t.at[f]].count(i == Amount)
	r.note(row, f, t)
	return n
}

// applies reads a number of a column that a channel may not have. A dash in
// such a column says what the program knows already.
func (r *rowReader) applies(row sheetRow, ch Channel, i Item) *int64 {
	v := row.cells[r.t.at[field(i)]]
	if ch.Code != "" && ch.Measure(i) == "" && v.kind != blankValue {
		if dashes.MatchString(v.str()) {
			return nil
		}
		r.note(row, field(i), bad("not_applicable", "channel", ch.NameVi))
		return nil
	}
	return r.count(row, field(i), i)
}

func (r *rowReader) channel(row sheetRow, text string) string {
	code, candidates := pick(r.channels, text)
	switch {
	case code != "":
	case text == "":
		r.note(row, "channel", bad("no_channel"))
	case len(candidates) > 0:
		r.note(row, "channel", bad("channel_which", "value", shown(text), "choices", strings.Join(candidates, "; ")))
	default:
		r.note(row, "channel", bad("channel", "value", shown(text)))
	}
	return code
}

func (r *rowReader) level(row sheetRow, text string) string {
	code, _ := pick(levelWords, text)
	if code == "" && text != "" {
		r.note(row, "level", bad("choice", "value", shown(text), "choices", choices(levelWords)))
	}
	return code
}

func choices(words []word) string {
	var out []string
	for _, w := range words {
		out = append(out, w.vi)
	}
	return strings.Join(out, "; ")
}

// audience reads a list of groups. The whole text is tried first, because the
// name of a group may hold a comma.
func (r *rowReader) audience(row sheetRow, text string) string {
	if code, _ := pick(audienceWords, text); code != "" {
		return code
	}
	var codes []string
	seen := map[string]bool{}
	for part := range strings.FieldsFuncSeq(text, func(c rune) bool { return strings.ContainsRune(",;/+\n", c) }) {
		if strings.TrimSpace(part) == "" {
			continue
		}
		code, _ := pick(audienceWords, part)
		if code == "" {
			r.note(row, "audience", bad("choice", "value", shown(part), "choices", choices(audienceWords)))
		} else if !seen[code] {
			seen[code] = true
			codes = append(codes, code)
		}
	}
	return strings.Join(codes, ",")
}

// sign gives each entry the key under which its row is known from now on. Rows
// that are alike in all they say differ by how often they came before, so a
// file with two equal rows stays a file with two activities.
func sign(list []entry) {
	times := map[string]int{}
	for i := range list {
		a := &list[i].Activity
		said := fmt.Sprintf("%q", []any{a.Unit, a.Channel, a.From.String(), a.To.String(), a.Place, a.Quantity, plain(a.People), plain(a.Women),
			plain(a.Minors), plain(a.Amount), a.Level, a.Audience, a.Topic, a.Language, a.Partner, a.Note})
		times[said]++
		sum := sha256.Sum256(fmt.Appendf(nil, "%s|%d", said, times[said]))
		a.Source = "xlsx:" + hex.EncodeToString(sum[:])
	}
}

// typedTotal is a filled cell of the sheet of totals.
type typedTotal struct {
	channel string
	item    Item // "note" for the remark
	value   *int64
	text    string
	table   *table
	row     int
}

const noteItem Item = "note"

// totals reads what is typed; a blank cell says nothing and changes nothing.
func (r *rowReader) totals() []typedTotal {
	var out []typedTotal
	seen := map[string]bool{}
	for _, row := range r.t.body() {
		if !r.typed(row) {
			continue
		}
		v := row.cells[r.t.at["channel"]]
		r.note(row, "channel", v.fault())
		code := r.channel(row, v.str())
		if code == "" {
			continue
		}
		if seen[code] {
			r.note(row, "channel", bad("channel_twice", "value", shown(v.str())))
			continue
		}
		seen[code] = true
		for _, i := range Items {
			if n := r.applies(row, r.byCode[code], i); n != nil {
				limit := int64(maxCount)
				if i == Amount {
					limit = maxMoney
				}
				if *n > limit {
					r.note(row, field(i), bad("count"))
				}
				out = append(out, typedTotal{code, i, n, "", r.t, row.n})
			}
		}
		note := row.cells[r.t.at["note"]]
		r.note(row, "note", note.fault())
		if s := note.str(); s != "" {
			if len([]rune(s)) > maxText {
				r.note(row, "note", bad("long", "max", maxText))
			}
			out = append(out, typedTotal{code, noteItem, nil, s, r.t, row.n})
		}
	}
	return out
}

// typed reports whether somebody filled the row of a channel.
func (r *rowReader) typed(row sheetRow) bool {
	for _, f := range []field{"quantity", "people", "women", "minors", "amount", "note"} {
		if col := r.t.at[f]; col != 0 && row.cells[col].kind != blankValue {
			return true
		}
	}
	return false
}
