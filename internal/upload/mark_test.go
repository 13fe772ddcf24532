package upload

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/api"

	"neove/internal/errs"
)

// paper is a PDF of one page with an author, a packet of metadata, an attached
// file and a script.
func paper(extra string) []byte {
	objects := []string{
		"<</Type/Catalog/Pages 2 0 R/Metadata 5 0 R/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>>>",
		"<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<>>" + extra + ">>",
		"<</Length 24>>stream\n0 0 m 100 100 l 5 w S   \nendstream",
		"<</Type/Metadata/Subtype/XML/Length 32>>stream\n<x:xmpmeta>Tac Gia</x:xmpmeta>  \nendstream",
		"<</Author(Nguyen Van Tac Gia)/Producer(May quet phong 12)>>",
	}
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	var at []int
	for i, o := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R/Info 6 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, xref)
	return b.Bytes()
}

func TestPDFLosesItsAuthor(t *testing.T) {
	t.Parallel()
	f, err := WithoutInfo("file", File{MediaType: "application/pdf", Content: paper("")})
	if err != nil {
		t.Fatal(err)
	}
	for _, gone := range []string{"Tac Gia", "May quet", "JavaScript", "xmpmeta"} {
		if bytes.Contains(f.Content, []byte(gone)) {
			t.Errorf("%q was kept", gone)
		}
	}
	if n, err := api.PageCount(bytes.NewReader(f.Content), pdfSettings()); err != nil || n != 1 || f.Size != int64(len(f.Content)) {
		t.Errorf("%d pages, %v", n, err)
	}
	signed := paper("/Signed<</ByteRange[0 1 2 3]>>")
	if f, err := WithoutInfo("file", File{MediaType: "application/pdf", Content: signed}); err != nil || !bytes.Equal(f.Content, signed) {
		t.Errorf("a signed file was changed, %v", err)
	}
	for name, raw := range map[string][]byte{"no PDF": []byte("%PDF-1.7 …"), "cut": paper("")[:40], "bomb of pages": []byte(strings.Replace(string(paper("")), "/Kids[3 0 R]", "/Kids[2 0 R]", 1))} {
		if _, err := WithoutInfo("file", File{MediaType: "application/pdf", Content: raw}); !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestMarkedPDF(t *testing.T) {
	t.Parallel()
	raw := paper("")
	out, err := Marked("application/pdf", raw, "Trần Thu Hà · 14:32 ngày 9/6/2026")
	if err != nil {
		t.Fatal(err)
	}
	if has, err := api.HasWatermarks(bytes.NewReader(out), pdfSettings()); err != nil || !has {
		t.Errorf("no mark on the page, %v", err)
	}
	if _, err := Marked("application/pdf", []byte("%PDF-1.7"), "x"); !errs.Is(err, errs.Unavailable) {
		t.Errorf("a broken file: %v", err)
	}
}

// Every part of a picture bears the mark, on black and on white, and letters of
// Vietnamese are drawn, not boxes.
func TestMarkedPicture(t *testing.T) {
	t.Parallel()
	for name, ground := range map[string]color.Color{"white": color.White, "black": color.Black} {
		src := image.NewRGBA(image.Rect(0, 0, 3000, 1200))
		for i := range src.Pix {
			r, _, _, _ := ground.RGBA()
			src.Pix[i] = uint8(r)
			if i%4 == 3 {
				src.Pix[i] = 255
			}
		}
		var raw bytes.Buffer
		if err := jpeg.Encode(&raw, src, nil); err != nil {
			t.Fatal(err)
		}
		out, err := Marked("image/jpeg", raw.Bytes(), "Hồ Văn Sơn")
		if err != nil {
			t.Fatal(err)
		}
		img, err := jpeg.Decode(bytes.NewReader(out))
		if err != nil || img.Bounds().Dx() != maxSide || img.Bounds().Dy() != 800 {
			t.Fatal(img.Bounds(), err)
		}
		for y := 0; y < 800; y += 200 {
			for x := 0; x < 2000; x += 500 {
				if !touched(img, image.Rect(x, y, x+500, y+200), ground) {
					t.Errorf("%s: nothing stands at %d,%d", name, x, y)
				}
			}
		}
	}
	one, other := image.NewRGBA(image.Rect(0, 0, 400, 60)), image.NewRGBA(image.Rect(0, 0, 400, 60))
	if err := mark(one, "ế"); err != nil {
		t.Fatal(err)
	}
	if err := mark(other, "\uFFFF"); err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(one.Pix, other.Pix) {
		t.Error("the font lacks a letter")
	}
	var small bytes.Buffer
	if err := png.Encode(&small, one); err != nil {
		t.Fatal(err)
	}
	if out, err := Marked("image/png", small.Bytes(), "x"); err != nil || bytes.Equal(out, small.Bytes()) {
		t.Error("a small picture was not marked", err)
	}
}

func touched(img image.Image, r image.Rectangle, ground color.Color) bool {
	want, _, _, _ := ground.RGBA()
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			if got, _, _, _ := img.At(x, y).RGBA(); max(got, want)-min(got, want) > 0x1800 {
				return true
			}
		}
	}
	return false
}
