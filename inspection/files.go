package inspection

import (
	"context"
	"time"

	"neove/access"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/upload"
	"neove/internal/web"
)

// Kinds of files of a check.
var FileKinds = []string{"evidence", "pledge", "decision"}

// File is a file of a check; its content is stored beside.
type File struct {
	ID        string    `db:"id"`
	Check     string    `db:"check_id"`
	Kind      string    `db:"kind"`
	Name      string    `db:"name"`
	MediaType string    `db:"media_type"`
	Size      int64     `db:"size"`
	SHA256    string    `db:"sha256"`
	By        string    `db:"added_by"`
	At        time.Time `db:"added_at"`
}

type fileRow struct {
	File
	Content []byte `db:"content"`
	Sealed  bool   `db:"sealed"`
}

// fileLabel names the key under which files are sealed.
const fileLabel = "inspection.file"

const fileColumns = "SELECT id,check_id,kind,name,media_type,size,sha256,added_by,added_at"

func filesOf(tx *db.Tx, check string) ([]File, error) {
	return db.Select[File](tx, fileColumns+" FROM inspection_files WHERE check_id=? ORDER BY added_at, id", check)
}

// Attach keeps a checked file. The same file again changes nothing, so that a
// device may send it until it hears that it arrived. Errors: Invalid, NotFound.
func (s *Service) Attach(ctx context.Context, by access.Actor, check, kind string, f upload.File) error {
	return s.db.Write(ctx, by, "inspection.file.attach", func(tx *db.Tx) error {
		k, err := s.ownCheck(tx, by, check)
		if err != nil {
			return err
		}
		if k.Withdrawn {
			return notFound()
		}
		n, err := db.Get[int64](tx, "SELECT COUNT(*) FROM inspection_files WHERE check_id=? AND sha256=?", check, f.SHA256)
		if err != nil || n > 0 {
			return err
		}
		row := fileRow{File: File{tx.ID(), check, kind, f.Name, f.MediaType, f.Size, f.SHA256, by.ActorName(), tx.Now}, Sealed: true}
		if row.Content, err = s.Keys.WrapFile(fileLabel, f.Content, row.ID); err != nil {
			return err
		}
		tx.Event(db.Event{Subject: checkKind, ID: check, Unit: k.Unit, Detail: map[string]any{"file_kind": kind, "size": f.Size}})
		return tx.Insert("inspection_files", row)
	})
}

// filePost keeps one file of the view, or those that came with a new record.
func (s *Service) filePost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	kind := f.Choice("kind", FileKinds...)
	if kind == "" {
		kind = FileKinds[0]
	}
	id := x.Path("id")
	file, err := upload.FromForm(f, "file")
	if err == nil {
		err = f.Err()
	}
	if err == nil {
		err = s.Attach(x.R.Context(), by, id, kind, file)
	}
	switch {
	case errs.Is(err, errs.Invalid):
		return s.showCheck(by, x, err)
	case err != nil:
		return err
	}
	x.Notice("inspection.file.saved")
	return x.See(checkPath + "/" + id)
}

func (s *Service) fileGet(by access.Actor, x *web.Exchange) error {
	var row fileRow
	err := s.db.View(x.R.Context(), func(tx *db.Tx) (err error) {
		if row, err = db.Get[fileRow](tx, fileColumns+",content,sealed FROM inspection_files WHERE id=?", x.Path("id")); err != nil {
			return err
		}
		_, err = checkFor(tx, by, row.Check)
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
