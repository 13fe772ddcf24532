package access

import (
	"encoding/base64"
	"strings"
	"testing"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"neove/internal/errs"
)

func TestHash(t *testing.T) {
	const password = "một câu rất dài"
	h, err := hashPassword(ctx, password)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(h, "$argon2id$v=19$m=32768,t=2,p=1$") {
		t.Errorf("form: %s", h)
	}
	for text, want := range map[string]bool{password: true, norm.NFD.String(password): true, "một câu rất dàj": false, "": false} {
		if ok, err := checkPassword(ctx, h, text); err != nil || ok != want {
			t.Errorf("%q: %v %v", text, ok, err)
		}
	}
	if ok, err := checkPassword(ctx, nobody, ""); ok || err != nil {
		t.Errorf("nobody: %v %v", ok, err)
	}
	if outdated(h) || !outdated(strings.Replace(h, "t=2", "t=1", 1)) {
		t.Error("outdated")
	}
}

func TestNewPassword(t *testing.T) {
	cases := map[string]string{
		"ngắn quá":               "access.err.short",
		strings.Repeat("ă", 201): "access.err.long",
		"toi la canbo.x1 day":    "access.err.contains_account",
		"matkhau123456":          "access.err.common",
		"Mật khẩu 2024!!":        "access.err.common",
		"nguoimua12345":          "access.err.common",
		"aaaaaaaaaaaaaa":         "access.err.common",
		"123456789012":           "access.err.common",
		"sáu con vịt qua sông":   "",
		secret:                   "",
	}
	for password, key := range cases {
		var c errs.Check
		checkNewPassword(&c, "password", "canbo.x1", password)
		err := c.Err()
		if (err == nil) != (key == "") || err != nil && !strings.Contains(err.Error(), key) {
			t.Errorf("%q: %v, want %q", password, err, key)
		}
	}
}

// Whatever the parser accepts must be cheap enough to run and print back alike.
func FuzzParsePHC(f *testing.F) {
	f.Add(nobody)
	f.Add("$argon2id$v=19$m=4294967295,t=1,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA")
	f.Add("$argon2id$v=19$m=8,t=1,p=1x$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA")
	f.Add("$argon2i$v=19$$$")
	f.Fuzz(func(t *testing.T, s string) {
		p, err := parsePHC(s)
		if err != nil {
			return
		}
		if !p.sane() {
			t.Errorf("%q is accepted", s)
		}
		if !strings.HasPrefix(s, "$argon2id$v=19$"+p.cost()+"$") {
			t.Errorf("%q is read as %s", s, p.cost())
		}
	})
}

func weakKey(p phc, password string) string {
	return base64.RawStdEncoding.EncodeToString(argon2.IDKey([]byte(password), p.salt, p.passes, p.memory, p.lanes, uint32(len(p.key))))
}
