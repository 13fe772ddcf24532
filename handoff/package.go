package handoff

import (
	"archive/zip"
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"math/big"
	"strings"
	"time"

	"filippo.io/age"

	"neove/internal/clock"
	"neove/internal/errs"
)

// Package is what leaves the system: sections of a subject in a file that only
// its receiver opens. The server keeps the file until it expires, is withdrawn,
// or has arrived; what somebody copied before stays with them, and the file
// says until when it may be used.
type Package struct {
	ID          string     `db:"id" json:"id"`
	Code        string     `db:"code" json:"code"`
	Kind        string     `db:"kind" json:"kind"`
	Subject     string     `db:"subject" json:"subject"`
	SubjectCode string     `db:"subject_code" json:"subject_code"`
	From        string     `db:"from_office" json:"from"`
	FromUnit    string     `db:"from_unit" json:"from_unit"`
	Purpose     string     `db:"purpose" json:"purpose"`
	Shared      string     `db:"sections" json:"sections"`
	Reason      string     `db:"reason" json:"reason"`
	Basis       string     `db:"basis" json:"basis"`
	Protocol    string     `db:"protocol" json:"protocol"`
	Lock        string     `db:"lock" json:"lock"` // one of Locks
	State       string     `db:"state" json:"state"`
	MadeAt      time.Time  `db:"made_at" json:"made_at"`
	MadeBy      string     `db:"made_by" json:"made_by"`
	ExpiresAt   time.Time  `db:"expires_at" json:"expires_at"`
	ReceivedOn  clock.Date `db:"received_on" json:"received_on"` // 0: not yet
	ReceivedBy  string     `db:"received_by" json:"received_by"` // who noted it
	OverAt      time.Time  `db:"over_at" json:"over_at,omitzero"`
	OverBy      string     `db:"over_by" json:"over_by"`
	Digest      string     `db:"digest" json:"digest"` // SHA-256 of the file
	Token       string     `db:"token" json:"-"`       // of the form, so that none is made twice
	Receiver    []byte     `db:"receiver" json:"-"`    // sealed: name of the organisation
	File        []byte     `db:"file" json:"-"`        // age; empty when over
	Version     int64      `db:"version" json:"version"`
	ChangedAt   time.Time  `db:"changed_at" json:"changed_at"`
}

// States of a package.
const (
	Made      = "made"
	Received  = "received"
	TakenBack = "taken_back"
	Expired   = "expired"
	Barred    = "barred" // the subject's slice stopped it
)

// Locks of a file: a passphrase that is shown once, or the receiver's key.
var Locks = []string{lockWords, lockKey}

const (
	lockWords = "passphrase"
	lockKey   = "key"
)

// Outside is the party of a protocol, and the receiver in a Request for Check
// and Pack, that has no office here.
const Outside = "outside"

// File is a document of a package, as the subject's slice writes it.
type File struct {
	Name string
	Data []byte
}

// PackInput is a package as an officer orders it.
type PackInput struct {
	Input            // From, Kind, Subject, Purpose, Sections, Reason, Basis
	Receiver  string // name of the organisation; sealed
	Lock      string
	Recipient string // age public key, for lockKey
	Days      int64  // until it expires
	Token     string
}

const (
	maxDays     = 30
	defaultDays = 7
)

func (in *PackInput) check(c *errs.Check) {
	choice(c, "purpose", in.Purpose, Purposes)
	choice(c, "reason", in.Reason, Reasons)
	choice(c, "basis", in.Basis, Bases)
	if in.Purpose == Transfer {
		c.Add("purpose", "handoff.err.transfer")
	}
	known := ordered(Sections, in.Sections)
	switch {
	case len(in.Sections) == 0:
		c.Add("sections", "handoff.err.none")
	case len(known) != len(in.Sections):
		c.Add("sections", "web.err.choice")
	}
	in.Sections = known
	if in.Receiver == "" {
		c.Add("receiver", "handoff.err.organisation")
	} else if len([]rune(in.Receiver)) > maxLine {
		c.Add("receiver", "web.err.long", "max", maxLine)
	}
	if in.Days < 1 || in.Days > maxDays {
		c.Add("days", "handoff.err.days", "max", maxDays)
	}
	choice(c, "lock", in.Lock, Locks)
	if in.Lock == lockKey {
		if _, err := age.ParseRecipients(strings.NewReader(in.Recipient)); err != nil {
			c.Add("recipient", "handoff.err.recipient")
		}
	}
}

// Manifest stands in the file beside the documents.
type Manifest struct {
	Format   string    `json:"format"`
	Code     string    `json:"code"`
	From     string    `json:"from"`
	Purpose  string    `json:"purpose"`
	Sections []string  `json:"sections"`
	Basis    string    `json:"basis"`
	Made     time.Time `json:"made"`
	Expires  time.Time `json:"use_until"`
}

// Format of the file: a ZIP inside age, with manifest.json first.
const Format = "neove-package 1"

// zipped puts manifest and documents into one file.
func zipped(m Manifest, files []File) ([]byte, error) {
	raw, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return nil, err
	}
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	for _, f := range append([]File{{"manifest.json", raw}}, files...) {
		w, err := z.CreateHeader(&zip.FileHeader{Name: f.Name, Method: zip.Deflate, Modified: m.Made})
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(f.Data); err != nil {
			return nil, err
		}
	}
	err = z.Close()
	return buf.Bytes(), err
}

// locked encrypts to a key, or to a passphrase that it returns.
func locked(plain []byte, lock, recipient string, work int) (file []byte, passphrase string, err error) {
	var to []age.Recipient
	if lock == lockKey {
		to, err = age.ParseRecipients(strings.NewReader(recipient))
	} else {
		passphrase = newPassphrase()
		var r *age.ScryptRecipient
		if r, err = age.NewScryptRecipient(passphrase); err == nil {
			r.SetWorkFactor(work)
			to = []age.Recipient{r}
		}
	}
	if err != nil {
		return nil, "", err
	}
	var buf bytes.Buffer
	w, err := age.Encrypt(&buf, to...)
	if err != nil {
		return nil, "", err
	}
	if _, err := io.Copy(w, bytes.NewReader(plain)); err != nil {
		return nil, "", err
	}
	err = w.Close()
	return buf.Bytes(), passphrase, err
}

// letters of a passphrase: no vowels and no look-alikes, so that it can be read
// out over the phone and no input method changes it.
const letters = "23456789cfhkmnpqrtvx"

// newPassphrase has 24 letters, 103 bits.
func newPassphrase() string {
	var b strings.Builder
	for i := range 24 {
		if i > 0 && i%4 == 0 {
			b.WriteByte('-')
		}
		n, err := rand.Int(rand.Reader, big.NewInt(int64(len(letters))))
		if err != nil {
			panic(err) // the system gives no random numbers: nothing is safe
		}
		b.WriteByte(letters[n.Int64()])
	}
	return b.String()
}

func digestOf(file []byte) string {
	sum := sha256.Sum256(file)
	return hex.EncodeToString(sum[:])
}
