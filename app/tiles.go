package app

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"neove/indicator"
	"neove/internal/clock"
	"neove/internal/i18n"
	"neove/internal/ui"
	"neove/internal/web"
	"neove/org"
)

// mapIndicator is what the map shows. Populations of communes are not in the
// system yet, so it shows counts and says so.
const mapIndicator = "outreach.session.attendances"

// tiles draws one tile per commune, grouped by district where there are
// districts: there is no boundary file yet.
func tiles(x *web.Exchange, t *org.Tree, a indicator.Answer, day clock.Date) ui.TileMap {
	at := slices.IndexFunc(a.Defs, func(d indicator.Def) bool { return d.Code == mapIndicator })
	m := ui.TileMap{Title: x.T("app.map.title")}
	if at < 0 {
		return m
	}
	limits := quintiles(a, at)
	groups := map[string]int{}
	for _, u := range a.Units {
		f := u.Figures[at]
		parent := t.Parent(u.Unit, day)
		name := t.Name(parent)
		if p, _ := t.Unit(parent); p.Level != org.District {
			name = x.T("app.map.all")
		}
		g, ok := groups[name]
		if !ok {
			g = len(m.Groups)
			groups[name] = g
			m.Groups = append(m.Groups, ui.TileGroup{Label: name})
		}
		tile := ui.Tile{Label: u.Name, Short: short(u.Name), Class: class(f, limits), Value: i18n.Number(x.Lang, f.Value) + " " + a.Defs[at].Unit(string(x.Lang)),
			Href: "/indicator/figures/" + mapIndicator + "?" + url.Values{"unit": {u.Unit}, "from": {a.Window.From.String()}, "to": {a.Window.To.String()}, "tree": {day.String()}}.Encode()}
		if f.Complete < f.Expected {
			tile.Value += " · " + x.T("app.map.partial")
		}
		m.Groups[g].Tiles = append(m.Groups[g].Tiles, tile)
	}
	m.Legend = legend(x, limits)
	return m
}

// short drops the word for the level: the tile is small.
func short(name string) string {
	for _, w := range []string{"Phường ", "Xã ", "Thị trấn ", "Đặc khu "} {
		if rest, ok := strings.CutPrefix(name, w); ok {
			if w == "Phường " && len(rest) <= 2 {
				return "P" + rest
			}
			return rest
		}
	}
	return name
}

// quintiles are the upper limits of the four lower classes.
func quintiles(a indicator.Answer, at int) []int64 {
	var values []int64
	for _, u := range a.Units {
		if v := u.Figures[at].Value; v > 0 {
			values = append(values, v)
		}
	}
	slices.Sort(values)
	var out []int64
	for i := 1; i <= 4 && len(values) >= 5; i++ {
		if v := round(values[len(values)*i/5]); len(out) == 0 || v > out[len(out)-1] {
			out = append(out, v)
		}
	}
	return out
}

// round keeps two leading digits, so that the legend reads well.
func round(v int64) int64 {
	step := int64(1)
	for v/step >= 100 {
		step *= 10
	}
	return v / step * step
}

func class(f indicator.Figure, limits []int64) string {
	if f.Value == 0 && f.Complete == 0 {
		return "na"
	}
	for i, l := range limits {
		if f.Value < l {
			return "m" + strconv.Itoa(i)
		}
	}
	return "m" + strconv.Itoa(len(limits))
}

func legend(x *web.Exchange, limits []int64) []ui.LegendItem {
	var out []ui.LegendItem
	for i, l := range limits {
		text := x.T("app.map.below", "n", l)
		if i > 0 {
			text = i18n.Number(x.Lang, limits[i-1]) + "–" + i18n.Number(x.Lang, l-1)
		}
		out = append(out, ui.LegendItem{Class: "m" + strconv.Itoa(i), Text: text})
	}
	if n := len(limits); n > 0 {
		out = append(out, ui.LegendItem{Class: "m" + strconv.Itoa(n), Text: x.T("app.map.from", "n", limits[n-1])})
	}
	return append(out, ui.LegendItem{Class: "na", Text: x.T("app.map.none")})
}
