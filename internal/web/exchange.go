package web

import (
	"bytes"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"unicode"

	"neove/internal/errs"
	"neove/internal/i18n"
	"neove/internal/ui"
	"neove/internal/vntext"
)

// Exchange is one request and its answer. A handler writes once: a page, a
// redirect, or bytes to W after Attachment.
type Exchange struct {
	W         http.ResponseWriter
	R         *http.Request
	Lang      i18n.Lang
	Principal any // access.Actor of the signed-in person, or nil

	server  *Server
	form    *Form
	noticed bool
	waiting *ui.Notice // from the page before
}

// T is the text of a key in the language of the exchange.
func (x *Exchange) T(key string, args ...any) string {
	return x.server.cfg.Bundle.T(x.Lang, key, args...)
}

// Path is the value of a wildcard of the route, "" when there is none.
func (x *Exchange) Path(name string) string { return x.R.PathValue(name) }

// RequestID names the request in the log and on the page of an internal error.
func (x *Exchange) RequestID() string { return x.W.Header().Get(requestIDHeader) }

// Page answers with a page in the shell. What the page leaves empty of the
// shell (user, menu, notice) is filled in. Errors: the template failed; then
// nothing has been written.
func (x *Exchange) Page(status int, name string, p ui.Page) error {
	return x.render(status, name, p, x.server.cfg.Renderer.Page)
}

// Bare answers with a page that has the top bar only.
func (x *Exchange) Bare(status int, name string, p ui.Page) error {
	return x.render(status, name, p, x.server.cfg.Renderer.Bare)
}

func (x *Exchange) render(status int, name string, p ui.Page, to renderFunc) error {
	x.fill(&p)
	var buf bytes.Buffer
	if err := to(&buf, x.Lang, name, p); err != nil {
		return err
	}
	h := x.W.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", string(x.Lang))
	x.W.WriteHeader(status)
	if x.R.Method != http.MethodHead {
		_, _ = x.W.Write(buf.Bytes()) // a browser that left is no error of ours
	}
	return nil
}

func (x *Exchange) fill(p *ui.Page) {
	p.Lang = x.Lang
	if p.Path == "" {
		p.Path = x.R.URL.Path
	}
	if !x.noticed { // once, also when the page fails and its error page follows
		x.noticed, x.waiting = true, x.takeNotice()
	}
	if p.Notice == nil {
		p.Notice = x.waiting
	}
	if x.server.cfg.Shell != nil {
		x.server.cfg.Shell(x, p)
	}
}

// See sends the browser to a path of this server with GET. Errors: another
// host or scheme, which is a mistake of the caller and never followed.
func (x *Exchange) See(path string) error {
	if !Local(path) {
		return errs.New(errs.Internal, "web.err.redirect")
	}
	x.W.Header().Set("Location", path)
	x.W.WriteHeader(http.StatusSeeOther)
	return nil
}

// Local reports whether a text is a path of this server: "/x?y=1", but not
// "//host", "/\host" or "https://host". Browsers drop tabs and line ends.
func Local(path string) bool {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || len(path) > 2000 {
		return false
	}
	if strings.ContainsFunc(path, func(r rune) bool { return r == '\\' || unicode.IsControl(r) || unicode.IsSpace(r) }) {
		return false
	}
	u, err := url.Parse(path)
	return err == nil && u.Scheme == "" && u.Host == "" && u.User == nil && !strings.HasPrefix(u.Path, "//")
}

// Attachment sets the headers of a file to be saved. The name may hold any
// letter (RFC 6266); old programs get it without marks.
func (x *Exchange) Attachment(filename, contentType string) {
	h := x.W.Header()
	h.Set("Content-Type", contentType)
	h.Set("Content-Disposition", disposition(filename))
}

func disposition(filename string) string {
	filename = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '_'
		}
		return r
	}, vntext.NFC(filename))
	ext, stem := "", filename
	if i := strings.LastIndexByte(filename, '.'); i > 0 {
		ext, stem = "."+vntext.Fold(filename[i+1:]), filename[:i]
	}
	plain := strings.ReplaceAll(vntext.Fold(stem), " ", "-")
	ascii := strings.Map(func(r rune) rune {
		if r > unicode.MaxASCII {
			return '_'
		}
		return r
	}, plain+ext)
	return mime.FormatMediaType("attachment", map[string]string{"filename": ascii}) +
		"; filename*=UTF-8''" + strings.ReplaceAll(url.QueryEscape(filename), "+", "%20")
}
