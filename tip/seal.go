package tip

import (
	"neove/internal/db"
	"neove/internal/seal"
)

// Compartments of a tip: what was told, and who told it.
const (
	sealTip   = "tip"
	sealGiver = "giver"
)

// Sealed lists the columns that hold sealed values; the subject is the tip.
var Sealed = []seal.Column{
	{Table: "tip_tips", Row: "id", Subject: "id", Column: "content", Compartment: sealTip},
	{Table: "tip_tips", Row: "id", Subject: "id", Column: "giver", Compartment: sealGiver},
	{Table: "tip_tips", Row: "id", Subject: "id", Column: "finding", Compartment: sealTip},
	{Table: "tip_handovers", Row: "id", Subject: "tip", Column: "note", Compartment: sealTip},
	{Table: "tip_handovers", Row: "id", Subject: "tip", Column: "answer", Compartment: sealTip},
}

func ref(table, column, rowID, tip string) seal.Ref {
	for _, c := range Sealed {
		if c.Table == table && c.Column == column {
			return seal.Ref{Table: table, Row: rowID, Column: column, Subject: tip, Compartment: c.Compartment}
		}
	}
	panic("tip: " + table + "." + column + " is not sealed")
}

// share lets an office read a tip; from then on it is one of the two.
func (s *Service) share(tx *db.Tx, tip string, o Office) error {
	for _, c := range []string{sealTip, sealGiver} {
		if err := s.keys.Grant(tx, tip, c, o.String()); err != nil {
			return err
		}
	}
	return nil
}

// unshare takes a tip from an office that passed it on or gave it back.
func (s *Service) unshare(tx *db.Tx, tip string, o Office) error {
	for _, c := range []string{sealTip, sealGiver} {
		if err := s.keys.Revoke(tx, tip, c, o.String()); err != nil {
			return err
		}
	}
	return nil
}

// sealInto puts content and giver into a tip.
func (s *Service) sealInto(tx *db.Tx, t *Tip, c Content, g Giver) (err error) {
	if t.Content, err = s.keys.SealJSON(tx, ref("tip_tips", "content", t.ID, t.ID), c); err != nil {
		return err
	}
	t.Giver = nil
	if g.known() {
		t.Giver, err = s.keys.SealJSON(tx, ref("tip_tips", "giver", t.ID, t.ID), g)
	}
	return err
}

// openMany opens the contents of several tips for an office.
func (s *Service) openMany(tx *db.Tx, o Office, items []seal.Item) ([]Content, error) {
	boxes, err := s.keys.OpenAll(tx, o.String(), items)
	if err != nil {
		return nil, err
	}
	out := make([]Content, len(boxes))
	for i, raw := range boxes {
		if raw == nil {
			continue
		}
		if err := seal.Unpack(raw, &out[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}
