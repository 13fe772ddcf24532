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
	key := pepper("a pepper of thirty-two bytes ok.")
	for name, k := range map[string]pepper{"plain": nil, "peppered": key} {
		t.Run(name, func(t *testing.T) {
			h, err := k.hashPassword(ctx, password)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasPrefix(h, "$argon2id$v=19$m=32768,t=2,p=1") || strings.Contains(h, "keyid=") != (k != nil) {
				t.Errorf("form: %s", h)
			}
			for text, want := range map[string]match{password: ownMatch, norm.NFD.String(password): ownMatch, "một câu rất dàj": noMatch, "": noMatch} {
				if got, err := k.check(ctx, h, "", text); err != nil || got != want {
					t.Errorf("%q: %v %v", text, got, err)
				}
			}
			duress, err := k.hashBeside(ctx, h, "một câu khác")
			if err != nil {
				t.Fatal(err)
			}
			for text, want := range map[string]match{password: ownMatch, "một câu khác": forcedMatch, "sai": noMatch} {
				if got, err := k.check(ctx, h, duress, text); err != nil || got != want {
					t.Errorf("%q beside duress: %v %v", text, got, err)
				}
			}
			if k.outdated(h) || !k.outdated(strings.Replace(h, "t=2", "t=1", 1)) {
				t.Error("outdated")
			}
		})
	}
	plain, err := pepper(nil).hashPassword(ctx, password)
	if err != nil || !key.outdated(plain) {
		t.Errorf("a hash without pepper is kept: %v", err)
	}
	peppered, err := key.hashPassword(ctx, password)
	if err != nil {
		t.Fatal(err)
	}
	_, err = pepper("another pepper").check(ctx, peppered, "", password)
	wantKind(t, err, errs.Unavailable, "pepper")
	if got, err := key.check(ctx, nobody, "", ""); got != noMatch || err != nil {
		t.Errorf("nobody: %v %v", got, err)
	}
}

func TestNewPassword(t *testing.T) {
	o := owner{account: "canbo.x1", name: "Ngô Bá Khá", units: []string{"xã Lương Hòa", "tỉnh Tây Ninh"}}
	cases := map[string]string{
		"ngắn quá":                "access.err.short",
		strings.Repeat("ă", 129):  "access.err.long",
		"toi la canbo.x1 day":     "access.err.contains_account",
		"ngo-ba-kha tu mien nui":  "access.err.contains_name",
		"toi o luong hoa lau roi": "access.err.contains_unit",
		"TayNinh que em dep lam":  "access.err.contains_unit",
		"matkhau123456":           "access.err.common",
		"Mật khẩu 2024!!":         "access.err.common",
		"nguoimua12345":           "access.err.common",
		"anhyeuem-123456":         "access.err.common",
		"qwertyuiop123":           "access.err.common",
		"1q2w3e4r5t6y":            "access.err.common",
		"lkjhgfdsa2024":           "access.err.common",
		"danangdanang99":          "access.err.common",
		"benluc tanan 2024":       "access.err.common",
		"aaaaaaaaaaaaaa":          "access.err.common",
		"123456789012":            "access.err.common",
		"sáu con vịt qua sông":    "",
		secret:                    "",
	}
	for password, key := range cases {
		var c errs.Check
		o.checkNew(&c, "password", password)
		err := c.Err()
		if (err == nil) != (key == "") || err != nil && !strings.Contains(err.Error(), key) {
			t.Errorf("%q: %v, want %q", password, err, key)
		}
	}
	var c errs.Check
	owner{}.checkNew(&c, "password", "mot cau 14 chu")
	if err := c.Err(); err != nil {
		t.Error(err)
	}
	owner{alone: true}.checkNew(&c, "password", "mot cau 14 chu")
	wantKind(t, c.Err(), errs.Invalid, "access.err.short")
}

// Whatever the parser accepts must be cheap enough to run and print back alike.
func FuzzParsePHC(f *testing.F) {
	f.Add(nobody)
	f.Add("$argon2id$v=19$m=4294967295,t=1,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA")
	f.Add("$argon2id$v=19$m=8,t=1,p=1x$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA")
	f.Add("$argon2i$v=19$$$")
	f.Add("$argon2id$v=19$m=8,t=1,p=1,keyid=AAAAAAAA$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA")
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
