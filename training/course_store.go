package training

import (
	"strings"

	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/vntext"
)

const courseSelect = `SELECT id,unit,office,year,subject,subject_key,topics,trainers,directing,amount,language,note,state,version,created_by,
	created_at,changed_at,withdrawn FROM training_courses`

const clusterSelect = `SELECT id,course,position,from_on,to_on,place,host,areas,expected,sessions,score_before,score_after,people,women,
	named,state,reason,source,version FROM training_clusters`

// record reads a course with its clusters and counts.
func record(tx *db.Tx, id string) (Record, error) {
	c, err := db.Get[Course](tx, courseSelect+" WHERE id=?", id)
	if err != nil {
		return Record{}, err
	}
	list, err := withClusters(tx, []Course{c})
	if err != nil {
		return Record{}, err
	}
	return list[0], nil
}

// marks are n placeholders.
func marks(n int) string { return "(?" + strings.Repeat(",?", max(n-1, 0)) + ")" }

// args are ids as arguments; never none, since IN () is no SQL.
func args(ids []string) []any {
	out := make([]any, 0, len(ids)+4)
	for _, id := range ids {
		out = append(out, id)
	}
	if len(out) == 0 {
		out = append(out, "")
	}
	return out
}

// withClusters adds clusters and counts to courses, in two questions.
func withClusters(tx *db.Tx, list []Course) ([]Record, error) {
	out, at := make([]Record, len(list)), map[string]int{}
	ids := make([]string, len(list))
	for i, c := range list {
		out[i], at[c.ID], ids[i] = Record{Course: c, Clusters: []Cluster{}}, i, c.ID
	}
	in := args(ids)
	clusters, err := db.Select[Cluster](tx, clusterSelect+" WHERE course IN "+marks(len(in))+" ORDER BY course,position,id", in...)
	if err != nil {
		return nil, err
	}
	rows, err := db.Select[countRow](tx, `SELECT n.cluster,n.origin,n.level,n.grp,n.people,n.women FROM training_counts n
		JOIN training_clusters c ON c.id=n.cluster LEFT JOIN training_terms t ON t.kind='group' AND t.code=n.grp
		WHERE c.course IN `+marks(len(in))+` ORDER BY n.cluster,n.origin,CASE n.level WHEN 'province' THEN 1 WHEN 'district' THEN 2 ELSE 3 END,t.position NULLS LAST,n.grp`, in...)
	if err != nil {
		return nil, err
	}
	counts := map[string][]Headcount{} // cluster and origin
	for _, r := range rows {
		counts[r.Cluster+r.Origin] = append(counts[r.Cluster+r.Origin], r.Headcount)
	}
	for _, c := range clusters {
		c.Typed, c.Listed = counts[c.ID+typed], counts[c.ID+listed]
		r := &out[at[c.Course]]
		r.Clusters = append(r.Clusters, c)
	}
	return out, nil
}

// Origins of counts.
const (
	typed  = "typed"
	listed = "listed"
)

type countRow struct {
	Cluster string `db:"cluster"`
	Origin  string `db:"origin"`
	Headcount
}

// store writes records, new or changed.
func store(tx *db.Tx, list ...Record) error {
	var courses []Course
	var clusters []Cluster
	var counts []countRow
	for _, r := range list {
		courses = append(courses, r.Course)
		for _, c := range r.Clusters {
			clusters = append(clusters, c)
			for _, n := range c.Typed {
				counts = append(counts, countRow{c.ID, typed, n})
			}
			for _, n := range c.Listed {
				counts = append(counts, countRow{c.ID, listed, n})
			}
		}
		if r.Version > 1 {
			if _, err := tx.Exec("DELETE FROM training_counts WHERE cluster IN (SELECT id FROM training_clusters WHERE course=?)", r.ID); err != nil {
				return err
			}
		}
	}
	if err := db.UpsertAll(tx, "training_courses", "id", courses); err != nil {
		return err
	}
	if err := db.UpsertAll(tx, "training_clusters", "id", clusters); err != nil {
		return err
	}
	return db.InsertAll(tx, "training_counts", counts)
}

// Filter selects courses; zero fields select everything in scope.
type Filter struct {
	Units     []string // exact organisers
	Year      int64
	State     State
	Topic     string
	Text      string     // in subject; without marks
	Late      clock.Date // with a planned cluster whose days were over before this day
	Withdrawn bool       // also those taken back
	Limit     int
	Offset    int
}

func (f Filter) where() (string, []any) {
	in := args(f.Units)
	q := " WHERE unit IN " + marks(len(in))
	add := func(cond string, v ...any) { q, in = q+" AND "+cond, append(in, v...) }
	if f.Year != 0 {
		add("year=?", f.Year)
	}
	if f.State != "" {
		add("state=?", string(f.State))
	}
	if key := vntext.Fold(f.Topic); key != "" { // codes and folded keys hold no wildcard of LIKE but _, which is one in codes
		add("(',' || topics || ',') LIKE ? ESCAPE '!'", "%,"+strings.ReplaceAll(f.Topic, "_", "!_")+",%")
	}
	if key := vntext.Fold(f.Text); key != "" {
		add("subject_key LIKE ?", "%"+key+"%")
	}
	if f.Late != 0 {
		add("EXISTS (SELECT 1 FROM training_clusters c WHERE c.course=training_courses.id AND c.state=? AND c.to_on<?)", string(Planned), f.Late)
	}
	if !f.Withdrawn {
		add("withdrawn=?", false)
	}
	return q, in
}

// courses lists the newest programme year first.
func courses(tx *db.Tx, f Filter) ([]Course, error) {
	q, in := f.where()
	return db.Select[Course](tx, courseSelect+q+" ORDER BY year DESC, id DESC LIMIT ? OFFSET ?", append(in, f.Limit, f.Offset)...)
}

func countCourses(tx *db.Tx, f Filter) (int64, error) {
	q, in := f.where()
	return db.Get[int64](tx, "SELECT COUNT(*) FROM training_courses"+q, in...)
}

// CourseSums are what the held clusters of a list add up to.
type CourseSums struct {
	Clusters int64 `db:"clusters" json:"clusters"`
	People   int64 `db:"people" json:"people"`
	Women    int64 `db:"women" json:"women"`
}

func totals(tx *db.Tx, f Filter) (CourseSums, error) {
	f.Withdrawn = false
	q, in := f.where()
	return db.Get[CourseSums](tx, `SELECT COUNT(*) AS clusters, COALESCE(CAST(SUM(people) AS BIGINT),0) AS people, COALESCE(CAST(SUM(women) AS BIGINT),0) AS women
		FROM training_clusters WHERE state='held' AND course IN (SELECT id FROM training_courses`+q+")", in...)
}
