package person

import (
	"crypto/rand"
	"math/big"
	"strings"
	"time"

	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
)

const peopleColumns = "SELECT id,code,seq,merged,names,facts,place,version,created_by,created_at,changed_at FROM person_people"

func personByID(tx *db.Tx, id string) (row, error) {
	return db.Get[row](tx, peopleColumns+" WHERE id=?", id)
}

func personByCode(tx *db.Tx, code string) (row, error) {
	return db.Get[row](tx, peopleColumns+" WHERE code=?", code)
}

// mergedInto lists the records that were merged into a person directly.
func mergedInto(tx *db.Tx, id string) ([]row, error) {
	return db.Select[row](tx, peopleColumns+" WHERE merged=? ORDER BY id", id)
}

func peopleByIDs(tx *db.Tx, ids []string) ([]row, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return db.Select[row](tx, peopleColumns+" WHERE id IN ("+questions(len(ids))+")", anys(ids)...)
}

// storePerson writes a person under the next number of change.
func storePerson(tx *db.Tx, r *row) error {
	for _, c := range columns(true) {
		if b := r.box(c); *b == nil { // SQLite gives an empty value back as nil
			*b = []byte{}
		}
	}
	last, err := lastSeq(tx)
	if err != nil {
		return err
	}
	r.Seq = last + 1
	return db.UpsertAll(tx, "person_people", "id", []row{*r})
}

// lastSeq is the number of the newest change; writers are one at a time.
func lastSeq(tx *db.Tx) (int64, error) {
	return db.Get[int64](tx, "SELECT COALESCE(MAX(seq),0) FROM person_people")
}

type revisionRow struct {
	ID     string    `db:"id"`
	Person string    `db:"person"`
	Facts  []byte    `db:"facts"`
	Place  []byte    `db:"place"`
	At     time.Time `db:"at"`
	N      int64     `db:"n"`
}

func revisionRows(tx *db.Tx, person string) ([]revisionRow, error) {
	return db.Select[revisionRow](tx, "SELECT id,person,facts,place,at,n FROM person_revisions WHERE person=? ORDER BY n DESC", person)
}

type markRow struct {
	Person string `db:"person"`
	Mark   []byte `db:"mark"`
}

func storeMarks(tx *db.Tx, person string, marks []markRow) error {
	if _, err := tx.Exec("DELETE FROM person_marks WHERE person=?", person); err != nil {
		return err
	}
	return db.InsertAll(tx, "person_marks", marks)
}

// sharers are the other persons with a mark of this one.
func sharers(tx *db.Tx, person string) ([]string, error) {
	return db.Select[string](tx, "SELECT DISTINCT b.person FROM person_marks a JOIN person_marks b ON b.mark=a.mark WHERE a.person=? AND b.person<>? ORDER BY b.person", person, person)
}

func marked(tx *db.Tx, mark []byte) ([]string, error) {
	return db.Select[string](tx, "SELECT person FROM person_marks WHERE mark=? ORDER BY person", mark)
}

type lookup struct {
	ID     string     `db:"id"`
	Actor  string     `db:"actor"`
	Day    clock.Date `db:"on_day"`
	Person string     `db:"person"`
	Holder string     `db:"holder"`
	Hits   int64      `db:"hits"`
}

func lookupsOn(tx *db.Tx, actor string, day clock.Date) (int64, error) {
	return db.Get[int64](tx, "SELECT COUNT(*) FROM person_lookups WHERE actor=? AND on_day=?", actor, day)
}

// heldOf are those of the persons whose identity one of the holders may open,
// with the first such holder in their order. It reads the table of internal/seal
// because a question for each person would be slow.
func heldOf(tx *db.Tx, holders, ids []string) (map[string]string, error) {
	out := map[string]string{}
	if len(holders) == 0 || len(ids) == 0 {
		return out, nil
	}
	rows, err := db.Select[struct {
		Subject string `db:"subject"`
		Holder  string `db:"holder"`
	}](tx, "SELECT DISTINCT subject,holder FROM seal_keys WHERE compartment='identity' AND subject IN ("+questions(len(ids))+") AND holder IN ("+questions(len(holders))+")",
		anys(ids, holders)...)
	if err != nil {
		return nil, err
	}
	for _, h := range holders {
		for _, r := range rows {
			if r.Holder == h && out[r.Subject] == "" {
				out[r.Subject] = h
			}
		}
	}
	return out, nil
}

// Letters and digits of codes: no vowels, none like another, none that an input
// method changes.
const codeLetters = "23456789CFHKMNPQRTVX"

// freeCode is a code that says nothing: numbers in order would tell how many
// persons there are.
func freeCode(tx *db.Tx) (string, error) {
	for range 50 {
		var b strings.Builder
		b.WriteString("CN-")
		for range 6 {
			n, err := rand.Int(rand.Reader, big.NewInt(int64(len(codeLetters))))
			if err != nil {
				return "", err
			}
			b.WriteByte(codeLetters[n.Int64()])
		}
		if _, err := personByCode(tx, b.String()); errs.Is(err, errs.NotFound) {
			return b.String(), nil
		} else if err != nil {
			return "", err
		}
	}
	return "", errs.New(errs.Internal, "web.err.internal")
}

func questions(n int) string { return "?" + strings.Repeat(",?", n-1) }

func anys(lists ...[]string) []any {
	var out []any
	for _, l := range lists {
		for _, v := range l {
			out = append(out, v)
		}
	}
	return out
}
