package upload

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

const pdfBody = "%PDF-1.7\n112 0 obj <</T (Chữ của trang)>> endobj\n12 0 obj\n<< /Author (Ng\\)uy\xe1\xbb\x85n (V\xc4\x83n) B\\\\) /Creator <FEFF004D> /CreationDate (D:20250101) >>\nendobj\n" +
	"3 0 obj <</Title (Mục lục giữ nguyên)>> endobj\n4 0 obj <</Type/Metadata>> stream\n<?xpacket begin=\"\xef\xbb\xbf\" id=\"W5M0\"?><x:xmpmeta><dc:creator>Nguyễn Văn B</dc:creator></x:xmpmeta><?xpacket end=\"w\"?>\nendstream endobj\n" +
	"5 0 obj stream \xFF\xD8\xFF\xE1\x00\x20Exif\x00\x00GPS 10.5 106.4 may anh\xFF\xDBdiem anh endstream endobj\ntrailer <</Root 1 0 R /Info 12 0 R>>\n%%EOF"

// What says who and where is gone, everything else stays in its place.
func TestQuietPDF(t *testing.T) {
	t.Parallel()
	f, err := Read("file", "a.pdf", strings.NewReader(pdfBody))
	if err != nil {
		t.Fatal(err)
	}
	got := string(f.Content)
	for _, hidden := range []string{"uy\xe1\xbb\x85n", "V\xc4\x83n", "B\\\\", "FEFF", "D:2025", "creator", "GPS", "may anh"} {
		if strings.Contains(got, hidden) {
			t.Errorf("%q was kept", hidden)
		}
	}
	for _, kept := range []string{"Chữ của trang", "Mục lục giữ nguyên", "/Author (", "/CreationDate (", "<?xpacket end", "diem anh", "/Info 12 0 R", "112 0 obj", "%%EOF"} {
		if !strings.Contains(got, kept) || strings.Index(got, kept) != strings.Index(pdfBody, kept) {
			t.Errorf("%q is not where it was", kept)
		}
	}
	if len(got) != len(pdfBody) {
		t.Errorf("%d bytes became %d", len(pdfBody), len(got))
	}
	again, err := Read("file", "a.pdf", bytes.NewReader(f.Content))
	if err != nil || again.SHA256 != f.SHA256 {
		t.Error("a clean file is changed again", err)
	}
}

// A signature covers every byte: a signed document stays as it was signed.
func TestSignedPDFStays(t *testing.T) {
	t.Parallel()
	raw := strings.Replace(pdfBody, "%%EOF", "<</Type/Sig /ByteRange [0 10 20 30]>>\n%%EOF", 1)
	f, err := Read("file", "a.pdf", strings.NewReader(raw))
	if err != nil || string(f.Content) != raw {
		t.Error("a signed file was changed", err)
	}
}

// No file keeps the program busy for long.
func TestQuietIsLinear(t *testing.T) {
	t.Parallel()
	for _, piece := range []string{"/Info 1 0 R ", "1 0 obj ", "/Info 1 0 R 1 0 obj (", "<?xpacket begin", "\xFF\xE1\xFF\xFFExif\x00\x00", "<?xpacket begin?>"} {
		begin := time.Now()
		quiet([]byte("/Info 1 0 R " + strings.Repeat(piece, MaxBytes/len(piece)-2)))
		if took := time.Since(begin); took > 10*time.Second {
			t.Errorf("%q takes %s", piece, took)
		}
	}
}

func FuzzQuiet(f *testing.F) {
	f.Add([]byte(pdfBody))
	f.Add([]byte("/Info 1 0 R 1 0 obj (((\\"))
	f.Add([]byte("<?xpacket begin?><?xpacket end<?xpacket begin"))
	f.Add([]byte("\xFF\xE1\xFF\xFFExif\x00\x00"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		before := bytes.Clone(raw)
		got := quiet(raw)
		if len(got) != len(raw) || !bytes.Equal(raw, before) {
			t.Fatal("the length differs, or what came in was changed")
		}
		if !bytes.Equal(quiet(got), got) {
			t.Fatal("a clean file is changed again")
		}
	})
}
