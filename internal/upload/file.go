package upload

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"net/http"
	"path"
	"strings"
	"sync"

	"neove/internal/errs"
	"neove/internal/vntext"
	"neove/internal/web"
)

// Limits of a file: bytes, and pixels of a picture.
const (
	MaxBytes  = 10 << 20
	maxPixels = 40_000_000
)

// Accept is what a file control offers to choose.
const Accept = "image/jpeg,image/png,application/pdf"

// File is a checked file as it may be stored.
type File struct {
	Name      string
	MediaType string
	Size      int64
	SHA256    string
	Content   []byte
}

// FromForm reads the file of a control. Errors: Invalid on that control, also
// when no file was chosen.
func FromForm(f *web.Form, control string) (File, error) {
	sent, ok := f.File(control)
	if !ok {
		return File{}, refuse(control, "empty")
	}
	r, err := sent.Open()
	if err != nil {
		return File{}, err
	}
	defer r.Close()
	return Read(control, sent.Name, r)
}

// Read checks and cleans a file; control names it in the error. Errors: Invalid.
func Read(control, name string, r io.Reader) (File, error) {
	raw, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return File{}, err
	}
	kind, content, bad := clean(raw)
	if bad != "" {
		return File{}, refuse(control, bad)
	}
	return made(vntext.Clean(path.Base(strings.ReplaceAll(name, "\\", "/"))), kind, content), nil
}

func made(name, kind string, content []byte) File {
	sum := sha256.Sum256(content)
	return File{name, kind, int64(len(content)), hex.EncodeToString(sum[:]), content}
}

// Serve answers with a stored file.
func Serve(x *web.Exchange, name, mediaType string, content []byte) error {
	x.Attachment(name, mediaType)
	x.W.Header().Set("Content-Security-Policy", "sandbox; default-src 'none'")
	_, err := x.W.Write(content)
	return err
}

func refuse(control, key string) error {
	var c errs.Check
	c.Add(control, "web.err.file_"+key)
	return c.Err()
}

// drawable reports whether the head of a picture names a size that is drawn.
func drawable(raw []byte) bool {
	conf, _, err := image.DecodeConfig(bytes.NewReader(raw))
	return err == nil && conf.Width*conf.Height <= maxPixels && conf.Width > 0 && conf.Height > 0
}

// drawing lets one picture be drawn at a time: 140 kB of a file can be 160 MB of
// points, twice while it is turned.
var drawing sync.Mutex

func clean(raw []byte) (kind string, content []byte, bad string) {
	if len(raw) == 0 {
		return "", nil, "empty"
	}
	if len(raw) > MaxBytes {
		return "", nil, "large"
	}
	switch kind = http.DetectContentType(raw); kind {
	case "application/pdf":
		return kind, quiet(raw), ""
	case "image/jpeg", "image/png":
	default:
		return "", nil, "type"
	}
	if !drawable(raw) {
		return "", nil, "type"
	}
	drawing.Lock()
	defer drawing.Unlock()
	img, _, err := image.Decode(bytes.NewReader(raw))
	if err != nil {
		return "", nil, "type"
	}
	var out bytes.Buffer
	if kind == "image/png" {
		err = png.Encode(&out, img)
	} else {
		err = jpeg.Encode(&out, upright(img, orientation(raw)), &jpeg.Options{Quality: 88})
	}
	if err != nil {
		return "", nil, "type"
	}
	return kind, out.Bytes(), ""
}
