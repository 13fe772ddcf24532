package handoff

import (
	"net/url"
	"slices"
	"strings"

	"neove/access"
	"neove/audit"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
	"neove/org"
)

type protocolsView struct {
	ui.Listing
	MayAgree bool
}

func (s *Service) protocolsPage(by access.Actor, x *web.Exchange) error {
	list, err := s.Protocols(x.R.Context(), by)
	if err != nil {
		return err
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	v := protocolsView{MayAgree: by.May(mayAgree)}
	v.Empty, v.Table.Label = x.T("handoff.protocols.empty"), x.T("handoff.protocols")
	if v.MayAgree {
		v.First = ui.Link{Href: protocolPath + "/new", Text: x.T("handoff.protocol.new")}
	}
	for _, c := range []string{"symbol", "parties", "sections", "valid", "force"} {
		v.Table.Columns = append(v.Table.Columns, ui.Column{Label: x.T("handoff.field." + c)})
	}
	today := clock.DateOf(s.db.Now())
	for _, p := range list {
		force := ui.TD{Tag: x.T("handoff.force.yes"), Kind: "ok"}
		if p.From > today {
			force = ui.TD{Tag: x.T("handoff.force.later"), Kind: "info"}
		} else if !p.On(today) {
			force = ui.TD{Tag: x.T("handoff.force.over")}
		}
		v.Table.Rows = append(v.Table.Rows, []ui.TD{{Text: p.Symbol, Href: protocolPath + "/" + p.ID, Note: p.Name}, {Text: partyNames(x, t, p)},
			{Text: names(x, "handoff.section", split(p.Shared))}, {Text: vntext.Date(p.From) + " – " + vntext.Date(p.To-1)}, force})
	}
	return x.Page(200, "handoff/protocols", ui.Page{Title: x.T("handoff.protocols"), Body: &v})
}

func partyNames(x *web.Exchange, t *org.Tree, p Protocol) string {
	var out []string
	for _, one := range strings.Fields(p.Parties) {
		out = append(out, partyName(x, t, p, one))
	}
	return strings.Join(out, "; ")
}

// protocolSpec describes the form; unit is where the protocol is of.
func (s *Service) protocolSpec(by access.Actor, x *web.Exchange, t *org.Tree, old Protocol) (first, more []ui.Control, err error) {
	unit := old.Unit
	if old.ID == "" {
		units := by.Units(mayAgree)
		if len(units) > 0 {
			unit = units[0]
		}
		if len(units) > 1 {
			c := ui.Control{Kind: "select", Name: "unit", Need: true}
			for _, u := range units {
				c.Options = append(c.Options, ui.Option{Value: u, Text: t.Name(u)})
			}
			first = append(first, c)
		}
	}
	kinds := ui.Control{Kind: "checks", Name: "kinds"}
	for _, r := range PartyRoles() {
		kinds.Options = append(kinds.Options, ui.Option{Value: string(r) + anyUnit, Text: partyName(x, t, Protocol{Unit: unit}, string(r)+anyUnit)})
	}
	kinds.Options = append(kinds.Options, ui.Option{Value: Outside, Text: x.T("handoff.party.outside")})
	offices := ui.Control{Kind: "checks", Name: "offices"}
	err = s.db.View(x.R.Context(), func(tx *db.Tx) error {
		seats, err := s.Seats(tx, mayAnswer)
		for _, o := range seats {
			if o.Role != access.CommuneOfficer && o.Role != access.DistrictOfficer { // there are too many; they have a kind
				offices.Options = append(offices.Options, ui.Option{Value: o.String(), Text: t.OfficeName(x, o.String())})
			}
		}
		return err
	})
	first = append(first, ui.Control{Kind: "text", Name: "symbol", Max: 100, Need: true, Width: "m"}, ui.Control{Kind: "text", Name: "name", Max: maxLine, Need: true},
		kinds, ui.Control{Kind: "checks", Name: "sections", Hint: x.T("handoff.protocol.sections"), Options: x.Options("handoff.section", Sections...), Inline: true},
		ui.Control{Kind: "checks", Name: "purposes", Options: x.Options("handoff.purpose", Purposes...), Inline: true},
		ui.Control{Kind: "date", Name: "valid_from", Need: true, Half: true}, ui.Control{Kind: "date", Name: "valid_to", Need: true, Half: true})
	if len(offices.Options) > 0 {
		more = []ui.Control{offices}
	}
	return first, more, err
}

func (s *Service) newProtocol(by access.Actor, x *web.Exchange) error {
	return s.showProtocolForm(by, x, Protocol{}, 0, url.Values{"valid_from": {vntext.Date(clock.DateOf(s.db.Now()))}}, nil)
}

func (s *Service) showProtocolForm(by access.Actor, x *web.Exchange, old Protocol, version int64, values url.Values, refused error) error {
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	first, more, err := s.protocolSpec(by, x, t, old)
	if err != nil {
		return err
	}
	v := formView{About: x.T("handoff.protocol.about")}
	title := x.T("handoff.protocol.new")
	v.Action, v.Cancel, v.Version = protocolPath, protocolPath, version
	if old.ID != "" {
		title = old.Symbol
		v.Action, v.Cancel = protocolPath+"/"+old.ID+"/amend", protocolPath+"/"+old.ID
	}
	e := x.Errors(refused)
	v.Controls, v.More = x.Controls("handoff", first, values, e), x.Controls("handoff", more, values, e)
	p := ui.Page{Title: title, Body: &v}
	if refused != nil {
		return x.Again(refused, "handoff/protocol_form", p)
	}
	return x.Page(200, "handoff/protocol_form", p)
}

// readProtocol decodes the form; the last day typed counts still.
func readProtocol(f *web.Form) Protocol {
	p := Protocol{Unit: f.Text("unit", 40), Symbol: f.Text("symbol", 100), Name: f.Text("name", maxLine),
		Parties: strings.Join(slices.Concat(f.Values()["kinds"], f.Values()["offices"]), " "),
		Shared:  strings.Join(f.Choices("sections", Sections...), ","), For: strings.Join(f.Choices("purposes", Purposes...), ",")}
	p.From = f.NeedDate("valid_from")
	if to, ok := f.Date("valid_to"); ok {
		p.To = to + 1
	}
	return p
}

func (s *Service) agreePost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	p := readProtocol(f)
	if units := by.Units(mayAgree); p.Unit == "" && len(units) > 0 {
		p.Unit = units[0]
	}
	if err = f.Err(); err == nil {
		p, err = s.Agree(x.R.Context(), by, p)
	}
	if err != nil {
		return s.showProtocolForm(by, x, Protocol{}, 0, f.Values(), err)
	}
	x.Notice("handoff.done.agree", "symbol", p.Symbol)
	return x.See(protocolPath + "/" + p.ID)
}

func (s *Service) amendProtocol(by access.Actor, x *web.Exchange) error {
	p, _, err := s.ProtocolOf(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	if err := by.NeedAt(mayAgree, p.Unit); err != nil {
		return err
	}
	values := url.Values{"symbol": {p.Symbol}, "name": {p.Name}, "sections": split(p.Shared), "purposes": split(p.For),
		"valid_from": {vntext.Date(p.From)}, "valid_to": {vntext.Date(p.To - 1)}}
	for _, one := range strings.Fields(p.Parties) {
		name := "offices"
		if strings.HasSuffix(one, anyUnit) || one == Outside {
			name = "kinds"
		}
		values.Add(name, one)
	}
	return s.showProtocolForm(by, x, p, p.Version, values, nil)
}

func (s *Service) amendPost(by access.Actor, x *web.Exchange) error {
	old, _, err := s.ProtocolOf(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	f, err := x.Form()
	if err != nil {
		return err
	}
	p := readProtocol(f)
	if err = f.Err(); err == nil {
		err = s.Amend(x.R.Context(), by, old.ID, f.Version(), p)
	}
	if err != nil {
		return s.showProtocolForm(by, x, old, f.Version(), f.Values(), err)
	}
	x.Notice("handoff.done.amend")
	return x.See(protocolPath + "/" + old.ID)
}

type protocolView struct {
	Protocol
	Path    string
	Facts   []ui.SummaryRow
	Amends  bool
	InForce bool
	History []ui.Event
}

func (s *Service) protocolPage(by access.Actor, x *web.Exchange) error {
	p, events, err := s.ProtocolOf(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	v := protocolView{Protocol: p, Path: protocolPath + "/" + p.ID, Amends: by.MayAt(mayAgree, p.Unit), InForce: p.On(clock.DateOf(s.db.Now())),
		History: audit.History(x, events)}
	for _, row := range [][2]string{{"name", p.Name}, {"unit", t.Name(p.Unit)}, {"parties", partyNames(x, t, p)}, {"sections", names(x, "handoff.section", split(p.Shared))},
		{"purposes", names(x, "handoff.purpose", split(p.For))}, {"valid", vntext.Date(p.From) + " – " + vntext.Date(p.To-1)}} {
		v.Facts = append(v.Facts, ui.SummaryRow{Label: x.T("handoff.field." + row[0]), Value: row[1]})
	}
	return x.Page(200, "handoff/protocol", ui.Page{Title: p.Symbol, Body: &v})
}
