package ui

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

//go:embed static
var staticFS embed.FS

// asset is a static file with its hashed address, compressed once.
type asset struct {
	hash, mime string
	plain, gz  []byte
}

var mimes = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml; charset=utf-8",
}

var assets = sync.OnceValue(func() map[string]asset {
	all := map[string]asset{}
	names, err := fs.ReadDir(staticFS, "static")
	if err != nil {
		panic(err) // the files are part of the program
	}
	for _, e := range names {
		raw, err := staticFS.ReadFile("static/" + e.Name())
		if err != nil {
			panic(err)
		}
		sum := sha256.Sum256(raw)
		all[e.Name()] = asset{hex.EncodeToString(sum[:5]), mimes[path.Ext(e.Name())], raw, squeeze(raw)}
	}
	return all
})

func squeeze(raw []byte) []byte {
	var buf bytes.Buffer
	// Writing to a buffer cannot fail, and the level is valid.
	w, _ := gzip.NewWriterLevel(&buf, gzip.BestCompression)
	_, _ = w.Write(raw)
	_ = w.Close()
	return buf.Bytes()
}

// AssetPath is the address of a static file, "app.css" →
// "/static/app.1a2b3c4d5e.css". An unknown name gives an address that is 404.
func AssetPath(name string) string {
	ext := path.Ext(name)
	return "/static/" + strings.TrimSuffix(name, ext) + "." + assets()[name].hash + ext
}

// Assets serves the static files. The hash in the address allows caching for
// ever; an old hash, from a page opened before an update, gets the present
// file without caching.
func Assets() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name, hash := splitAsset(strings.TrimPrefix(r.URL.Path, "/static/"))
		a, ok := assets()[name]
		if !ok || a.mime == "" {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		h.Set("Content-Type", a.mime)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Vary", "Accept-Encoding")
		h.Set("Cache-Control", "no-cache")
		if hash == a.hash {
			h.Set("Cache-Control", "public, max-age=31536000, immutable")
		}
		body := a.plain
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			body = a.gz
			h.Set("Content-Encoding", "gzip")
		}
		h.Set("Content-Length", strconv.Itoa(len(body)))
		if r.Method != http.MethodHead {
			_, _ = w.Write(body) // a browser that left is no error of ours
		}
	})
}

// splitAsset takes app.1a2b.css apart into app.css and 1a2b.
func splitAsset(s string) (name, hash string) {
	ext := path.Ext(s)
	stem := strings.TrimSuffix(s, ext)
	i := strings.LastIndexByte(stem, '.')
	if i < 0 {
		return s, ""
	}
	return stem[:i] + ext, stem[i+1:]
}
