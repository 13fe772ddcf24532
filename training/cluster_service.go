package training

import (
	"context"

	"neove/access"
	"neove/audit"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/vntext"
)

// AddCluster adds a cluster to a course. Errors: Invalid, NotFound, Conflict.
func (s *Service) AddCluster(ctx context.Context, by access.Actor, course string, in Cluster, reason string) (Cluster, error) {
	var out Cluster
	err := s.db.Write(ctx, by, "training.cluster.add", func(tx *db.Tx) error {
		list, err := s.addIn(tx, by, course, []Cluster{in}, reason)
		if err == nil {
			out = list[0]
		}
		return err
	})
	return out, err
}

// addIn adds clusters to a course that is there.
func (s *Service) addIn(tx *db.Tx, by access.Actor, course string, in []Cluster, reason string) ([]Cluster, error) {
	at := 0
	r, err := s.change(tx, by, course, reason, func(r *Record) (db.Event, error) {
		at = len(r.Clusters)
		for _, c := range in {
			c.ID = ""
			r.Clusters = append(r.Clusters, c)
		}
		if len(r.shown()) > maxClusters {
			var e errs.Check
			e.Add("clusters", "training.err.clusters", "max", maxClusters)
			return db.Event{}, e.Err()
		}
		r.addClusters(tx)
		r.clean()
		var events []db.Event
		for _, c := range r.Clusters[at:] {
			events = append(events, db.Event{Action: "training.cluster.add", Subject: clusterKind, ID: c.ID, Unit: r.Unit, Reason: reason, Detail: c.summary()})
		}
		for _, e := range events[1:] {
			tx.Event(e)
		}
		return events[0], nil
	})
	if err != nil {
		return nil, err
	}
	return r.Clusters[at:], nil
}

// AmendCluster corrects a cluster: days, place, typed counts. Its names stay; a
// cancelled one that is amended is planned again.
// Errors: Invalid, NotFound, Conflict (changed meanwhile, removed).
func (s *Service) AmendCluster(ctx context.Context, by access.Actor, id string, version int64, in Cluster, reason string) (Cluster, error) {
	return s.changeCluster(ctx, by, "training.cluster.amend", id, version, reason, func(_ *db.Tx, _ Record, c *Cluster) (map[string]any, error) {
		old := *c
		in.ID, in.Course, in.Position, in.State, in.Version, in.Source = old.ID, old.Course, old.Position, Planned, old.Version, old.Source
		in.Named, in.Listed, in.Reason = old.Named, old.Listed, ""
		*c = in
		c.clean()
		diff := audit.Diff(old, *c, "course", "position", "state", "before", "after", "areas", "from", "to")
		for name, pair := range map[string][2]string{"days": {days([]Cluster{old}), days([]Cluster{*c})}, "test": {old.means(), c.means()}} {
			if pair[0] != pair[1] {
				diff[name] = []any{pair[0], pair[1]}
			}
		}
		return diff, nil
	})
}

// means are the typed test results as the history tells them.
func (c Cluster) means() string {
	return orDash(ScoreText(c.Before, "vi")) + " / " + orDash(ScoreText(c.After, "vi"))
}

// CancelCluster says that a planned cluster does not take place.
// Errors: Invalid (no reason, not planned), NotFound, Conflict.
func (s *Service) CancelCluster(ctx context.Context, by access.Actor, id string, version int64, reason string) error {
	if err := needReason(&reason); err != nil {
		return err
	}
	_, err := s.changeCluster(ctx, by, "training.cluster.cancel", id, version, reason, func(_ *db.Tx, _ Record, c *Cluster) (map[string]any, error) {
		if c.State != Planned {
			return nil, errs.New(errs.Invalid, "training.err.not_planned")
		}
		c.State, c.Reason = Cancelled, reason
		return nil, nil
	})
	return err
}

// RemoveCluster takes a cluster back that was entered by mistake. The last one
// goes with its course. Errors: Invalid (no reason, the last one), NotFound,
// Conflict.
func (s *Service) RemoveCluster(ctx context.Context, by access.Actor, id string, version int64, reason string) error {
	if err := needReason(&reason); err != nil {
		return err
	}
	_, err := s.changeCluster(ctx, by, "training.cluster.remove", id, version, reason, func(_ *db.Tx, r Record, c *Cluster) (map[string]any, error) {
		if len(r.shown()) == 1 {
			return nil, errs.New(errs.Invalid, "training.err.last_cluster")
		}
		c.State, c.Reason = Removed, reason
		return nil, nil
	})
	return err
}

// changeCluster is change for one cluster of a course.
func (s *Service) changeCluster(ctx context.Context, by access.Actor, command, id string, version int64, reason string,
	edit func(tx *db.Tx, r Record, c *Cluster) (map[string]any, error)) (Cluster, error) {
	var out Cluster
	err := s.db.Write(ctx, by, command, func(tx *db.Tx) (err error) {
		out, err = s.changeClusterIn(tx, by, command, id, version, reason, edit)
		return err
	})
	return out, err
}

func (s *Service) changeClusterIn(tx *db.Tx, by access.Actor, action, id string, version int64, reason string,
	edit func(tx *db.Tx, r Record, c *Cluster) (map[string]any, error)) (Cluster, error) {
	course, err := db.Get[string](tx, "SELECT course FROM training_clusters WHERE id=?", id)
	if err != nil {
		return Cluster{}, err
	}
	r, err := s.change(tx, by, course, vntext.Clean(reason), func(r *Record) (db.Event, error) {
		c := r.cluster(id)
		if c.Version != version || c.State == Removed {
			return db.Event{}, errs.New(errs.Conflict, "web.err.changed")
		}
		detail, err := edit(tx, *r, c)
		c.Version++
		return db.Event{Action: action, Subject: clusterKind, ID: id, Detail: detail}, err
	})
	if err != nil {
		return Cluster{}, err
	}
	return *r.cluster(id), nil
}
