package training

import (
	"slices"
	"strings"

	"neove/internal/clock"
	"neove/internal/vntext"
	"neove/org"
)

// gazetteer finds the unit that a text on a list means: "Công an xã Lương Hòa,
// huyện Bến Lức", "Phòng LĐTBXH huyện Bến Lức". It is built once per command,
// since lists have hundreds of rows.
type gazetteer struct {
	tree *org.Tree
	by   map[string][]string // folded name, with and without its level → keys
}

// levelWords stand before the names of units and may be left out.
var levelWords = map[org.Level][]string{
	org.Commune:  {"thi tran ", "phuong ", "xa ", "dac khu "},
	org.District: {"thanh pho ", "thi xa ", "huyen ", "quan "},
	org.Province: {"thanh pho ", "tinh "},
}

// short are the abbreviations of level words.
var short = map[string]string{"tp": "thanh pho", "tx": "thi xa", "tt": "thi tran", "p": "phuong", "h": "huyen", "x": "xa"}

func gazetteerOf(t *org.Tree, root string, day clock.Date) *gazetteer {
	g := &gazetteer{t, map[string][]string{}}
	for _, id := range append(t.Under(root), root) {
		u, ok := t.Unit(id)
		if !ok || !u.On(day) {
			continue
		}
		g.by[u.Key], g.by[vntext.Fold(id)] = append(g.by[u.Key], id), []string{id}
		for _, w := range levelWords[u.Level] {
			// A number alone names nothing.
			if rest, ok := strings.CutPrefix(u.Key, w); ok && (rest[0] < '0' || rest[0] > '9') {
				g.by[rest] = append(g.by[rest], id)
				break
			}
		}
	}
	return g
}

// find is the key of the one unit that the text means; "" when it means none
// or several. What follows a comma says where a name belongs that repeats.
func (g *gazetteer) find(text string) string {
	var found []string
	parts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(",;()", r) })
	for i, part := range slices.Backward(parts) {
		here := g.named(part)
		if len(found) == 1 && len(here) > 0 {
			inside := slices.DeleteFunc(slices.Clone(here), func(id string) bool { return !g.tree.Covers(found[0], id) })
			if len(inside) > 0 {
				here = inside
			}
		}
		if len(here) > 0 || i == 0 && len(found) != 1 {
			found = here
		}
	}
	if len(found) == 1 {
		return found[0]
	}
	return ""
}

// named are the units that the end of a text names, by as many of its last
// words as possible.
func (g *gazetteer) named(part string) []string {
	words := strings.Fields(vntext.Fold(part))
	for i, w := range words {
		if long, ok := short[w]; ok && i+1 < len(words) {
			words[i] = long
		}
	}
	for i := range words {
		if ids := g.by[strings.Join(words[i:], " ")]; len(ids) > 0 {
			return ids
		}
	}
	return nil
}
