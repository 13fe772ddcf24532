package livelihood

import "neove/internal/db"

const linkColumns = `SELECT id,unit,programme,from_on,to_on,agency,content,document,people,amount,text_key,source,version,created_by,created_at,changed_at,withdrawn
	FROM livelihood_links`

func linkByID(tx *db.Tx, id string) (Link, error) {
	return db.Get[Link](tx, linkColumns+" WHERE id=?", id)
}

func links(tx *db.Tx, f Filter) ([]Link, error) {
	q, args := f.where("programme")
	return db.Select[Link](tx, linkColumns+q+" ORDER BY to_on DESC, id DESC LIMIT ? OFFSET ?", append(args, f.Limit, f.Offset)...)
}

func countLinks(tx *db.Tx, f Filter) (int64, error) {
	q, args := f.where("programme")
	return db.Get[int64](tx, "SELECT COUNT(*) FROM livelihood_links"+q, args...)
}
