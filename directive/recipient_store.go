package directive

import (
	"time"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
)

const recipientColumns = `SELECT id,document,unit,role,agency,require,ask,due_on,state,seen_by,seen_at,answered_at,reason,reminded,reminded_at
	FROM directive_recipients`

func recipientByID(tx *db.Tx, id string) (Recipient, error) {
	return db.Get[Recipient](tx, recipientColumns+" WHERE id=?", id)
}

func recipientsOf(tx *db.Tx, document string) ([]Recipient, error) {
	return db.Select[Recipient](tx, recipientColumns+" WHERE document=? ORDER BY id", document)
}

func updateRecipients(tx *db.Tx, list ...Recipient) error {
	return db.UpsertAll(tx, "directive_recipients", "id", list)
}

func answersOf(tx *db.Tx, document string) ([]Answer, error) {
	return db.Select[Answer](tx, `SELECT a.id,a.recipient,a.document,a.result,a.by_name,a.at,a.returned,a.reason FROM directive_answers a
		JOIN directive_recipients r ON r.id=a.recipient WHERE r.document=? ORDER BY a.at, a.id`, document)
}

func answersBy(tx *db.Tx, recipient string) ([]Answer, error) {
	return db.Select[Answer](tx, "SELECT id,recipient,document,result,by_name,at,returned,reason FROM directive_answers WHERE recipient=? ORDER BY at, id", recipient)
}

func remindersOf(tx *db.Tx, document string) ([]Reminder, error) {
	return db.Select[Reminder](tx, "SELECT id,document,at,by_name,count,note FROM directive_reminders WHERE document=? ORDER BY at DESC, id DESC", document)
}

const progressSums = `COUNT(*) AS total,
	CAST(SUM(CASE WHEN state='answered' THEN 1 ELSE 0 END) AS BIGINT) AS done,
	CAST(SUM(CASE WHEN state='seen' THEN 1 ELSE 0 END) AS BIGINT) AS seen,
	CAST(SUM(CASE WHEN state='returned' THEN 1 ELSE 0 END) AS BIGINT) AS returned,
	CAST(SUM(CASE WHEN state<>'answered' AND due_on<>'1970-01-01' AND due_on<? THEN 1 ELSE 0 END) AS BIGINT) AS late`

// progressOf counts the recipients of many documents at once.
func progressOf(tx *db.Tx, documents []string) (map[string]Progress, error) {
	out := map[string]Progress{}
	err := eachChunk(documents, func(part []string) error {
		in, args := oneOf("document", part)
		rows, err := db.Select[struct {
			Document string `db:"document"`
			Progress
		}](tx, "SELECT document, "+progressSums+" FROM directive_recipients WHERE "+in+" GROUP BY document", append([]any{tx.Today()}, args...)...)
		for _, r := range rows {
			out[r.Document] = r.Progress
		}
		return err
	})
	return out, err
}

// openRecipient is a recipient that has not answered, with its document.
type openRecipient struct {
	Recipient
	Code    string `db:"code"`
	Kind    string `db:"kind"`
	Subject string `db:"subject"`
	Issuer  string `db:"issuer"` // unit
}

const waitingFrom = ` FROM directive_recipients r JOIN directive_documents d ON d.id=r.document
	WHERE d.withdrawn=? AND d.code<>'' AND r.state<>'answered' AND `

// waitingAt lists what units still have to answer, most urgent first; without
// agencies that have no accounts.
func waitingAt(tx *db.Tx, cond string, args []any) ([]openRecipient, error) {
	return db.Select[openRecipient](tx, `SELECT r.id,r.document,r.unit,r.role,r.agency,r.require,r.ask,r.due_on,r.state,r.seen_by,r.seen_at,
		r.answered_at,r.reason,r.reminded,r.reminded_at,d.code,d.kind,d.subject,d.unit AS issuer`+waitingFrom+cond+
		" AND r.agency='' ORDER BY CASE WHEN r.due_on='1970-01-01' THEN 1 ELSE 0 END, r.due_on, r.id", append([]any{false}, args...)...)
}

// lateOf counts per document of these units the recipients that are late.
func lateOf(tx *db.Tx, units []string, today clock.Date) ([]lateDocument, error) {
	in, args := oneOf("d.unit", units)
	return db.Select[lateDocument](tx, `SELECT d.id,d.unit,d.office,d.code,d.kind,COUNT(*) AS late, MIN(r.due_on) AS due_on`+waitingFrom+in+
		` AND r.due_on<>'1970-01-01' AND r.due_on<? GROUP BY d.id,d.unit,d.office,d.code,d.kind ORDER BY due_on, d.id`,
		append(append([]any{false}, args...), today)...)
}

type lateDocument struct {
	ID     string      `db:"id"`
	Unit   string      `db:"unit"`
	Office access.Role `db:"office"`
	Code   string      `db:"code"`
	Kind   string      `db:"kind"`
	Late   int64       `db:"late"`
	Due    clock.Date  `db:"due_on"`
}

// File is an attached file without its content.
type File struct {
	ID        string    `db:"id" json:"id"`
	Document  string    `db:"document" json:"-"`
	Recipient string    `db:"recipient" json:"-"` // "" for a file of the document itself
	Answer    string    `db:"answer" json:"-"`
	Name      string    `db:"name" json:"name"`
	MediaType string    `db:"media_type" json:"media_type"`
	Size      int64     `db:"size" json:"size"`
	SHA256    string    `db:"sha256" json:"sha256"`
	By        string    `db:"added_by" json:"added_by"`
	At        time.Time `db:"added_at" json:"added_at"`
}

type fileRow struct {
	File
	Content []byte `db:"content"`
}

const fileColumns = "SELECT id,document,recipient,answer,name,media_type,size,sha256,added_by,added_at"

func filesOf(tx *db.Tx, document string) ([]File, error) {
	return db.Select[File](tx, fileColumns+" FROM directive_files WHERE document=? ORDER BY added_at, id", document)
}

func fileByID(tx *db.Tx, id string) (fileRow, error) {
	return db.Get[fileRow](tx, fileColumns+",content FROM directive_files WHERE id=?", id)
}
