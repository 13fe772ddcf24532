package training

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"neove/access"
	"neove/internal/db"
	"neove/internal/sheet"
	"neove/internal/ui"
	"neove/internal/web"
)

// nameList is a cluster with its names, on the way into a file.
type nameList struct {
	record  Record
	cluster Cluster
	names   []Participant
	terms   Terms
	mark    string // who takes it, for what, until when
}

// nameFiles are the files that hold names, in the order of the page.
var nameFiles = []struct {
	code  string
	write func(nameList, *web.Exchange) error
}{{"participants", nameList.writeNames}, {"attendance", nameList.writeAttendance}, {"certificates", nameList.writeCertificates}, {"template", nameList.writeTemplate}}

// taking is the page of a cluster that asks what its names are taken for.
func (s *Service) taking(by access.Actor, x *web.Exchange) (sheet.Taking, Record, Cluster, error) {
	r, c, err := s.CourseOf(x.R.Context(), by, x.Path("id"))
	if err == nil {
		err = by.NeedAt(mayName, r.Unit)
	}
	path := clusterPath + "/" + c.ID
	t := sheet.Taking{Action: path + "/export", Back: path}
	for _, f := range nameFiles {
		t.Files = append(t.Files, ui.Option{Value: f.code, Text: x.T("training.export." + f.code)})
	}
	return t, r, c, err
}

func (s *Service) exportPage(by access.Actor, x *web.Exchange) error {
	t, _, _, err := s.taking(by, x)
	if err != nil {
		return err
	}
	return t.Show(x, x.T("training.export"), url.Values{"file": {x.Query().Text("file", 20)}}, nil)
}

func (s *Service) exportPost(by access.Actor, x *web.Exchange) error {
	t, r, c, err := s.taking(by, x)
	if err != nil {
		return err
	}
	file, purpose, typed, err := t.Read(x)
	if err != nil {
		return t.Show(x, x.T("training.export"), typed, err)
	}
	l := nameList{record: r, cluster: c}
	var m sheet.Mark
	if l.names, m, err = s.Take(x.R.Context(), by, c.ID, file, purpose); err != nil {
		return err
	}
	if l.terms, err = s.Terms(x.R.Context()); err != nil {
		return err
	}
	l.mark = m.Line(x)
	return nameFiles[slices.IndexFunc(t.Files, func(o ui.Option) bool { return o.Value == file })].write(l, x)
}

// Take reads the names of a cluster for a file; the event is stored before the
// first name is given. Errors: NotFound, Forbidden.
func (s *Service) Take(ctx context.Context, by access.Actor, cluster, file, purpose string) ([]Participant, sheet.Mark, error) {
	m := sheet.Mark{Who: by.ActorName(), Purpose: purpose}
	r, _, err := s.CourseOf(ctx, by, cluster)
	if err == nil {
		err = by.NeedAt(mayName, r.Unit)
	}
	if err != nil {
		return nil, m, err
	}
	var out []Participant
	err = s.db.Read(ctx, by, "training.cluster.export", func(tx *db.Tx) error {
		if out, err = participants(tx, cluster); err != nil {
			return err
		}
		id := tx.ID()
		m.At, m.Number = tx.Now, strings.ToUpper(id[len(id)-8:])
		tx.Event(db.Event{Subject: clusterKind, ID: cluster, Unit: r.Unit, Detail: map[string]any{"file": file, "purpose": purpose, "number": m.Number, "people": len(out)}})
		return nil
	})
	return out, m, err
}
