package directive

import (
	"strings"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/vntext"
)

const documentColumns = `SELECT id,unit,office,incoming,kind,code,code_key,issued_on,subject,search_key,for_year,effective_on,ended_on,
	parent,note,source,version,created_by,created_at,changed_at,withdrawn FROM directive_documents`

func documentByID(tx *db.Tx, id string) (Document, error) {
	d, err := db.Get[Document](tx, documentColumns+" WHERE id=?", id)
	if err != nil {
		return d, err
	}
	list := []Document{d}
	err = addIssuers(tx, list)
	return list[0], err
}

// addIssuers fills in who issued and signed each document.
func addIssuers(tx *db.Tx, list []Document) error {
	at := map[string]int{}
	for i, d := range list {
		at[d.ID] = i
		list[i].Issuers = nil
	}
	return eachChunk(list, func(part []Document) error {
		ids := make([]string, len(part))
		for i, d := range part {
			ids[i] = d.ID
		}
		in, args := oneOf("document", ids)
		rows, err := db.Select[Issuer](tx, "SELECT document,position,agency,agency_key,unit,authority,post,name FROM directive_issuers WHERE "+in+" ORDER BY document, position", args...)
		for _, r := range rows {
			d := &list[at[r.Document]]
			d.Issuers = append(d.Issuers, r)
		}
		return err
	})
}

// eachChunk keeps the number of parameters of a statement within bounds.
func eachChunk[T any](list []T, fn func([]T) error) error {
	for len(list) > 0 {
		n := min(500, len(list))
		if err := fn(list[:n]); err != nil {
			return err
		}
		list = list[n:]
	}
	return nil
}

// oneOf is a condition that a column holds one of the values; none holds for
// an empty list.
func oneOf[T any](column string, values []T) (string, []any) {
	if len(values) == 0 {
		return "1=0", nil
	}
	args := make([]any, len(values))
	for i, v := range values {
		args[i] = v
	}
	return column + " IN (?" + strings.Repeat(",?", len(values)-1) + ")", args
}

func insertDocument(tx *db.Tx, d Document) error {
	if err := tx.Insert("directive_documents", d); err != nil {
		return err
	}
	return db.InsertAll(tx, "directive_issuers", d.Issuers)
}

// updateDocument stores a new version over the one that was read.
func updateDocument(tx *db.Tx, d Document) error {
	if err := db.UpsertAll(tx, "directive_documents", "id", []Document{d}); err != nil {
		return err
	}
	if _, err := tx.Exec("DELETE FROM directive_issuers WHERE document=?", d.ID); err != nil {
		return err
	}
	return db.InsertAll(tx, "directive_issuers", d.Issuers)
}

// twin finds another document with the same number, symbol and agency in the
// same year: numbers begin anew every year.
func twin(tx *db.Tx, d Document) (string, error) {
	year := d.On.Year()
	found, err := db.Select[string](tx, `SELECT d.id FROM directive_documents d JOIN directive_issuers i ON i.document=d.id AND i.position=1
		WHERE d.code_key=? AND i.agency_key=? AND d.issued_on>=? AND d.issued_on<? AND d.withdrawn=? AND d.id<>? ORDER BY d.id`,
		d.CodeKey, vntext.Fold(d.Issuer()), clock.On(year, 1, 1), clock.On(year+1, 1, 1), false, d.ID)
	if err != nil || len(found) == 0 {
		return "", err
	}
	return found[0], nil
}

// Filter selects documents of a register.
type Filter struct {
	Unit     string   // whose register
	Units    []string // more units, for the whole area
	Received bool     // what came to the unit, else what it issued
	Kind     string
	Year     int
	Text     string // without marks
	Late     bool   // with late recipients, or where the unit itself is late
	Plans    bool   // only kinds that have tasks
	Limit    int
	Offset   int
	offices  []access.Role // whose drafts are listed too
}

// where is the condition; roles are the agencies for which the reader answers
// at the unit, and today decides what is late.
func (f Filter) where(roles []access.Role, today clock.Date) (string, []any) {
	var q strings.Builder
	var args []any
	add := func(cond string, v ...any) {
		q.WriteString(" AND " + cond)
		args = append(args, v...)
	}
	q.WriteString(" WHERE 1=1")
	units, unitArgs := oneOf("unit", append([]string{f.Unit}, f.Units...))
	const open = "state<>'answered' AND due_on<>'1970-01-01' AND due_on<?"
	if f.Received {
		mine, mineArgs := addressed(roles)
		here, hereArgs := oneOf("r.unit", append([]string{f.Unit}, f.Units...))
		cond, more := "", []any{}
		if f.Late {
			cond, more = " AND r."+strings.ReplaceAll(open, "due_on", "r.due_on"), []any{today}
		}
		theirs := "EXISTS (SELECT 1 FROM directive_recipients r WHERE r.document=directive_documents.id AND " + here + " AND " + mine + cond + ")"
		theirArgs := append(append(hereArgs, mineArgs...), more...)
		if f.Late {
			add(theirs, theirArgs...)
		} else {
			add("("+theirs+" OR incoming=? AND "+units+")", append(append(theirArgs, true), unitArgs...)...)
		}
		add("code<>''")
	} else {
		add(units, unitArgs...)
		add("incoming=?", false)
		drafts, offices := oneOf("office", f.offices)
		add("(code<>'' OR "+drafts+")", offices...)
		if f.Late {
			add("EXISTS (SELECT 1 FROM directive_recipients r WHERE r.document=directive_documents.id AND r."+strings.ReplaceAll(open, "due_on", "r.due_on")+")", today)
		}
	}
	if f.Kind != "" {
		add("kind=?", f.Kind)
	}
	if f.Plans {
		add("kind IN (SELECT code FROM directive_kinds WHERE plan=?)", true)
	}
	if f.Year != 0 {
		add("(issued_on>=? AND issued_on<? OR for_year=?)", clock.On(f.Year, 1, 1), clock.On(f.Year+1, 1, 1), f.Year)
	}
	if key := vntext.Fold(f.Text); key != "" { // a folded key holds no LIKE wildcard
		add("search_key LIKE ?", "%"+key+"%")
	}
	add("withdrawn=?", false)
	return q.String(), args
}

// addressed is the condition that a recipient row r is for a reader with these
// agency roles: a police officer answers for the police, others for the unit.
func addressed(roles []access.Role) (string, []any) {
	if len(roles) == 0 {
		return "r.role=''", nil
	}
	return oneOf("r.role", roles)
}

func documents(tx *db.Tx, f Filter, roles []access.Role) ([]Document, error) {
	q, args := f.where(roles, tx.Today())
	out, err := db.Select[Document](tx, documentColumns+q+" ORDER BY issued_on DESC, id DESC LIMIT ? OFFSET ?", append(args, f.Limit, f.Offset)...)
	if err != nil {
		return nil, err
	}
	return out, addIssuers(tx, out)
}

func countDocuments(tx *db.Tx, f Filter, roles []access.Role) (int64, error) {
	q, args := f.where(roles, tx.Today())
	return db.Get[int64](tx, "SELECT COUNT(*) FROM directive_documents"+q, args...)
}

// lastAgency is the agency of the unit's latest document; "" when it has none.
func lastAgency(tx *db.Tx, unit string) (string, error) {
	found, err := db.Select[string](tx, `SELECT i.agency FROM directive_issuers i JOIN directive_documents d ON d.id=i.document
		WHERE d.unit=? AND d.incoming=? AND d.withdrawn=? AND i.position=1 ORDER BY d.issued_on DESC, d.id DESC LIMIT 1`, unit, false, false)
	if err != nil || len(found) == 0 {
		return "", err
	}
	return found[0], nil
}

// children are the documents made because of another one.
func children(tx *db.Tx, parent string) ([]Document, error) {
	out, err := db.Select[Document](tx, documentColumns+" WHERE parent=? AND withdrawn=? ORDER BY issued_on, id", parent, false)
	if err != nil {
		return nil, err
	}
	return out, addIssuers(tx, out)
}

// knownSources tells which imported rows are stored already.
func knownSources(tx *db.Tx, sources []string) (map[string]bool, error) {
	found := map[string]bool{}
	err := eachChunk(sources, func(part []string) error {
		in, args := oneOf("source", part)
		have, err := db.Select[string](tx, "SELECT source FROM directive_documents WHERE "+in, args...)
		for _, s := range have {
			found[s] = true
		}
		return err
	})
	return found, err
}
