package shelter

import (
	"neove/access"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
)

// todayView is the page of today.
type todayView struct {
	Code, Band, Facts string
	Tag, TagKind      string
	Path, New         string
	Facilities        []ui.Link // when there are several
	Here, Beds        ui.Table
	Todo              []ui.Todo
	Visits            ui.Table
	Incidents         []ui.Todo
	Duty              *Duty
	Buttons           []button
}

// todayPage is the first page of a shelter: the facility that is asked for, or
// the first one of the actor's.
func (s *Service) todayPage(by access.Actor, x *web.Exchange) error {
	list, err := s.Mine(x.R.Context(), by, stayRead)
	if err != nil {
		return err
	}
	id := x.Query().Text("facility", 40)
	if id == "" && len(list) > 0 {
		id = list[0].ID
	}
	if id == "" {
		v := listView{}
		v.Empty = x.T("shelter.today.none")
		if by.May(facilityRecord) {
			v.First = ui.Link{Href: facilityPath + "/new", Text: x.T("shelter.facility.new")}
		}
		return x.Page(200, "shelter/list", ui.Page{Title: x.T("shelter.today"), Body: &v})
	}
	day, err := s.Day(x.R.Context(), by, id)
	if err != nil {
		return err
	}
	v := todayView{Code: day.Code, Band: x.T("shelter.band"), Path: facilityPath + "/" + id, New: stayPath + "/new?facility=" + id, Duty: day.Duty,
		Tag: x.T("shelter.state." + day.State), TagKind: stateKind[day.State], Beds: bedTable(x, day.Rooms, true),
		Facts: x.T("shelter.today.facts", "day", vntext.Date(s.today()), "n", len(day.Here), "free", day.Free)}
	if len(list) > 1 {
		for _, f := range list {
			v.Facilities = append(v.Facilities, ui.Link{Href: todayPath + "?facility=" + f.ID, Text: f.Code, Current: f.ID == id})
		}
	}
	v.Here = hereTable(x, day.Here)
	v.Todo = dueToday(x, day)
	v.Visits, v.Incidents = noteTable(x, day.Visits, true), lately(x, day.Incidents)
	if by.May(stayRecord) {
		v.Buttons = []button{{v.New, x.T("shelter.stay.new"), "plus", ""}, {notePath + "/new?kind=visit&facility=" + id, x.T("shelter.note.new.visit"), "people", "sec"},
			{notePath + "/new?kind=incident&facility=" + id, x.T("shelter.note.new.incident"), "warn", "sec"}}
	}
	return x.Page(200, "shelter/today", ui.Page{Title: x.T("shelter.today"), Body: &v})
}

// hereTable lists who stays, by code, the nearest limit first.
func hereTable(x *web.Exchange, list []Labelled) ui.Table {
	t := table(x, x.T("shelter.here"), "case_code", "bed", "*days", "limit", "review_on")
	for _, st := range nearestFirst(list) {
		until, which := st.Until()
		text, kind := left(x, st.Left, st.NearLimit)
		t.Rows = append(t.Rows, []ui.TD{{Text: st.Label, Href: stayPath + "/" + st.ID}, {Text: x.T("shelter.bed." + st.Bed)}, {Text: vntext.Number(st.Nights)},
			{Text: vntext.Date(until), Tag: text, Kind: kind, Note: x.T("shelter.limit." + which)}, {Text: dayText(st.ReviewOn)}})
	}
	return t
}

// dueToday is what waits in a facility: limits, reviews and visits.
func dueToday(x *web.Exchange, day Day) []ui.Todo {
	var out []ui.Todo
	for _, st := range nearestFirst(day.Here) {
		if !st.NearLimit {
			continue
		}
		text, kind := left(x, st.Left, true)
		out = append(out, ui.Todo{Href: stayPath + "/" + st.ID, Text: st.Label, Kind: kind, When: text, Why: x.T("shelter.limit." + st.Which)})
	}
	for _, st := range day.Due {
		out = append(out, ui.Todo{Href: notePath + "/new?kind=review&stay=" + st.ID, Text: st.Label, Kind: "warn", When: dayText(st.ReviewOn), Why: x.T("shelter.due.review")})
	}
	return out
}

// lately lists incidents in a line each.
func lately(x *web.Exchange, list []Noted) []ui.Todo {
	var out []ui.Todo
	for _, n := range list {
		out = append(out, ui.Todo{Href: notePath + "/" + n.ID, Text: x.T("shelter.type." + n.Type), When: joined(vntext.Date(n.On), n.Hour), Why: aboutWhom(x, n.Label)})
	}
	return out
}
