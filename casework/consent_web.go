package casework

import (
	"net/url"
	"slices"
	"strings"

	"neove/access"
	"neove/handoff"
	"neove/internal/clock"
	"neove/internal/seal"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
	"neove/org"
)

type consentsView struct {
	Head
	Rows    []consentRow
	Form    ui.RecordForm
	Holders []ui.SummaryRow
}

type consentRow struct {
	Who, Purpose, Sections, State, Kind, Days, By string
	How                                           string // it was given
	Withdraw                                      string // path; "" when nothing can be withdrawn
}

func (s *Service) consentsPage(by access.Actor, x *web.Exchange) error {
	return s.showConsents(by, x, url.Values{"basis": {"consent"}, "state": {Given}, "from": {vntext.Date(clock.DateOf(s.db.Now()))}}, nil)
}

func (s *Service) showConsents(by access.Actor, x *web.Exchange, values url.Values, refused error) error {
	var v View
	holders := map[string][]string{}
	var offices []access.Office
	err := s.read(x.R.Context(), by, "casework.case.view", x.Path("id"), func(d desk, c Case, seat Seat) (err error) {
		if v, err = d.view(c, seat); err != nil {
			return err
		}
		for _, name := range Sections {
			subject := c.ID
			if name == seal.Identity {
				subject = c.Person
			}
			all, err := seal.Holders(d.tx, subject, name)
			if err != nil {
				return err
			}
			for _, h := range all {
				holders[h] = append(holders[h], name)
			}
		}
		offices, err = d.recipients(seat)
		return err
	})
	if err != nil {
		return err
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	b := consentsView{Head: s.head(x, t, v, "consents")}
	for _, c := range v.Consents {
		b.Rows = append(b.Rows, consentRowOf(x, t, v, c, b.Path))
	}
	names := make([]string, 0, len(holders))
	for h := range holders {
		names = append(names, h)
	}
	slices.Sort(names)
	for _, h := range names {
		b.Holders = append(b.Holders, ui.SummaryRow{Label: t.OfficeName(x, h), Value: sectionWords(x, holders[h])})
	}
	var to []ui.Option
	for _, o := range offices {
		to = append(to, ui.Option{Value: o.String(), Text: t.OfficeName(x, o.String())})
	}
	to = append(to, ui.Option{Value: handoff.Outside, Text: x.T("casework.outside")})
	b.Form = ui.RecordForm{Action: b.Path + "/consents", Submit: x.T("casework.consent.record"), Cancel: b.Path, Controls: x.Controls("casework", consentSpec(x, to), values, x.Errors(refused))}
	page := ui.Page{Title: x.T("casework.tab.consents"), Body: b}
	if refused != nil {
		return x.Again(refused, "casework/consents", page)
	}
	return x.Page(200, "casework/consents", page)
}

func consentSpec(x *web.Exchange, to []ui.Option) []ui.Control {
	return []ui.Control{{Kind: "select", Name: "recipient", Options: to, Blank: x.T("ui.word.choose"), Need: true}, {Kind: "select", Name: "purpose", Options: x.Options("casework.purpose", Purposes...), Blank: x.T("ui.word.choose"), Need: true, Half: true},
		{Kind: "select", Name: "basis", Options: x.Options("casework.basis", Bases...), Need: true, Half: true}, {Kind: "checks", Name: "sections", Options: x.Options("casework.compartment", Sections...), Need: true},
		{Kind: "radios", Name: "state", Options: x.Options("casework.consent", Given, Refused, NotYet), Need: true, Inline: true},
		{Kind: "date", Name: "from", Half: true}, {Kind: "date", Name: "until", Half: true},
		{Kind: "select", Name: "way", Options: x.Options("casework.way", Ways...), Blank: x.T("ui.word.choose"), Half: true}, {Kind: "text", Name: "language", Max: 60, Half: true},
		{Kind: "text", Name: "witness", Max: maxLine, Secret: true, Half: true}, {Kind: "text", Name: "guardian", Max: maxLine, Secret: true, Half: true},
		{Kind: "checks", Name: "informed", Options: x.Options("casework.informed", Informed...)}, {Kind: "lines", Name: "text", Rows: 2, Max: maxText, Secret: true}}
}

func sectionWords(x *web.Exchange, list []string) string {
	var out []string
	for _, s := range list {
		out = append(out, x.T("casework.compartment."+s))
	}
	return strings.Join(out, ", ")
}

func consentRowOf(x *web.Exchange, t *org.Tree, v View, c Consent, path string) consentRow {
	r := consentRow{Who: recipientName(x, t, c.Recipient), Purpose: x.T("casework.purpose." + c.Purpose), Sections: sectionWords(x, strings.Split(c.Sections, ",")), State: x.T("casework.consent." + c.State),
		Days: vntext.Date(c.From) + " – " + vntext.Date(c.Until-1), By: c.By}
	r.How = howWords(x, c.How)
	r.Kind = map[string]string{Given: "ok", Refused: "bad", TakenBy: "bad", NotYet: "warn"}[c.State]
	if c.Basis != "consent" {
		r.State, r.Kind = x.T("casework.basis."+c.Basis), "info"
	} else if c.State == Given && v.Seat.Part != Broken {
		r.Withdraw = path + "/consents/" + c.ID + "/withdraw"
	}
	return r
}

// recipientName words an office, or whoever is outside of the system.
func recipientName(x *web.Exchange, t *org.Tree, office string) string {
	if office == handoff.Outside {
		return x.T("casework.outside")
	}
	return t.OfficeName(x, office)
}

// howWords says how consent was given, and to what words.
func howWords(x *web.Exchange, h How) string {
	var out []string
	add := func(field, value string) {
		if value != "" {
			out = append(out, x.T("casework.field."+field)+": "+value)
		}
	}
	if h.Way != "" {
		add("way", x.T("casework.way."+h.Way))
	}
	add("language", h.Language)
	add("witness", h.Witness)
	add("guardian", h.Guardian)
	add("text", h.Note)
	return strings.Join(out, " · ")
}

// recipients are the offices that somebody can enter and that may get a case.
func (d desk) recipients(seat Seat) ([]access.Office, error) {
	all, err := access.Offices(d.tx, mayRead)
	return slices.DeleteFunc(all, func(o access.Office) bool { return o.String() == seat.Office }), err
}

func (s *Service) consentPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	in := ConsentInput{Recipient: f.Raw("recipient"), Purpose: f.Raw("purpose"), Sections: f.Choices("sections", Sections...), Basis: f.Raw("basis"), State: f.Raw("state"),
		How: How{Way: f.Raw("way"), Language: f.Text("language", 60), Witness: f.Text("witness", maxLine), Guardian: f.Text("guardian", maxLine), Informed: f.Choices("informed", Informed...), Note: f.Lines("text", maxText)}}
	in.From, _ = f.Date("from")
	if d, ok := f.Date("until"); ok {
		in.Until = d + 1
	}
	if err = f.Err(); err == nil {
		_, err = s.Consent(x.R.Context(), by, x.Path("id"), in)
	}
	if err != nil {
		return s.showConsents(by, x, f.Values(), err)
	}
	x.Notice("casework.done.consent")
	return x.See(listPath + "/" + x.Path("id") + "/consents")
}

func (s *Service) consentWithdrawPost(by access.Actor, x *web.Exchange) error {
	n, err := s.WithdrawConsent(x.R.Context(), by, x.Path("id"), x.Path("consent"))
	if err != nil {
		return err
	}
	x.Notice("casework.done.consent_withdrawn", "n", n)
	return x.See(listPath + "/" + x.Path("id") + "/consents")
}
