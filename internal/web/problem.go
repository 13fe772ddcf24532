package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"golang.org/x/text/language"

	"neove/internal/errs"
	"neove/internal/i18n"
)

// Problem is the answer to a refused operation (RFC 9457). Type is
// "urn:neove:" and the message key, which programs may rely on; the texts are
// for people, in the language of Accept-Language.
type Problem struct {
	Type   string         `json:"type" doc:"urn:neove: and the message key"`
	Title  string         `json:"title"`
	Status int            `json:"status"`
	Detail string         `json:"detail"`
	Code   string         `json:"code,omitempty" doc:"Request id, for failures of the server"`
	Errors []ProblemField `json:"errors,omitempty"`
}

// ProblemField is one wrong field; Row counts from 1 in grids and lists.
type ProblemField struct {
	Field   string `json:"field"`
	Row     int    `json:"row,omitempty"`
	Message string `json:"message"`
}

func (p *Problem) Error() string { return p.Detail }

// GetStatus serves huma.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType serves huma.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

func (s *Server) problem(lang i18n.Lang, e *errs.Error, id string) *Problem {
	status := statusOf(e)
	name := "web.status." + strconv.Itoa(status)
	p := &Problem{Type: "urn:neove:" + e.Key, Title: s.cfg.Bundle.T(lang, name), Status: status}
	if e.Kind == errs.Internal || !s.cfg.Bundle.Has(e.Key) {
		p.Type = "urn:neove:" + name
		p.Detail = s.cfg.Bundle.T(lang, name+".text")
	} else {
		p.Detail = s.cfg.Bundle.T(lang, e.Key, e.Args...)
	}
	if status >= 500 {
		p.Code = id
	}
	for _, f := range e.Fields {
		p.Errors = append(p.Errors, ProblemField{f.Name, f.Row, s.cfg.Bundle.T(lang, f.Key, f.Args...)})
	}
	return p
}

// problemFail answers a request under /api/ that reached no operation.
func (s *Server) problemFail(w http.ResponseWriter, r *http.Request, err error) {
	e, id := errs.From(err), w.Header().Get(requestIDHeader)
	p := s.problem(acceptLang(r), e, id)
	s.logFailure(r, id, e, p.Status)
	h := w.Header()
	h.Set("Content-Type", p.ContentType(""))
	if p.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", "Bearer")
	}
	retryAfter(h, e)
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // a client that left is no error of ours
}

var matcher = language.NewMatcher([]language.Tag{language.Vietnamese, language.English})

// acceptLang is the language of an API answer: Vietnamese unless English is
// preferred.
func acceptLang(r *http.Request) i18n.Lang {
	tags, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil || len(tags) == 0 {
		return i18n.Vi
	}
	if _, i, conf := matcher.Match(tags...); i == 1 && conf != language.No {
		return i18n.En
	}
	return i18n.Vi
}

// humaError brings what huma found, or what a handler returned, into the one
// error model. huma has one such function for the whole program, so the server
// is found through the call.
func humaError(ctx huma.Context, status int, msg string, details ...error) huma.StatusError {
	call, err := CallOf(ctx.Context())
	if err != nil {
		return &Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: msg}
	}
	e := fromHuma(status, msg, details)
	p := call.server.problem(call.Lang, e, call.id)
	call.server.logFailure(call.R, call.id, e, p.Status)
	if p.Status == http.StatusUnauthorized {
		ctx.SetHeader("WWW-Authenticate", "Bearer")
	}
	h := http.Header{}
	retryAfter(h, e)
	if v := h.Get("Retry-After"); v != "" {
		ctx.SetHeader("Retry-After", v)
	}
	return p
}

func fromHuma(status int, msg string, details []error) *errs.Error {
	for _, d := range details { // what our handlers return
		if e, ok := errors.AsType[*errs.Error](d); ok {
			return e
		}
	}
	cause := errors.Join(append([]error{errors.New(msg)}, details...)...)
	switch status {
	case http.StatusRequestEntityTooLarge:
		return errs.New(errs.Invalid, keyTooLarge, "mb", MaxForm>>20)
	case http.StatusUnsupportedMediaType:
		return errs.New(errs.Invalid, keyMediaType)
	case http.StatusRequestTimeout:
		return errs.New(errs.Invalid, keyTimeout)
	case http.StatusBadRequest:
		return errs.Wrap(errs.Invalid, cause, keyBody)
	case http.StatusUnprocessableEntity:
		e := errs.Wrap(errs.Invalid, cause, "web.err.invalid")
		for _, d := range details {
			e.Fields = append(e.Fields, schemaField(d))
		}
		return e
	}
	return errs.Wrap(errs.Internal, cause, "web.err.internal")
}

var indexed = regexp.MustCompile(`\[(\d+)\]`)

// schemaField turns a place such as body.rows[2].people into field and row. The
// words of the schema check are English and technical; they stand inside a
// sentence of ours.
func schemaField(err error) errs.Field {
	d, ok := err.(*huma.ErrorDetail)
	if !ok {
		return errs.Field{Key: "web.err.schema", Args: []any{"detail", err.Error()}}
	}
	at := d.Location
	for _, in := range []string{"body.", "query.", "path.", "header."} {
		at = strings.TrimPrefix(at, in)
	}
	f := errs.Field{Name: at, Key: "web.err.schema", Args: []any{"detail", d.Message}}
	if m := indexed.FindStringSubmatchIndex(at); m != nil {
		n, _ := strconv.Atoi(at[m[2]:m[3]])
		f.Row = n + 1
		f.Name = strings.TrimPrefix(at[m[1]:], ".")
	}
	if name, found := strings.CutPrefix(d.Message, "expected required property "); found {
		f.Name, f.Key, f.Args = strings.TrimSuffix(name, " to be present"), "web.err.required", nil
	} else if d.Message == "unexpected property" {
		f.Key, f.Args = "web.err.unknown_field", nil
	}
	return f
}
