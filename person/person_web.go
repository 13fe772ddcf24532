package person

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"neove/access"
	"neove/audit"
	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/web"
	"neove/org"
)

// personView is the page of one person.
type personView struct {
	View
	Path, Seat    string
	Facts         []string // in one line: sex, span of the age
	MinorText     string
	Sections      []sectionView
	Reason        []ui.Control
	Shown         bool
	HolderNames   []string
	Links         []linkView
	Relate        []ui.Control
	RelateOpen    bool
	Matches       []string // offices to contact
	Matched       bool
	History       []ui.Event
	Older         []ui.Event
	Same          []sameView
	MayRecord     bool
	MayMerge      bool
	Errors        web.Errors
	NoWhereabouts bool
}

type sectionView struct {
	Name, Title string
	Many        bool // more than one value: they can be shown together
	Rows        []factRow
	Edit, Ask   string // addresses; Ask is for the agreement of a second person
}

type linkView struct {
	Linked
	Text, Days string
	Path       string
}

type sameView struct {
	Label
	Rows []factRow
}

// asked is what a person did on the page: values to be opened, a question to
// other offices, or a form that was refused.
type asked struct {
	codes   []string
	reason  string
	values  url.Values
	refused error
	matched bool
	matches []string
}

func (s *Service) personPage(by access.Actor, x *web.Exchange) error {
	return s.showPerson(by, x, asked{values: url.Values{}})
}

// newest is how much of the history is not folded.
const newest = 8

// showSeconds is how long opened values stay on the page.
const showSeconds = "60"

// showPost opens values for a reason, for a minute.
func (s *Service) showPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	a := asked{values: f.Values(), reason: f.NeedChoice("reason", Asked...), refused: f.Err()}
	if sec, ok := sectionOf(strings.TrimPrefix(f.Raw("show"), "section-")); ok && strings.HasPrefix(f.Raw("show"), "section-") {
		a.codes = sec.codes
	} else if slices.Contains(Fields(), f.Raw("show")) {
		a.codes = []string{f.Raw("show")}
	}
	if len(a.codes) == 0 {
		return nothing()
	}
	return s.showPerson(by, x, a)
}

func (s *Service) showPerson(by access.Actor, x *web.Exchange, a asked) error {
	var opened Person
	var view View
	var err error
	id := x.Path("id")
	if len(a.codes) > 0 && a.refused == nil {
		view, opened, err = s.Show(x.R.Context(), by, id, a.reason, a.codes...)
		if errs.Is(err, errs.Conflict) {
			a.refused, err = err, nil
		}
	}
	if opened.ID == "" && err == nil {
		view, err = s.View(x.R.Context(), by, id)
	}
	if err != nil {
		return err
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	v := &personView{View: view, Path: peoplePath + "/" + view.ID, Seat: t.OfficeName(x, view.Holder), Shown: opened.ID != "", Errors: x.Errors(a.refused),
		MayRecord: by.May(mayRecord), MayMerge: by.May(mayMerge), History: history(x, view.Events), Matched: a.matched, NoWhereabouts: !view.InPlace}
	if len(v.History) > newest {
		v.History, v.Older = v.History[:newest], v.History[newest:]
	}
	v.fill(x, t, a, &opened)
	page := ui.Page{Title: view.Code, Body: v}
	if v.Shown {
		x.W.Header().Set("Refresh", showSeconds+"; url="+v.Path)
	}
	if a.refused != nil {
		return x.Again(a.refused, "person/person", page)
	}
	return x.Page(200, "person/person", page)
}

func (v *personView) fill(x *web.Exchange, t *org.Tree, a asked, opened *Person) {
	if v.Sex.Known() {
		v.Facts = append(v.Facts, x.T("person.sex."+v.Sex.Value))
	}
	if v.AgeKnown {
		v.Facts = append(v.Facts, ageBand(x, v.AgeLow, v.AgeHigh))
	}
	if v.Minor != No {
		v.MinorText = x.T("person.minor." + string(v.Minor))
	}
	shown := func(code string) bool { return v.Shown && slices.Contains(a.codes, code) }
	for _, sec := range sections {
		if sec.name == "whereabouts" && v.NoWhereabouts {
			continue
		}
		sv := sectionView{Name: sec.name, Many: len(sec.codes) > 1, Title: x.T("person.section." + sec.name), Rows: rowsOf(x, &v.View, opened, shown, sec.codes...)}
		if v.MayRecord {
			sv.Edit = v.Path + "/revise/" + sec.name
		}
		if sec.name == "whereabouts" && len(v.Place) > 0 && !v.Shown {
			sv.Ask = v.Path + "/place"
		}
		v.Sections = append(v.Sections, sv)
	}
	v.Reason = x.Controls("person", []ui.Control{{Kind: "select", Name: "reason", Label: x.T("person.reason"), Hint: x.T("person.reason.about"), Options: x.Options("person.reason", Asked...), Blank: x.T("ui.word.choose"), Width: "m"}}, a.values, v.Errors)
	for _, h := range v.Holders {
		v.HolderNames = append(v.HolderNames, t.OfficeName(x, h))
	}
	for _, h := range a.matches {
		v.Matches = append(v.Matches, x.T("person.match.contact", "office", t.OfficeName(x, h)))
	}
	for i := range v.Person.Same {
		other := &v.Person.Same[i]
		rows := rowsOf(x, &View{Person: *other}, pick(opened.Same, other.ID), shown, a.codes...)
		v.Same = append(v.Same, sameView{other.label(), rows})
	}
	v.links(x)
	v.relate(x, a)
}

func pick(list []Person, id string) *Person {
	for i := range list {
		if list[i].ID == id {
			return &list[i]
		}
	}
	return &Person{}
}

// history words the events of a person; values of the profile by their names.
func history(x *web.Exchange, events []audit.Event) []ui.Event {
	for i := range events {
		var detail map[string]string
		if json.Unmarshal([]byte(events[i].Detail), &detail) != nil || detail["fields"] == "" {
			continue
		}
		var names []string
		for _, c := range strings.Split(detail["fields"], ", ") {
			names = append(names, x.T("person.field."+c))
		}
		detail["fields"] = codesText(names)
		if raw, err := json.Marshal(detail); err == nil {
			events[i].Detail = string(raw)
		}
	}
	return audit.History(x, events)
}

// ageBand is a span of five years around what is known: not the age itself.
func ageBand(x *web.Exchange, lo, hi int) string {
	return x.T("person.age.band", "from", lo/5*5, "to", hi/5*5+4)
}

func (v *personView) links(x *web.Exchange) {
	for _, l := range v.Relations {
		key := "person.relation." + l.Kind
		if k, _ := kindOf(l.Kind); l.Back && !k.Same {
			key += ".back"
		}
		lv := linkView{Linked: l, Text: x.T(key), Path: v.Path + "/relations/" + l.Relation.ID}
		if l.From != (When{}) || l.To != (When{}) {
			lv.Days = x.T("person.relation.days", "from", whenOr(x, l.From), "to", whenOr(x, l.To))
		}
		v.Links = append(v.Links, lv)
	}
}

func (v *personView) relate(x *web.Exchange, a asked) {
	v.Relate = x.Controls("person", []ui.Control{{Kind: "text", Name: "code", Max: 20, Width: "m", Secret: true, Need: true},
		{Kind: "select", Name: "relation", Options: x.Options("person.relation", relationCodes()...), Blank: x.T("ui.word.choose"), Need: true},
		{Kind: "text", Name: "from", Max: 30, Half: true}, {Kind: "text", Name: "to", Max: 30, Half: true}}, a.values, v.Errors)
	for _, c := range v.Relate {
		v.RelateOpen = v.RelateOpen || c.Error != ""
	}
}

// matchPost asks other offices whether they know the person.
func (s *Service) matchPost(by access.Actor, x *web.Exchange) error {
	found, err := s.MatchOne(x.R.Context(), by, x.Path("id"))
	if err != nil && !errs.Is(err, errs.TooMany) {
		return err
	}
	return s.showPerson(by, x, asked{values: url.Values{}, refused: err, matched: err == nil, matches: found})
}

// placePost asks for the agreement of a second person.
func (s *Service) placePost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	reason := f.NeedChoice("reason", Asked...)
	if err = f.Err(); err == nil {
		err = s.AskPlace(x.R.Context(), by, x.Path("id"), x.T("person.place.reason", "reason", x.T("person.reason."+reason)))
	}
	return s.after(by, x, f, err, "place")
}
