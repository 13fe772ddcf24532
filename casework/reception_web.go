package casework

import (
	"net/url"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
	"neove/org"
)

const receptionPath = "/casework/receptions"

func (s *Service) receptionRoutes(page func(method, path, permission string, fn func(access.Actor, *web.Exchange) error) web.Route) []web.Route {
	const one = receptionPath + "/{id}"
	return []web.Route{
		page("GET", receptionPath, mayReceive, s.receptionsPage),
		page("POST", receptionPath, mayReceive, s.receivePost),
		page("GET", receptionPath+"/new", mayReceive, s.receivePage),
		page("GET", receptionPath+"/paper", mayReceive, s.paperPage),
		page("GET", one, mayReceive, s.receptionPage),
		page("GET", one+"/paper", mayReceive, s.paperPage),
		page("GET", one+"/amend", mayReceive, s.amendScenePage),
		page("POST", one+"/amend", mayReceive, s.amendScenePost),
		page("POST", one+"/people", mayReceive, s.screenPost),
		page("POST", one+"/end", mayReceive, s.endPost),
		page("GET", one+"/people/{n}/{section}", mayReceive, s.intakePage),
		page("POST", one+"/people/{n}/{section}", mayReceive, s.intakePost),
	}
}

// receptionsPage lists what the own offices received, and the own drafts.
func (s *Service) receptionsPage(by access.Actor, x *web.Exchange) error {
	l := x.List(pageSize)
	rows, total, err := s.Arrivals(x.R.Context(), by, l.Size, l.Offset())
	if err != nil {
		return err
	}
	var b ui.Listing
	b.Empty, b.First = x.T("casework.receptions.none"), ui.Link{Href: receptionPath + "/new", Text: x.T("casework.receive")}
	b.Pager = l.Pager(len(rows), total)
	b.Table = ui.Table{Label: x.T("casework.receptions"), Columns: []ui.Column{{Label: x.T("casework.field.reception")}, {Label: x.T("casework.ask.field.received")}, {Label: x.T("casework.ask.field.channel")}, {Label: x.T("casework.field.people"), Num: true}, {Label: x.T("casework.field.persons")}}}
	for _, r := range rows {
		state := ui.TD{Text: tallyWords(x, r.Counts)}
		if r.State == Drafted || r.Counts[Drafted] > 0 {
			state.Tag, state.Kind = x.T("casework.draft.mine"), "warn"
			state.Note = x.T("casework.draft.until", "day", vntext.Date(clock.DateOf(Intake{ChangedAt: r.ChangedAt}.until())))
		}
		b.Table.Rows = append(b.Table.Rows, []ui.TD{{Text: r.Code, Href: receptionPath + "/" + r.Code, Note: r.CreatedName}, {Text: momentWords(r.ReceivedAt)}, {Text: x.T("casework.channel." + r.Channel)}, {Text: number(r.People)}, state})
	}
	return x.Page(200, "casework/receptions", ui.Page{Title: x.T("casework.receptions"), Body: b})
}

func tallyWords(x *web.Exchange, counts map[string]int64) string {
	out := ""
	for _, state := range []string{Opened, Ended, Drafted, Expired} {
		if n := counts[state]; n > 0 {
			if out != "" {
				out += " · "
			}
			out += x.T("casework.intakes."+state, "n", n)
		}
	}
	return out
}

type receiveView struct {
	Form  ui.RecordForm
	Amend string // path of the reception that is corrected
}

// sceneSpec is the form of a reception.
func (s *Service) sceneSpec(by access.Actor, x *web.Exchange, office string) ([]ui.Control, error) {
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return nil, err
	}
	var out []ui.Control
	held := by.Held(mayReceive)
	if office == "" && len(held) > 0 {
		office = held[0].String()
	}
	if len(held) > 1 {
		var list []ui.Option
		for _, o := range held {
			list = append(list, ui.Option{Value: o.String(), Text: t.OfficeName(x, o.String())})
		}
		out = append(out, ui.Control{Kind: "select", Name: "office", Options: list})
	}
	places, err := s.places(x.R.Context(), by, office)
	if err != nil {
		return nil, err
	}
	var where []ui.Option
	for _, p := range places {
		where = append(where, ui.Option{Value: p.ID, Text: placeName(p)})
	}
	out = append(out, ui.Control{Kind: "radios", Name: "channel", Options: x.Options("casework.channel", Channels...), Need: true},
		ui.Control{Kind: "text", Name: "received", Max: 30, Need: true, Half: true, Secret: true}, ui.Control{Kind: "count", Name: "people", Need: true, Half: true})
	if len(where) > 0 {
		out = append(out, ui.Control{Kind: "select", Name: "place", Options: where, Blank: x.T("casework.place.other")})
	}
	return append(out, ui.Control{Kind: "text", Name: "unit", Max: maxLine, Secret: true, Half: true}, ui.Control{Kind: "text", Name: "where", Max: maxLine, Secret: true, Half: true},
		ui.Control{Kind: "text", Name: "handed_by", Max: maxLine, Secret: true}, ui.Control{Kind: "checks", Name: "agencies", Options: x.Options("casework.agency", present...)}), nil
}

func placeName(p org.Place) string {
	if p.Detail == "" {
		return p.Name
	}
	return p.Name + ", " + p.Detail
}

func (s *Service) receivePage(by access.Actor, x *web.Exchange) error {
	return s.showReceive(by, x, url.Values{"received": {momentWords(s.db.Now())}, "people": {"1"}}, nil)
}

func (s *Service) showReceive(by access.Actor, x *web.Exchange, values url.Values, refused error) error {
	spec, err := s.sceneSpec(by, x, values.Get("office"))
	if err != nil {
		return err
	}
	b := receiveView{Form: ui.RecordForm{Action: receptionPath, Cancel: receptionPath, Submit: x.T("casework.receive.go"), Controls: x.Controls("casework.ask", spec, values, x.Errors(refused))}}
	page := ui.Page{Title: x.T("casework.receive"), Body: b}
	if refused != nil {
		return x.Again(refused, "casework/reception_form", page)
	}
	return x.Page(200, "casework/reception_form", page)
}

func readReceiving(f *web.Form) Receiving {
	in := Receiving{Office: f.Raw("office"), Channel: f.Raw("channel"), People: int(f.NeedCount("people")),
		Scene: Scene{Place: f.Raw("place"), Unit: f.Text("unit", maxLine), Where: f.Text("where", maxLine), HandedBy: f.Text("handed_by", maxLine), Agencies: f.Choices("agencies", present...)}}
	in.At, _ = parseMoment(f.Raw("received"))
	return in
}

func (s *Service) receivePost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	var a Arrival
	in := readReceiving(f)
	if err = f.Err(); err == nil {
		a, err = s.Receive(x.R.Context(), by, in)
	}
	if err != nil {
		return s.showReceive(by, x, f.Values(), err)
	}
	if a.People == 1 {
		return x.See(receptionPath + "/" + a.Code + "/people/1/" + atSafety)
	}
	return x.See(receptionPath + "/" + a.Code)
}

func (s *Service) amendScenePage(by access.Actor, x *web.Exchange) error {
	v, err := s.Arrival(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	values := url.Values{"channel": {v.Channel}, "received": {momentWords(v.ReceivedAt)}, "people": {number(v.People)}, "place": {v.Scene.Place}, "where": {v.Scene.Where}, "handed_by": {v.Scene.HandedBy}, "agencies": v.Scene.Agencies}
	if v.Scene.Unit != "" {
		values.Set("unit", t.Name(v.Scene.Unit))
	}
	return s.showAmendScene(by, x, v, values, nil)
}

func (s *Service) showAmendScene(by access.Actor, x *web.Exchange, v ArrivalView, values url.Values, refused error) error {
	if !v.Mine {
		return nothing()
	}
	spec, err := s.sceneSpec(by, x, v.Office)
	if err != nil {
		return err
	}
	for i, c := range spec {
		if c.Name == "office" {
			spec = append(spec[:i:i], spec[i+1:]...)
			break
		}
	}
	path := receptionPath + "/" + v.Code
	b := receiveView{Amend: path, Form: ui.RecordForm{Action: path + "/amend", Cancel: path, Version: v.Version, Controls: x.Controls("casework.ask", spec, values, x.Errors(refused))}}
	page := ui.Page{Title: x.T("casework.reception.amend"), Body: b}
	if refused != nil {
		return x.Again(refused, "casework/reception_form", page)
	}
	return x.Page(200, "casework/reception_form", page)
}

func (s *Service) amendScenePost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	in := readReceiving(f)
	if err = f.Err(); err == nil {
		err = s.AmendScene(x.R.Context(), by, x.Path("id"), f.Version(), in)
	}
	if err != nil {
		v, lost := s.Arrival(x.R.Context(), by, x.Path("id"))
		if lost != nil {
			return lost
		}
		return s.showAmendScene(by, x, v, f.Values(), err)
	}
	x.Notice("casework.done.reception")
	return x.See(receptionPath + "/" + x.Path("id"))
}
