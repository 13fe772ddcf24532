package shelter

import (
	"net/url"

	"neove/access"
	"neove/audit"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
)

var stateKind = map[string]string{Open: "ok", Paused: "warn", Closed: ""}

// boardPage shows free beds. It says nothing of where a facility is, who runs
// it, or who stays.
func (s *Service) boardPage(by access.Actor, x *web.Exchange) error {
	all, err := s.Rooms(x.R.Context(), by)
	if err != nil {
		return err
	}
	l := x.List(500)
	q := x.Query()
	bed, kind := q.Choice("bed", Beds...), q.Choice("kind", Kinds...)
	if err := q.Err(); err != nil {
		return err
	}
	v := listView{Note: x.T("shelter.board.note")}
	v.Action, v.Filters = facilityPath, x.Controls("shelter", []ui.Control{
		{Kind: "select", Name: "bed", Options: x.Options("shelter.bed", Beds...), Blank: x.T("ui.word.all")},
		{Kind: "select", Name: "kind", Options: x.Options("shelter.kind", Kinds...), Blank: x.T("ui.word.all")}}, l.Query, web.Errors{})
	l.ControlChips(v.Filters)
	v.Chips, v.Clear, v.Empty = l.Chips, l.Clear(), x.T("shelter.board.empty")
	shown := filterRooms(all, bed, kind)
	tree, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	if len(shown) > 0 {
		v.Table = boardTable(x, shown, tree.Name)
	}
	free := int64(0)
	for _, r := range shown {
		free += r.Free
		if bed != "" {
			free += r.FreeOf(bed) - r.Free
		}
	}
	v.Facts = x.T("shelter.board.facts", "free", free, "n", len(shown))
	v.Buttons = s.boardButtons(by, x, l)
	return x.Page(200, "shelter/list", ui.Page{Title: x.T("shelter.board"), Body: &v})
}

func (s *Service) boardButtons(by access.Actor, x *web.Exchange, l *web.List) []button {
	var out []button
	if by.May(facilityRecord) {
		out = append(out, button{facilityPath + "/new", x.T("shelter.facility.new"), "plus", ""})
	}
	return append(out, button{l.Sheet(), x.T("ui.word.xlsx"), "download", "sec"})
}

// filterRooms keeps the facilities of a kind with a free bed of a kind.
func filterRooms(all []Rooms, bed, kind string) []Rooms {
	var out []Rooms
	for _, r := range all {
		if (kind == "" || r.Kind == kind) && (bed == "" || r.FreeOf(bed) > 0) {
			out = append(out, r)
		}
	}
	return out
}

func boardTable(x *web.Exchange, list []Rooms, name func(string) string) ui.Table {
	t := table(x, x.T("shelter.board"), "code", "kind", "*women", "*men", "*children", "*family", "*free", "state")
	total := []ui.TD{{Text: x.T("ui.word.total")}, {}, {}, {}, {}, {}, {}, {}}
	sums := make([]int64, len(Beds)+1)
	several := false
	for _, r := range list {
		several = several || r.Province != list[0].Province
	}
	for _, r := range list {
		row := []ui.TD{{Text: r.Code, Href: facilityPath + "/" + r.ID}, {Text: x.T("shelter.kind." + r.Kind)}}
		if several { // codes of two provinces may be the same
			row[0].Note = name(r.Province)
		}
		for i, b := range r.Beds {
			row = append(row, ui.TD{Text: bedText(x, b)})
			sums[i] += b.Free
		}
		sums[len(Beds)] += r.Free
		t.Rows = append(t.Rows, append(row, ui.TD{Text: vntext.Number(r.Free)}, ui.TD{Tag: x.T("shelter.state." + r.State), Kind: stateKind[r.State]}))
	}
	for i, n := range sums {
		total[2+i].Text = vntext.Number(n)
	}
	t.Total = total
	return t
}

// bedText is free of all, "–" where a facility has no such bed.
func bedText(x *web.Exchange, r Room) string {
	if r.Of == 0 {
		return "–"
	}
	return x.T("shelter.free_of", "free", r.Free, "of", r.Of)
}

// facilityView is a facility with what the actor may know of it.
type facilityView struct {
	View
	Band         string
	KindName     string
	Tag, TagKind string
	Rows         []ui.SummaryRow
	Beds         ui.Table
	Links        []button
	History      []ui.Event
	Amend, Ask   string
}

func (s *Service) facilityPage(by access.Actor, x *web.Exchange) error {
	v, err := s.Facility(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	at := facilityPath + "/" + v.ID
	p := facilityView{View: v, KindName: x.T("shelter.kind." + v.Kind), Tag: x.T("shelter.state." + v.State), TagKind: stateKind[v.State], Beds: bedTable(x, v.Rooms, v.Seat != (access.Office{}))}
	if v.Where {
		p.Ask = at + "/place"
	}
	if v.Seat != (access.Office{}) {
		t, err := s.org.Tree(x.R.Context())
		if err != nil {
			return err
		}
		p.Band, p.History = x.T("shelter.band"), audit.History(x, v.Events)
		p.Rows = []ui.SummaryRow{{Label: x.T("shelter.field.office"), Value: t.OfficeName(x, v.Facility.Office)}, {Label: x.T("shelter.field.unit"), Value: t.Name(v.Facility.Unit)}}
		p.Links = []button{{Href: todayPath + "?facility=" + v.ID, Text: x.T("shelter.today"), Icon: "home"}, {Href: stayPath + "?group=" + GroupHere + "&facility=" + v.ID, Text: x.T("shelter.stays.here"), Icon: "people"}}
		if v.Change {
			p.Amend = at + "/amend"
		}
	}
	return x.Page(200, "shelter/facility", ui.Page{Title: v.Code, Body: &p, Crumbs: []ui.Crumb{{Text: x.T("shelter.board"), Href: facilityPath}, {Text: v.Code}}})
}

// bedTable lists the beds; how many are used is for the office and its authority.
func bedTable(x *web.Exchange, r Rooms, inside bool) ui.Table {
	fields := []string{"bed", "*beds", "*free"}
	if inside {
		fields = []string{"bed", "*beds", "*used", "*free"}
	}
	t := table(x, x.T("shelter.beds"), fields...)
	for _, b := range r.Beds {
		if b.Of == 0 && b.Used == 0 {
			continue
		}
		row := []ui.TD{{Text: x.T("shelter.bed." + b.Bed)}, {Text: vntext.Number(b.Of)}}
		if inside {
			row = append(row, ui.TD{Text: vntext.Number(b.Used)})
		}
		t.Rows = append(t.Rows, append(row, ui.TD{Text: vntext.Number(b.Free)}))
	}
	return t
}

// facilitySpec describes the form. The address is written, never shown.
func (s *Service) facilitySpec(by access.Actor, x *web.Exchange, fresh bool) (first, more []ui.Control, err error) {
	if fresh {
		offices, err := s.Runners(x.R.Context(), by)
		if err != nil {
			return nil, nil, err
		}
		t, err := s.org.Tree(x.R.Context())
		if err != nil {
			return nil, nil, err
		}
		if len(offices) > 1 {
			c := ui.Control{Kind: "select", Name: "office", Need: true, Blank: x.T("ui.word.choose")}
			for _, o := range offices {
				c.Options = append(c.Options, ui.Option{Value: o.String(), Text: t.OfficeName(x, o.String())})
			}
			first = append(first, c)
		}
	}
	first = append(first, ui.Control{Kind: "select", Name: "kind", Options: x.Options("shelter.kind", Kinds...), Blank: x.T("ui.word.choose"), Need: true})
	for _, b := range Beds {
		first = append(first, ui.Control{Kind: "count", Name: b, Half: true, Width: "s"})
	}
	if !fresh {
		first = append(first, ui.Control{Kind: "radios", Name: "state", Options: x.Options("shelter.state", States...), Inline: true})
	}
	more = []ui.Control{{Kind: "text", Name: "address", Max: maxLine, Secret: true}, {Kind: "text", Name: "phone", Label: x.T("shelter.field.place_phone"), Max: maxLine, Secret: true},
		{Kind: "lines", Name: "way", Rows: 2, Max: maxLine, Secret: true}}
	if fresh {
		first, more = append(first, more...), nil
	}
	return first, more, nil
}

func readFacility(f *web.Form) FacilityInput {
	in := FacilityInput{Office: f.Text("office", 200), Kind: f.NeedChoice("kind", Kinds...), State: f.Choice("state", States...), Beds: map[string]int64{},
		Place: Place{Address: f.Text("address", maxLine), Way: f.Lines("way", maxLine), Phone: f.Text("phone", maxLine)}}
	for _, b := range Beds {
		if n := f.Count(b); n != nil {
			in.Beds[b] = *n
		}
	}
	return in
}

func (s *Service) facilityNew(by access.Actor, x *web.Exchange) error {
	return s.showFacilityForm(by, x, Facility{}, 0, url.Values{}, nil)
}

func (s *Service) showFacilityForm(by access.Actor, x *web.Exchange, f Facility, version int64, typed url.Values, refused error) error {
	first, more, err := s.facilitySpec(by, x, f.ID == "")
	if err != nil {
		return err
	}
	v, title := formView{Band: x.T("shelter.band.place"), About: x.T("shelter.facility.about")}, x.T("shelter.facility.new")
	v.Action, v.Cancel = facilityPath, facilityPath
	if f.ID != "" {
		title, v.About = f.Code, x.T("shelter.facility.amend_about")
		v.Action, v.Cancel, v.Version = facilityPath+"/"+f.ID+"/amend", facilityPath+"/"+f.ID, version
	}
	return form(x, title, v, first, more, typed, refused)
}

func (s *Service) facilityPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	in, made := readFacility(f), Facility{}
	if err = f.Err(); err == nil {
		made, err = s.RecordFacility(x.R.Context(), by, in)
	}
	if err != nil {
		return s.showFacilityForm(by, x, Facility{}, 0, f.Values(), err)
	}
	x.Notice("shelter.facility.recorded", "code", made.Code)
	return x.See(facilityPath + "/" + made.ID)
}

// mineToChange is a facility that the actor may amend.
func (s *Service) mineToChange(by access.Actor, x *web.Exchange) (Facility, error) {
	v, err := s.Facility(x.R.Context(), by, x.Path("id"))
	if err == nil && !v.Change {
		err = nothing()
	}
	return v.Facility, err
}

func (s *Service) facilityAmend(by access.Actor, x *web.Exchange) error {
	f, err := s.mineToChange(by, x)
	if err != nil {
		return err
	}
	typed := values("kind", f.Kind, "state", f.State)
	for _, b := range Beds {
		typed.Set(b, vntext.Number(f.Bed(b)))
	}
	return s.showFacilityForm(by, x, f, f.Version, typed, nil)
}

func (s *Service) facilityAmendPost(by access.Actor, x *web.Exchange) error {
	old, err := s.mineToChange(by, x)
	if err != nil {
		return err
	}
	f, err := x.Form()
	if err != nil {
		return err
	}
	in := readFacility(f)
	if err = f.Err(); err == nil {
		_, err = s.AmendFacility(x.R.Context(), by, old.ID, f.Version(), in)
	}
	if err != nil {
		return s.showFacilityForm(by, x, old, f.Version(), f.Values(), err)
	}
	x.Notice("shelter.facility.amended")
	return x.See(facilityPath + "/" + old.ID)
}
