package partner

import (
	"strings"

	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/vntext"
)

const (
	partnerColumns = `SELECT id,unit,kind,name,short,country,contact,phone,email,web,since,until,gives,note,publish,name_key,text_key,
		version,created_by,created_at,changed_at,withdrawn FROM partner_partners`
	contributionColumns = `SELECT id,partner,unit,year,given_on,kind,amount,content,document,version,created_by,created_at,changed_at,withdrawn
		FROM partner_contributions`
	offerColumns = `SELECT id,partner,unit,name,category,part,state,description,eligibility,languages,cost,places,hours,phone,night_phone,email,web,
		address,postal_code,withheld,verified_on,verified_by,note,name_key,text_key,source,version,created_by,created_at,changed_at,withdrawn
		FROM partner_services`
)

func partnerByID(tx *db.Tx, id string) (Partner, error) {
	return db.Get[Partner](tx, partnerColumns+" WHERE id=?", id)
}

func contributionByID(tx *db.Tx, id string) (Contribution, error) {
	return db.Get[Contribution](tx, contributionColumns+" WHERE id=?", id)
}

func offerByID(tx *db.Tx, id string) (Offer, error) {
	return db.Get[Offer](tx, offerColumns+" WHERE id=?", id)
}

// replaceRow stores a new version of a record over the one that was read. A
// partner's row is updated in place elsewhere, since others refer to it.
func replaceRow(tx *db.Tx, table, id string, row any) error {
	if _, err := tx.Exec("DELETE FROM "+table+" WHERE id=?", id); err != nil {
		return err
	}
	return tx.Insert(table, row)
}

func marks(n int) string { return "?" + strings.Repeat(",?", n-1) }

// in is a condition on a column; no value fits nothing.
func in(column string, list []string) (string, []any) {
	if len(list) == 0 {
		return "1=0", nil
	}
	out := make([]any, len(list))
	for i, v := range list {
		out[i] = v
	}
	return column + " IN (" + marks(len(list)) + ")", out
}

// cond collects conditions that all must hold.
type cond struct {
	texts []string
	args  []any
}

func (c *cond) add(text string, args ...any) {
	c.texts = append(c.texts, text)
	c.args = append(c.args, args...)
}

func (c *cond) in(column string, list []string) {
	text, args := in(column, list)
	c.add(text, args...)
}

// like finds a folded text; a folded key holds no LIKE wildcard.
func (c *cond) like(text string) {
	for word := range strings.FieldsSeq(vntext.Fold(text)) {
		c.add("text_key LIKE ?", "%"+word+"%")
	}
}

func (c *cond) String() string { return " WHERE " + strings.Join(c.texts, " AND ") }

// Filter selects partners; zero fields select everything in scope.
type Filter struct {
	Units     []string // exact units; the service fills it
	Kind      string
	Country   string // or Abroad
	Text      string
	Past      bool // also those that have ended
	Withdrawn bool
	Limit     int
	Offset    int
}

func (f Filter) where(today clock.Date) *cond {
	c := &cond{}
	c.in("unit", f.Units)
	if f.Kind != "" {
		c.add("kind=?", f.Kind)
	}
	switch f.Country {
	case "":
	case Abroad:
		c.add("country<>? AND country<>?", "", Home)
	default:
		c.add("country=?", f.Country)
	}
	c.like(f.Text)
	if !f.Past {
		c.add("(until IS NULL OR until>=?)", today)
	}
	if !f.Withdrawn {
		c.add("withdrawn=?", false)
	}
	return c
}

func partners(tx *db.Tx, f Filter) (list []Partner, total int64, err error) {
	c := f.where(tx.Today())
	if total, err = db.Get[int64](tx, "SELECT COUNT(*) FROM partner_partners"+c.String(), c.args...); err != nil {
		return nil, 0, err
	}
	list, err = db.Select[Partner](tx, partnerColumns+c.String()+" ORDER BY name_key, id LIMIT ? OFFSET ?", append(c.args, f.Limit, f.Offset)...)
	return list, total, err
}

// OfferFilter selects services; zero fields select everything in scope.
type OfferFilter struct {
	Category  string
	Part      string
	Text      string
	Partner   string
	Stale     bool // only those that the actor should check again
	Paused    bool // also those that are closed for now or for good
	Withdrawn bool
	Limit     int
	Offset    int

	all    []string   // units whose public services are in scope
	secret []string   // units whose confidential services are, too
	before clock.Date // of Stale: checked before this day or never
}

func (f OfferFilter) where() *cond {
	c := &cond{}
	all, allArgs := in("unit", f.all)
	secret, secretArgs := in("unit", f.secret)
	c.add("(part='"+Public+"' AND "+all+" OR part<>'"+Public+"' AND "+secret+")", append(allArgs, secretArgs...)...)
	for _, e := range []struct{ column, value string }{{"category", f.Category}, {"part", f.Part}, {"partner", f.Partner}} {
		if e.value != "" {
			c.add(e.column+"=?", e.value)
		}
	}
	c.like(f.Text)
	if f.Stale {
		c.add("(verified_on IS NULL OR verified_on<?)", f.before)
	}
	if !f.Paused {
		c.add("state=?", Active)
	}
	if !f.Withdrawn {
		c.add("withdrawn=?", false)
	}
	return c
}

func countOffers(tx *db.Tx, f OfferFilter) (int64, error) {
	c := f.where()
	return db.Get[int64](tx, "SELECT COUNT(*) FROM partner_services"+c.String(), c.args...)
}

// offers come in the order of their categories: whom to call first, first.
func offers(tx *db.Tx, f OfferFilter) ([]Offer, error) {
	c := f.where()
	return db.Select[Offer](tx, offerColumns+c.String()+` ORDER BY state, (SELECT position FROM partner_terms t WHERE t.kind='`+Category+`' AND t.code=category),
		name_key, id LIMIT ? OFFSET ?`, append(c.args, f.Limit, f.Offset)...)
}

// unitsOf are the units that have rows in a table.
func unitsOf(tx *db.Tx, table string) ([]string, error) {
	return db.Select[string](tx, "SELECT DISTINCT unit FROM "+table+" ORDER BY unit")
}

// namesOf are partners by id.
func namesOf(tx *db.Tx, list []Offer) (map[string]Partner, error) {
	var ids []string
	seen := map[string]bool{}
	for _, o := range list {
		if !seen[o.Partner] {
			seen[o.Partner] = true
			ids = append(ids, o.Partner)
		}
	}
	out := map[string]Partner{}
	for len(ids) > 0 {
		n := min(500, len(ids))
		text, args := in("id", ids[:n])
		found, err := db.Select[Partner](tx, partnerColumns+" WHERE "+text, args...)
		if err != nil {
			return nil, err
		}
		for _, p := range found {
			out[p.ID] = p
		}
		ids = ids[n:]
	}
	return out, nil
}

func contributionsOf(tx *db.Tx, partner string) ([]Contribution, error) {
	return db.Select[Contribution](tx, contributionColumns+" WHERE partner=? ORDER BY year DESC, given_on DESC NULLS LAST, id DESC", partner)
}
