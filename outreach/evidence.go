package outreach

import (
	"context"
	"time"

	"neove/access"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/upload"
	"neove/internal/web"
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
	Sealed  bool   `db:"sealed"`
}

// fileLabel names the key under which files are sealed: a copy of the database
// shows nobody who sat in a session.
const fileLabel = "outreach.evidence"

func evidenceOf(tx *db.Tx, activity string) ([]Evidence, error) {
	return db.Select[Evidence](tx, "SELECT id,activity,name,media_type,size,sha256,added_by,added_at FROM outreach_evidence WHERE activity=? ORDER BY added_at, id", activity)
}

// Attach keeps a checked file with an activity. Errors: NotFound, Forbidden,
// Unavailable (nothing can be sealed).
func (s *Service) Attach(ctx context.Context, by access.Actor, activity string, f upload.File) error {
	return s.db.Write(ctx, by, "outreach.evidence.attach", func(tx *db.Tx) error {
		a, err := s.owned(tx, by, activity)
		if err != nil {
			return err
		}
		row := evidenceRow{Evidence: Evidence{tx.ID(), activity, f.Name, f.MediaType, f.Size, f.SHA256, by.ActorName(), tx.Now}, Sealed: true}
		if row.Content, err = s.Keys.WrapFile(fileLabel, f.Content, row.ID); err != nil {
			return err
		}
		tx.Event(db.Event{Subject: activityKind, ID: activity, Unit: a.Unit, Detail: map[string]any{"type": f.MediaType, "size": f.Size}})
		return tx.Insert("outreach_evidence", row)
	})
}

func (s *Service) evidencePost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	file, err := upload.FromForm(f, "evidence")
	if err == nil {
		err = s.Attach(x.R.Context(), by, x.Path("id"), file)
	}
	if errs.Is(err, errs.Invalid) {
		return s.showActivity(by, x, err)
	}
	if err != nil {
		return err
	}
	x.Notice("outreach.evidence.saved")
	return x.See(activityPath + "/" + x.Path("id"))
}

func (s *Service) evidenceFile(by access.Actor, x *web.Exchange) error {
	var row evidenceRow
	err := s.db.View(x.R.Context(), func(tx *db.Tx) error {
		var err error
		if row, err = db.Get[evidenceRow](tx, "SELECT id,activity,name,media_type,size,sha256,added_by,added_at,content,sealed FROM outreach_evidence WHERE id=?", x.Path("id")); err != nil {
			return err
		}
		a, err := activityByID(tx, row.Activity)
		if err == nil && !by.MayAt(mayRead, a.Unit) {
			err = errs.New(errs.NotFound, "web.err.not_found")
		}
		return err
	})
	if err == nil && row.Sealed {
		row.Content, err = s.Keys.UnwrapFile(fileLabel, row.Content, row.ID)
	}
	if err != nil {
		return err
	}
	return upload.Serve(x, row.Name, row.MediaType, row.Content)
}
