package outreach

import (
	"strings"

	"neove/internal/sheet"
	"neove/measure"
)

// entry is an activity with the row that it came from.
type entry struct {
	Activity
	row *sheet.Row
}

// rowReader reads the rows of a table; what is wrong is noted there.
type rowReader struct {
	unit   string
	month  measure.Window
	byCode map[string]Channel
}

// entries reads the activities; rows with something wrong are left out.
func (r *rowReader) entries(t *sheet.Table) []entry {
	var out []entry
	var signs sheet.Signer
	for row := range t.Rows() {
		if a := r.activity(row); row.OK() {
			a.clean()
			a.Source = signs.Sign(a.Unit, a.Channel, a.From, a.To, a.Place, a.Quantity, a.People, a.Women,
				a.Minors, a.Amount, a.Level, a.Audience, a.Topic, a.Language, a.Partner, a.Note)
			out = append(out, entry{a, row})
		}
	}
	return out
}

func (r *rowReader) activity(row *sheet.Row) Activity {
	a := Activity{Unit: r.unit, Channel: row.Choice("channel"), From: row.DateIn("from", r.month.From, r.month.Last()), To: row.Date("to")}
	if n := row.Count("quantity"); n != nil {
		if a.Quantity = *n; *n == 0 {
			row.Bad("quantity", "outreach.sheet.err.zero")
		}
	}
	ch := r.byCode[a.Channel]
	a.People, a.Women = applies(row, ch, People), applies(row, ch, Women)
	a.Minors, a.Amount = applies(row, ch, Minors), applies(row, ch, Amount)
	a.Place, a.Topic, a.Language, a.Partner, a.Note = row.Text("place"), row.Text("topic"), row.Text("language"), row.Text("partner"), row.Text("note")
	a.Level, a.Audience = row.Choice("level"), strings.Join(row.Choices("audience"), ",")
	return a
}

// applies reads a number of a column that a channel may not have. A dash in
// such a column says what the program knows already.
func applies(row *sheet.Row, ch Channel, i Item) *int64 {
	if ch.Code != "" && ch.Measure(i) == "" && !row.Blank(string(i)) {
		if !row.Dash(string(i)) {
			row.Bad(string(i), "outreach.sheet.err.not_applicable", "channel", ch.NameVi)
		}
		return nil
	}
	return row.Count(string(i))
}

// typedTotal is a filled cell of the sheet of totals.
type typedTotal struct {
	channel string
	item    Item // "note" for the remark
	value   *int64
	text    string
	row     *sheet.Row
}

const noteItem Item = "note"

// totals reads what is typed; a blank cell says nothing and changes nothing.
func (r *rowReader) totals(t *sheet.Table) []typedTotal {
	var out []typedTotal
	first, seen := t.Sheets()[0], map[string]bool{}
	for _, other := range t.Sheets()[1:] { // which of them would count?
		t.Bad(other, "channel", "outreach.sheet.err.totals_twice", "first", first)
	}
	for row := range t.Rows() {
		code := row.Choice("channel")
		if code == "" || row.Sheet() != first {
			continue
		}
		if seen[code] {
			row.Bad("channel", "outreach.sheet.err.channel_twice", "value", r.byCode[code].NameVi)
			continue
		}
		seen[code] = true
		for _, i := range Items {
			if n := applies(row, r.byCode[code], i); n != nil {
				out = append(out, typedTotal{code, i, n, "", row})
			}
		}
		if s := row.Text("note"); s != "" {
			out = append(out, typedTotal{code, noteItem, nil, s, row})
		}
	}
	return out
}
