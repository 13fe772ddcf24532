package inspection

import (
	"context"
	"net/url"
	"strings"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
	"neove/org"
)

// Addresses of the lists.
const (
	establishmentPath = "/inspection/establishments"
	planPath          = "/inspection/plans"
	checkPath         = "/inspection/checks"
	followPath        = "/inspection/follow-ups"
	passingPath       = "/inspection/passings"
	termPath          = "/inspection/terms"
)

const pageSize = 50

// listView is the body of every list of the slice.
type listView struct {
	UnitName string
	Facts    []string
	Tabs     []ui.Link
	Buttons  []button
	Note     string
	Listing  ui.Listing
}

type button struct {
	Href, Text, Icon string
	Second           bool
}

// desk is what every page of the slice needs: the words, the tree, the day.
type desk struct {
	x     *web.Exchange
	by    access.Actor
	words Vocabulary
	tree  *org.Tree
	today clock.Date
	unit  string // that the page is about
}

func (s *Service) desk(by access.Actor, x *web.Exchange) (desk, error) {
	d := desk{x: x, by: by, unit: org.WorkUnit(by, x), today: clock.DateOf(s.db.Now())}
	var err error
	if d.words, err = s.Vocabulary(x.R.Context()); err != nil {
		return d, err
	}
	d.tree, err = s.org.Tree(x.R.Context())
	return d, err
}

// mayChange reports whether the reader may amend what an office recorded.
func (d desk) mayChange(permission, unit, office string) bool {
	return d.tree.Corrects(d.by, permission, review, unit, office, d.today)
}

// name words a code of a kind in the reader's language.
func (d desk) name(kind, code string) string { return d.words.Name(kind, code, string(d.x.Lang)) }

// options are the terms of a kind that are valid today, and the one that a
// record already has.
func (d desk) options(kind, has string) []ui.Option {
	var out []ui.Option
	found := has == ""
	for _, t := range d.words.On(kind, d.today) {
		out = append(out, ui.Option{Value: t.Code, Text: t.Name(string(d.x.Lang))})
		found = found || t.Code == has
	}
	if !found {
		out = append(out, ui.Option{Value: has, Text: d.name(kind, has)})
	}
	return out
}

// risks words risk factors.
func (d desk) risks(codes []string) string {
	var out []string
	for _, c := range codes {
		out = append(out, d.name(riskTerm, c))
	}
	return strings.Join(out, "; ")
}

// why words the parts of a score.
func (d desk) why(list []Reason) []string {
	var out []string
	for _, r := range list {
		if r.Kind == scoreTerm {
			out = append(out, d.x.T("inspection.why."+r.Code, "count", r.Count, "points", r.Points))
			continue
		}
		out = append(out, d.x.T("inspection.why.term", "name", d.name(r.Kind, r.Code), "points", r.Points))
	}
	return out
}

// tabs lead between the lists of the slice.
func (d desk) tabs(current string) []ui.Link {
	var out []ui.Link
	for _, l := range []struct{ path, key, permission string }{
		{establishmentPath, "establishments", readEstablishment}, {planPath, "plans", readCheck}, {checkPath, "checks", readCheck},
		{followPath, "follow_ups", readCheck}, {passingPath, "passings", readCheck},
	} {
		if d.by.May(l.permission) {
			out = append(out, ui.Link{Href: l.path + "?unit=" + url.QueryEscape(d.unit), Text: d.x.T("inspection.tab." + l.key), Current: l.path == current})
		}
	}
	return out
}

func (d desk) list(path string, total int64) listView {
	return listView{UnitName: d.tree.Name(d.unit), Facts: []string{d.x.T("inspection.total", "n", total)}, Tabs: d.tabs(path)}
}

// manyUnits reports whether lists of the page's unit name the unit of each row.
func (d desk) manyUnits() bool {
	u, ok := d.tree.Unit(d.unit)
	return ok && u.Level != org.Commune
}

// unitFilter chooses another unit of the reader's area.
func (d desk) unitFilter(permission string) []ui.Control {
	options := d.tree.UnitOptions(d.by, permission, d.today)
	if len(options) == 0 {
		return nil
	}
	return []ui.Control{{Kind: "select", Name: "unit", Label: d.x.T("ui.word.unit"), Options: options}}
}

func (d desk) href(path string) string { return path + "?unit=" + url.QueryEscape(d.unit) }

// day writes a day for a control; no day is "".
func day(d clock.Date) string {
	if d == 0 {
		return ""
	}
	return vntext.Date(d)
}

func number(n *int64) string {
	if n == nil {
		return ""
	}
	return vntext.Number(*n)
}

// values makes the values of a form out of pairs of name and value.
func values(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			v.Add(pairs[i], pairs[i+1])
		}
	}
	return v
}

// reason asks why a signed month changes, once the refused command has named it.
func reason(e web.Errors, typed url.Values) []ui.Control {
	if e.Of("reason") == "" && typed.Get("reason") == "" {
		return nil
	}
	return []ui.Control{{Kind: "text", Name: "reason", Need: true, Max: maxText}}
}

// lastChecks is the day of the last check of each establishment.
func (s *Service) lastChecks(ctx context.Context, ids []string) (map[string]clock.Date, error) {
	out := map[string]clock.Date{}
	err := s.db.View(ctx, func(tx *db.Tx) error {
		rows, err := lastOf(tx, ids)
		for _, r := range rows {
			out[r.Establishment] = r.Last
		}
		return err
	})
	return out, err
}
