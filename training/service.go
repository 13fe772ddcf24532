package training

import (
	"context"
	"slices"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/org"
	"neove/signoff"
)

// Service holds the commands and queries of the slice.
type Service struct {
	db      *db.DB
	org     *org.Service
	signoff *signoff.Service
}

// NewService makes the service.
func NewService(d *db.DB, o *org.Service, s *signoff.Service) *Service { return &Service{d, o, s} }

// Kinds of facts and of subjects in the history.
const (
	courseKind  = "training.course"
	clusterKind = "training.cluster"
	peopleKind  = "training.person"
)

const (
	mayRead   = "training.course.read"
	mayRecord = "training.course.record"
	mayName   = "training.participant.read"
	mayReview = "signoff.return" // the line above
)

func notFound() error { return errs.New(errs.NotFound, "web.err.not_found") }

// corrects reports whether the actor may change a course: the office that
// recorded it and the line above.
func corrects(t *org.Tree, by access.Actor, r Record, today clock.Date) bool {
	return by.MayAt(mayRecord, r.Unit) && t.Corrects(by, mayRecord, mayReview, r.Unit, r.Office, today)
}

// Terms lists the groups and topics.
func (s *Service) Terms(ctx context.Context) (Terms, error) {
	var out Terms
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		out, err = terms(tx)
		return err
	})
	return out, err
}

// Course is one record with its clusters. Errors: NotFound, also when the
// reader may not see it.
func (s *Service) Course(ctx context.Context, by access.Actor, id string) (Record, error) {
	var r Record
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		r, err = record(tx, id)
		return err
	})
	if err == nil && !by.MayAt(mayRead, r.Unit) {
		return Record{}, notFound()
	}
	return r, err
}

// CourseOf is the course of a cluster, and the cluster. Errors: NotFound.
func (s *Service) CourseOf(ctx context.Context, by access.Actor, cluster string) (Record, Cluster, error) {
	var r Record
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		r, err = recordOf(tx, cluster)
		return err
	})
	if err != nil {
		return Record{}, Cluster{}, err
	}
	if !by.MayAt(mayRead, r.Unit) {
		return Record{}, Cluster{}, notFound()
	}
	return r, *r.cluster(cluster), nil
}

func recordOf(tx *db.Tx, cluster string) (Record, error) {
	id, err := db.Get[string](tx, "SELECT course FROM training_clusters WHERE id=?", cluster)
	if err != nil {
		return Record{}, err
	}
	return record(tx, id)
}

// Courses lists what is organised in root's area and fits the filter, newest
// first, with the number of all that fit and what they add up to.
// Errors: Forbidden.
func (s *Service) Courses(ctx context.Context, by access.Actor, root string, f Filter) ([]Record, int64, CourseSums, error) {
	if err := by.NeedAt(mayRead, root); err != nil {
		return nil, 0, CourseSums{}, err
	}
	var out []Record
	var n int64
	var sums CourseSums
	err := s.db.View(ctx, func(tx *db.Tx) error {
		t, err := s.org.TreeIn(tx)
		if err != nil {
			return err
		}
		f.Units = append(t.Under(root), root)
		if n, err = countCourses(tx, f); err != nil {
			return err
		}
		if sums, err = totals(tx, f); err != nil {
			return err
		}
		list, err := courses(tx, f)
		if err != nil {
			return err
		}
		out, err = withClusters(tx, list)
		return err
	})
	return out, n, sums, err
}

// Participants are the names of a cluster. Errors: NotFound; Forbidden for
// those who see the course but not names.
func (s *Service) Participants(ctx context.Context, by access.Actor, cluster string) ([]Participant, error) {
	r, _, err := s.CourseOf(ctx, by, cluster)
	if err != nil {
		return nil, err
	}
	if err := by.NeedAt(mayName, r.Unit); err != nil {
		return nil, err
	}
	var out []Participant
	err = s.db.View(ctx, func(tx *db.Tx) (err error) {
		out, err = participants(tx, cluster)
		return err
	})
	return out, err
}

// fewTested is how many results a mean needs before those see it who may not
// see single ones.
const fewTested = 5

// Result is what the tests of clusters show together; false when there is
// nothing to show to this reader.
func (s *Service) Result(ctx context.Context, by access.Actor, unit string, clusters ...Cluster) (Result, bool, error) {
	var sum Result
	var ids []string
	for _, c := range clusters {
		switch {
		case c.State != Held:
		case c.Named > 0:
			ids = append(ids, c.ID)
		case c.Before != nil && c.After != nil: // a typed mean stands for everybody
			sum.Before, sum.After, sum.N = sum.Before+*c.Before*c.People, sum.After+*c.After*c.People, sum.N+c.People
		}
	}
	err := s.db.View(ctx, func(tx *db.Tx) error {
		list, err := participants(tx, ids...)
		if r, ok := result(list); ok && err == nil {
			sum.Before, sum.After, sum.N = sum.Before+r.Before*r.N, sum.After+r.After*r.N, sum.N+r.N
		}
		return err
	})
	if err != nil || sum.N == 0 || sum.N < fewTested && !by.MayAt(mayName, unit) {
		return Result{}, false, err
	}
	return Result{mean(sum.Before, sum.N), mean(sum.After, sum.N), sum.N}, true, nil
}

// within checks that the units exist on the days of their clusters.
func within(e *errs.Check, t *org.Tree, r Record) error {
	u, ok := t.Unit(r.Unit)
	if !ok {
		return errs.New(errs.NotFound, "org.err.unit", "unit", r.Unit)
	}
	for _, c := range r.Clusters {
		if c.From != 0 && c.State != Removed && !u.On(c.From) {
			e.AddAt(c.Line, "from", "training.err.unit_day", "unit", u.Name)
		}
	}
	return nil
}

// touch tells the sign-off of every day on which something counted or counts
// now.
func (s *Service) touch(tx *db.Tx, by access.Actor, reason, unit string, days ...clock.Date) error {
	slices.Sort(days)
	for _, day := range slices.Compact(days) {
		if err := s.signoff.Touch(tx, by, "training", unit, day, reason); err != nil {
			return err
		}
	}
	return nil
}
