package shelter

import (
	"neove/internal/db"
)

const noteColumns = "SELECT id,facility,stay,subject,kind,type,on_day,hour,state,text,version,created_by,created_at,changed_at FROM shelter_notes"

func noteByID(tx *db.Tx, id string) (Note, error) {
	return db.Get[Note](tx, noteColumns+" WHERE id=?", id)
}

func storeNote(tx *db.Tx, n Note) error {
	if n.Text == nil {
		n.Text = []byte{}
	}
	return db.UpsertAll(tx, "shelter_notes", "id", []Note{n})
}

func notes(tx *db.Tx, facilities []string, f NoteFilter) (list []Note, total int64, err error) {
	if len(facilities) == 0 {
		return nil, 0, nil
	}
	where, args := " WHERE facility IN ("+questions(len(facilities))+")", anys(facilities)
	add := func(cond string, arg any) { where, args = where+" AND "+cond, append(args, arg) }
	if len(f.Not) > 0 {
		where += " AND (stay='' OR stay NOT IN (SELECT id FROM shelter_stays WHERE case_id IN (" + questions(len(f.Not)) + ")))"
		args = append(args, anys(f.Not)...)
	}
	if f.Stay != "" {
		add("stay=?", f.Stay)
	}
	if f.Kind != "" {
		add("kind=?", f.Kind)
	}
	if f.From != 0 {
		add("on_day>=?", f.From)
	}
	if f.To != 0 {
		add("on_day<?", f.To)
	}
	if f.Planned {
		add("state=?", Planned)
	}
	if total, err = db.Get[int64](tx, "SELECT COUNT(*) FROM shelter_notes"+where, args...); err != nil {
		return nil, 0, err
	}
	list, err = db.Select[Note](tx, noteColumns+where+" ORDER BY on_day DESC, id DESC LIMIT ? OFFSET ?", append(args, f.Limit, f.Offset)...)
	return list, total, err
}
