package training

import (
	"context"
	"errors"
	"io"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/sheet"
	"neove/internal/ui"
	"neove/internal/web"
)

// NamesResult says what an import of names did, or would do.
type NamesResult struct {
	sheet.Result
	Changed int // people of the list whose row says something new
}

// ImportParticipants takes a filled list of a cluster back. A person who is on
// the list (same name, unit and post) takes what the file says; nobody is
// removed. Nothing is stored when any row is wrong or in a trial.
// Errors: Invalid, Forbidden, NotFound.
func (s *Service) ImportParticipants(ctx context.Context, by access.Actor, cluster string, file io.Reader, dry bool, reason string) (NamesResult, error) {
	var out NamesResult
	err := s.db.Write(ctx, by, "training.participant.set", func(tx *db.Tx) error {
		list, err := terms(tx)
		if err != nil {
			return err
		}
		t, err := sheet.Read(file, participantColumns(list), participantSheet)
		if err != nil {
			return err
		}
		if id := t.Meta("cluster"); id != "" && id != cluster {
			return errs.New(errs.Invalid, "training.err.other_cluster")
		}
		var rows []*sheet.Row
		var names []Participant
		for r := range t.Rows() {
			rows, names = append(rows, r), append(names, readNameRow(r))
		}
		if err := t.Err(); err != nil {
			return err
		}
		if err := s.takeNames(tx, by, cluster, rows, names, reason, &out); err != nil {
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

func readNameRow(r *sheet.Row) Participant {
	score := func(field string) *int64 {
		text := r.Text(field)
		if text == "" {
			return nil
		}
		n, ok := ParseScore(text)
		if !ok {
			r.Bad(field, "training.err.score")
		}
		return &n
	}
	p := Participant{Name: r.Text("name"), UnitText: r.Text("unit_text"), Post: r.Text("post"), Group: r.Choice("group"), Level: r.Choice("level"),
		Sex: r.Choice("sex"), Attended: r.Count("attended"), Before: score("before"), After: score("after"), Certificate: r.Text("certificate")}
	if d := r.Date("certified_on"); d != 0 {
		p.CertifiedOn = &d
	}
	return p
}

// takeNames joins the file with the list; lines are rows of the file, 0 for
// names that only the list has.
func (s *Service) takeNames(tx *db.Tx, by access.Actor, cluster string, rows []*sheet.Row, names []Participant, reason string, out *NamesResult) error {
	r, err := recordOf(tx, cluster)
	if err != nil {
		return err
	}
	c := r.cluster(cluster)
	have, err := participants(tx, cluster)
	if err != nil {
		return err
	}
	groups, err := terms(tx)
	if err != nil {
		return err
	}
	g, at := s.gazetteer(tx, r, *c), map[string]int{}
	for i, p := range have {
		at[p.matchKey()] = i
	}
	before := len(have)
	for i, p := range names {
		p.Line = i + 1
		p.clean(groups)
		p.Unit = g.find(p.UnitText)
		p.level(g)
		j, there := at[p.matchKey()]
		switch {
		case !there || j >= before || have[j].Line > 0: // new, or twice in the file, which the rules refuse
			at[p.matchKey()], have = len(have), append(have, p)
			out.Added++
		default:
			p.ID = have[j].ID
			if same(have[j], p) {
				out.Known++
			} else {
				out.Changed++
			}
			have[j] = p
		}
	}
	if out.Added+out.Changed == 0 {
		return nil
	}
	_, err = s.changeClusterIn(tx, by, "training.participant.set", cluster, c.Version, reason, func(tx *db.Tx, r Record, c *Cluster) (map[string]any, error) {
		return s.setNames(tx, by, r, c, have)
	})
	if !errs.Is(err, errs.Invalid) {
		return err
	}
	for _, f := range errs.From(err).Fields {
		if f.Row < 1 || f.Row > len(rows) {
			return err
		}
		rows[f.Row-1].Bad(f.Name, f.Key, f.Args...)
	}
	return nil
}

// same reports whether two rows of one person say the same.
func same(a, b Participant) bool {
	eq := func(x, y *int64) bool { return x == y || x != nil && y != nil && *x == *y }
	day := func(d *clock.Date) clock.Date {
		if d == nil {
			return 0
		}
		return *d
	}
	return a.Level == b.Level && a.Group == b.Group && a.Sex == b.Sex && a.Certificate == b.Certificate && day(a.CertifiedOn) == day(b.CertifiedOn) &&
		eq(a.Attended, b.Attended) && eq(a.Before, b.Before) && eq(a.After, b.After) && a.UnitText == b.UnitText
}

func (s *Service) participantImport(by access.Actor, x *web.Exchange) (*importView, ui.Page, error) {
	r, c, _, err := s.openCluster(by, x)
	if err != nil {
		return nil, ui.Page{}, err
	}
	if err := by.NeedAt(mayName, r.Unit); err != nil {
		return nil, ui.Page{}, err
	}
	path := clusterPath + "/" + c.ID
	v := &importView{Facts: r.Subject + " · " + days([]Cluster{c}), Action: path + "/import", Template: path + "/export?file=template", Open: path}
	return v, ui.Page{Title: x.T("training.import.names"), Body: v, Crumbs: crumbs(x, r, ui.Crumb{Text: clusterName(x, r, c.ID), Href: path})}, nil
}

func (s *Service) participantImportPage(by access.Actor, x *web.Exchange) error {
	_, page, err := s.participantImport(by, x)
	if err != nil {
		return err
	}
	return x.Page(200, "training/import", page)
}

func (s *Service) participantImportPost(by access.Actor, x *web.Exchange) error {
	v, page, err := s.participantImport(by, x)
	if err != nil {
		return err
	}
	return v.Take(x, "training/import", page, func(file io.Reader, dry bool, reason string) (sheet.Result, error) {
		r, err := s.ImportParticipants(x.R.Context(), by, x.Path("id"), file, dry, reason)
		v.Done = x.T("training.import.names_result", "added", r.Added, "changed", r.Changed, "known", r.Known)
		return r.Result, err
	})
}
