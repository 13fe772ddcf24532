package training

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/vntext"
)

// SetParticipants makes a list the names of a cluster. version is the one the
// officer saw; lines of errors are those of the list.
// Errors: Invalid, Forbidden (may not see names), NotFound, Conflict.
func (s *Service) SetParticipants(ctx context.Context, by access.Actor, cluster string, version int64, list []Participant, reason string) (Cluster, error) {
	return s.changeCluster(ctx, by, "training.participant.set", cluster, version, reason, func(tx *db.Tx, r Record, c *Cluster) (map[string]any, error) {
		return s.setNames(tx, by, r, c, list)
	})
}

// AddParticipants adds names to a cluster; those who are on the list already
// (same name, unit and post) stay as they are. It returns how many are new.
func (s *Service) AddParticipants(tx *db.Tx, by access.Actor, cluster string, list []Participant, reason string) (Cluster, int, error) {
	version, err := db.Get[int64](tx, "SELECT version FROM training_clusters WHERE id=?", cluster)
	if err != nil {
		return Cluster{}, 0, err
	}
	added := 0
	c, err := s.changeClusterIn(tx, by, "training.participant.set", cluster, version, reason, func(tx *db.Tx, r Record, c *Cluster) (map[string]any, error) {
		have, err := participants(tx, cluster)
		if err != nil {
			return nil, err
		}
		g, known := s.gazetteer(tx, r, *c), map[string]bool{}
		for _, p := range have {
			known[p.matchKey()] = true
		}
		for _, p := range list {
			p.clean(nil)
			if p.Unit = g.find(p.UnitText); !known[p.matchKey()] {
				have, added = append(have, p), added+1
			}
		}
		return s.setNames(tx, by, r, c, have)
	})
	return c, added, err
}

// gazetteer finds units for a cluster; without a tree it finds none.
func (s *Service) gazetteer(tx *db.Tx, r Record, c Cluster) *gazetteer {
	t, err := s.org.TreeIn(tx)
	if err != nil {
		return &gazetteer{}
	}
	return gazetteerOf(t, r.Unit, c.From)
}

// setNames checks a list, stores it, and makes the cluster count it. What the
// history keeps is numbers.
func (s *Service) setNames(tx *db.Tx, by access.Actor, r Record, c *Cluster, list []Participant) (map[string]any, error) {
	if err := by.NeedAt(mayName, r.Unit); err != nil {
		return nil, err
	}
	groups, err := terms(tx)
	if err != nil {
		return nil, err
	}
	list = slices.Clone(list)
	var e errs.Check
	if len(list) > maxNames {
		e.Add("name", "training.err.names", "max", maxNames)
	}
	g, first := s.gazetteer(tx, r, *c), map[string]int{}
	for i := range list {
		p := &list[i]
		p.clean(groups)
		p.Unit = g.find(p.UnitText)
		p.level(g)
		p.validate(&e, *c, tx.Today(), groups)
		key := p.matchKey()
		if n, twice := first[key]; twice && p.Name != "" {
			e.AddAt(p.Line, "name", "training.err.name_twice", "row", strconv.Itoa(n))
		} else {
			first[key] = p.Line
		}
		if p.ID == "" {
			p.ID = tx.ID()
		}
		p.Cluster, p.Position = c.ID, int64(i+1)
	}
	if err := e.Err(); err != nil {
		return nil, err
	}
	was, people := c.Named, c.People
	c.Listed, c.Named = tally(list), int64(len(list))
	c.People, c.Women = sum(c.Counts())
	return map[string]any{"named": []any{was, c.Named}, "people": []any{people, c.People}}, replaceParticipants(tx, c.ID, list)
}

// level takes the level of the unit where neither the list nor the group says.
func (p *Participant) level(g *gazetteer) {
	if p.Level != "" || p.Unit == "" {
		return
	}
	if u, ok := g.tree.Unit(p.Unit); ok && known(Levels, string(u.Level)) {
		p.Level = string(u.Level)
	}
}

// Certify numbers the certificates of everybody who took part and has none:
// first, first+1, … followed by the mark. It returns how many were given.
// Errors: Invalid, Forbidden, NotFound, Conflict.
func (s *Service) Certify(ctx context.Context, by access.Actor, cluster string, version, first int64, mark string, on clock.Date, reason string) (int, error) {
	given := 0
	_, err := s.changeCluster(ctx, by, "training.certificate.give", cluster, version, reason, func(tx *db.Tx, r Record, c *Cluster) (map[string]any, error) {
		var e errs.Check
		if first < 1 || first > maxPeople {
			e.Add("first", "training.err.first")
		}
		if on < c.To || on > tx.Today() {
			e.Add("on", "training.err.certify_day", "from", vntext.Date(c.To))
		}
		if err := e.Err(); err != nil {
			return nil, err
		}
		list, err := participants(tx, cluster)
		if err != nil {
			return nil, err
		}
		for i := range list {
			if p := &list[i]; p.Came() && p.Certificate == "" {
				p.Certificate, p.CertifiedOn = fmt.Sprintf("%02d%s", first+int64(given), vntext.Clean(mark)), &on
				given++
			}
			list[i].Line = i + 1
		}
		if given == 0 {
			return nil, errs.New(errs.Invalid, "training.err.certify_none")
		}
		if _, err := s.setNames(tx, by, r, c, list); err != nil {
			return nil, err
		}
		return map[string]any{"certificates": given}, nil
	})
	return given, err
}
