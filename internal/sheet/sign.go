package sheet

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// Signer makes the keys under which imported rows are known, so that the same
// file adds nothing the second time. The zero value is ready.
type Signer struct{ times map[string]int }

// Sign is the key of a row that says these things. Rows that are alike in all
// they say differ by how often they came before, so a file with two equal rows
// stays a file with two records. Name the unit among the parts.
func (s *Signer) Sign(parts ...any) string {
	var said []byte
	for _, p := range parts {
		if v, ok := p.(*int64); ok {
			if p = nil; v != nil {
				p = *v
			}
		}
		if p == nil {
			said = append(said, "- "...) // blank is neither zero nor a text
		} else {
			said = fmt.Appendf(said, "%q ", fmt.Sprint(p))
		}
	}
	if s.times == nil {
		s.times = map[string]int{}
	}
	s.times[string(said)]++
	sum := sha256.Sum256(fmt.Appendf(said, "%d", s.times[string(said)]))
	return "xlsx:" + hex.EncodeToString(sum[:])
}
