package access

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"neove/internal/clock"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
)

const (
	usersPath = "/access/users"
	pageSize  = 100
)

type userRow struct {
	Profile
	Href   string
	Rights []rightView
}

type usersView struct {
	Text, Role       string
	Disabled         bool
	Roles            []ui.Option
	Rows             []userRow
	From, To, Total  int
	PrevHref, NextTo string
}

func roleOptions(x *web.Exchange) []ui.Option {
	var out []ui.Option
	for _, r := range Roles {
		out = append(out, ui.Option{Value: string(r), Text: x.T("access.role." + string(r))})
	}
	return out
}

func roleNames() []string {
	var out []string
	for _, r := range Roles {
		out = append(out, string(r))
	}
	return out
}

func (s *Service) usersPage(by Actor, x *web.Exchange) error {
	q := x.Query()
	f := UserFilter{Text: q.Text("q", 100), Role: Role(q.Choice("role", roleNames()...)), Disabled: q.Bool("disabled")}
	all, err := s.Users(x.R.Context(), by, f)
	if err != nil {
		return err
	}
	v := usersView{Text: f.Text, Role: string(f.Role), Disabled: f.Disabled, Roles: roleOptions(x), Total: len(all)}
	page, _ := strconv.Atoi(q.Raw("page"))
	first := min(max(page-1, 0)*pageSize, max(len(all)-1, 0)/pageSize*pageSize)
	last := min(first+pageSize, len(all))
	today := clock.DateOf(s.db.Now())
	for _, p := range all[first:last] {
		var live []Grant
		for _, g := range p.Grants {
			if g.On(today) {
				live = append(live, g)
			}
		}
		v.Rows = append(v.Rows, userRow{p, usersPath + "/" + p.ID, s.rights(x, live)})
	}
	v.From, v.To = min(first+1, len(all)), last
	if first > 0 {
		v.PrevHref = pageHref(x.R.URL.Query(), first/pageSize)
	}
	if last < len(all) {
		v.NextTo = pageHref(x.R.URL.Query(), first/pageSize+2)
	}
	return x.Page(http.StatusOK, "access/users", ui.Page{Title: x.T("access.users"), Body: v})
}

func pageHref(q url.Values, page int) string {
	q.Set("page", strconv.Itoa(page))
	return usersPath + "?" + q.Encode()
}

// twoPeopleRoles names the roles that a second administrator has to agree to.
func twoPeopleRoles(x *web.Exchange) string {
	var out []string
	for _, r := range Roles {
		if NeedsTwoPeople(r) {
			out = append(out, x.T("access.role."+string(r)))
		}
	}
	return strings.Join(out, ", ")
}

type newView struct {
	Account, Name, Role, Unit, Agency, From, To string
	Reason, TwoPeople                           string
	Roles, Agencies                             []ui.Option
	Errors                                      web.Errors
}

func (s *Service) newPage(_ Actor, x *web.Exchange) error {
	v := newView{Roles: roleOptions(x), Agencies: s.Agencies(x.R.Context()), TwoPeople: twoPeopleRoles(x), From: vntext.Date(clock.DateOf(s.db.Now()))}
	return x.Page(http.StatusOK, "access/user_new", s.crumbs(x, x.T("access.user.new"), v))
}

func (s *Service) crumbs(x *web.Exchange, title string, body any) ui.Page {
	return ui.Page{Title: title, Body: body, Crumbs: []ui.Crumb{{Text: x.T("access.users"), Href: usersPath}, {Text: title}}}
}

func (s *Service) newPost(by Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	g := s.readRight(f)
	in := UserInput{Account: f.NeedText("account", 40), Name: f.NeedText("name", 100), Role: g.Role, Unit: g.Unit, Agency: g.Agency, From: g.From, To: g.To}
	var u User
	code, waiting := "", false
	if err = f.Err(); err == nil {
		u, code, waiting, err = s.Invite(x.R.Context(), by, in, f.Raw("reason"))
	}
	if err != nil {
		v := newView{f.Raw("account"), f.Raw("name"), f.Raw("role"), f.Raw("unit"), f.Raw("agency"), f.Raw("from"), f.Raw("to"), f.Raw("reason"), twoPeopleRoles(x), roleOptions(x), s.Agencies(x.R.Context()), x.Errors(err)}
		return x.Again(err, "access/user_new", s.crumbs(x, x.T("access.user.new"), v))
	}
	return s.showOnce(x, u, code, waiting)
}

// readRight reads role, unit and days; "to" is the last day as people say it.
func (s *Service) readRight(f *web.Form) Grant {
	g := Grant{Role: Role(f.NeedChoice("role", roleNames()...)), From: clock.DateOf(s.db.Now()), To: clock.Max}
	g.Agency = f.Text("agency", 40)
	if d, ok := f.Date("from"); ok {
		g.From = d
	}
	if d, ok := f.Date("to"); ok {
		g.To = d + 1
	}
	text := f.NeedText("unit", 200)
	if text == "" {
		return g
	}
	id, _, err := s.FindUnit(text)
	if err != nil {
		f.Bad("unit", "access.err.unit_unknown", "text", text)
	}
	g.Unit = id
	return g
}

type onceView struct {
	Account, Name, Code string
	Link                string // address with the code, to be handed over in person
	Hours               int
	Waiting             bool // the right waits for a second administrator
	Href                string
}

// showOnce is the only place where a code is seen: in the answer to the form,
// never in an address that is logged and never stored by the browser.
func (s *Service) showOnce(x *web.Exchange, u User, code string, waiting bool) error {
	v := onceView{u.Account, u.Name, grouped(code), s.originOf(x.R) + linkPath + "?code=" + code, int(linkLife.Hours()), waiting, usersPath + "/" + u.ID}
	return x.Page(http.StatusOK, "access/user_link", s.crumbs(x, x.T("access.user.code"), v))
}
