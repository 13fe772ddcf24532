package tip

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"time"
	"unicode/utf8"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/i18n"
	"neove/internal/id"
	"neove/internal/ui"
	"neove/internal/web"
)

// The public pages stand alone: one request without cookies, files or other
// servers, so that they open on a weak line and leave little behind.
var (
	//go:embed public/page.html
	publicHTML string
	//go:embed public/page.css
	publicCSS string
	//go:embed public/page.js
	publicJS string
)

var publicTemplate = template.Must(template.New("public").Parse(publicHTML))

// publicPolicy allows exactly the style and the script that stand in the page.
var publicPolicy = "default-src 'none'; style-src '" + digestOf(publicCSS) + "'; script-src '" + digestOf(publicJS) +
	"'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

func digestOf(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// publicPage is what the template of the public pages sees.
type publicPage struct {
	x       *web.Exchange
	Kind    string // report, sent, status
	Style   template.CSS
	Script  template.JS
	Band    string
	Phones  phones
	Once    string
	Values  url.Values
	Errors  web.Errors
	Receipt string
	State   string
	Closed  bool // no office can take a tip
}

// T is the text of a key.
func (p *publicPage) T(key string) string { return p.x.T("tip.public." + key) }

// Lang is the language of the page; Other the address of the other one.
func (p *publicPage) Lang() string { return string(p.x.Lang) }

// Other is the same page in the other language.
func (p *publicPage) Other() string {
	if p.x.Lang == i18n.En {
		return p.x.R.URL.Path
	}
	return p.x.R.URL.Path + "?lang=en"
}

// To is a public page in this language.
func (p *publicPage) To(page string) string {
	if p.x.Lang == i18n.En {
		return "/tip/" + page + "?lang=en"
	}
	return "/tip/" + page
}

// Abouts and Ways are the choices of the form.
func (p *publicPage) Abouts() []ui.Option { return p.options("about", Abouts) }

// Ways are the safe ways that may be chosen.
func (p *publicPage) Ways() []ui.Option { return p.options("way", PublicWays) }

func (p *publicPage) options(name string, codes []string) []ui.Option {
	out := p.x.Options("tip.public."+name, codes...)
	for i := range out {
		if hint := "tip.public." + name + "." + out[i].Value + ".hint"; p.x.Has(hint) {
			out[i].Hint = p.x.T(hint)
		}
	}
	return out
}

// Value is what was typed.
func (p *publicPage) Value(name string) string { return p.Values.Get(name) }

// public prepares a page. The language is that of the address, because no
// cookie is read or set.
func (s *Service) public(x *web.Exchange, kind string) (*publicPage, error) {
	x.Lang = i18n.ParseLang(x.R.URL.Query().Get("lang"))
	p := &publicPage{x: x, Kind: kind, Style: template.CSS(publicCSS), Script: template.JS(publicJS), Band: s.band, Values: url.Values{}}
	var err error
	p.Phones, err = s.phones(x.R.Context())
	p.Closed = p.Phones.Place == ""
	return p, err
}

// answer writes a public page.
func (p *publicPage) answer(status int) error {
	var buf bytes.Buffer
	if err := publicTemplate.Execute(&buf, p); err != nil {
		return err
	}
	h := p.x.W.Header()
	h.Set("Content-Security-Policy", publicPolicy)
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", p.Lang())
	p.x.W.WriteHeader(status)
	if p.x.R.Method != http.MethodHead {
		_, _ = p.x.W.Write(buf.Bytes())
	}
	return nil
}

// again shows a refused form with what was typed.
func (p *publicPage) again(err error) error {
	e := errs.From(err)
	if e.Kind != errs.Invalid && e.Kind != errs.NotFound && e.Kind != errs.TooMany && e.Kind != errs.Unavailable {
		return err
	}
	p.Errors = p.x.Errors(err)
	return p.answer(e.Status())
}

func (s *Service) reportPage(_ access.Actor, x *web.Exchange) error {
	p, err := s.public(x, "report")
	if err != nil {
		return err
	}
	p.Once, p.Values = id.Secret(16), url.Values{"way": {NoWay}}
	return p.answer(http.StatusOK)
}

func (s *Service) reportPost(_ access.Actor, x *web.Exchange) error {
	p, err := s.public(x, "report")
	if err != nil {
		return err
	}
	f, err := x.Form()
	if err != nil {
		return err
	}
	p.Values, p.Once = f.Values(), f.Raw("once")
	if err := s.tooMany(x, "report", maxReports); err != nil {
		return p.again(err)
	}
	if f.Raw("website") != "" { // filled by programs; a person just sends again
		p.Values.Del("website")
		return p.again(errs.New(errs.Invalid, "tip.err.again"))
	}
	if p.Once == "" {
		p.Once = id.Secret(16)
	}
	ask(f, "about", "tip.err.about")
	in := PublicInput{Once: p.Once, About: f.NeedChoice("about", Abouts...), Text: storyOf(f), Way: f.Choice("way", PublicWays...),
		Contact: f.Text("contact", maxLine), When: f.Text("when", maxLine), Lang: map[i18n.Lang]string{i18n.En: "English"}[x.Lang]}
	if err = f.Err(); err == nil {
		p.Receipt, err = s.Report(x.R.Context(), in)
	}
	if err != nil {
		return p.again(err)
	}
	p.Kind, p.Receipt, p.Values = "sent", groups(p.Receipt), url.Values{}
	return p.answer(http.StatusOK)
}

// storyOf reads the text in words for people who are not officials.
func storyOf(f *web.Form) string {
	text := cleanStory(f.Raw("text"))
	switch n := utf8.RuneCountInString(text); {
	case n == 0:
		f.Bad("text", "tip.err.story")
	case n > maxStory:
		f.Bad("text", "web.err.long", "max", maxStory)
	}
	return text
}

func (s *Service) statusPage(_ access.Actor, x *web.Exchange) error {
	p, err := s.public(x, "status")
	if err != nil {
		return err
	}
	return p.answer(http.StatusOK)
}

func (s *Service) statusPost(_ access.Actor, x *web.Exchange) error {
	p, err := s.public(x, "status")
	if err != nil {
		return err
	}
	f, err := x.Form()
	if err != nil {
		return err
	}
	p.Values = f.Values()
	if err := s.tooMany(x, "status", maxAsks); err != nil {
		return p.again(err)
	}
	state, err := s.Status(x.R.Context(), f.Raw("receipt"))
	if err != nil {
		return p.again(err)
	}
	p.State = x.T("tip.public.state." + state)
	return p.answer(http.StatusOK)
}

// tooMany slows one network down.
func (s *Service) tooMany(x *web.Exchange, kind string, limit int) error {
	ok, wait := s.gate.pass(kind, x.R.RemoteAddr, limit, s.db.Now())
	if ok {
		return nil
	}
	x.W.Header().Set("Retry-After", strconv.Itoa(int(wait/time.Second)+1))
	return errs.New(errs.TooMany, "tip.err.too_many", "minutes", int(wait/time.Minute)+1)
}

// exit leads away from here, to a page that says nothing about why somebody was
// here.
func (s *Service) exit(_ access.Actor, x *web.Exchange) error {
	var to string
	err := s.db.View(x.R.Context(), func(tx *db.Tx) (err error) {
		to, err = s.setting(tx, exitPage, clock.DateOf(tx.Now))
		return err
	})
	if err != nil {
		return err
	}
	x.W.Header().Set("Location", to)
	x.W.WriteHeader(http.StatusSeeOther)
	return nil
}
