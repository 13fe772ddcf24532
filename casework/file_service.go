package casework

import (
	"context"
	"slices"

	"neove/access"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/seal"
	"neove/internal/upload"
)

// Attach seals a checked file into a case. Errors: NotFound; Invalid, also for a
// file that the case has already.
func (s *Service) Attach(ctx context.Context, by access.Actor, key string, in FileInput, f upload.File) (File, error) {
	var out File
	err := s.write(ctx, by, "casework.file.attach", key, 0, func(d desk, c *Case, seat Seat) (err error) {
		out, err = d.attach(c, seat, in, f)
		return err
	})
	return out, err
}

func (d desk) attach(c *Case, seat Seat, in FileInput, f upload.File) (File, error) {
	var bad errs.Check
	in.validate(seat, d.tx.Today(), &bad)
	have, closed, err := d.filesOf(*c, seat)
	if err != nil {
		return File{}, err
	}
	if len(have)+closed >= maxFiles {
		bad.Add("file", "casework.err.files", "max", maxFiles)
	}
	for _, one := range have {
		if one.About.SHA256 == f.SHA256 && one.State == Current {
			bad.Add("file", "casework.err.file_again", "n", one.N)
		}
	}
	if err := bad.Err(); err != nil {
		return File{}, err
	}
	row := fileRow{File: File{ID: d.tx.ID(), Case: c.ID, N: int64(len(have)+closed) + 1, Subject: c.ID, Compartment: in.section(), Kind: in.Kind, State: Current, MediaType: f.MediaType, Size: f.Size,
		Office: seat.Office, ByID: d.by.ID, By: d.by.Name, At: d.tx.Now, About: in.About}}
	row.About.Name, row.About.SHA256 = f.Name, f.SHA256
	if row.Compartment == seal.Identity {
		row.Subject = c.Person
	}
	if err := d.sealFile(&row, f.Content); err != nil {
		return File{}, err
	}
	if err := d.tx.Insert("casework_files", row); err != nil {
		return File{}, err
	}
	return row.File, d.store(c, "casework.file.attach", seat, map[string]any{"kind": in.Kind, "compartment": row.Compartment, "file": row.N})
}

// Files lists the files of a case that the office opens, and how many it does
// not. Errors: NotFound.
func (s *Service) Files(ctx context.Context, by access.Actor, key string) (v View, list []File, closed int, err error) {
	err = s.read(ctx, by, "casework.case.view", key, func(d desk, c Case, seat Seat) (err error) {
		if v, err = d.view(c, seat); err != nil {
			return err
		}
		list, closed, err = d.filesOf(c, seat)
		return err
	})
	return v, list, closed, err
}

// File opens a file; reason is the code of a download, "" to look at it. Who
// looked is stored before a byte is returned. Errors: NotFound, as for a file in
// a compartment that stays closed; Invalid; Forbidden for a download by who
// broke the glass; Conflict for a withdrawn one.
func (s *Service) File(ctx context.Context, by access.Actor, key, id, reason string) (c Case, f File, content []byte, err error) {
	command := "casework.file.view"
	if reason != "" {
		command = "casework.file.download"
	}
	err = s.db.Read(ctx, by, command, func(tx *db.Tx) error {
		d, err := s.desk(tx, by)
		if err != nil {
			return err
		}
		var seat Seat
		if c, seat, err = d.find(key); err != nil {
			return err
		}
		if f, content, err = d.fileIn(c, seat, id); err != nil {
			return err
		}
		detail := map[string]any{"file": f.N, "kind": f.Kind, "compartment": f.Compartment, "part": seat.Part}
		if reason != "" {
			if !slices.Contains(DownloadReasons, reason) {
				var bad errs.Check
				bad.Add("reason", "casework.err.download")
				return bad.Err()
			}
			detail["reason"] = reason
		}
		d.event(command, c.ID, seat, detail)
		switch {
		case reason != "" && seat.Part == Broken:
			return errs.New(errs.Forbidden, "access.err.forbidden")
		case f.State != Current:
			return errs.New(errs.Conflict, "casework.err.file_withdrawn")
		}
		return nil
	})
	if err != nil {
		return Case{}, File{}, nil, err
	}
	return c, f, content, nil
}

// WithdrawFile takes a file back, with a reason: it stays in the list, nobody
// opens it any more. Errors: NotFound, Forbidden for another office's, Conflict,
// Invalid.
func (s *Service) WithdrawFile(ctx context.Context, by access.Actor, key, id, reason string) error {
	return s.write(ctx, by, "casework.file.withdraw", key, 0, func(d desk, c *Case, seat Seat) error {
		f, _, err := d.fileIn(*c, seat, id)
		switch {
		case err != nil:
			return err
		case f.State != Current:
			return errs.New(errs.Conflict, "web.err.changed")
		case f.Office != seat.Office:
			return errs.New(errs.Forbidden, "casework.err.other_office")
		}
		var bad errs.Check
		if reason == "" {
			bad.Add("reason", "web.err.reason")
			return bad.Err()
		}
		f.About.Reason = reason
		box, err := s.keys.SealJSON(d.tx, f.ref("box"), f.About)
		if err != nil {
			return err
		}
		if _, err := d.tx.Exec("UPDATE casework_files SET state=?, withdrawn_by=?, withdrawn_at=?, box=? WHERE id=?", Withdrawn, by.Name, db.Arg(d.tx.Now), box, id); err != nil {
			return err
		}
		return d.store(c, "casework.file.withdraw", seat, map[string]any{"kind": f.Kind, "file": f.N})
	})
}
