package livelihood

import (
	"net/url"
	"strings"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
	"neove/org"
)

const personPath = "/livelihood/people"

// A page that shows who a person is carries the restricted band, keeps no draft
// on the device, and says no name in its title or address.

func personSpec(x *web.Exchange, amend bool) (main, more []ui.Control) {
	main = []ui.Control{{Kind: "text", Name: "name", Max: maxName, Need: true, Secret: true},
		{Kind: "text", Name: "birth", Max: 20, Width: "s", Secret: true, Half: true},
		{Kind: "select", Name: "sex", Options: x.Options("livelihood.sex", Sexes...), Blank: x.T("ui.word.choose"), Need: true, Half: true},
		{Kind: "check", Name: "guess"},
		{Kind: "checks", Name: "risks", Options: x.Options("livelihood.risk", Risks...), Need: true, Inline: true},
		{Kind: "lines", Name: "reason_words", Rows: 3, Max: maxContent, Secret: true},
		{Kind: "text", Name: "contact", Max: maxText, Secret: true}}
	if amend {
		main = append(main, ui.Control{Kind: "select", Name: "state", Options: x.Options("livelihood.state", States...), Need: true, Half: true},
			ui.Control{Kind: "select", Name: "left_reason", Options: x.Options("livelihood.left_reason", LeftReasons...), Blank: x.T("ui.word.none"), Half: true})
	}
	more = []ui.Control{{Kind: "date", Name: "first_on", Need: true, Half: true}, {Kind: "date", Name: "review_on", Need: true, Half: true},
		{Kind: "radios", Name: "basis", Options: x.Options("livelihood.basis", Bases...), Need: true}}
	return main, more
}

// values is what the controls hold of a person.
func (p Person) values(i Identity) url.Values {
	v := url.Values{"name": {i.Name}, "birth": {i.Birth.Text()}, "contact": {i.Contact}, "reason_words": {i.Reason}, "sex": {p.Sex}, "basis": {p.Basis},
		"risks": strings.Split(p.Risks, ","), "state": {string(p.State)}, "left_reason": {p.LeftReason}, "first_on": {vntext.Date(p.FirstOn)}}
	if i.Birth.Guess() {
		v.Set("guess", "1")
	}
	if p.ReviewOn != 0 {
		v.Set("review_on", vntext.Date(p.ReviewOn))
	}
	return v
}

func readPerson(f *web.Form, unit string) (Person, Identity) {
	p := Person{Unit: unit, Sex: f.NeedChoice("sex", Sexes...), Basis: f.NeedChoice("basis", Bases...), Risks: strings.Join(f.Choices("risks", Risks...), ","),
		State: State(f.Choice("state", States...)), LeftReason: f.Choice("left_reason", LeftReasons...), FirstOn: f.NeedDate("first_on")}
	p.ReviewOn, _ = f.Date("review_on")
	i := Identity{Name: f.NeedText("name", maxName), Contact: f.Text("contact", maxText), Reason: f.Lines("reason_words", maxContent)}
	var ok bool
	if i.Birth, ok = ParseBirth(f.Raw("birth"), f.Bool("guess")); !ok {
		f.Bad("birth", "livelihood.err.birth")
	}
	if p.Risks == "" {
		f.Bad("risks", "livelihood.err.risks")
	}
	return p, i
}

type personForm struct {
	formView
	Band string
}

func (s *Service) showPersonForm(by access.Actor, x *web.Exchange, old Person, values url.Values, refused error) error {
	p, err := s.placeOf(by, x, personRecord, old.Unit)
	if err != nil {
		return err
	}
	e := x.Errors(refused)
	main, more := personSpec(x, old.ID != "")
	v := personForm{formView{UnitName: p.name, Form: ui.RecordForm{Action: personPath, Cancel: with(personPath, old.Unit)}}, x.T("livelihood.band.form")}
	title := x.T("livelihood.person.new")
	if old.ID == "" {
		v.Form.Unit = old.Unit
	} else {
		title = x.T("livelihood.person.amend", "code", old.Code)
		v.Form.Action, v.Form.Version, v.Form.Cancel = personPath+"/"+old.ID+"/amend", old.Version, personPath+"/"+old.ID
	}
	v.Form.Controls, v.Form.More = x.Controls("livelihood", main, values, e), x.Controls("livelihood", more, values, e)
	page := ui.Page{Title: title, Body: &v}
	if refused != nil {
		return x.Again(refused, "livelihood/person_form", page)
	}
	return x.Page(200, "livelihood/person_form", page)
}

func (s *Service) newPerson(by access.Actor, x *web.Exchange) error {
	unit := org.WorkUnit(by, x)
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	if !keeps(by, t, personRecord, unit) {
		return errs.New(errs.Forbidden, "livelihood.err.not_keeper")
	}
	today := clock.DateOf(s.db.Now())
	values := url.Values{"basis": {Bases[0]}, "first_on": {vntext.Date(today)}, "review_on": {vntext.Date(nextReview(today))}}
	return s.showPersonForm(by, x, Person{Unit: unit}, values, nil)
}

func (s *Service) watchPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	p, who := readPerson(f, org.WorkUnit(by, x))
	if err = f.Err(); err == nil {
		p, err = s.Watch(x.R.Context(), by, p, who)
	}
	if err != nil {
		return s.showPersonForm(by, x, Person{Unit: p.Unit}, f.Values(), err)
	}
	x.Notice("livelihood.person.saved", "code", p.Code)
	return x.See(personPath + "/" + p.ID)
}

func (s *Service) amendPerson(by access.Actor, x *web.Exchange) error {
	file, err := s.Open(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	return s.showPersonForm(by, x, file.Person, file.values(file.Who), nil)
}

func (s *Service) amendPersonPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	old, err := s.Person(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	p, who := readPerson(f, old.Unit)
	if err = f.Err(); err == nil {
		_, err = s.AmendPerson(x.R.Context(), by, old.ID, f.Version(), p, who)
	}
	if errs.Is(err, errs.Invalid) || errs.Is(err, errs.Conflict) {
		old.Version = f.Version()
		return s.showPersonForm(by, x, old, f.Values(), err)
	}
	if err != nil {
		return err
	}
	x.Notice("livelihood.amended")
	return x.See(personPath + "/" + old.ID)
}

// personView is a person's page: who it is, why, and what was given.
type personView struct {
	Band      string
	Facts     []string
	Tag, Kind string
	Buttons   []button
	Rows      []ui.SummaryRow
	Helps     ui.Table
	Form      *ui.RecordForm // of a further help; nil when none may be given
	Back      []helpBack
	History   []ui.Event
}

// helpBack offers to take a help back.
type helpBack struct {
	Action, Text string
	Version      int64
}

func (s *Service) personPage(by access.Actor, x *web.Exchange) error {
	return s.showPerson(by, x, nil, nil)
}

func (s *Service) showPerson(by access.Actor, x *web.Exchange, typed url.Values, refused error) error {
	file, err := s.Open(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	p, err := s.placeOf(by, x, personRead, file.Unit)
	if err != nil {
		return err
	}
	all, err := s.Kinds(x.R.Context())
	if err != nil {
		return err
	}
	main, more := personSpec(x, true)
	controls := x.Controls("livelihood", append(main, more...), file.values(file.Who), web.Errors{})
	v := personView{Band: x.T("livelihood.band"), Tag: x.T("livelihood.state." + string(file.State)), Facts: []string{p.name},
		Rows: ui.Summary(controls, x.T("ui.word.yes")), Helps: helpTable(x, byCode(all), file.Helps)}
	if file.State != Left && file.ReviewOn <= clock.DateOf(s.db.Now()) {
		v.Kind = "warn"
		v.Facts = append(v.Facts, x.T("livelihood.person.due", "day", vntext.Date(file.ReviewOn)))
	}
	if keeps(by, p.tree, personRecord, file.Unit) {
		v.Buttons = []button{{personPath + "/" + file.ID + "/amend", "", x.T("ui.word.amend"), ""}}
		v.Back = takeBack(x, byCode(all), file.Helps)
		if v.Form, err = s.helpForm(by, x, file, all, typed, refused); err != nil {
			return err
		}
	}
	if v.History, err = s.history(x, personKind, file.ID); err != nil {
		return err
	}
	page := ui.Page{Title: file.Code, Body: &v}
	if refused != nil {
		return x.Again(refused, "livelihood/person", page)
	}
	return x.Page(200, "livelihood/person", page)
}
