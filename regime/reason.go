package regime

import (
	"neove/internal/clock"
	"neove/internal/vntext"
)

// Reason is a sentence of the messages: a key and its name, value pairs.
type Reason struct {
	Key  string `json:"key"`
	Args []any  `json:"args,omitempty"`
}

// Text writes the reason; t is web.Exchange.T or a Bundle's T in a language.
func (r Reason) Text(t func(key string, args ...any) string) string {
	args := make([]any, len(r.Args))
	for i, a := range r.Args {
		switch v := a.(type) {
		case Reason:
			args[i] = v.Text(t)
		case clock.Date:
			args[i] = vntext.Date(v)
		default:
			args[i] = a
		}
	}
	return t(r.Key, args...)
}

func because(key string, args ...any) Reason { return Reason{Key: "regime.why." + key, Args: args} }
