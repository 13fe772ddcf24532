package web

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"neove/internal/errs"
	"neove/internal/ui"
)

// Keys whose status is not that of their kind.
const (
	keyTooLarge  = "web.err.too_large"
	keyMediaType = "web.err.media_type"
	keyMethod    = "web.err.method"
	keyTimeout   = "web.err.timeout"
	keyBody      = "web.err.body"
)

var statusOfKey = map[string]int{
	keyTooLarge:  http.StatusRequestEntityTooLarge,
	keyMediaType: http.StatusUnsupportedMediaType,
	keyMethod:    http.StatusMethodNotAllowed,
	keyTimeout:   http.StatusRequestTimeout,
	keyBody:      http.StatusBadRequest,
}

func statusOf(e *errs.Error) int {
	if s, ok := statusOfKey[e.Key]; ok {
		return s
	}
	return e.Status()
}

// Elsewhere is an error of Config.Allow: the person must first do something on
// another page. Pages redirect there; the API answers with the error.
type Elsewhere struct {
	Err *errs.Error
	To  string // local path
}

func (e *Elsewhere) Error() string { return e.Err.Error() }

// Unwrap gives the error that the API shows.
func (e *Elsewhere) Unwrap() error { return e.Err }

// Errors are the texts of a refused form, by control.
type Errors struct {
	Items  []ui.ErrorItem
	fields map[string]string
}

// Of is the text for a control, "" when it is in order.
func (e Errors) Of(name string) string { return e.fields[name] }

// At is the text for a control in a row of a grid.
func (e Errors) At(row int, name string) string { return e.fields[control(name, row)] }

// Errors translates a refused command: one item per field, or one for the
// whole form when no field is to blame.
func (x *Exchange) Errors(err error) Errors {
	out := Errors{fields: map[string]string{}}
	if err == nil {
		return out
	}
	e := errs.From(err)
	for _, f := range e.Fields {
		c, text := control(f.Name, f.Row), x.T(f.Key, f.Args...)
		if _, twice := out.fields[c]; !twice {
			out.fields[c] = text
			out.Items = append(out.Items, ui.ErrorItem{Field: c, Text: text})
		}
	}
	if len(out.Items) == 0 {
		out.Items = []ui.ErrorItem{{Text: x.T(e.Key, e.Args...)}}
	}
	return out
}

// Again shows a refused form again (422, 409 or 429) with the error summary;
// the body of the page carries what was typed. Other errors are returned.
func (x *Exchange) Again(err error, name string, p ui.Page) error {
	return x.again(err, name, p, x.Page)
}

// AgainBare is Again for pages without the menu.
func (x *Exchange) AgainBare(err error, name string, p ui.Page) error {
	return x.again(err, name, p, x.Bare)
}

func (x *Exchange) again(err error, name string, p ui.Page, show func(int, string, ui.Page) error) error {
	e := errs.From(err)
	if status := statusOf(e); status == 422 || status == 409 || status == 429 {
		p.Errors = x.Errors(err).Items
		retryAfter(x.W.Header(), e)
		return show(status, name, p)
	}
	return err
}

// errorView is the body of the page web/error.
type errorView struct {
	Status  int
	Text    string
	Hint    string
	Code    string
	Details []string
}

// fail renders any error of a page, once.
func (x *Exchange) fail(err error) {
	if away, ok := errors.AsType[*Elsewhere](err); ok && x.See(away.To) == nil {
		return
	}
	e := errs.From(err)
	status := statusOf(e)
	x.server.logFailure(x.R, x.RequestID(), e, status)
	if status == http.StatusUnauthorized {
		x.signIn()
		return
	}
	retryAfter(x.W.Header(), e)
	x.W.Header().Del("Content-Disposition")
	v := errorView{Status: status, Text: x.text(e)}
	kind := "web.status." + strconv.Itoa(status)
	if hint := kind + ".hint"; x.server.cfg.Bundle.Has(hint) {
		v.Hint = x.T(hint)
	}
	if status >= 500 {
		v.Code = x.RequestID()
	}
	for _, f := range e.Fields {
		v.Details = append(v.Details, x.T(f.Key, f.Args...))
	}
	page := ui.Page{Title: x.T(kind), Body: v}
	show := x.Page
	if x.Principal == nil || status >= 500 { // the shell may be what failed
		show = x.Bare
	}
	if err := show(status, "web/error", page); err != nil {
		x.server.log.Error("error page failed", "id", x.RequestID(), "error", err)
		http.Error(x.W, page.Title+" "+v.Text+" "+v.Code, status)
	}
}

// text is what a person reads: nobody is shown the cause or a missing key.
func (x *Exchange) text(e *errs.Error) string {
	if e.Kind == errs.Internal || !x.server.cfg.Bundle.Has(e.Key) {
		return x.T("web.status." + strconv.Itoa(statusOf(e)) + ".text")
	}
	return x.T(e.Key, e.Args...)
}

// SignInPath is where people without a session are sent.
const SignInPath = "/access/sign-in"

// signIn keeps where a reader wanted to go; a form cannot be repeated.
func (x *Exchange) signIn() {
	to := SignInPath
	if x.R.Method == http.MethodGet || x.R.Method == http.MethodHead {
		if want := x.R.URL.RequestURI(); want != "/" && Local(want) {
			to += "?next=" + url.QueryEscape(want)
		}
	}
	_ = x.See(to) // a constant local path
}

// retryAfter tells programs how long to wait: the argument "seconds".
func retryAfter(h http.Header, e *errs.Error) {
	for i := 0; i+1 < len(e.Args); i += 2 {
		if n, ok := e.Args[i+1].(int); ok && e.Args[i] == "seconds" && e.Kind == errs.TooMany {
			h.Set("Retry-After", strconv.Itoa(n))
		}
	}
}

// logFailure keeps causes for operators. Arguments and fields of the message
// stay out: they are what people typed.
func (s *Server) logFailure(r *http.Request, id string, e *errs.Error, status int) {
	switch {
	case status >= 500:
		s.log.Error("request failed", "id", id, "route", r.Pattern, "status", status, "key", e.Key, "cause", e.Cause)
	case status == http.StatusForbidden:
		s.log.Warn("request refused", "id", id, "route", r.Pattern, "key", e.Key)
	}
}

// isAPI reports whether the caller is a program that wants problem+json.
func isAPI(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, "/api/") }
