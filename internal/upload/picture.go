package upload

import (
	"encoding/binary"
	"image"
)

// orientation is the EXIF orientation (1 to 8) of a JPEG; 1 when it has none.
// It is read before the metadata is thrown away, so that pictures stay upright.
func orientation(jpeg []byte) int {
	for i := 2; i+4 <= len(jpeg) && jpeg[i] == 0xFF; {
		size := int(binary.BigEndian.Uint16(jpeg[i+2:])) + 2
		if i+size > len(jpeg) || jpeg[i+1] == 0xDA {
			return 1
		}
		if body := jpeg[i+4 : i+size]; jpeg[i+1] == 0xE1 && len(body) > 14 && string(body[:6]) == "Exif\x00\x00" {
			return tiffOrientation(body[6:])
		}
		i += size
	}
	return 1
}

func tiffOrientation(t []byte) int {
	var order binary.ByteOrder = binary.BigEndian
	if string(t[:2]) == "II" {
		order = binary.LittleEndian
	}
	dir := int(order.Uint32(t[4:]))
	if dir < 0 || dir+2 > len(t) {
		return 1
	}
	for k := range int(order.Uint16(t[dir:])) {
		at := dir + 2 + 12*k
		if at+12 > len(t) {
			return 1
		}
		if order.Uint16(t[at:]) == 0x0112 {
			if o := int(order.Uint16(t[at+8:])); o >= 1 && o <= 8 {
				return o
			}
			return 1
		}
	}
	return 1
}

// upright turns and mirrors a picture so that orientation 1 is true of it.
func upright(src image.Image, o int) image.Image {
	if o <= 1 {
		return src
	}
	b := src.Bounds()
	w, h := b.Dx(), b.Dy()
	if o >= 5 {
		w, h = h, w
	}
	dst := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range b.Dy() {
		for x := range b.Dx() {
			tx, ty := x, y
			if o >= 5 { // mirrored along the diagonal
				tx, ty = y, x
			}
			if o == 2 || o == 3 || o == 6 || o == 7 {
				tx = w - 1 - tx
			}
			if o == 3 || o == 4 || o == 7 || o == 8 {
				ty = h - 1 - ty
			}
			dst.Set(tx, ty, src.At(b.Min.X+x, b.Min.Y+y))
		}
	}
	return dst
}
