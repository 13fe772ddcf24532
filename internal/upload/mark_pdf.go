package upload

import (
	"bytes"
	"image"
	"image/png"
	"sync"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"neove/internal/errs"
)

// hidden are the entries of a PDF that tell who made it, or that act by
// themselves when it is opened.
var hidden = []string{"Metadata", "PieceInfo", "OpenAction", "AA", "JavaScript", "EmbeddedFiles", "AF"}

// alone keeps the library from making a directory of settings in the home of
// the user who runs the server.
var alone = sync.OnceFunc(api.DisableConfigDir)

func pdfSettings() *model.Configuration {
	alone()
	c := model.NewDefaultConfiguration()
	c.Offline, c.ValidationMode, c.ValidateLinks = true, model.ValidationRelaxed, false
	c.Limits.MaxStreamBytes, c.Limits.MaxDecodeBytes, c.Limits.MaxImageBytes = MaxBytes, 8*MaxBytes, 8*MaxBytes
	c.Limits.MaxImagePixels, c.Limits.MaxObjectCount, c.Limits.MaxXRefEntries = maxPixels, 200_000, 200_000
	return c
}

// WithoutInfo rewrites a PDF without what tells of its author, program and
// history, also where that is compressed, and without attached files and
// scripts. A signed PDF stays as it is: it is worth what its signature is worth.
// Errors: Invalid on control for one that cannot be read or is locked.
func WithoutInfo(control string, f File) (File, error) {
	if f.MediaType != "application/pdf" {
		return f, nil
	}
	drawing.Lock()
	defer drawing.Unlock()
	content, err := cleanPDF(f.Content)
	if err != nil {
		return File{}, refuse(control, "pdf")
	}
	if bytes.Contains(f.Content, []byte("/ByteRange")) {
		return f, nil
	}
	return made(f.Name, f.MediaType, content), nil
}

func cleanPDF(raw []byte) (out []byte, err error) {
	conf := pdfSettings()
	conf.Cmd = model.REMOVEPROPERTIES
	ctx, err := api.ReadValidateAndOptimize(bytes.NewReader(raw), conf)
	if err != nil {
		return nil, err
	}
	if ctx.E != nil {
		return nil, errs.New(errs.Invalid, "web.err.file_pdf")
	}
	ctx.Info, ctx.ID = nil, nil
	for _, e := range ctx.Table {
		if e == nil {
			continue
		}
		switch o := e.Object.(type) {
		case types.Dict:
			forget(o)
		case types.StreamDict:
			forget(o.Dict)
		}
	}
	var w bytes.Buffer
	err = api.Write(ctx, &w, conf)
	return w.Bytes(), err
}

func forget(d types.Dict) {
	for _, name := range hidden {
		d.Delete(name)
	}
}

// markedPDF lays the text over every page, as a picture: pages that are scans
// would cover what lies below.
func markedPDF(raw []byte, text string) ([]byte, error) {
	img := image.NewNRGBA(image.Rect(0, 0, 1000, 1414))
	if err := mark(img, text); err != nil {
		return nil, err
	}
	var layer, out bytes.Buffer
	if err := png.Encode(&layer, img); err != nil {
		return nil, err
	}
	wm, err := api.ImageWatermarkForReader(&layer, "scalefactor:1 rel, position:c, rotation:0, opacity:.6", true, false, types.POINTS)
	if err == nil {
		err = api.AddWatermarks(bytes.NewReader(raw), &out, nil, wm, pdfSettings())
	}
	if err != nil {
		return nil, errs.Wrap(errs.Unavailable, err, "web.err.file_mark")
	}
	return out.Bytes(), nil
}
