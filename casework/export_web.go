package casework

import (
	"encoding/json"
	"net/url"

	"neove/access"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
)

type exportView struct {
	Head
	Granted []ui.SummaryRow // who may take it out until when
	File    string          // address; "" while nobody agreed
	Form    ui.RecordForm
}

func (s *Service) exportPage(by access.Actor, x *web.Exchange) error {
	return s.showExport(by, x, url.Values{}, nil)
}

func (s *Service) showExport(by access.Actor, x *web.Exchange, values url.Values, refused error) error {
	v, open, err := s.exports(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	b := exportView{Head: s.head(x, t, v, "files")}
	word := func(k Consent) string {
		return t.OfficeName(x, k.Recipient) + ": " + x.T("casework.purpose."+k.Purpose)
	}
	var consents []ui.Option
	for _, k := range v.Consents {
		if k.exportable(v.Today) {
			consents = append(consents, ui.Option{Value: k.ID, Text: word(k), Hint: x.T("casework.until", "day", vntext.Date(k.Until-1))})
		}
		for _, g := range open {
			if g.Consent == k.ID && k.exportable(v.Today) {
				b.File = b.Path + "/htcds.json"
				b.Granted = append(b.Granted, ui.SummaryRow{Label: word(k), Value: x.T("casework.export.granted", "who", g.AgreedBy, "until", instant(g.Until))})
			}
		}
	}
	if consents != nil {
		b.Form = ui.RecordForm{Action: b.Path + "/export", Submit: x.T("casework.export.propose"), Cancel: b.Path + "/files",
			Controls: x.Controls("casework", []ui.Control{{Kind: "radios", Name: "consent", Options: consents, Need: true}}, values, x.Errors(refused))}
	}
	page := ui.Page{Title: x.T("casework.export"), Body: b}
	if refused != nil {
		return x.Again(refused, "casework/export", page)
	}
	return x.Page(200, "casework/export", page)
}

func (s *Service) exportPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	if err = s.ProposeExport(x.R.Context(), by, x.Path("id"), f.Raw("consent"), x.T("casework.export.reason")); err != nil {
		return s.showExport(by, x, f.Values(), err)
	}
	x.Notice("access.proposal.made")
	return x.See(listPath + "/" + x.Path("id") + "/export")
}

func (s *Service) htcdsGet(by access.Actor, x *web.Exchange) error {
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	c, f, err := s.Export(x.R.Context(), by, x.Path("id"), func(office string) string { return t.OfficeName(x, office) })
	if err != nil {
		return err
	}
	raw, err := json.MarshalIndent(f, "", " ")
	if err != nil {
		return err
	}
	x.Attachment(c.Code+"-htcds.json", "application/json")
	_, err = x.W.Write(raw)
	return err
}
