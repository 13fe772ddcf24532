package seal

import (
	"crypto/hmac"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"neove/internal/errs"
)

// A backup that is older than an erasure does not know of it. The erasures are
// therefore also kept in a file beside the key file, each line under a key of
// its own, so that nobody can add one; a restore reads it.

func (src Source) recordFile() string { return src.File + ".shreds" }

const recordHead = "neove-shreds 1"

// Record writes the erasures that the file beside the key file lacks. Call it
// after a shred has committed; it may be repeated at any time. Keys that did
// not come from a file have no such place: false.
func (k *Keys) Record(all []Shredding) (kept bool, err error) {
	if k == nil || k.source == nil || k.source.File == "" {
		return false, nil
	}
	free, err := lockDir(filepath.Dir(k.source.File))
	if err != nil {
		return false, err
	}
	defer free()
	have, err := k.Recorded("")
	if err != nil {
		return false, err
	}
	for _, s := range all {
		if !slices.ContainsFunc(have, func(h Shredding) bool { return h.Subject == s.Subject }) {
			have = append(have, s)
		}
	}
	text := recordHead + "\n"
	for _, s := range have {
		mark, err := k.mark(s)
		if err != nil {
			return false, err
		}
		text += fmt.Sprintln(s.Subject, s.At.UTC().Format(time.RFC3339), mark)
	}
	return true, writeSecret(k.source.recordFile(), text, os.Rename)
}

func (k *Keys) mark(s Shredding) (string, error) {
	sum, err := k.HMAC("shreds", s.Subject+" "+s.At.UTC().Format(time.RFC3339))
	return hex.EncodeToString(sum), err
}

// Recorded reads the erasures of a record file, by default the one beside the
// key file; none when there is no such file. Errors: Invalid when a line was
// not written with these keys.
func (k *Keys) Recorded(file string) ([]Shredding, error) {
	if file == "" {
		if k == nil || k.source == nil || k.source.File == "" {
			return nil, nil
		}
		if file = k.source.recordFile(); !exists(file) {
			return nil, nil
		}
	}
	raw, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errs.Wrap(errs.NotFound, err, "seal.err.record", "file", file)
	}
	if err != nil {
		return nil, err
	}
	bad := errs.New(errs.Invalid, "seal.err.record", "file", file)
	text, ok := strings.CutPrefix(string(raw), recordHead+"\n")
	if !ok {
		return nil, bad
	}
	var out []Shredding
	for line := range strings.Lines(text) {
		f := strings.Fields(line)
		if len(f) != 3 {
			return nil, bad
		}
		at, err := time.Parse(time.RFC3339, f[1])
		if err != nil {
			return nil, bad
		}
		s := Shredding{f[0], at}
		mark, err := k.mark(s)
		if err != nil {
			return nil, err
		}
		if !hmac.Equal([]byte(mark), []byte(f[2])) {
			return nil, bad
		}
		out = append(out, s)
	}
	return out, nil
}
