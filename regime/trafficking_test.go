package regime_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"neove/regime"
)

func TestIsTrafficking(t *testing.T) {
	t.Parallel()
	one := func(s string) []string { return []string{s} }
	for _, c := range []struct {
		name                 string
		acts, means, purpose []string
		minor                regime.Answer
		met                  regime.Answer
		missing              []string
	}{
		{"adult, all three", one("recruit"), one("deception"), one("forced_labour"), regime.No, regime.Yes, nil},
		{"adult without means", one("recruit"), nil, one("forced_labour"), regime.No, regime.No, []string{"means"}},
		{"child without means", one("transfer"), nil, one("gain"), regime.Yes, regime.Yes, nil},
		{"child with means", one("transfer"), one("force"), one("gain"), regime.Yes, regime.Yes, nil},
		{"age not known, no means", one("transfer"), nil, one("gain"), regime.Unknown, regime.Unknown, []string{"means", "minor"}},
		{"age not asked, no means", one("transfer"), nil, one("gain"), "", regime.Unknown, []string{"means", "minor"}},
		{"age not known, means found", one("transfer"), one("threat"), one("gain"), "", regime.Yes, nil},
		{"child without a purpose", one("receive"), nil, nil, regime.Yes, regime.No, []string{"purpose"}},
		{"no act decides whatever the age", nil, nil, one("gain"), "", regime.No, []string{"act", "means", "minor"}},
		{"words outside the list", one("invented"), one("force"), one("gain"), regime.No, regime.No, []string{"act"}},
		{"nothing", nil, nil, nil, regime.No, regime.No, []string{"act", "purpose", "means"}},
	} {
		met, missing := regime.IsTrafficking(c.acts, c.means, c.purpose, c.minor)
		if met != c.met || !cmp.Equal(c.missing, missing) {
			t.Errorf("%s: %s %v", c.name, met, missing)
		}
	}
}
