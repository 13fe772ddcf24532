package partner

import (
	"net/mail"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"neove/internal/errs"
)

// Limits of what a record may hold.
const (
	maxName  = 200
	maxText  = 500
	maxLong  = 2000
	maxPhone = 40
	maxMoney = 1_000_000_000_000
)

// phoneFits reports whether a text can be called: digits with what people write
// between them.
func phoneFits(s string) bool {
	digits := 0
	for i, r := range s {
		switch {
		case unicode.IsDigit(r) && r < utf8.RuneSelf:
			digits++
		case r == '+' && i == 0, strings.ContainsRune(" .-()", r):
		default:
			return false
		}
	}
	return digits >= 3 && digits <= 15 && utf8.RuneCountInString(s) <= maxPhone
}

// Dial is a phone as a tel: link takes it.
func Dial(phone string) string {
	return strings.Map(func(r rune) rune {
		if r == '+' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, phone)
}

func emailFits(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Name == "" && a.Address == s
}

// webAddress completes what people type; "" when it is no address of a page.
func webAddress(s string) string {
	if s != "" && !strings.Contains(s, "://") {
		s = "https://" + s
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || !strings.Contains(u.Host, ".") || u.User != nil {
		return ""
	}
	return u.String()
}

// checkContact notes wrong phones and addresses.
func checkContact(c *errs.Check, row int, phones map[string]string, email, web string) {
	for _, name := range []string{"phone", "night_phone"} {
		if s := phones[name]; s != "" && !phoneFits(s) {
			c.AddAt(row, name, "partner.err.phone")
		}
	}
	if email != "" && !emailFits(email) {
		c.AddAt(row, "email", "partner.err.email")
	}
	if web != "" && webAddress(web) == "" {
		c.AddAt(row, "web", "partner.err.web")
	}
}

func checkLength(c *errs.Check, row int, name, value string, max int) {
	if utf8.RuneCountInString(value) > max {
		c.AddAt(row, name, "web.err.long", "max", max)
	}
}
