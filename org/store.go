package org

import (
	"neove/internal/clock"
	"neove/internal/db"
)

// state is the version of everything the tree is made of.
func treeVersion(tx *db.Tx) (int64, error) {
	return db.Get[int64](tx, "SELECT version FROM org_state WHERE id=1")
}

func bumpTree(tx *db.Tx) error {
	_, err := tx.Exec("UPDATE org_state SET version=version+1 WHERE id=1")
	return err
}

func loadTree(tx *db.Tx) (*Tree, error) {
	units, err := db.Select[Unit](tx, "SELECT id,code,level,name,name_key,valid_from,valid_to FROM org_units")
	if err != nil {
		return nil, err
	}
	links, err := db.Select[Link](tx, "SELECT unit,parent,valid_from,valid_to FROM org_parents")
	if err != nil {
		return nil, err
	}
	edges, err := db.Select[Edge](tx, "SELECT old,new,kind,detail,effective_on,people,source FROM org_successors ORDER BY old,new")
	if err != nil {
		return nil, err
	}
	rows, err := db.Select[struct {
		Old    string `db:"old"`
		New    string `db:"new"`
		Weight int64  `db:"weight"`
	}](tx, "SELECT s.old, h.new, h.weight FROM org_share_sets s JOIN org_shares h ON h.share_set=s.id WHERE s.ended_at=''")
	if err != nil {
		return nil, err
	}
	shares := map[string]map[string]int64{}
	for _, r := range rows {
		if shares[r.Old] == nil {
			shares[r.Old] = map[string]int64{}
		}
		shares[r.Old][r.New] = r.Weight
	}
	return NewTree(units, links, edges, shares), nil
}

// Reporting says that the communes under Root owe month reports in [From, To).
type Reporting struct {
	ID   string     `db:"id"`
	Root string     `db:"root"`
	From clock.Date `db:"valid_from"`
	To   clock.Date `db:"valid_to"`
}

func reportings(tx *db.Tx) ([]Reporting, error) {
	return db.Select[Reporting](tx, "SELECT id,root,valid_from,valid_to FROM org_reporting ORDER BY valid_from, root")
}

// Agency is an authority at a unit, with its time and its successor.
type Agency struct {
	ID        string     `db:"id"`
	Unit      string     `db:"unit"`
	Kind      string     `db:"kind"`
	Name      string     `db:"name"`
	NameEn    string     `db:"name_en"`
	From      clock.Date `db:"valid_from"`
	To        clock.Date `db:"valid_to"`
	Successor string     `db:"successor"`
	Source    string     `db:"source"`
	Verified  bool       `db:"verified"`
}

func agenciesOf(tx *db.Tx, unit string) ([]Agency, error) {
	return db.Select[Agency](tx, `SELECT id,unit,kind,name,name_en,valid_from,valid_to,successor,source,verified
		FROM org_agencies WHERE unit=? ORDER BY kind, valid_from`, unit)
}

// Setting is a dated value of configuration with its source.
type Setting struct {
	Key      string     `db:"key"`
	Value    string     `db:"value"`
	From     clock.Date `db:"valid_from"`
	To       clock.Date `db:"valid_to"`
	Source   string     `db:"source"`
	Verified bool       `db:"verified"`
}

func settings(tx *db.Tx) ([]Setting, error) {
	return db.Select[Setting](tx, "SELECT key,value,valid_from,valid_to,source,verified FROM org_settings ORDER BY key, valid_from")
}
