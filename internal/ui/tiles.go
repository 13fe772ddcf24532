package ui

import (
	"strings"
	"unicode/utf8"
)

// TileMap is a map of equal tiles, used because no free boundary data exists.
// Give Tiles with places (Col, Row from 0) for a labelled map of a few units,
// or Groups for many units: those are laid out by themselves, without labels.
// The page prints the full table below.
type TileMap struct {
	Title      string
	Cols, Rows int
	Tiles      []Tile
	Groups     []TileGroup
	Legend     []LegendItem
}

// Tile is a unit. Class is m0…m4, or na for "no figure yet" (hatched).
type Tile struct {
	Label, Short, Href string
	Value              string
	Class              string
	Col, Row           int
}

// TileGroup is a district with its communes.
type TileGroup struct {
	Label string
	Tiles []Tile
}

// LegendItem explains a class.
type LegendItem struct{ Class, Text string }

// The sizes of a labelled tile and of a small one, in units of the drawing.
// A phone shows five labelled columns with 13 px letters.
const (
	tileW, tileH = 84, 72
	dotSize      = 26
	dotCols      = 6
)

type tileShape struct {
	Tile
	X, Y, W, H int
	Lines      []tileLine
	// The plate keeps words readable on the hatch.
	PlateX, PlateY, PlateW, PlateH int
}

type tileLine struct {
	X, Y  int
	Class string
	Text  string
}

type tileDrawing struct {
	Label      string
	W, H, Show int // Show is the width on a wide screen
	Shapes     []tileShape
	Linked     bool
	Hatch      bool // this drawing holds the pattern of missing figures
}

// layoutTiles computes every place, so that the template only prints.
func layoutTiles(m TileMap) []tileDrawing {
	var out []tileDrawing
	if len(m.Tiles) > 0 {
		d := tileDrawing{Label: m.Title, W: m.Cols * tileW, H: m.Rows * tileH}
		d.Show = d.W * 5 / 4
		for _, t := range m.Tiles {
			d.add(tileShape{Tile: t, X: t.Col * tileW, Y: t.Row * tileH, W: tileW, H: tileH}, true)
		}
		out = append(out, d)
	}
	for _, g := range m.Groups {
		rows := (len(g.Tiles) + dotCols - 1) / dotCols
		d := tileDrawing{Label: g.Label, W: dotCols * dotSize, H: rows * dotSize, Show: dotCols * dotSize}
		for i, t := range g.Tiles {
			d.add(tileShape{Tile: t, X: i % dotCols * dotSize, Y: i / dotCols * dotSize, W: dotSize, H: dotSize}, false)
		}
		out = append(out, d)
	}
	if len(out) > 0 {
		out[0].Hatch = true
	}
	return out
}

func (d *tileDrawing) add(s tileShape, labelled bool) {
	if !strings.Contains(" m0 m1 m2 m3 m4 ", " "+s.Class+" ") {
		s.Class = "na"
	}
	d.Linked = d.Linked || s.Href != ""
	if labelled {
		name := s.Short
		if name == "" {
			name = s.Label
		}
		s.letter(name)
	}
	d.Shapes = append(d.Shapes, s)
}

// letter centres the name, in two lines when it is long, over the value.
func (s *tileShape) letter(name string) {
	const lead = 19
	lines := breakName(name)
	if s.Value != "" {
		lines = append(lines, s.Value)
	}
	y := s.Y + s.H/2 - (len(lines)-1)*lead/2 + 5
	for i, text := range lines {
		class := ""
		if s.Value != "" && i == len(lines)-1 {
			class = "v"
		}
		s.Lines = append(s.Lines, tileLine{s.X + s.W/2, y + i*lead, class, text})
	}
	s.PlateX, s.PlateW = s.X+7, s.W-14
	s.PlateY, s.PlateH = y-16, (len(lines)-1)*lead+22
}

// breakName splits a name of more than seven letters at the space nearest to
// its middle.
func breakName(name string) []string {
	n := utf8.RuneCountInString(name)
	words := strings.Fields(name)
	if n <= 7 || len(words) < 2 {
		return []string{name}
	}
	best, gap := 1, n
	for i := 1; i < len(words); i++ {
		left := utf8.RuneCountInString(strings.Join(words[:i], " "))
		if d := max(2*left-n, n-2*left); d < gap {
			best, gap = i, d
		}
	}
	return []string{strings.Join(words[:best], " "), strings.Join(words[best:], " ")}
}
