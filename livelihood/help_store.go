package livelihood

import (
	"neove/internal/db"
	"neove/internal/errs"
)

const helpColumns = "SELECT id,person,kind,given_on,turns,amount,batch,note,version,created_by,created_at,changed_at,withdrawn FROM livelihood_helps"

func helpByID(tx *db.Tx, id string) (Help, error) {
	return db.Get[Help](tx, helpColumns+" WHERE id=?", id)
}

func helpsOf(tx *db.Tx, person string) ([]Help, error) {
	return db.Select[Help](tx, helpColumns+" WHERE person=? ORDER BY given_on DESC, id DESC", person)
}

// withdrawHelp stores that a help was taken back; its sealed note stays as it is.
func withdrawHelp(tx *db.Tx, h Help) error {
	_, err := tx.Exec("UPDATE livelihood_helps SET withdrawn=?,version=?,changed_at=? WHERE id=?", h.Withdrawn, h.Version, db.Arg(h.ChangedAt), h.ID)
	return err
}

// checkInside keeps named people in their batch: what is counted there is
// counted nowhere else. Errors: Conflict.
func checkInside(tx *db.Tx, old, now Support) error {
	if !now.Withdrawn && now.Kind == old.Kind {
		return nil
	}
	n, err := db.Get[int64](tx, "SELECT COUNT(*) FROM livelihood_helps WHERE batch=? AND withdrawn=?", old.ID, false)
	if err == nil && n > 0 {
		err = errs.New(errs.Conflict, "livelihood.err.inside", "n", n)
	}
	return err
}
