package person

import (
	"net/url"
	"strconv"

	"neove/internal/ui"
	"neove/internal/web"
)

func contactColumns(x *web.Exchange) []ui.Control {
	return []ui.Control{{Kind: "select", Name: "kind", Options: x.Options("person.contact", ContactKinds...)}, {Kind: "text", Name: "value"},
		{Kind: "select", Name: "safe", Label: x.T("person.field.safe_contact"), Options: x.Options("person.safe", Answers...)},
		{Kind: "text", Name: "how"}, {Kind: "text", Name: "when"}, {Kind: "text", Name: "say"}}
}

func readContacts(f *web.Form, p *Profile) (rows map[int]int) {
	p.Contacts, rows = readList(f, "contacts", []string{"kind", "value", "safe", "how", "when", "say"}, func(r *web.Form) Contact {
		return Contact{r.NeedChoice("kind", ContactKinds...), r.NeedText("value", maxLine), Answer(r.Choice("safe", Answers...)),
			r.Text("how", maxLine), r.Text("when", maxLine), r.Text("say", maxLine)}
	})
	return rows
}

func contactsValues(p *Profile, v url.Values) {
	putRows(v, "contacts", p.Contacts, func(c Contact) map[string]string {
		return map[string]string{"kind": c.Kind, "value": c.Value, "safe": string(c.Safe), "how": c.How, "when": c.When, "say": c.Say}
	})
}

func paperColumns(x *web.Exchange) []ui.Control {
	return []ui.Control{{Kind: "select", Name: "kind", Options: x.Options("person.paper", PaperKinds...)}, {Kind: "text", Name: "number"},
		{Kind: "text", Name: "issued"}, {Kind: "select", Name: "state", Label: x.T("person.field.paper_state"), Options: x.Options("person.paper_state", PaperStates...)}}
}

func readPapers(f *web.Form, p *Profile) (rows map[int]int) {
	p.Papers, rows = readList(f, "papers", []string{"kind", "number", "issued", "state"}, func(r *web.Form) Paper {
		return Paper{r.NeedChoice("kind", PaperKinds...), r.Text("number", 40), readWhen(r, "issued"), r.NeedChoice("state", PaperStates...)}
	})
	return rows
}

func papersValues(p *Profile, v url.Values) {
	putRows(v, "papers", p.Papers, func(c Paper) map[string]string {
		return map[string]string{"kind": c.Kind, "number": c.Number, "issued": putWhen(c.Issued), "state": c.State}
	})
}

func placeColumns(x *web.Exchange) []ui.Control {
	return []ui.Control{{Kind: "select", Name: "kind", Options: x.Options("person.place", PlaceKinds...)}, {Kind: "text", Name: "text"}, {Kind: "text", Name: "when", Label: x.T("person.field.time")}}
}

func readPlaces(f *web.Form, p *Profile) (rows map[int]int) {
	p.Places, rows = readList(f, "places", []string{"kind", "text", "when"}, func(r *web.Form) Place {
		return Place{r.NeedChoice("kind", PlaceKinds...), r.NeedText("text", maxLine), readWhen(r, "when")}
	})
	return rows
}

func placesValues(p *Profile, v url.Values) {
	putRows(v, "places", p.Places, func(c Place) map[string]string {
		return map[string]string{"kind": c.Kind, "text": c.Text, "when": putWhen(c.When)}
	})
}

// readList reads the filled rows of a list. rows leads from the place in the
// list to the row on the page.
func readList[T any](f *web.Form, name string, columns []string, read func(row *web.Form) T) (Fact[[]T], map[int]int) {
	var list []T
	rows := map[int]int{}
	for n := 1; n <= f.Rows(maxList); n++ {
		if r := f.Row(n); !r.Blank(columns...) {
			list = append(list, read(r))
			rows[len(list)] = n
		}
	}
	return readState(f, name, list, len(list) > 0), rows
}

func putRows[T any](v url.Values, name string, f Fact[[]T], cells func(T) map[string]string) {
	for i, one := range f.Value {
		for c, text := range cells(one) {
			v.Set(c+"-"+strconv.Itoa(i+1), text)
		}
	}
	v.Set("rows", strconv.Itoa(len(f.Value)+2))
	v.Set(name+"_state", silenceCode(f.State))
}

// gridOf draws the rows of a list, filled and blank ones.
func gridOf(x *web.Exchange, caption string, columns []ui.Control, v url.Values, e web.Errors) *ui.Grid {
	g := ui.Grid{Caption: caption, Columns: x.Controls("person", columns, nil, web.Errors{})}
	n, _ := strconv.Atoi(v.Get("rows"))
	for i := 1; i <= min(max(n, 3), maxList); i++ {
		row := ui.GridRow{N: i, Values: map[string]string{}, Errors: map[string]string{}}
		for _, c := range columns {
			row.Values[c.Name] = v.Get(c.Name + "-" + strconv.Itoa(i))
			if msg := e.At(i, c.Name); msg != "" {
				row.Errors[c.Name] = msg
				row.Messages = append(row.Messages, msg)
			}
		}
		g.Rows = append(g.Rows, row)
	}
	return &g
}
