package livelihood

import (
	"net/url"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
)

// helpForm describes the form of a further help; nil for a closed record.
func (s *Service) helpForm(by access.Actor, x *web.Exchange, file File, all []Kind, typed url.Values, refused error) (*ui.RecordForm, error) {
	if file.State == Left {
		return nil, nil
	}
	list, err := s.Batches(x.R.Context(), by, file.ID)
	if err != nil {
		return nil, err
	}
	spec := []ui.Control{{Kind: "select", Name: "kind", Options: kindOptions(x, all, ""), Blank: x.T("ui.word.choose"), Need: true},
		{Kind: "date", Name: "on", Need: true}, {Kind: "count", Name: "turns"}, {Kind: "money", Name: "amount"},
		{Kind: "text", Name: "note", Max: maxText, Secret: true, Hint: x.T("livelihood.hint.help_note")}}
	if len(list) > 0 {
		spec = append(spec, ui.Control{Kind: "select", Name: "batch", Options: batchOptions(x, byCode(all), list), Blank: x.T("livelihood.batch.none")})
	}
	e := x.Errors(refused)
	if typed == nil {
		typed = url.Values{"on": {vntext.Date(clock.DateOf(s.db.Now()))}}
	}
	if e.Of("reason") != "" || typed.Has("reason") {
		spec = append(spec, ui.Control{Kind: "text", Name: "reason", Need: true, Max: maxText})
	}
	return &ui.RecordForm{Action: personPath + "/" + file.ID + "/helps", Controls: x.Controls("livelihood", spec, typed, e), Submit: x.T("livelihood.help.give")}, nil
}

func batchOptions(x *web.Exchange, all map[string]Kind, list []Support) []ui.Option {
	var out []ui.Option
	for _, r := range list {
		out = append(out, ui.Option{Value: r.ID, Text: x.T("livelihood.number", "label", r.Label()) + " · " + supportTitle(x, all[r.Kind], r) + " · " + vntext.Date(r.To)})
	}
	return out
}

func helpTable(x *web.Exchange, all map[string]Kind, list []Note) ui.Table {
	t := ui.Table{Label: x.T("livelihood.helps"), Columns: []ui.Column{{Label: x.T("livelihood.field.kind")}, {Label: x.T("livelihood.column.day")},
		{Label: x.T("livelihood.column.turns"), Num: true}, {Label: x.T("livelihood.column.amount"), Num: true}}}
	for _, h := range list {
		k := all[h.Kind]
		first := ui.TD{Text: k.Name(string(x.Lang)), Note: h.Text}
		switch {
		case h.Withdrawn:
			first.Tag, first.Kind = x.T("ui.word.withdrawn"), "bad"
		case h.Batch != "":
			first.Tag = x.T("livelihood.batch.in", "label", h.Label)
		}
		t.Rows = append(t.Rows, []ui.TD{first, {Text: vntext.Date(h.On)}, cell(k, Turns, h.Turns), cell(k, Amount, h.Amount)})
	}
	return t
}

func takeBack(x *web.Exchange, all map[string]Kind, list []Note) []helpBack {
	var out []helpBack
	for _, h := range list {
		if !h.Withdrawn {
			k := all[h.Kind]
			out = append(out, helpBack{"/livelihood/helps/" + h.ID + "/withdraw", k.Name(string(x.Lang)) + ", " + vntext.Date(h.On), h.Version})
		}
	}
	return out
}

func (s *Service) givePost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	h := Help{Kind: f.Text("kind", 40), On: f.NeedDate("on"), Turns: f.Count("turns"), Amount: f.Count("amount"), Batch: f.Text("batch", 40)}
	if h.Kind == "" {
		f.Bad("kind", "livelihood.err.kind")
	}
	note, reason := f.Text("note", maxText), f.Text("reason", maxText)
	if err = f.Err(); err == nil {
		_, err = s.Give(x.R.Context(), by, x.Path("id"), h, note, reason)
	}
	if errs.Is(err, errs.Invalid) || errs.Is(err, errs.Conflict) {
		return s.showPerson(by, x, f.Values(), err)
	}
	if err != nil {
		return err
	}
	x.Notice("livelihood.help.saved")
	return x.See(personPath + "/" + x.Path("id"))
}

// withdrawHelp asks on a page of its own why, when the month is signed.
func (s *Service) withdrawHelp(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	person, err := s.WithdrawHelp(x.R.Context(), by, x.Path("id"), f.Version(), f.Text("reason", maxText))
	if errs.Is(err, errs.Invalid) {
		e := x.Errors(err)
		form := ui.RecordForm{Action: "/livelihood/helps/" + x.Path("id") + "/withdraw", Version: f.Version(), Submit: x.T("ui.word.withdraw"), Cancel: personPath + "/" + person,
			Controls: x.Controls("livelihood", []ui.Control{{Kind: "text", Name: "reason", Need: true, Max: maxText}}, f.Values(), e)}
		return x.Again(err, "livelihood/form", ui.Page{Title: x.T("livelihood.help.withdraw"), Body: &formView{Form: form}})
	}
	if err != nil {
		return err
	}
	x.Notice("livelihood.withdrawn")
	return x.See(personPath + "/" + person)
}

// helpPage leads from a counted fact to the person's record, for those who may
// open it.
func (s *Service) helpPage(by access.Actor, x *web.Exchange) error {
	person, err := s.personOf(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	return x.See(personPath + "/" + person)
}
