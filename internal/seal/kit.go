package seal

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"neove/internal/db"
	"neove/internal/errs"
)

// A recovery kit holds the content of the key file, encrypted under a kit key
// that is split in three; any two shares open it, one tells nothing.
const (
	kitHead   = "neove-kit 1"
	kitNeeded = 2
	kitShares = 3
	idBytes   = 4
	sumBytes  = 4
)

var kitTest = []byte("neove: this recovery kit opens")

// Kit is what the database knows of a recovery kit.
type Kit struct {
	ID     string    `db:"id"`
	Root   string    `db:"root"` // fingerprint of the root key at that time
	Test   []byte    `db:"test"` // sealed under that root key, for Prove
	Made   time.Time `db:"made_at"`
	Proved time.Time `db:"proved_at"` // zero until the first proof
}

// Kits lists the recovery kits, newest first.
func Kits(tx *db.Tx) ([]Kit, error) {
	return db.Select[Kit](tx, "SELECT id,root,test,made_at,proved_at FROM seal_kits ORDER BY made_at DESC, id")
}

// MakeKit makes a recovery kit: a text to keep in two places, and three shares
// for three people.
func (k *Keys) MakeKit(tx *db.Tx) (kit string, shares []string, err error) {
	r, err := k.state()
	if err != nil {
		return "", nil, err
	}
	key, id := newKey(), make([]byte, idBytes)
	rand.Read(id)
	name, current := hex.EncodeToString(id), r.current()
	row := Kit{ID: name, Root: current.fingerprint(), Made: tx.Now,
		Test: sealBytes(derived(current.key[:], "kit test", 32), bind(name), kitTest)}
	if err := tx.Insert("seal_kits", row); err != nil {
		return "", nil, err
	}
	box := sealBytes(key[:], bind(kitHead, name), []byte(r.text()))
	kit = fmt.Sprintf("%s %s\n%s\n", kitHead, name, wrapLines(base64.StdEncoding.EncodeToString(box), 64))
	for _, p := range split(key[:], kitNeeded, kitShares) {
		shares = append(shares, shareText(id, p))
	}
	return kit, shares, nil
}

func wrapLines(s string, n int) string {
	var lines []string
	for len(s) > n {
		lines, s = append(lines, s[:n]), s[n:]
	}
	return strings.Join(append(lines, s), "\n")
}

// shareEncoding has no letters that are mistaken for figures when typed from
// paper.
var shareEncoding = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// shareText writes kit, number, share and a checksum in groups of six.
func shareText(id []byte, p point) string {
	raw := bytes.Join([][]byte{id, {p.x}, p.y}, nil)
	sum := sha256.Sum256(raw)
	text := shareEncoding.EncodeToString(append(raw, sum[:sumBytes]...))
	return strings.ReplaceAll(wrapLines(text, 6), "\n", "-")
}

var mistyped = strings.NewReplacer("O", "0", "I", "1", "L", "1", "-", "", " ", "", "\n", "", "\r", "", "\t", "")

// parseShare reads a share as typed from paper; it notices a slip.
func parseShare(text string) (id string, p point, err error) {
	raw, err := shareEncoding.DecodeString(mistyped.Replace(strings.ToUpper(text)))
	if err != nil || len(raw) != idBytes+1+32+sumBytes {
		return "", p, errs.New(errs.Invalid, "seal.err.share")
	}
	body := raw[:len(raw)-sumBytes]
	if sum := sha256.Sum256(body); !bytes.Equal(sum[:sumBytes], raw[len(body):]) {
		return "", p, errs.New(errs.Invalid, "seal.err.share")
	}
	return hex.EncodeToString(body[:idBytes]), point{body[idBytes], body[idBytes+1:]}, nil
}

// OpenKit restores the root key from a kit and two of its shares. Errors:
// Invalid for a mistyped share, shares of another kit, or too few of them.
func OpenKit(kit string, shares ...string) (*Keys, string, error) {
	f := strings.Fields(kit)
	if len(f) < 4 || f[0]+" "+f[1] != kitHead {
		return nil, "", errs.New(errs.Invalid, "seal.err.kit")
	}
	id := f[2]
	box, err := base64.StdEncoding.DecodeString(strings.Join(f[3:], ""))
	if err != nil {
		return nil, "", errs.Wrap(errs.Invalid, err, "seal.err.kit")
	}
	points := map[byte]point{} // the same share twice is one
	for _, s := range shares {
		of, p, err := parseShare(s)
		if err != nil {
			return nil, "", err
		}
		if of != id {
			return nil, "", errs.New(errs.Invalid, "seal.err.share_of_other", "kit", id, "other", of)
		}
		points[p.x] = p
	}
	if len(points) < kitNeeded {
		return nil, "", errs.New(errs.Invalid, "seal.err.shares", "n", kitNeeded)
	}
	var list []point
	for _, p := range points {
		if list = append(list, p); len(list) == kitNeeded {
			break
		}
	}
	key, err := combine(list)
	if err != nil {
		return nil, "", errs.Wrap(errs.Invalid, err, "seal.err.kit")
	}
	text, err := openBytes(key, bind(kitHead, id), box)
	if err != nil {
		return nil, "", errs.Wrap(errs.Invalid, err, "seal.err.kit")
	}
	r, err := parseRing(string(text))
	if err != nil {
		return nil, "", errs.Wrap(errs.Invalid, err, "seal.err.kit")
	}
	return newKeys(r), id, nil
}

// Save writes a recovered root key to a new key file.
func (k *Keys) Save(src Source) (*Keys, error) {
	r, err := k.state()
	if err != nil {
		return nil, err
	}
	return create(src, r)
}

// Prove checks that a recovered root key opens the test value of its kit and
// every key pair in the database, and records the day. It reveals nothing.
// Errors: Conflict when the root key was rotated since the kit was made.
func (k *Keys) Prove(tx *db.Tx, id string) error {
	row, err := db.Get[Kit](tx, "SELECT id,root,test,made_at,proved_at FROM seal_kits WHERE id=?", id)
	if err != nil {
		return err
	}
	r, err := k.rootFor(row.Root)
	if err != nil {
		return err
	}
	if got, err := openBytes(derived(r.key[:], "kit test", 32), bind(id), row.Test); err != nil || !bytes.Equal(got, kitTest) {
		return errs.Wrap(errs.Internal, errOpen, "seal.err.open")
	}
	pairs, err := db.Select[agency](tx, agencyColumns+" ORDER BY holder, version")
	if err != nil {
		return err
	}
	for _, a := range pairs {
		if _, err := k.secret(a); errs.Is(err, errs.Unavailable) {
			return errs.Wrap(errs.Conflict, err, "seal.err.kit_old")
		} else if err != nil {
			return err
		}
	}
	_, err = tx.Exec("UPDATE seal_kits SET proved_at=? WHERE id=?", db.Arg(tx.Now), id)
	return err
}
