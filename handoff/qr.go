package handoff

import (
	"fmt"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// square is a QR code as the path of an SVG: the policy of our pages allows no
// picture that is not a file, and print stays sharp.
type square struct {
	Size int    // of the view box, with the quiet zone
	Path string // dark modules
}

const quiet = 4 // modules around the code, ISO/IEC 18004

// squareOf draws a text; a code of ours fits the smallest sizes.
func squareOf(text string) (square, error) {
	code, err := qr.Encode(text, qr.Q, qr.AlphaNumeric)
	if err != nil {
		return square{}, err
	}
	n := code.Bounds().Dx()
	var b strings.Builder
	for y := range n {
		for x := 0; x < n; x++ {
			from := x
			for x < n && dark(code.At(x, y).RGBA()) {
				x++
			}
			if x > from {
				fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", from+quiet, y+quiet, x-from, x-from)
			}
		}
	}
	return square{n + 2*quiet, b.String()}, nil
}

func dark(r, _, _, _ uint32) bool { return r < 0x8000 }
