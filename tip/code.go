package tip

import (
	"crypto/rand"
	"math/big"
	"strconv"
	"strings"
)

// Letters and digits of codes. No vowels, no D and no W: no input method
// (Telex, VNI) changes them. None of them looks like another.
const codeLetters = "23456789CFHKMNPQRTVX"

// newCode is a code that says only the year: numbers in order would tell how
// many tips there are.
func newCode(year int) string {
	var b strings.Builder
	b.WriteString("TB-" + strconv.Itoa(year) + "-")
	for range 4 {
		b.WriteByte(codeLetters[draw(len(codeLetters))])
	}
	return b.String()
}

func draw(n int) int64 {
	v, err := rand.Int(rand.Reader, big.NewInt(int64(n)))
	if err != nil {
		panic(err) // the system gives no random numbers: nothing is safe
	}
	return v.Int64()
}

// receiptDigits are 66 bits: nobody guesses a receipt.
const receiptDigits = 20

// receiptOf turns the secret of a form into its receipt, so that a form that is
// sent twice gives the same one.
func receiptOf(mac []byte) string {
	n := new(big.Int).SetBytes(mac)
	n.Mod(n, new(big.Int).Exp(big.NewInt(10), big.NewInt(receiptDigits), nil))
	s := n.String()
	return strings.Repeat("0", receiptDigits-len(s)) + s
}

// groups writes a receipt as people copy it: 1234 5678 9012 3456 7890.
func groups(receipt string) string {
	var out []string
	for len(receipt) > 4 {
		out, receipt = append(out, receipt[:4]), receipt[4:]
	}
	return strings.Join(append(out, receipt), " ")
}

// readReceipt keeps the digits of what was typed; "" when it is no receipt.
func readReceipt(s string) string {
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		if strings.ContainsRune(" -.\t\u00a0", r) {
			return -1
		}
		return 'x'
	}, strings.TrimSpace(s))
	if len(digits) != receiptDigits || strings.ContainsRune(digits, 'x') {
		return ""
	}
	return digits
}
