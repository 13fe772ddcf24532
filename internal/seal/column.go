package seal

// Column names a place where sealed values stand: values of Column in Table,
// in the row whose Row column holds Ref.Row, for the subject in its Subject
// column. Ref.Table and Ref.Column are the names given here.
type Column struct {
	Table, Row, Subject, Column string
	Compartment                 string
}
