package directive

import (
	"context"

	"neove/access"
	"neove/internal/db"
	"neove/internal/upload"
	"neove/internal/web"
)

// Attach keeps a checked file with a document. Errors: NotFound, Forbidden,
// Conflict.
func (s *Service) Attach(ctx context.Context, by access.Actor, document string, f upload.File) error {
	return s.db.Write(ctx, by, "directive.document.attach", func(tx *db.Tx) error {
		d, err := s.owned(tx, by, document, mayIssue)
		if err != nil {
			return err
		}
		tx.Event(db.Event{Subject: documentKind, ID: d.ID, Unit: d.Unit, Detail: map[string]any{"type": f.MediaType, "size": f.Size}})
		return attach(tx, by, File{Document: d.ID}, f)
	})
}

func attach(tx *db.Tx, by access.Actor, of File, f upload.File) error {
	of.ID, of.Name, of.MediaType, of.Size, of.SHA256 = tx.ID(), f.Name, f.MediaType, f.Size, f.SHA256
	of.By, of.At = by.ActorName(), tx.Now
	return tx.Insert("directive_files", fileRow{of, f.Content})
}

// fileDownload gives back a file of a document, or of an answer to those who
// may see that answer.
func (s *Service) fileDownload(by access.Actor, x *web.Exchange) error {
	var row fileRow
	err := s.db.View(x.R.Context(), func(tx *db.Tx) (err error) {
		if row, err = fileByID(tx, x.Path("id")); err != nil {
			return err
		}
		if row.Recipient != "" {
			_, _, err = readable(tx, by, row.Recipient)
			return err
		}
		_, err = seen(tx, by, row.Document)
		return err
	})
	if err != nil {
		return err
	}
	return upload.Serve(x, row.Name, row.MediaType, row.Content)
}
