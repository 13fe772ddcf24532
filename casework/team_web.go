package casework

import (
	"net/url"
	"strings"

	"neove/access"
	"neove/audit"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
)

type teamView struct {
	Head
	Rows       []memberRow
	Assign     ui.RecordForm
	Exclude    ui.RecordForm
	Exclusions []ui.SummaryRow
	Owner      bool
}

type memberRow struct{ Name, Office, Part, Since, Until, Release string }

func (s *Service) teamPage(by access.Actor, x *web.Exchange) error {
	return s.showTeam(by, x, url.Values{"part": {Helper}}, nil)
}

func (s *Service) showTeam(by access.Actor, x *web.Exchange, values url.Values, refused error) error {
	var v View
	var people []Colleague
	var out []exclusion
	var why, names []string
	err := s.read(x.R.Context(), by, "casework.case.view", x.Path("id"), func(d desk, c Case, seat Seat) (err error) {
		if v, err = d.view(c, seat); err != nil {
			return err
		}
		if seat.Part != Owner {
			return nil
		}
		if people, err = d.colleagues(seat.Office); err != nil {
			return err
		}
		if out, err = exclusions(d.tx, c.ID); err != nil {
			return err
		}
		for _, e := range out {
			var reason string
			if err := s.keys.OpenJSON(d.tx, seat.Office, exclusionSealed.Ref(e.ID, c.ID), e.Box, &reason); err != nil {
				return err
			}
			why = append(why, reason)
			name, err := d.excludedName(x, e)
			if err != nil {
				return err
			}
			names = append(names, name)
		}
		return nil
	})
	if err != nil {
		return err
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	b := teamView{Head: s.head(x, t, v, "team"), Owner: v.Seat.Part == Owner}
	for _, m := range v.Team {
		r := memberRow{Name: m.Name, Office: t.OfficeName(x, m.Office), Part: x.T("casework.part." + m.Part), Since: vntext.Date(clock.DateOf(m.From))}
		if !m.To.IsZero() {
			r.Until = vntext.Date(clock.DateOf(m.To))
		} else if b.Owner && m.Office == v.Seat.Office {
			r.Release = b.Path + "/team/" + m.ID + "/release"
		}
		b.Rows = append(b.Rows, r)
	}
	if b.Owner {
		var options []ui.Option
		for _, p := range people {
			options = append(options, ui.Option{Value: p.ID, Text: p.Name})
		}
		e := x.Errors(refused)
		b.Assign = ui.RecordForm{Action: b.Path + "/team", Version: v.Version, Submit: x.T("casework.assign"), Controls: x.Controls("casework", []ui.Control{{Kind: "select", Name: "user", Options: options, Blank: x.T("ui.word.choose"), Need: true}, {Kind: "select", Name: "part", Options: x.Options("casework.part", Owner, Helper), Need: true}}, values, e)}
		b.Exclude = ui.RecordForm{Action: b.Path + "/exclusions", Version: v.Version, Submit: x.T("casework.exclude"), Controls: x.Controls("casework", []ui.Control{{Kind: "text", Name: "account", Max: 60, Half: true, Secret: true}, {Kind: "text", Name: "unit", Max: 60, Half: true, Secret: true}, {Kind: "lines", Name: "reason", Rows: 2, Max: maxLine, Need: true, Secret: true}}, values, e)}
		for i := range out {
			b.Exclusions = append(b.Exclusions, ui.SummaryRow{Label: names[i], Value: why[i]})
		}
	}
	page := ui.Page{Title: x.T("casework.tab.team"), Body: b}
	if refused != nil {
		return x.Again(refused, "casework/team", page)
	}
	return x.Page(200, "casework/team", page)
}

// excludedName is who is excluded, as people know them.
func (d desk) excludedName(x *web.Exchange, e exclusion) (string, error) {
	if e.User == "" {
		if _, ok := access.ParseOffice(e.Office); ok {
			return d.tree.OfficeName(x, e.Office), nil
		}
		return d.tree.Name(e.Office), nil
	}
	name, err := db.Get[string](d.tx, "SELECT name FROM access_users WHERE id=?", e.User)
	if errs.Is(err, errs.NotFound) {
		return e.User, nil
	}
	if e.Office != "" && err == nil {
		name += ", " + d.tree.Name(e.Office)
	}
	return name, err
}

func (s *Service) assignPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	if err := s.Assign(x.R.Context(), by, x.Path("id"), f.Version(), f.Raw("user"), f.Raw("part")); err != nil {
		return s.showTeam(by, x, f.Values(), err)
	}
	x.Notice("casework.done.assign")
	return x.See(listPath + "/" + x.Path("id") + "/team")
}

func (s *Service) releasePost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	if err := s.Release(x.R.Context(), by, x.Path("id"), f.Version(), x.Path("member")); err != nil {
		return s.showTeam(by, x, f.Values(), err)
	}
	x.Notice("casework.done.release")
	return x.See(listPath + "/" + x.Path("id") + "/team")
}

func (s *Service) excludePost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	err = s.ExcludeNamed(x.R.Context(), by, x.Path("id"), f.Version(), f.Text("account", 60), f.Text("unit", 60), f.Lines("reason", maxLine))
	if err != nil {
		return s.showTeam(by, x, f.Values(), err)
	}
	x.Notice("casework.done.exclude")
	return x.See(listPath + "/" + x.Path("id") + "/team")
}

type logView struct {
	Head
	Events []ui.Event
	Breaks []breakLine
}

// logPage shows the owner who opened and changed the case.
func (s *Service) logPage(by access.Actor, x *web.Exchange) error {
	v, list, err := s.Events(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	return x.Page(200, "casework/log", ui.Page{Title: x.T("casework.tab.log"), Body: logView{Head: s.head(x, t, v, "log"), Events: audit.History(x, list)}})
}

type breakView struct {
	Form ui.RecordForm
}

func (s *Service) breakPage(by access.Actor, x *web.Exchange) error {
	return s.showBreak(x, url.Values{}, nil)
}

func (s *Service) showBreak(x *web.Exchange, values url.Values, refused error) error {
	b := breakView{ui.RecordForm{Action: "/casework/breaks", Submit: x.T("casework.break"), Cancel: listPath,
		Controls: x.Controls("casework", []ui.Control{{Kind: "text", Name: "code", Max: 20, Width: "m", Need: true, Secret: true}, {Kind: "lines", Name: "reason", Rows: 3, Max: 500, Need: true, Secret: true, Hint: x.T("casework.break.hint", "min", breakReason)}}, values, x.Errors(refused))}}
	page := ui.Page{Title: x.T("casework.break"), Body: b}
	if refused != nil {
		return x.Again(refused, "casework/break", page)
	}
	return x.Page(200, "casework/break", page)
}

func (s *Service) breakPost(by access.Actor, x *web.Exchange) error {
	if err := by.NeedFresh(access.Fresh); err != nil {
		return err
	}
	f, err := x.Form()
	if err != nil {
		return err
	}
	c, err := s.Break(x.R.Context(), by, strings.ToUpper(f.Text("code", 20)), f.Lines("reason", 500))
	if err != nil {
		return s.showBreak(x, f.Values(), err)
	}
	x.Notice("casework.done.break")
	return x.See(listPath + "/" + c.Code)
}

func (s *Service) reviewPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	if err := s.Review(x.R.Context(), by, x.Path("id"), x.Path("break"), f.Raw("verdict")); err != nil {
		return err
	}
	x.Notice("casework.done.review")
	return x.See(listPath + "/" + x.Path("id"))
}
