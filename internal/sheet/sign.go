package sheet

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"neove/internal/clock"
)

// Signer makes the keys under which imported rows are known, so that the same
// file adds nothing the second time. The zero value is ready.
type Signer struct{ times map[string]int }

// Sign is the key of a row that says these things. Rows that are alike in all
// they say differ by how often they came before, so a file with two equal rows
// stays a file with two records. Name the unit among the parts.
func (s *Signer) Sign(parts ...any) string {
	said := make([]any, len(parts))
	for i, p := range parts {
		switch v := p.(type) {
		case clock.Date:
			p = v.String()
		case *int64:
			if p = nil; v != nil {
				p = *v
			}
		}
		said[i] = p
	}
	text := fmt.Sprintf("%q", said)
	if s.times == nil {
		s.times = map[string]int{}
	}
	s.times[text]++
	sum := sha256.Sum256(fmt.Appendf(nil, "%s|%d", text, s.times[text]))
	return "xlsx:" + hex.EncodeToString(sum[:])
}
