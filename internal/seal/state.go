package seal

import (
	"time"

	"neove/internal/db"
)

// State is what `keys show` tells: names and numbers, never a key.
type State struct {
	Root            string // fingerprint of the current root key
	Roots           []RootState
	Agencies        []AgencyState
	Subjects        int64
	Keys            int64
	PendingSubjects int64 // compartments whose values wait to be re-sealed
	Shredded, Held  int64
	Kits            []Kit
}

// Proved is when a kit of the current root key was last proved; zero when none
// was. Older than 90 days is worth a warning.
func (s State) Proved() (last time.Time) {
	for _, k := range s.Kits {
		if k.Root == s.Root && k.Proved.After(last) {
			last = k.Proved
		}
	}
	return last
}

// RootState is one root key of the key file.
type RootState struct {
	Fingerprint, Made string
	Agencies          int64 // key pairs under it
}

// AgencyState is one key pair of a holder.
type AgencyState struct {
	Holder  string `db:"holder"`
	Version int64  `db:"version"`
	Root    string `db:"root"`
	Keys    int64  `db:"keys"`
}

// State reads it.
func (k *Keys) State(tx *db.Tx) (s State, err error) {
	r, err := k.state()
	if err != nil {
		return s, err
	}
	s.Root = r.current().fingerprint()
	if s.Agencies, err = db.Select[AgencyState](tx, `SELECT a.holder, a.version, a.root, COUNT(k.subject) AS keys FROM seal_agencies a
		LEFT JOIN seal_keys k ON k.holder=a.holder AND k.holder_version=a.version GROUP BY a.holder, a.version, a.root ORDER BY a.holder, a.version`); err != nil {
		return s, err
	}
	for _, one := range r.roots {
		rs := RootState{Fingerprint: one.fingerprint(), Made: one.made}
		for _, a := range s.Agencies {
			if a.Root == rs.Fingerprint {
				rs.Agencies++
			}
		}
		s.Roots = append(s.Roots, rs)
	}
	for _, c := range []struct {
		to    *int64
		query string
	}{
		{&s.Subjects, "SELECT COUNT(DISTINCT subject) FROM seal_compartments"}, {&s.Keys, "SELECT COUNT(*) FROM seal_keys"},
		{&s.PendingSubjects, "SELECT COUNT(*) FROM seal_compartments WHERE resealed<version"},
		{&s.Shredded, "SELECT COUNT(*) FROM seal_shreds"}, {&s.Held, "SELECT COUNT(*) FROM seal_holds"},
	} {
		if *c.to, err = db.Get[int64](tx, c.query); err != nil {
			return s, err
		}
	}
	s.Kits, err = Kits(tx)
	return s, err
}
