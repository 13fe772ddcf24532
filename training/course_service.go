package training

import (
	"context"
	"slices"
	"strconv"

	"neove/access"
	"neove/audit"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/vntext"
	"neove/measure"
)

// Record stores a course with its clusters, planned or held.
// Errors: Invalid, Forbidden, NotFound (no such unit).
func (s *Service) Record(ctx context.Context, by access.Actor, in Record, reason string) (Record, error) {
	var out []Record
	err := s.db.Write(ctx, by, "training.course.record", func(tx *db.Tx) (err error) {
		out, err = s.RecordIn(tx, by, []Record{in}, reason)
		return err
	})
	if err != nil {
		return in, err
	}
	return out[0], nil
}

// RecordIn stores all courses or none, inside a transaction of the caller
// (import, API, demo).
func (s *Service) RecordIn(tx *db.Tx, by access.Actor, in []Record, reason string) ([]Record, error) {
	t, err := s.org.TreeIn(tx)
	if err != nil {
		return nil, err
	}
	list, err := terms(tx)
	if err != nil {
		return nil, err
	}
	out, e := make([]Record, len(in)), errs.Check{}
	for i, r := range in {
		if err := by.NeedAt(mayRecord, r.Unit); err != nil {
			return nil, err
		}
		r.Clusters = slices.Clone(r.Clusters)
		r.ID, r.Version, r.CreatedBy, r.CreatedAt, r.ChangedAt = tx.ID(), 1, by.ActorName(), tx.Now, tx.Now
		r.Office = t.Recorder(by, mayRecord, r.Unit)
		r.addClusters(tx)
		r.clean()
		if len(r.Clusters) == 0 || len(r.Clusters) > maxClusters {
			e.AddAt(r.Line, "clusters", "training.err.clusters", "max", maxClusters)
		}
		r.Course.validate(&e, r.Line, list)
		for _, c := range r.Clusters {
			c.validate(&e, tx.Today(), list)
		}
		if err := within(&e, t, r); err != nil {
			return nil, err
		}
		r.settle(tx.Today())
		out[i] = r
	}
	if err := e.Err(); err != nil {
		return nil, err
	}
	for _, r := range out {
		tx.Event(db.Event{Action: "training.course.record", Subject: courseKind, ID: r.ID, Unit: r.Unit, Reason: reason,
			Detail: map[string]any{"year": strconv.FormatInt(r.Year, 10), "subject": r.Subject, "clusters": len(r.Clusters)}})
		for _, c := range r.Clusters {
			tx.Event(db.Event{Action: "training.cluster.add", Subject: clusterKind, ID: c.ID, Unit: r.Unit, Detail: c.summary()})
		}
	}
	for _, r := range out {
		if err := s.touch(tx, by, reason, r.Unit, moved(nil, r.allFacts())...); err != nil {
			return nil, err
		}
	}
	return out, keep(tx, out...)
}

// addClusters gives ids to the clusters that have none.
func (r *Record) addClusters(tx *db.Tx) {
	for i := range r.Clusters {
		c := &r.Clusters[i]
		if c.ID == "" {
			c.ID, c.Course, c.Position, c.Version, c.State, c.Named, c.Listed = tx.ID(), r.ID, int64(i+1), 1, Planned, 0, nil
		}
	}
}

// summary is what the history tells of a new cluster.
func (c Cluster) summary() map[string]any {
	return map[string]any{"days": days([]Cluster{c}), "place": c.Place, "people": c.People}
}

// keep stores records with their facts.
func keep(tx *db.Tx, list ...Record) error {
	var courses, clusters []measure.Entry
	for _, r := range list {
		courses = append(courses, measure.Entry{ID: r.ID, Facts: r.facts()})
		clusters = append(clusters, r.entries()...)
	}
	if err := store(tx, list...); err != nil {
		return err
	}
	if err := measure.Replace(tx, courseKind, courses...); err != nil {
		return err
	}
	return measure.Replace(tx, clusterKind, clusters...)
}

// moved are the days whose figures differ between two sets of facts. A change
// that moves no figure leaves what was signed off as it is.
func moved(old, now []measure.Fact) []clock.Date {
	var out []clock.Date
	for _, f := range old {
		if !slices.Contains(now, f) {
			out = append(out, f.Day)
		}
	}
	for _, f := range now {
		if !slices.Contains(old, f) {
			out = append(out, f.Day)
		}
	}
	return out
}

// change is one command on a course that is there: edit alters it and tells
// the history what it did. Errors: NotFound (also without the right to record
// there), Forbidden for what another office recorded, Conflict (withdrawn, or what edit finds), Invalid.
func (s *Service) change(tx *db.Tx, by access.Actor, id, reason string, edit func(r *Record) (db.Event, error)) (Record, error) {
	r, err := record(tx, id)
	if err != nil {
		return r, err
	}
	if !by.MayAt(mayRecord, r.Unit) {
		return r, notFound()
	}
	t, err := s.org.TreeIn(tx)
	if err != nil {
		return r, err
	}
	if !corrects(t, by, r, tx.Today()) {
		return r, errs.New(errs.Forbidden, "access.err.forbidden")
	}
	if r.Withdrawn {
		return r, errs.New(errs.Conflict, "web.err.changed")
	}
	counted := r.allFacts()
	event, err := edit(&r)
	if err != nil {
		return r, err
	}
	r.Version, r.ChangedAt = r.Version+1, tx.Now
	if err := s.check(tx, &r); err != nil {
		return r, err
	}
	if err := s.touch(tx, by, reason, r.Unit, moved(counted, r.allFacts())...); err != nil {
		return r, err
	}
	event.Unit, event.Reason = r.Unit, reason
	tx.Event(event)
	return r, keep(tx, r)
}

// check runs the rules over a changed record. Clusters that nobody touched are
// not asked again.
func (s *Service) check(tx *db.Tx, r *Record) error {
	t, err := s.org.TreeIn(tx)
	if err != nil {
		return err
	}
	list, err := terms(tx)
	if err != nil {
		return err
	}
	var e errs.Check
	r.addClusters(tx)
	r.clean()
	r.Course.validate(&e, 0, list)
	for _, c := range r.Clusters {
		if c.State != Removed {
			c.validate(&e, tx.Today(), list)
		}
	}
	if err := within(&e, t, *r); err != nil {
		return err
	}
	r.settle(tx.Today())
	return e.Err()
}

// Amend corrects what is said of the course itself; its clusters stay. version
// is the one the officer saw. Errors: Invalid, NotFound, Conflict.
func (s *Service) Amend(ctx context.Context, by access.Actor, id string, version int64, in Course, reason string) (Record, error) {
	return s.write(ctx, by, "training.course.amend", id, reason, func(tx *db.Tx, r *Record) (db.Event, error) {
		if r.Version != version {
			return db.Event{}, errs.New(errs.Conflict, "web.err.changed")
		}
		old := r.Course
		in.ID, in.Unit, in.Office, in.State, in.Version, in.CreatedBy, in.CreatedAt = old.ID, old.Unit, old.Office, old.State, old.Version, old.CreatedBy, old.CreatedAt
		r.Course = in
		r.clean()
		diff := audit.Diff(old, r.Course, "state", "unit", "year")
		if old.Year != r.Year { // a year is no quantity
			diff["year"] = []any{strconv.FormatInt(old.Year, 10), strconv.FormatInt(r.Year, 10)}
		}
		return db.Event{Subject: courseKind, ID: id, Detail: diff}, nil
	})
}

// Withdraw takes a course back with all its clusters; it stays in the history.
// Errors: Invalid (no reason), NotFound, Conflict.
func (s *Service) Withdraw(ctx context.Context, by access.Actor, id string, version int64, reason string) error {
	if err := needReason(&reason); err != nil {
		return err
	}
	_, err := s.write(ctx, by, "training.course.withdraw", id, reason, func(tx *db.Tx, r *Record) (db.Event, error) {
		if r.Version != version {
			return db.Event{}, errs.New(errs.Conflict, "web.err.changed")
		}
		r.Withdrawn = true
		return db.Event{Subject: courseKind, ID: id}, nil
	})
	return err
}

// Cancel says that what is planned of a course does not take place. Errors:
// Invalid (no reason, or nothing is planned), NotFound, Conflict.
func (s *Service) Cancel(ctx context.Context, by access.Actor, id string, version int64, reason string) error {
	if err := needReason(&reason); err != nil {
		return err
	}
	_, err := s.write(ctx, by, "training.course.cancel", id, reason, func(tx *db.Tx, r *Record) (db.Event, error) {
		switch {
		case r.Version != version:
			return db.Event{}, errs.New(errs.Conflict, "web.err.changed")
		case r.State != Planned:
			return db.Event{}, errs.New(errs.Invalid, "training.err.not_planned")
		}
		for i := range r.Clusters {
			if c := &r.Clusters[i]; c.State == Planned {
				c.State, c.Reason, c.Version = Cancelled, reason, c.Version+1
			}
		}
		return db.Event{Subject: courseKind, ID: id}, nil
	})
	return err
}

func (s *Service) write(ctx context.Context, by access.Actor, command, id, reason string, edit func(tx *db.Tx, r *Record) (db.Event, error)) (Record, error) {
	var out Record
	err := s.db.Write(ctx, by, command, func(tx *db.Tx) (err error) {
		out, err = s.change(tx, by, id, vntext.Clean(reason), func(r *Record) (db.Event, error) { return edit(tx, r) })
		return err
	})
	return out, err
}

func needReason(reason *string) error {
	if *reason = vntext.Clean(*reason); *reason == "" {
		var e errs.Check
		e.Add("reason", "web.err.reason")
		return e.Err()
	}
	return nil
}

// LateCourses counts courses of root's area with a planned cluster that is
// over.
func (s *Service) LateCourses(ctx context.Context, by access.Actor, root string, today clock.Date) (int64, error) {
	_, n, _, err := s.Courses(ctx, by, root, Filter{Late: today, Limit: 1})
	return n, err
}
