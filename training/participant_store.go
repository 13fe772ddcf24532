package training

import (
	"neove/internal/clock"
	"neove/internal/db"
)

const participantSelect = `SELECT id,cluster,person,position,name,name_key,unit,unit_text,post,level,grp,sex,attended,score_before,score_after,
	certificate,certified_on FROM training_participants`

// participants of clusters, in the order of their lists.
func participants(tx *db.Tx, clusters ...string) ([]Participant, error) {
	in := args(clusters)
	return db.Select[Participant](tx, participantSelect+" WHERE cluster IN "+marks(len(in))+" ORDER BY cluster,position,id", in...)
}

// replaceParticipants sets the list of a cluster and forgets officials who are
// on no list any more.
func replaceParticipants(tx *db.Tx, cluster string, list []Participant) error {
	was, err := participants(tx, cluster)
	if err != nil {
		return err
	}
	if _, err := tx.Exec("DELETE FROM training_participants WHERE cluster=?", cluster); err != nil {
		return err
	}
	if err := nameOfficials(tx, list); err != nil {
		return err
	}
	if err := db.InsertAll(tx, "training_participants", list); err != nil {
		return err
	}
	for len(was) > 0 {
		n := min(500, len(was))
		ids := make([]string, n)
		for i, p := range was[:n] {
			ids[i] = p.Person
		}
		if _, err := tx.Exec(`DELETE FROM training_people WHERE merged='' AND account='' AND id IN `+marks(n)+`
			AND NOT EXISTS (SELECT 1 FROM training_participants p WHERE p.person=training_people.id)
			AND NOT EXISTS (SELECT 1 FROM training_people m WHERE m.merged=training_people.id)`, args(ids)...); err != nil {
			return err
		}
		was = was[n:]
	}
	return nil
}

// official is one person of the slice; merged leads to the one kept.
type official struct {
	ID       string `db:"id"`
	MatchKey string `db:"match_key"`
	Merged   string `db:"merged"`
	Account  string `db:"account"`
}

const officialSelect = "SELECT id,match_key,merged,account FROM training_people"

// nameOfficials says which official each participant is, and makes those who
// are new.
func nameOfficials(tx *db.Tx, list []Participant) error {
	have := map[string]string{}
	for rest := list; len(rest) > 0; {
		n := min(500, len(rest))
		keys := make([]string, n)
		for i, p := range rest[:n] {
			keys[i] = p.matchKey()
		}
		found, err := db.Select[official](tx, officialSelect+" WHERE match_key IN "+marks(n), args(keys)...)
		if err != nil {
			return err
		}
		for _, o := range found {
			have[o.MatchKey] = o.ID
			if o.Merged != "" {
				have[o.MatchKey] = o.Merged
			}
		}
		rest = rest[n:]
	}
	var fresh []official
	for i, p := range list {
		key := p.matchKey()
		if have[key] == "" {
			have[key] = tx.ID()
			fresh = append(fresh, official{ID: have[key], MatchKey: key})
		}
		list[i].Person = have[key]
	}
	return db.InsertAll(tx, "training_people", fresh)
}

func officialByID(tx *db.Tx, id string) (official, error) {
	return db.Get[official](tx, officialSelect+" WHERE id=?", id)
}

// mergeOfficials gives everything of one official to another.
func mergeOfficials(tx *db.Tx, from, into official) error {
	for _, q := range []string{"UPDATE training_participants SET person=? WHERE person=?", "UPDATE training_people SET merged=? WHERE merged=?",
		"UPDATE training_people SET merged=?, account='' WHERE id=?"} {
		if _, err := tx.Exec(q, into.ID, from.ID); err != nil {
			return err
		}
	}
	return nil
}

func linkOfficial(tx *db.Tx, id, account string) error {
	_, err := tx.Exec("UPDATE training_people SET account=? WHERE id=?", account, id)
	return err
}

// Attendance is an official in a cluster, with what the history page shows of
// both. Lists of clusters that did not take place are no training.
type Attendance struct {
	Participant
	CourseID string     `db:"course" json:"course"`
	Subject  string     `db:"subject" json:"subject"`
	Holder   string     `db:"holder" json:"unit_of_course"`
	From     clock.Date `db:"from_on" json:"from"`
	To       clock.Date `db:"to_on" json:"to"`
	Place    string     `db:"place" json:"place"`
	Of       int64      `db:"of_sessions" json:"of_sessions"`
}

const attendanceFrom = ` FROM training_participants p JOIN training_clusters c ON c.id=p.cluster JOIN training_courses k ON k.id=c.course
	WHERE c.state='held' AND k.withdrawn=? AND (p.attended IS NULL OR p.attended>0)`

const attendanceSelect = `SELECT p.id,p.cluster,p.person,p.position,p.name,p.name_key,p.unit,p.unit_text,p.post,p.level,p.grp,p.sex,p.attended,
	p.score_before,p.score_after,p.certificate,p.certified_on,k.id AS course,k.subject,k.unit AS holder,c.from_on,c.to_on,c.place,c.sessions AS of_sessions` + attendanceFrom

// attendances that fit a condition, newest first.
func attendances(tx *db.Tx, cond string, values ...any) ([]Attendance, error) {
	return db.Select[Attendance](tx, attendanceSelect+" AND "+cond+" ORDER BY c.to_on DESC, p.name_key, p.id", append([]any{false}, values...)...)
}
