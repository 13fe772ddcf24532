package casework

import (
	"bytes"
	"io"

	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/seal"
)

type fileRow struct {
	File
	Content []byte `db:"content"`
}

const fileColumns = `SELECT id,case_id,n,subject,compartment,kind,state,media_type,size,office,by_id,by_name,at,withdrawn_by,withdrawn_at,box`

// filesSealed are the columns of files; the compartment stands in the row.
func filesSealed() (out []seal.Column) {
	for _, section := range Sections {
		for _, column := range []string{"box", "content"} {
			out = append(out, seal.Column{Table: "casework_files", Row: "id", Subject: "subject", Column: column, Compartment: section, Where: "compartment='" + section + "'"})
		}
	}
	return out
}

func (f File) ref(column string) seal.Ref {
	return seal.Ref{Table: "casework_files", Row: f.ID, Column: column, Subject: f.Subject, Compartment: f.Compartment}
}

// filesOf lists the files of a case that the seat opens, newest first, and how
// many others there are.
func (d desk) filesOf(c Case, seat Seat) (out []File, closed int, err error) {
	all, err := db.Select[File](d.tx, fileColumns+" FROM casework_files WHERE case_id=? ORDER BY n DESC", c.ID)
	for _, f := range all {
		if !seat.May(f.Compartment) {
			closed++
			continue
		}
		if err := d.s.keys.OpenJSON(d.tx, seat.Office, f.ref("box"), f.Box, &f.About); err != nil {
			return nil, 0, err
		}
		out = append(out, f)
	}
	return out, closed, err
}

// fileIn finds one that the seat opens, with its content unless it was
// withdrawn.
func (d desk) fileIn(c Case, seat Seat, id string) (File, []byte, error) {
	row, err := db.Get[fileRow](d.tx, fileColumns+",content FROM casework_files WHERE id=? AND case_id=?", id, c.ID)
	if err != nil || !seat.May(row.Compartment) {
		return File{}, nil, nothing()
	}
	if err := d.s.keys.OpenJSON(d.tx, seat.Office, row.ref("box"), row.Box, &row.About); err != nil || row.State != Current {
		return row.File, nil, err
	}
	r, err := d.s.keys.OpenFile(d.tx, seat.Office, row.ref("content"), bytes.NewReader(row.Content))
	if err != nil {
		return row.File, nil, err
	}
	plain, err := io.ReadAll(r)
	return row.File, plain, err
}

// sealFile fills the sealed columns of a row.
func (d desk) sealFile(row *fileRow, plain []byte) (err error) {
	if row.Box, err = d.s.keys.SealJSON(d.tx, row.ref("box"), row.About); err != nil {
		return err
	}
	var box bytes.Buffer
	w, err := d.s.keys.SealFile(d.tx, row.ref("content"), &box)
	if err != nil {
		return err
	}
	if _, err := w.Write(plain); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return errs.Wrap(errs.Internal, err, "seal.err.open")
	}
	row.Content = box.Bytes()
	return nil
}
