package partner

import (
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"html/template"
	"io"
	"net/http"
	"net/url"
	"slices"

	"neove/access"
	"neove/internal/db"
	"neove/internal/i18n"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
	"neove/org"
)

const (
	directoryPath = "/partner/directory"
	hsdsPath      = "/partner/hsds.json"
)

// The public page stands alone: one request without cookies, scripts, files or
// other servers, so that it opens on a weak line and leaves little behind.
var (
	//go:embed public/page.html
	publicHTML string
	//go:embed public/page.css
	publicCSS string
)

var publicTemplate = template.Must(template.New("public").Parse(publicHTML))

// publicPolicy allows exactly the style that stands in the page.
var publicPolicy = func() string {
	sum := sha256.Sum256([]byte(publicCSS))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
		"'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
}()

// publicPage is what the template of the public page sees.
type publicPage struct {
	x         *web.Exchange
	Style     template.CSS
	Band      string
	Category  string
	Place     string
	Options   []ui.Option // categories that hold something
	Places    []ui.Option // units that have something
	Hotlines  []publicCard
	Groups    []publicGroup
	Count     int
	Narrowed  bool
	OtherLang string
}

// publicGroup is a category with its services.
type publicGroup struct {
	Name  string
	Cards []publicCard
}

// publicCard is a service as anybody sees it.
type publicCard struct {
	Name, Provider, Description, Eligibility, Cost, Hours, State, Place, Address, Languages, Web, Email, Checked string
	Calls                                                                                                        []call
	Open                                                                                                         bool
	Stale, Withheld                                                                                              bool
}

// T is the text of a key.
func (p *publicPage) T(key string) string { return p.x.T("partner.public." + key) }

// Lang is the language of the page.
func (p *publicPage) Lang() string { return string(p.x.Lang) }

// directory is the public part, for anybody. The language is that of the
// address, because no cookie is read or set.
func (s *Service) directory(_ access.Actor, x *web.Exchange) error {
	q := x.R.URL.Query()
	x.Lang = i18n.ParseLang(q.Get("lang"))
	p := &publicPage{x: x, Style: template.CSS(publicCSS), Band: s.Band, Category: q.Get("category"), Place: q.Get("place")}
	p.Narrowed = p.Category != "" || p.Place != ""
	p.OtherLang = otherLang(x, q)
	var list Terms
	var tree *org.Tree
	var all Found
	err := s.db.View(x.R.Context(), func(tx *db.Tx) (err error) {
		if tree, err = s.org.TreeIn(tx); err != nil {
			return err
		}
		if list, err = terms(tx); err != nil {
			return err
		}
		all, err = s.published(tx, OfferFilter{})
		return err
	})
	if err != nil {
		return err
	}
	p.fill(s, tree, list, all)
	return p.answer()
}

func otherLang(x *web.Exchange, q url.Values) string {
	q.Del("lang")
	if x.Lang == i18n.Vi {
		q.Set("lang", "en")
	}
	if len(q) == 0 {
		return directoryPath
	}
	return directoryPath + "?" + q.Encode()
}

// firstCalls are the categories whose phones stand on top of the page.
var firstCalls = []string{"hotline", "protection"}

// fill puts the services under their categories, the hotlines apart.
func (p *publicPage) fill(s *Service, t *org.Tree, list Terms, found Found) {
	lang := string(p.x.Lang)
	units, used := map[string]bool{}, map[string]bool{}
	groups := map[string][]publicCard{}
	for _, o := range found.Offers {
		units[o.Unit], used[o.Category] = true, true
		card := s.publicCard(p.x, t, o, found)
		if slices.Contains(firstCalls, o.Category) && len(card.Calls) > 0 {
			p.Hotlines = append(p.Hotlines, card)
		}
		if p.Category != "" && o.Category != p.Category || p.Place != "" && !serves(t, o.Unit, p.Place, s.today()) {
			continue
		}
		groups[o.Category] = append(groups[o.Category], card)
		p.Count++
	}
	for _, c := range list {
		if c.Kind != Category || !used[c.Code] {
			continue
		}
		p.Options = append(p.Options, ui.Option{Value: c.Code, Text: c.Name(lang)})
		if cards := groups[c.Code]; len(cards) > 0 {
			p.Groups = append(p.Groups, publicGroup{c.Name(lang), cards})
		}
	}
	for u := range units {
		p.Places = append(p.Places, ui.Option{Value: u, Text: t.Name(u)})
	}
	vntext.SortBy(p.Places, func(o ui.Option) string { return o.Text })
	if p.Place != "" && !slices.ContainsFunc(p.Places, func(o ui.Option) bool { return o.Value == p.Place }) {
		p.Place = ""
	}
}

func (s *Service) publicCard(x *web.Exchange, t *org.Tree, o Offer, found Found) publicCard {
	h := o.OpenHours()
	c := publicCard{Name: o.Name, Provider: found.Partners[o.Partner].Name, Description: o.Description, Eligibility: o.Eligibility, Cost: o.Cost,
		Hours: h.Text(string(x.Lang)), Open: o.State == Active && h.Open(s.db.Now()), Place: t.Name(o.Unit), Address: o.Address, Languages: languageNames(x, o),
		Web: o.Web, Email: o.Email, Calls: calls(x, o), Stale: o.Stale(found.Fresh)}
	if o.Withheld {
		c.Withheld, c.Address = true, x.T("partner.withheld")
	}
	if h.Known() && !c.Open {
		c.State = x.T("partner.closed")
	}
	if c.Open {
		c.State = x.T("partner.open")
	}
	if o.VerifiedOn != nil {
		c.Checked = vntext.Date(*o.VerifiedOn)
	}
	return c
}

func (p *publicPage) answer() error {
	var buf bytes.Buffer
	if err := publicTemplate.Execute(&buf, p); err != nil {
		return err
	}
	h := p.x.W.Header()
	h.Set("Content-Security-Policy", publicPolicy)
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", p.Lang())
	p.x.W.WriteHeader(http.StatusOK)
	if p.x.R.Method != http.MethodHead {
		_, _ = p.x.W.Write(buf.Bytes())
	}
	return nil
}

// hsdsFile answers with the public part as HSDS 3.0.
func (s *Service) hsdsFile(_ access.Actor, x *web.Exchange) error {
	var buf bytes.Buffer
	x.Lang = i18n.Vi
	if err := s.WriteHSDS(x.R.Context(), &buf, x.T); err != nil {
		return err
	}
	x.W.Header().Set("Content-Type", "application/json; charset=utf-8")
	if x.R.Method != http.MethodHead {
		_, _ = x.W.Write(buf.Bytes())
	}
	return nil
}

// WriteHSDS writes the public part of the directory as Open Referral HSDS 3.0
// JSON, with the texts that say gives. Nothing is written when it fails.
func (s *Service) WriteHSDS(ctx context.Context, w io.Writer, say func(key string, args ...any) string) error {
	var page hsdsPage
	err := s.db.View(ctx, func(tx *db.Tx) error {
		t, err := s.org.TreeIn(tx)
		if err != nil {
			return err
		}
		list, err := terms(tx)
		if err != nil {
			return err
		}
		found, err := s.published(tx, OfferFilter{Paused: true})
		e := exporter{tree: t, terms: list, today: tx.Today(), fresh: found.Fresh, words: hsdsWords{Day: say("partner.field.phone"), Night: say("partner.field.night_phone"),
			Stale: say("partner.stale"), Language: func(code string) string { return say("partner.language." + code) }}}
		page = e.page(found)
		return err
	})
	if err != nil {
		return err
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", " ")
	return enc.Encode(page)
}
