package upload

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"sync"

	"codeberg.org/go-fonts/liberation/liberationsansregular"
	"golang.org/x/image/draw"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"neove/internal/errs"
)

// maxSide is what a marked picture has at most: enough to read a page by.
const maxSide = 2000

// Marked is a stored picture or PDF with a text over it, who looks at it and
// when: drawn into the points of a picture, over every page of a PDF. Errors:
// Unavailable for a PDF that cannot be drawn on.
func Marked(mediaType string, content []byte, text string) ([]byte, error) {
	drawing.Lock()
	defer drawing.Unlock()
	if mediaType == "application/pdf" {
		return markedPDF(content, text)
	}
	src, _, err := image.Decode(bytes.NewReader(content))
	if err != nil {
		return nil, errs.Wrap(errs.Internal, err, "web.err.internal")
	}
	img := fitted(src)
	if err := mark(img, text); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if mediaType == "image/png" {
		err = png.Encode(&out, img)
	} else {
		err = jpeg.Encode(&out, img, &jpeg.Options{Quality: 85})
	}
	return out.Bytes(), err
}

// fitted is a picture of at most maxSide, on white.
func fitted(src image.Image) *image.RGBA {
	b := src.Bounds()
	w, h := b.Dx(), b.Dy()
	if long := max(w, h); long > maxSide {
		w, h = max(w*maxSide/long, 1), max(h*maxSide/long, 1)
	}
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(img, img.Bounds(), image.White, image.Point{}, draw.Src)
	draw.ApproxBiLinear.Scale(img, img.Bounds(), src, b, draw.Over, nil)
	return img
}

var typeface = sync.OnceValues(func() (*opentype.Font, error) { return opentype.Parse(liberationsansregular.TTF) })

// mark writes the text in lines all over a picture, dark with a light shadow, so
// that it stands out on any ground and no part can be cut out without it.
func mark(img draw.Image, text string) error {
	f, err := typeface()
	if err != nil {
		return err
	}
	b := img.Bounds()
	size := min(max(float64(b.Dx())/34, 9), 40)
	face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: size, DPI: 72})
	if err != nil {
		return err
	}
	defer face.Close()
	step := int(size * 4)
	wide := font.MeasureString(face, text).Ceil() + int(size*3)
	for row, y := 0, b.Min.Y+int(size)*2; y < b.Max.Y+step; row, y = row+1, y+step {
		for x := b.Min.X - row%2*wide/2 - row*int(size)%wide; x < b.Max.X; x += wide {
			for _, ink := range []struct {
				by int
				c  color.NRGBA
			}{{1, color.NRGBA{255, 255, 255, 110}}, {0, color.NRGBA{60, 0, 90, 96}}} {
				d := font.Drawer{Dst: img, Src: image.NewUniform(ink.c), Face: face, Dot: fixed.P(x+ink.by, y+ink.by)}
				d.DrawString(text)
			}
		}
	}
	return nil
}
