package upload

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"neove/internal/errs"
)

func picture(t *testing.T, asPNG bool) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 40, 20))
	for x := range 20 {
		for y := range 20 {
			img.Set(x, y, color.RGBA{200, 0, 0, 255})
		}
	}
	var out bytes.Buffer
	err := jpeg.Encode(&out, img, nil)
	if asPNG {
		out.Reset()
		err = png.Encode(&out, img)
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// exif puts a block with the orientation and a text into a JPEG.
func exif(raw []byte, orientation byte, text string) []byte {
	body := "Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00" + string(orientation) + "\x00\x00\x00\x00\x00\x00" + text
	n := len(body) + 2
	return append(append([]byte{0xFF, 0xD8, 0xFF, 0xE1, byte(n >> 8), byte(n)}, body...), raw[2:]...)
}

// points is the head of a picture that claims a size.
func points(t *testing.T, width, height uint32) []byte {
	t.Helper()
	head := append([]byte("IHDR"), 0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0)
	binary.BigEndian.PutUint32(head[4:], width)
	binary.BigEndian.PutUint32(head[8:], height)
	out := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\r"), head...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(head))
}

func TestPointsAreBounded(t *testing.T) {
	t.Parallel()
	if !drawable(points(t, 6600, 6000)) || drawable(points(t, 7000, 6000)) || drawable(points(t, 1<<31-1, 1<<31-1)) {
		t.Error("the limit of points does not hold")
	}
}

func TestRead(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, file string
		raw        []byte
		kind, bad  string
	}{
		{"pdf", `C:\quét\kế hoạch.pdf`, []byte("%PDF-1.7 …"), "application/pdf", ""},
		{"png", "a.pdf", picture(t, true), "image/png", ""},
		{"jpeg with data", "../b.jpg", exif(picture(t, false), 1, "secret place"), "image/jpeg", ""},
		{"empty", "a.pdf", nil, "", "web.err.file_empty"},
		{"too large", "a.pdf", append([]byte("%PDF-1.7"), make([]byte, MaxBytes)...), "", "web.err.file_large"},
		{"page", "a.pdf", []byte("<html><script>"), "", "web.err.file_type"},
		{"program", "a.png", []byte("MZ\x90\x00"), "", "web.err.file_type"},
		{"broken picture", "a.png", picture(t, true)[:60], "", "web.err.file_type"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, err := Read("file", c.file, bytes.NewReader(c.raw))
			if c.bad != "" {
				if e := errs.From(err); !errs.Is(err, errs.Invalid) || len(e.Fields) != 1 || e.Fields[0].Name != "file" || e.Fields[0].Key != c.bad {
					t.Errorf("got %v, want %s on file", err, c.bad)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if f.MediaType != c.kind || f.Size != int64(len(f.Content)) || len(f.SHA256) != 64 || strings.ContainsAny(f.Name, `/\`) {
				t.Errorf("got %+v", f)
			}
			if bytes.Contains(f.Content, []byte("secret place")) {
				t.Error("hidden text of the picture was kept")
			}
		})
	}
}

func TestPicturesStandUpright(t *testing.T) {
	t.Parallel()
	for o, left := range map[byte]image.Point{1: {2, 2}, 3: {38, 18}, 6: {18, 2}, 8: {2, 38}} {
		f, err := Read("file", "a.jpg", bytes.NewReader(exif(picture(t, false), o, "")))
		if err != nil {
			t.Fatal(err)
		}
		img, err := jpeg.Decode(bytes.NewReader(f.Content))
		if err != nil {
			t.Fatal(err)
		}
		if r, _, _, _ := img.At(left.X, left.Y).RGBA(); r < 0x8000 {
			t.Errorf("orientation %d: the red half is not at %v of %v", o, left, img.Bounds())
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("\xFF\xD8\xFF\xE1\x00\x20Exif\x00\x00II\x2a\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06"))
	f.Add([]byte("%PDF-1.4"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		got, err := Read("file", "x", bytes.NewReader(raw))
		if err == nil && got.Size != int64(len(got.Content)) {
			t.Error("size differs")
		}
		orientation(raw)
	})
}
