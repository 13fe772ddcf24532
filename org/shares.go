package org

import (
	"context"
	"time"

	"neove/access"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/vntext"
)

// ShareSet divides the data of a split unit among its successors, by a document.
type ShareSet struct {
	ID        string           `db:"id"`
	Old       string           `db:"old"`
	Reason    string           `db:"reason"`
	Document  string           `db:"document"`
	By        string           `db:"set_by"`
	At        time.Time        `db:"set_at"`
	EndedBy   string           `db:"ended_by"`
	EndedAt   time.Time        `db:"ended_at"`
	EndReason string           `db:"end_reason"`
	Weights   map[string]int64 `db:"-"` // new unit → weight; 0 gives nothing
}

type shareRow struct {
	Set    string `db:"share_set"`
	New    string `db:"new"`
	Weight int64  `db:"weight"`
}

// ShareSets is the history of a unit's shares, newest first.
func (s *Service) ShareSets(tx *db.Tx, old string) ([]ShareSet, error) {
	sets, err := db.Select[ShareSet](tx, `SELECT id,old,reason,document,set_by,set_at,ended_by,ended_at,end_reason
		FROM org_share_sets WHERE old=? ORDER BY set_at DESC, id DESC`, old)
	if err != nil {
		return nil, err
	}
	for i := range sets {
		rows, err := db.Select[shareRow](tx, "SELECT share_set,new,weight FROM org_shares WHERE share_set=? ORDER BY new", sets[i].ID)
		if err != nil {
			return nil, err
		}
		sets[i].Weights = map[string]int64{}
		for _, r := range rows {
			sets[i].Weights[r.New] = r.Weight
		}
	}
	return sets, nil
}

// SetShares divides a split unit's data from now on; an earlier set is ended and
// kept. Errors: Invalid (not split, foreign successor, no reason, no document,
// all weights zero), Forbidden.
func (s *Service) SetShares(ctx context.Context, by access.Actor, old string, weights map[string]int64, reason, document string) error {
	if err := by.NeedAt("org.share.set", old); err != nil {
		return err
	}
	reason, document = vntext.Clean(reason), vntext.Clean(document)
	return s.db.Write(ctx, by, "org.share.set", func(tx *db.Tx) error {
		t, err := s.TreeIn(tx)
		if err != nil {
			return err
		}
		if err := checkShares(t, old, weights, reason, document); err != nil {
			return err
		}
		if _, err := endShares(tx, by, old, reason); err != nil {
			return err
		}
		set := ShareSet{ID: tx.ID(), Old: old, Reason: reason, Document: document, By: by.ActorName(), At: tx.Now}
		if err := tx.Insert("org_share_sets", set); err != nil {
			return err
		}
		var rows []shareRow
		detail := map[string]any{"document": document}
		for _, e := range t.Successors(old) {
			rows = append(rows, shareRow{set.ID, e.New, weights[e.New]})
			detail[e.New] = weights[e.New]
		}
		if err := db.InsertAll(tx, "org_shares", rows); err != nil {
			return err
		}
		tx.Event(db.Event{Subject: "org.unit", ID: old, Unit: old, Reason: reason, Detail: detail})
		return bumpTree(tx)
	})
}

func checkShares(t *Tree, old string, weights map[string]int64, reason, document string) error {
	var c errs.Check
	edges := t.Successors(old)
	if len(edges) < 2 {
		return errs.New(errs.Invalid, "org.err.not_split", "unit", t.Name(old))
	}
	known, total := map[string]bool{}, int64(0)
	for _, e := range edges {
		known[e.New] = true
	}
	for id, w := range weights {
		if !known[id] || w < 0 || w > 1e9 {
			c.Add("share-"+id, "org.err.share")
		}
		total += w
	}
	if total <= 0 {
		c.Add("share-"+edges[0].New, "org.err.share_total")
	}
	if reason == "" {
		c.Add("reason", "org.err.reason")
	}
	if document == "" {
		c.Add("document", "org.err.document")
	}
	return c.Err()
}

// EndShares takes a set back: the unit's data is unallocated again.
func (s *Service) EndShares(ctx context.Context, by access.Actor, old, reason string) error {
	if err := by.NeedAt("org.share.set", old); err != nil {
		return err
	}
	if reason = vntext.Clean(reason); reason == "" {
		var c errs.Check
		c.Add("reason", "org.err.reason")
		return c.Err()
	}
	return s.db.Write(ctx, by, "org.share.end", func(tx *db.Tx) error {
		n, err := endShares(tx, by, old, reason)
		if err != nil {
			return err
		}
		if n == 0 {
			return errs.New(errs.Conflict, "org.err.no_shares")
		}
		tx.Event(db.Event{Subject: "org.unit", ID: old, Unit: old, Reason: reason})
		return bumpTree(tx)
	})
}

func endShares(tx *db.Tx, by access.Actor, old, reason string) (int64, error) {
	return tx.Exec("UPDATE org_share_sets SET ended_by=?, ended_at=?, end_reason=? WHERE old=? AND ended_at=''",
		by.ActorName(), db.Arg(tx.Now), reason, old)
}
