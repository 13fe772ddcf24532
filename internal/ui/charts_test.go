package ui

import (
	"reflect"
	"strings"
	"testing"
)

func TestSpark(t *testing.T) {
	if spark(nil) != "" || spark([]int64{4}) != "" {
		t.Error("one value is no line")
	}
	if s := string(spark([]int64{1, 3, 2})); !strings.Contains(s, `d="M2.0 17.0L36.0 3.0L70.0 10.0"`) {
		t.Error(s)
	}
	if s := string(spark([]int64{5, 5})); !strings.Contains(s, "M2.0 10.0L70.0 10.0") {
		t.Error("a level series runs in the middle:", s)
	}
}

func TestBars(t *testing.T) {
	if bars(nil) != "" {
		t.Error("nothing to draw")
	}
	s := string(bars([]int64{0, 10, -3, 20}))
	if strings.Count(s, `class="b"`) != 3 || strings.Count(s, `class="l"`) != 1 || strings.Contains(s, `height="-`) {
		t.Error(s)
	}
}

func TestShare(t *testing.T) {
	n := int64(3)
	for _, c := range []struct {
		n, of any
		want  string
	}{{66, 72, "91.7"}, {0, 0, "0"}, {5, 2, "100.0"}, {&n, int64(6), "50.0"}, {nil, 4, "0.0"}} {
		if got, err := share(c.n, c.of); err != nil || got != c.want {
			t.Errorf("share(%v, %v) = %s, %v", c.n, c.of, got, err)
		}
	}
	if _, err := share("x", 1); err == nil {
		t.Error("a text has no share")
	}
}

func TestBreakName(t *testing.T) {
	for name, want := range map[string][]string{
		"Tân An": {"Tân An"}, "Châu Thành": {"Châu", "Thành"}, "Mỏ Cày Nam": {"Mỏ Cày", "Nam"}, "Hướngthọphú": {"Hướngthọphú"},
	} {
		if got := breakName(name); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestLayoutTiles(t *testing.T) {
	g := TileGroup{Label: "Đức Hòa", Tiles: make([]Tile, 20)}
	got := layoutTiles(TileMap{Groups: []TileGroup{g, g}})
	if len(got) != 2 || got[0].H != 4*dotSize || !got[0].Hatch || got[1].Hatch {
		t.Errorf("%+v", got)
	}
	if s := got[0].Shapes[7]; s.X != dotSize || s.Y != dotSize || s.Class != "na" || len(s.Lines) != 0 {
		t.Errorf("%+v", s)
	}
	if layoutTiles(TileMap{}) != nil {
		t.Error("an empty map draws nothing")
	}
}
