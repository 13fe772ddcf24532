package seal

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"testing"

	"neove/internal/db"
	"neove/internal/dbtest"
	"neove/internal/errs"
)

func TestFileRoundTrip(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := ForTest()
		grant(t, d, k, "s1", "agencyA")
		r := ref("s1", "f1", "content", Testimony)
		for _, size := range []int{0, 1, chunkSize - 1, chunkSize, chunkSize + 1, 3 * chunkSize, 3*chunkSize + 17} {
			plain := make([]byte, size)
			rand.Read(plain)
			var box bytes.Buffer
			err := d.View(context.Background(), func(tx *db.Tx) error {
				w, err := k.SealFile(tx, r, &box)
				if err != nil {
					return err
				}
				for part := plain; len(part) > 0; { // in uneven pieces
					n := min(len(part), 10_007)
					if _, err := w.Write(part[:n]); err != nil {
						return err
					}
					part = part[n:]
				}
				return w.Close()
			})
			if err != nil {
				t.Fatal(err)
			}
			open := func(holder string, r Ref) (got []byte, err error) {
				err = d.View(context.Background(), func(tx *db.Tx) error {
					in, err := k.OpenFile(tx, holder, r, bytes.NewReader(box.Bytes()))
					if err == nil {
						got, err = io.ReadAll(in)
					}
					return err
				})
				return got, err
			}
			if got, err := open("agencyA", r); err != nil || !bytes.Equal(got, plain) {
				t.Errorf("%d bytes: got %d, %v", size, len(got), err)
			}
			if _, err := open("agencyB", r); !errs.Is(err, errs.NotFound) {
				t.Errorf("another holder: %v", err)
			}
			if _, err := open("agencyA", ref("s1", "f2", "content", Testimony)); !errors.Is(err, errOpen) {
				t.Errorf("another row: %v", err)
			}
		}
	})
}

// TestDamagedFile changes, cuts, drops and swaps; every time the reader says so.
func TestDamagedFile(t *testing.T) {
	t.Parallel()
	key, r := newKey(), ref("s1", "f1", "content", Testimony)
	plain := make([]byte, 2*chunkSize+100)
	var buf bytes.Buffer
	w, err := sealFile(key, 1, r, &buf)
	if err != nil {
		t.Fatal(err)
	}
	w.Write(plain)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte("x")); err == nil {
		t.Error("writing after close is refused")
	}
	box := buf.Bytes()
	const begin, chunk = headLength + saltSize, chunkSize + tagSize
	try := func(what string, bad []byte) {
		t.Helper()
		_, err := io.ReadAll(openFile(key, 1, r, bad[headLength:begin], bytes.NewReader(bad[begin:])))
		if err == nil {
			t.Errorf("%s: not noticed", what)
		}
	}
	for i := headLength; i < len(box); i += 97 {
		bad := bytes.Clone(box)
		bad[i] ^= 1
		try("a changed byte", bad)
	}
	for _, n := range []int{begin, begin + 1, begin + chunk - 1, begin + chunk, begin + 2*chunk, len(box) - 1} {
		try("cut", box[:n])
	}
	cat := func(parts ...[]byte) []byte { return bytes.Join(parts, nil) }
	one, two, three := box[begin:begin+chunk], box[begin+chunk:begin+2*chunk], box[begin+2*chunk:]
	try("a dropped chunk", cat(box[:begin], two, three))
	try("swapped chunks", cat(box[:begin], two, one, three))
	try("a doubled end", cat(box, three))
	try("something behind", cat(box, []byte{0}))
}
