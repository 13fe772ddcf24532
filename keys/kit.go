package keys

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"

	"filippo.io/age"
	"filippo.io/age/armor"

	"neove/access"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/seal"
)

// Print in the place of a recipient asks for the share as readable text.
const Print = "print"

// Share is one of the three parts of a recovery kit.
type Share struct {
	To   string // age recipient, or Print
	Text string // an age file, or the share itself
}

// MakeKit makes a recovery kit for three people: the kit text and one share
// for each. Any two open it. Errors: Invalid for anything but three readers.
func (s *Service) MakeKit(ctx context.Context, by access.Actor, to []string) (kit string, out []Share, err error) {
	if err := by.Need(permission); err != nil {
		return "", nil, err
	}
	var c errs.Check
	if len(to) != 3 {
		c.Add("share", "keys.err.three")
	}
	readers := make([]age.Recipient, len(to))
	for i, r := range to {
		if r == Print {
			continue
		}
		one, err := Recipients(r)
		if err != nil || len(one) != 1 {
			c.AddAt(i+1, "share", "keys.err.recipient")
			continue
		}
		readers[i] = one[0]
	}
	if err := c.Err(); err != nil {
		return "", nil, err
	}
	err = s.DB.Write(ctx, by, "keys.kit.make", func(tx *db.Tx) error {
		text, shares, err := s.Keys.MakeKit(tx)
		if err != nil {
			return err
		}
		for i, share := range shares {
			if readers[i] != nil {
				if share, err = encrypted(share, readers[i]); err != nil {
					return err
				}
			}
			out = append(out, Share{to[i], share})
		}
		kit = text
		tx.Event(db.Event{Subject: "keys.kit", ID: s.Keys.Fingerprint()})
		return nil
	})
	return kit, out, err
}

// Recipients reads age recipients ("age1…", also post-quantum "age1pq1…").
func Recipients(text string) ([]age.Recipient, error) {
	return age.ParseRecipients(strings.NewReader(text))
}

func encrypted(share string, to age.Recipient) (string, error) {
	var out bytes.Buffer
	a := armor.NewWriter(&out)
	w, err := age.Encrypt(a, to)
	if err != nil {
		return "", err
	}
	_, err = io.WriteString(w, share)
	if err := errors.Join(err, w.Close(), a.Close()); err != nil {
		return "", err
	}
	return out.String(), nil
}

// ReadShare reads a share: typed text, or an age file with its reader's
// identities. Errors: Invalid when no identity opens it.
func ReadShare(raw string, identities ...age.Identity) (string, error) {
	if !strings.HasPrefix(strings.TrimSpace(raw), armor.Header) {
		return raw, nil
	}
	if len(identities) == 0 {
		return "", errs.New(errs.Invalid, "keys.err.identity")
	}
	r, err := age.Decrypt(armor.NewReader(strings.NewReader(raw)), identities...)
	if err != nil {
		return "", errs.Wrap(errs.Invalid, err, "keys.err.identity")
	}
	text, err := io.ReadAll(io.LimitReader(r, 4096))
	return string(text), err
}

// Prove opens a recovery kit with two shares, checks that it opens what the
// database holds, and notes the day. Nothing is revealed. Errors: Invalid,
// NotFound for a kit of another database, Conflict for one that a rotation of
// the root key has overtaken.
func (s *Service) Prove(ctx context.Context, by access.Actor, kit string, shares ...string) (id string, err error) {
	if err := by.Need(permission); err != nil {
		return "", err
	}
	recovered, id, err := seal.OpenKit(kit, shares...)
	if err != nil {
		return "", err
	}
	return id, s.DB.Write(ctx, by, "keys.kit.prove", func(tx *db.Tx) error {
		tx.Event(db.Event{Subject: "keys.kit", ID: id})
		return recovered.Prove(tx, id)
	})
}
