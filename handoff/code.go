package handoff

import (
	"crypto/rand"
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"neove/internal/db"
	"neove/internal/errs"
)

// Codes stand on paper and are read out over the phone: digits only, the last
// two of them check the others (ISO 7064 MOD 97-10). They are drawn, because
// numbers in order would tell how many there are.
const codePrefix = "CT"

func codeOf(year, n int) string {
	body := fmt.Sprintf("%02d%06d", year%100, n)
	v, _ := strconv.Atoi(body)
	return fmt.Sprintf("%s-%s-%s-%02d", codePrefix, body[:2], body[2:], 98-v*100%97)
}

// ReadCode turns what was typed into a code; "" when a digit is wrong.
func ReadCode(s string) string {
	s = strings.ToUpper(strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -.\u00a0\t", r) {
			return -1
		}
		return r
	}, strings.TrimSpace(s)))
	s = strings.TrimPrefix(s, codePrefix)
	v, err := strconv.Atoi(s)
	if err != nil || len(s) != 10 || v%97 != 1 {
		return ""
	}
	return fmt.Sprintf("%s-%s-%s-%s", codePrefix, s[:2], s[2:8], s[8:])
}

// freeCode is a code that no row of the tables has.
func freeCode(tx *db.Tx) (string, error) {
	for range 50 {
		n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
		if err != nil {
			panic(err) // the system gives no random numbers: nothing is safe
		}
		code := codeOf(tx.Today().Year(), int(n.Int64()))
		used, err := db.Get[int64](tx, "SELECT COUNT(*) FROM (SELECT code FROM handoff_requests UNION ALL SELECT code FROM handoff_packages) c WHERE code=?", code)
		if err != nil || used == 0 {
			return code, err
		}
	}
	return "", errs.New(errs.Internal, "web.err.internal") // a year of a million
}
