package training

import (
	"context"
	"errors"
	"io"
	"net/url"
	"slices"

	"neove/access"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/sheet"
	"neove/internal/ui"
	"neove/internal/web"
	"neove/org"
)

// errDry undoes a trial, which takes the same way as an import up to the end.
var errDry = errors.New("training: only a trial")

// ImportCourses takes a filled template back; unit is the organiser where the
// file names none. A cluster that came in before is left alone, a new one of a
// known course joins it. Nothing is stored when any row is wrong or in a trial.
// Errors: Invalid, Forbidden.
func (s *Service) ImportCourses(ctx context.Context, by access.Actor, unit string, file io.Reader, dry bool, reason string) (sheet.Result, error) {
	var out sheet.Result
	err := s.db.Write(ctx, by, "training.course.import", func(tx *db.Tx) error {
		list, err := terms(tx)
		if err != nil {
			return err
		}
		t, err := sheet.Read(file, courseColumns(list), courseSheet)
		if err != nil {
			return err
		}
		if u := t.Meta("unit"); u != "" {
			unit = u
		}
		if err := by.NeedAt(mayRecord, unit); err != nil {
			return err
		}
		var rows []courseRow
		for r := range t.Rows() {
			rows = append(rows, readCourseRow(r, list))
		}
		if err := t.Err(); err != nil {
			return err
		}
		if out.Added, out.Known, err = s.takeCourses(tx, by, rows, unit, reason); err != nil {
			return err
		}
		if err := t.Err(); err != nil {
			return err
		}
		out.Warnings = t.Warnings()
		if dry {
			return errDry
		}
		return nil
	})
	if errors.Is(err, errDry) {
		err = nil
	}
	return out, err
}

// takeCourses stores what is new; what is wrong is noted at its row.
func (s *Service) takeCourses(tx *db.Tx, by access.Actor, rows []courseRow, unit, reason string) (added, known int, err error) {
	var signs sheet.Signer
	for _, r := range gather(rows, unit) {
		var fresh []Cluster
		for _, c := range r.Clusters {
			said := []any{unit, r.SubjectKey, c.From, c.To, c.Place}
			for _, n := range c.Typed {
				said = append(said, n.Group, n.Level, n.People, n.Women)
			}
			c.Source = signs.Sign(said...)
			have, err := db.Get[int64](tx, "SELECT COUNT(*) FROM training_clusters WHERE source=?", c.Source)
			if err != nil {
				return 0, 0, err
			}
			if have > 0 {
				known++
				continue
			}
			fresh = append(fresh, c)
		}
		if len(fresh) == 0 {
			continue
		}
		added += len(fresh)
		r.Clusters = fresh
		if err := atRows(s.takeCourse(tx, by, r, reason), rows); err != nil {
			return 0, 0, err
		}
	}
	return added, known, nil
}

// takeCourse records a course, or adds its clusters to the one that is there.
func (s *Service) takeCourse(tx *db.Tx, by access.Actor, r Record, reason string) error {
	there, err := db.Select[string](tx, "SELECT id FROM training_courses WHERE unit=? AND year=? AND subject_key=? AND withdrawn=? ORDER BY id LIMIT 1",
		r.Unit, r.Year, r.SubjectKey, false)
	if err != nil {
		return err
	}
	if len(there) > 0 {
		_, err = s.addIn(tx, by, there[0], r.Clusters, reason)
		return err
	}
	_, err = s.RecordIn(tx, by, []Record{r}, reason)
	return err
}

// atRows brings what the rules found to the rows of the file; an error about no
// row is returned.
func atRows(err error, rows []courseRow) error {
	if !errs.Is(err, errs.Invalid) {
		return err
	}
	columns := []string{"subject", "from", "to", "place", "host", "group", "level", "people", "women", "topics", "trainers", "directing", "amount", "note"}
	for _, f := range errs.From(err).Fields {
		if f.Row < 1 || f.Row > len(rows) {
			return err
		}
		if !slices.Contains(columns, f.Name) {
			f.Name = "subject"
		}
		rows[f.Row-1].row.Bad(f.Name, f.Key, f.Args...)
	}
	return nil
}

// importView is an import page of the slice.
type importView struct {
	sheet.Import
	Facts, Action, Template, Done, Open string
}

func (s *Service) courseImport(by access.Actor, x *web.Exchange) (*importView, string, error) {
	unit := org.WorkUnit(by, x)
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return nil, "", err
	}
	at := "?unit=" + url.QueryEscape(unit)
	return &importView{Facts: t.Name(unit), Action: coursePath + "/import" + at, Template: coursePath + "/template.xlsx" + at, Open: coursePath + at}, unit, nil
}

func (s *Service) courseImportPage(by access.Actor, x *web.Exchange) error {
	v, _, err := s.courseImport(by, x)
	if err != nil {
		return err
	}
	return x.Page(200, "training/import", ui.Page{Title: x.T("training.import.courses"), Body: v})
}

func (s *Service) courseImportPost(by access.Actor, x *web.Exchange) error {
	v, unit, err := s.courseImport(by, x)
	if err != nil {
		return err
	}
	return v.Take(x, "training/import", ui.Page{Title: x.T("training.import.courses"), Body: v}, func(file io.Reader, dry bool, reason string) (sheet.Result, error) {
		r, err := s.ImportCourses(x.R.Context(), by, unit, file, dry, reason)
		v.Done = x.T("training.import.result", "clusters", r.Added, "known", r.Known)
		return r, err
	})
}
