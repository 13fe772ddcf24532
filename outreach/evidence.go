package outreach

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"net/http"
	"path"
	"strings"
	"time"

	"neove/access"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/vntext"
	"neove/internal/web"
)

// Limits of an evidence file: bytes, and pixels of a picture.
const (
	maxEvidence = 10 << 20
	maxPixels   = 50_000_000
)

// Evidence is a file that shows that an activity took place.
type Evidence struct {
	ID        string    `db:"id"`
	Activity  string    `db:"activity"`
	Name      string    `db:"name"`
	MediaType string    `db:"media_type"`
	Size      int64     `db:"size"`
	SHA256    string    `db:"sha256"`
	By        string    `db:"added_by"`
	At        time.Time `db:"added_at"`
}

type evidenceRow struct {
	Evidence
	Content []byte `db:"content"`
}

func evidenceOf(tx *db.Tx, activity string) ([]Evidence, error) {
	return db.Select[Evidence](tx, "SELECT id,activity,name,media_type,size,sha256,added_by,added_at FROM outreach_evidence WHERE activity=? ORDER BY added_at, id", activity)
}

// Attach keeps a JPEG, PNG or PDF of at most 10 MB. The type is that of the
// content, whatever the name says; a picture is drawn anew, so that nothing but
// its points is kept: no place, no camera, no hidden text.
// Errors: Invalid, NotFound.
func (s *Service) Attach(ctx context.Context, by access.Actor, activity, name string, r io.Reader) error {
	raw, err := io.ReadAll(io.LimitReader(r, maxEvidence+1))
	if err != nil {
		return err
	}
	kind, content, err := cleanEvidence(raw)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, by, "outreach.evidence.attach", func(tx *db.Tx) error {
		a, err := activityByID(tx, activity)
		if err != nil {
			return err
		}
		if err := by.NeedAt("outreach.activity.record", a.Unit); err != nil {
			return errs.New(errs.NotFound, "web.err.not_found")
		}
		sum := sha256.Sum256(content)
		name = vntext.Clean(path.Base(strings.ReplaceAll(name, "\\", "/")))
		row := evidenceRow{Evidence{tx.ID(), activity, name, kind, int64(len(content)), hex.EncodeToString(sum[:]), by.ActorName(), tx.Now}, content}
		tx.Event(db.Event{Subject: activityKind, ID: activity, Unit: a.Unit, Detail: map[string]any{"evidence": name, "size": row.Size}})
		return tx.Insert("outreach_evidence", row)
	})
}

func cleanEvidence(raw []byte) (kind string, content []byte, err error) {
	bad := func(key string) error {
		var c errs.Check
		c.Add("evidence", key)
		return c.Err()
	}
	if len(raw) == 0 {
		return "", nil, bad("outreach.err.evidence_empty")
	}
	if len(raw) > maxEvidence {
		return "", nil, bad("outreach.err.evidence_large")
	}
	kind = http.DetectContentType(raw)
	switch kind {
	case "application/pdf":
		return kind, raw, nil
	case "image/jpeg", "image/png":
	default:
		return "", nil, bad("outreach.err.evidence_type")
	}
	conf, _, err := image.DecodeConfig(bytes.NewReader(raw))
	if err != nil || conf.Width*conf.Height > maxPixels || conf.Width < 1 || conf.Height < 1 {
		return "", nil, bad("outreach.err.evidence_type")
	}
	img, _, err := image.Decode(bytes.NewReader(raw))
	if err != nil {
		return "", nil, bad("outreach.err.evidence_type")
	}
	var out bytes.Buffer
	if kind == "image/png" {
		err = png.Encode(&out, img)
	} else {
		err = jpeg.Encode(&out, upright(img, orientation(raw)), &jpeg.Options{Quality: 88})
	}
	return kind, out.Bytes(), err
}

func (s *Service) evidencePost(by access.Actor, x *web.Exchange) error {
	if _, err := x.Form(); err != nil {
		return err
	}
	file, head, err := x.R.FormFile("evidence")
	if err != nil {
		var c errs.Check
		c.Add("evidence", "outreach.err.evidence_empty")
		return s.showActivity(by, x, c.Err())
	}
	defer file.Close()
	if err := s.Attach(x.R.Context(), by, x.Path("id"), head.Filename, file); err != nil {
		if errs.Is(err, errs.Invalid) {
			return s.showActivity(by, x, err)
		}
		return err
	}
	x.Notice("outreach.evidence.saved")
	return x.See(activityPath + "/" + x.Path("id"))
}

// evidenceFile is a download in a sandbox: it never runs in our pages.
func (s *Service) evidenceFile(by access.Actor, x *web.Exchange) error {
	var row evidenceRow
	err := s.db.View(x.R.Context(), func(tx *db.Tx) error {
		var err error
		if row, err = db.Get[evidenceRow](tx, "SELECT id,activity,name,media_type,size,sha256,added_by,added_at,content FROM outreach_evidence WHERE id=?", x.Path("id")); err != nil {
			return err
		}
		a, err := activityByID(tx, row.Activity)
		if err == nil && !by.MayAt("outreach.activity.read", a.Unit) {
			err = errs.New(errs.NotFound, "web.err.not_found")
		}
		return err
	})
	if err != nil {
		return err
	}
	x.Attachment(row.Name, row.MediaType)
	x.W.Header().Set("Content-Security-Policy", "sandbox; default-src 'none'")
	_, err = x.W.Write(row.Content)
	return err
}
