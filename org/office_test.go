package org

import (
	"strings"
	"testing"

	"neove/access"
)

// Every kind of office has a name in both languages.
func TestOfficesHaveNames(t *testing.T) {
	for _, r := range access.Roles {
		for _, lang := range []string{"vi", "en"} {
			raw, err := files.ReadFile("messages/" + lang + ".json")
			if err != nil || !strings.Contains(string(raw), `"org.office.`+string(r)+`"`) {
				t.Errorf("%s has no name in %s (%v)", r, lang, err)
			}
		}
	}
}
