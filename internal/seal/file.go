package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io"

	"neove/internal/db"
	"neove/internal/errs"
)

// A sealed file is kind (1), key version (4), salt (32), then chunks of 64 KiB,
// each with its own tag. The nonce of a chunk is its number and whether it is
// the last (the STREAM construction), so chunks cannot be moved, dropped or cut
// off. The salt gives each file its own key.
const (
	chunkSize = 64 * 1024
	saltSize  = 32
	tagSize   = 16
)

// SealFile encrypts what is written to the result, into w. The file is complete
// only when Close returned nil.
func (k *Keys) SealFile(tx *db.Tx, ref Ref, w io.Writer) (io.WriteCloser, error) {
	key, version, err := k.writing(tx, ref.Subject, ref.Compartment)
	if err != nil {
		return nil, err
	}
	return sealFile(key, version, ref, w)
}

func sealFile(key [32]byte, version int64, ref Ref, w io.Writer) (io.WriteCloser, error) {
	salt := make([]byte, saltSize)
	rand.Read(salt)
	if _, err := w.Write(append(head(kindFile, version), salt...)); err != nil {
		return nil, err
	}
	return &fileWriter{aead: fileAEAD(key, salt, ref, version), w: w, buf: make([]byte, 0, chunkSize+tagSize)}, nil
}

// OpenFile decrypts a sealed file while it is read. A reader sees nothing of a
// chunk before its tag was checked, and an error instead of io.EOF when the
// file was cut: what came before must then be thrown away.
func (k *Keys) OpenFile(tx *db.Tx, holder string, ref Ref, r io.Reader) (io.Reader, error) {
	box := make([]byte, headLength+saltSize)
	if _, err := io.ReadFull(r, box); err != nil {
		return nil, fileErr(err)
	}
	version, err := versionOf(box, kindFile)
	if err != nil {
		return nil, err
	}
	key, err := k.reading(tx, ref.Subject, ref.Compartment, holder, version)
	if err != nil {
		return nil, err
	}
	return openFile(key, version, ref, box[headLength:], r), nil
}

func openFile(key [32]byte, version int64, ref Ref, salt []byte, r io.Reader) io.Reader {
	return &fileReader{aead: fileAEAD(key, salt, ref, version), r: r, buf: make([]byte, chunkSize+tagSize)}
}

func fileAEAD(key [32]byte, salt []byte, ref Ref, version int64) cipher.AEAD {
	own, err := hkdf.Key(sha256.New, key[:], salt, "neove/file"+string(ref.bound(version)), 32)
	if err != nil {
		panic(err) // only a length over 8160 bytes
	}
	block, err := aes.NewCipher(own)
	if err != nil {
		panic(err)
	}
	g, err := cipher.NewGCM(block)
	if err != nil {
		panic(err)
	}
	return g
}

func chunkNonce(n uint64, last bool) []byte {
	out := make([]byte, 12)
	binary.BigEndian.PutUint64(out[3:], n)
	if last {
		out[11] = 1
	}
	return out
}

type fileWriter struct {
	aead   cipher.AEAD
	w      io.Writer
	buf    []byte
	n      uint64
	err    error
	closed bool
}

func (f *fileWriter) Write(p []byte) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	if f.closed {
		return 0, errors.New("seal: write after close")
	}
	total := len(p)
	for len(p) > 0 {
		if len(f.buf) == chunkSize { // more follows, so this is not the last
			if f.flush(false); f.err != nil {
				return 0, f.err
			}
		}
		n := min(len(p), chunkSize-len(f.buf))
		f.buf = append(f.buf, p[:n]...)
		p = p[n:]
	}
	return total, nil
}

func (f *fileWriter) flush(last bool) {
	out := f.aead.Seal(f.buf[:0], chunkNonce(f.n, last), f.buf, nil)
	_, f.err = f.w.Write(out)
	f.buf, f.n = f.buf[:0], f.n+1
}

func (f *fileWriter) Close() error {
	if f.closed || f.err != nil {
		return f.err
	}
	f.closed = true
	f.flush(true)
	return f.err
}

type fileReader struct {
	aead  cipher.AEAD
	r     io.Reader
	buf   []byte
	plain []byte
	n     uint64
	ahead []byte // first byte of the next chunk
	err   error
}

func (f *fileReader) Read(p []byte) (int, error) {
	for len(f.plain) == 0 {
		if f.err != nil {
			return 0, f.err
		}
		f.next()
	}
	n := copy(p, f.plain)
	f.plain = f.plain[n:]
	return n, nil
}

// next reads a chunk and one byte more, which tells whether it is the last.
func (f *fileReader) next() {
	n := copy(f.buf, f.ahead)
	got, err := io.ReadFull(f.r, f.buf[n:])
	box := f.buf[:n+got]
	last := err != nil
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		f.err = err
		return
	}
	if !last {
		one := make([]byte, 1)
		switch _, err := io.ReadFull(f.r, one); {
		case err == nil:
			f.ahead = one
		case errors.Is(err, io.EOF):
			last = true
		default:
			f.err = err
			return
		}
	}
	plain, err := f.aead.Open(nil, chunkNonce(f.n, last), box, nil)
	if err != nil {
		f.err = fileErr(err)
		return
	}
	f.n++
	if f.plain = plain; last {
		f.err = io.EOF
	}
}

func fileErr(error) error { return errs.Wrap(errs.Internal, errOpen, "seal.err.open") }
