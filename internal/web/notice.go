package web

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"neove/internal/i18n"
	"neove/internal/ui"
)

// A notice travels to the next page in a cookie that this process has signed:
// nobody else can put words on our pages. After a restart it is lost, which
// costs one line of text.
const (
	noticeCookie  = "neove-notice"
	noticeMaxArgs = 400 // bytes of all texts
)

type notice struct {
	Kind string `json:"k"`
	Key  string `json:"m"`
	Args []any  `json:"a,omitempty"`
}

// Notice is shown once, in green, by the next page of this browser.
func (x *Exchange) Notice(key string, args ...any) { x.notice("ok", key, args) }

// Warn is Notice in amber: done, with something to look at.
func (x *Exchange) Warn(key string, args ...any) { x.notice("warn", key, args) }

func (x *Exchange) notice(kind, key string, args []any) {
	n := notice{Kind: kind, Key: key}
	for _, a := range args {
		switch a := a.(type) {
		case int, int64, string:
			n.Args = append(n.Args, a)
		case i18n.Key: // the next page has the same language
			n.Args = append(n.Args, x.T(string(a)))
		default:
			n.Args = append(n.Args, fmt.Sprint(a))
		}
	}
	raw, err := json.Marshal(n)
	if err != nil || len(raw) > noticeMaxArgs*2 {
		raw, _ = json.Marshal(notice{Kind: kind, Key: key}) // two plain texts
	}
	value := base64.RawURLEncoding.EncodeToString(raw) + "." + base64.RawURLEncoding.EncodeToString(x.server.sign(raw))
	http.SetCookie(x.W, x.noticeCookie(value, 60))
}

func (x *Exchange) noticeCookie(value string, seconds int) *http.Cookie {
	return &http.Cookie{Name: x.server.cookieName(noticeCookie), Value: value, Path: "/", MaxAge: seconds,
		HttpOnly: true, Secure: x.server.cfg.Secure, SameSite: http.SameSiteLaxMode}
}

// cookieName binds a cookie to this very host where the browser can check it.
func (s *Server) cookieName(name string) string {
	if s.cfg.Secure {
		return "__Host-" + name
	}
	return name
}

func (s *Server) sign(raw []byte) []byte {
	m := hmac.New(sha256.New, s.noticeKey)
	m.Write(raw)
	return m.Sum(nil)
}

func (x *Exchange) takeNotice() *ui.Notice {
	c, err := x.R.Cookie(x.server.cookieName(noticeCookie))
	if err != nil {
		return nil
	}
	http.SetCookie(x.W, x.noticeCookie("", -1))
	data, mac, _ := strings.Cut(c.Value, ".")
	raw, err1 := base64.RawURLEncoding.DecodeString(data)
	sum, err2 := base64.RawURLEncoding.DecodeString(mac)
	if err1 != nil || err2 != nil || !hmac.Equal(sum, x.server.sign(raw)) {
		return nil
	}
	var n notice
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	if dec.Decode(&n) != nil || !x.server.cfg.Bundle.Has(n.Key) {
		return nil
	}
	for i, a := range n.Args {
		if num, ok := a.(json.Number); ok {
			n.Args[i], _ = num.Int64()
		}
	}
	return &ui.Notice{Kind: n.Kind, Text: x.T(n.Key, n.Args...)}
}
