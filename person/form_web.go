package person

import (
	"net/url"

	"neove/access"
	"neove/internal/db"
	"neove/internal/ui"
	"neove/internal/web"
)

// formView is a form of a part of the profile.
type formView struct {
	ui.RecordForm
	Seat, About string
	Grid        *ui.Grid
}

// holderControl lets those choose who work for several offices.
func (s *Service) holderControl(by access.Actor, x *web.Exchange, permission string) ([]ui.Control, error) {
	own := ownHolders(by, permission)
	if len(own) < 2 {
		return nil, nil
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return nil, err
	}
	c := ui.Control{Kind: "select", Name: "holder", Need: true}
	for _, h := range own {
		c.Options = append(c.Options, ui.Option{Value: h, Text: t.OfficeName(x, h)})
	}
	return []ui.Control{c}, nil
}

// readHolder is the chosen office, or the only one.
func readHolder(by access.Actor, f *web.Form, permission string) string {
	own := ownHolders(by, permission)
	if h := f.Raw("holder"); h != "" || len(own) == 0 {
		return h
	}
	return own[0]
}

func (s *Service) newPage(by access.Actor, x *web.Exchange) error {
	return s.showNew(by, x, url.Values{"birth_kind": {"not_asked"}}, nil)
}

func (s *Service) showNew(by access.Actor, x *web.Exchange, values url.Values, refused error) error {
	holder, err := s.holderControl(by, x, mayRecord)
	if err != nil {
		return err
	}
	v := formView{About: x.T("person.new.about")}
	v.Action, v.Cancel = peoplePath, searchPath
	e := x.Errors(refused)
	first, more := namesSpec(x)
	v.Controls, v.More = x.Controls("person", append(holder, first...), values, e), x.Controls("person", more, values, e)
	return s.form(x, &v, x.T("person.new"), refused)
}

func (s *Service) form(x *web.Exchange, v *formView, title string, refused error) error {
	page := ui.Page{Title: title, Body: v}
	if refused != nil {
		return x.Again(refused, "person/form", page)
	}
	return x.Page(200, "person/form", page)
}

func (s *Service) recordPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	var in Profile
	readNames(f, &in)
	var p Person
	if err = f.Err(); err == nil {
		p, err = s.RecordOne(x.R.Context(), by, readHolder(by, f, mayRecord), in)
	}
	if err != nil {
		return s.showNew(by, x, f.Values(), err)
	}
	x.Notice("person.done.record", "code", p.Code)
	return x.See(peoplePath + "/" + p.ID)
}

// brief finds a person for a form that shows no value; for nobody else is there
// one.
func (s *Service) brief(by access.Actor, x *web.Exchange, permission string) (r row, holder string, err error) {
	err = s.db.View(x.R.Context(), func(tx *db.Tx) error {
		d, err := s.desk(tx, by, permission)
		if err == nil {
			r, holder, err = d.person(x.Path("id"))
		}
		return err
	})
	return r, holder, err
}

// revisePage shows a part of the profile to be changed. To read it is to open
// it; whereabouts are written without being shown.
func (s *Service) revisePage(by access.Actor, x *web.Exchange) error {
	sec, ok := sectionOf(x.Path("section"))
	if !ok {
		return nothing()
	}
	r, holder, err := s.brief(by, x, mayRecord)
	if err != nil {
		return err
	}
	values := url.Values{}
	if sec.name != "whereabouts" {
		p, err := s.Open(x.R.Context(), by, r.ID, "correct", sec.codes...)
		if err != nil {
			return err
		}
		r = p.row
		sec.values(&p.Profile, values)
	}
	return s.showRevise(x, sec, r, holder, r.Version, values, nil)
}

func (s *Service) showRevise(x *web.Exchange, sec section, r row, holder string, version int64, values url.Values, refused error) error {
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	v := formView{Seat: t.OfficeName(x, holder)}
	if key := "person.section." + sec.name + ".about"; x.Has(key) {
		v.About = x.T(key)
	}
	v.Action, v.Version, v.Cancel = peoplePath+"/"+r.ID+"/revise/"+sec.name, version, peoplePath+"/"+r.ID
	e := x.Errors(refused)
	first, more := sec.spec(x)
	v.Controls, v.More = x.Controls("person", first, values, e), x.Controls("person", more, values, e)
	if sec.grid != nil {
		v.Grid = gridOf(x, x.T("person.section."+sec.name), sec.grid(x), values, e)
	}
	return s.form(x, &v, x.T("person.section."+sec.name)+" · "+r.Code, refused)
}

func (s *Service) revisePost(by access.Actor, x *web.Exchange) error {
	sec, ok := sectionOf(x.Path("section"))
	if !ok {
		return nothing()
	}
	r, holder, err := s.brief(by, x, mayRecord)
	if err != nil {
		return err
	}
	f, err := x.Form()
	if err != nil {
		return err
	}
	var in Profile
	rows := sec.read(f, &in)
	if err = f.Err(); err == nil {
		_, err = s.ReviseOne(x.R.Context(), by, r.ID, f.Version(), func(p *Profile) {
			for _, c := range fields {
				if one(c.code, sec.codes, false) {
					c.of(p).set(c.of(&in))
				}
			}
		})
		err = web.Renumber(err, rows)
	}
	if err != nil {
		return s.showRevise(x, sec, r, holder, f.Version(), f.Values(), err)
	}
	x.Notice("person.done.revise")
	return x.See(peoplePath + "/" + r.ID)
}
