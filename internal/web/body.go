package web

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"

	"neove/internal/errs"
)

// Largest bodies. Photos of an activity come by multipart.
const (
	MaxForm   = 1 << 20
	MaxUpload = 12 << 20
	inMemory  = 1 << 20 // of an upload; the rest waits in a temporary file
)

// Form reads the body once: url-encoded up to MaxForm, multipart up to
// MaxUpload. Errors: errs.Invalid, answered with 413 when it is too large.
func (x *Exchange) Form() (*Form, error) {
	if x.form != nil {
		return x.form, nil
	}
	kind, _, _ := mime.ParseMediaType(x.R.Header.Get("Content-Type"))
	var err error
	switch kind {
	case "multipart/form-data":
		x.R.Body = http.MaxBytesReader(x.W, x.R.Body, MaxUpload)
		err = x.R.ParseMultipartForm(inMemory)
	case "application/x-www-form-urlencoded", "":
		x.R.Body = http.MaxBytesReader(x.W, x.R.Body, MaxForm)
		err = x.R.ParseForm()
	default:
		return nil, errs.New(errs.Invalid, keyMediaType)
	}
	if err != nil {
		return nil, tooLarge(err)
	}
	var files map[string][]*multipart.FileHeader
	if x.R.MultipartForm != nil {
		files = x.R.MultipartForm.File
	}
	x.form = newForm(x.R.PostForm, files)
	return x.form, nil
}

// tooLarge tells a body over the limit from a broken one.
func tooLarge(err error) error {
	if tooBig, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return errs.Wrap(errs.Invalid, err, keyTooLarge, "mb", int(tooBig.Limit>>20))
	}
	return errs.Wrap(errs.Invalid, err, "web.err.body")
}

// Query reads the query of the address with the getters of a form.
func (x *Exchange) Query() *Form {
	v, err := url.ParseQuery(x.R.URL.RawQuery)
	if err != nil && v == nil {
		v = url.Values{}
	}
	return newForm(v, nil)
}

// File is an uploaded file. Name is what the person's device calls it and
// serves only for showing; Type is what the browser claims.
type File struct {
	Name, Type string
	Size       int64
	header     *multipart.FileHeader
}

// Open reads the file; it is valid until the handler returns.
func (f File) Open() (io.ReadCloser, error) { return f.header.Open() }

// File is the uploaded file of a control; false when none was chosen.
func (f *Form) File(name string) (File, bool) {
	all := f.Files(name)
	if len(all) == 0 {
		return File{}, false
	}
	return all[0], true
}

// Files are the uploaded files of a control that takes several.
func (f *Form) Files(name string) []File {
	var out []File
	for _, h := range f.files[f.Name(name)] {
		if h.Filename != "" {
			out = append(out, File{short(h.Filename), h.Header.Get("Content-Type"), h.Size, h})
		}
	}
	return out
}
