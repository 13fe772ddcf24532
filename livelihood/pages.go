package livelihood

import (
	"net/url"
	"strconv"
	"strings"

	"neove/access"
	"neove/audit"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
	"neove/org"
)

// The pages of supports, links and people have one shape each: a list, a form,
// a record, a grid. A subject fills in what it has.

const pageSize = 50

// button is a link that looks like one; Kind is "" for the primary one.
type button struct{ Href, Icon, Text, Kind string }

type listView struct {
	Facts   string
	Beside  []ui.Link // the other lists of the slice
	Note    string
	Buttons []button
	Listing ui.Listing
}

type formView struct {
	UnitName string
	Buttons  []button
	Picks    []ui.Link
	Form     ui.RecordForm
}

type recordView struct {
	Facts     []string
	Withdrawn string
	Buttons   []button
	Rows      []ui.SummaryRow
	History   []ui.Event
	MayChange bool
	Withdraw  string // address of the form
	Version   int64
	Reason    string
	Errors    web.Errors
}

type gridView struct {
	UnitName, Action, Draft string
	Buttons                 []button
	Top                     []ui.Control
	Grid                    ui.Grid
}

// place is a unit on a page: its name, and the units that may be chosen instead.
type place struct {
	tree    *org.Tree
	unit    string
	name    string
	options []ui.Option // empty for a commune
}

func (s *Service) placeOf(by access.Actor, x *web.Exchange, permission, unit string) (place, error) {
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return place{}, err
	}
	return place{t, unit, t.Name(unit), t.UnitOptions(by, permission, clock.DateOf(s.db.Now()))}, nil
}

// choose is the control of the unit; nil when there is nothing to choose.
func (p place) choose(x *web.Exchange) []ui.Control {
	if len(p.options) == 0 {
		return nil
	}
	return []ui.Control{{Kind: "select", Name: "unit", Label: x.T("ui.word.unit"), Options: p.options}}
}

// fixed is the hidden control of the unit, where it cannot be chosen.
func (p place) fixed() string {
	if len(p.options) > 0 {
		return ""
	}
	return p.unit
}

// years are the choices of a year filter.
func (s *Service) years() []ui.Option {
	var out []ui.Option
	for y := clock.DateOf(s.db.Now()).Year(); len(out) < 6; y-- {
		out = append(out, ui.Option{Value: strconv.Itoa(y), Text: strconv.Itoa(y)})
	}
	return out
}

// filterOf reads the state of a list from the address.
func filterOf(l *web.List, kind string) Filter {
	f := Filter{Kind: l.Query.Get(kind), Text: l.Query.Get("q"), Limit: l.Size, Offset: l.Offset()}
	if y, err := strconv.Atoi(l.Query.Get("year")); err == nil && y > 1900 && y < 3000 {
		f.From, f.To = clock.On(y, 1, 1), clock.On(y+1, 1, 1)
	}
	return f
}

// beside leads to the lists of the slice that a person may read about a unit.
func beside(by access.Actor, x *web.Exchange, unit string) []ui.Link {
	var out []ui.Link
	for _, l := range []struct{ permission, path, key string }{{supportRead, supportPath, "livelihood.supports"}, {supportRead, linkPath, "livelihood.links"}, {personRead, personPath, "livelihood.people"}} {
		if by.MayAt(l.permission, unit) {
			out = append(out, ui.Link{Href: with(l.path, unit), Text: x.T(l.key), Current: strings.HasPrefix(x.R.URL.Path, l.path)})
		}
	}
	if len(out) == 1 {
		return nil // nowhere else to go
	}
	return out
}

// filters are the controls of a list: the unit, a choice of kinds, the year and
// words.
func (s *Service) filters(x *web.Exchange, p place, l *web.List, kind ui.Control) []ui.Control {
	kind.Kind, kind.Blank = "select", x.T("ui.word.all")
	spec := append(p.choose(x), kind,
		ui.Control{Kind: "select", Name: "year", Label: x.T("ui.word.year"), Options: s.years(), Blank: x.T("ui.word.all")},
		ui.Control{Kind: "text", Name: "q", Label: x.T("ui.word.search"), Max: 100})
	out := x.Controls("livelihood", spec, l.Query, web.Errors{})
	if len(p.options) > 0 {
		out[0].Value = p.unit
	}
	l.ControlChips(out)
	return out
}

// askReason adds the control of the reason where a signed month asks for one.
func askReason(x *web.Exchange, spec []ui.Control, f *web.Form, e web.Errors) []ui.Control {
	if e.Of("reason") == "" && (f == nil || !f.Has("reason")) {
		return spec
	}
	return append(spec, ui.Control{Kind: "text", Name: "reason", Label: x.T("ui.word.reason"), Need: true, Max: maxText})
}

// history is what happened to a record.
func (s *Service) history(x *web.Exchange, kind, id string) ([]ui.Event, error) {
	var events []audit.Event
	err := s.db.View(x.R.Context(), func(tx *db.Tx) (err error) {
		events, err = audit.Of(tx, kind, id)
		return err
	})
	return audit.History(x, events), err
}

// showRecord answers with the page of a record, or shows it again after a
// withdrawal was refused.
func showRecord(x *web.Exchange, p ui.Page, v *recordView, refused error) error {
	p.Body = v
	if refused == nil {
		return x.Page(200, "livelihood/record", p)
	}
	v.Errors, v.Reason = x.Errors(refused), x.R.FormValue("reason")
	return x.Again(refused, "livelihood/record", p)
}

// take answers the form of a withdrawal: show draws the record again.
func take(x *web.Exchange, path string, do func(version int64, reason string) error, show func(error) error) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	reason := f.Text("reason", maxText)
	if err = f.Err(); err == nil {
		err = do(f.Version(), reason)
	}
	if errs.Is(err, errs.Invalid) || errs.Is(err, errs.Conflict) {
		return show(err)
	}
	if err != nil {
		return err
	}
	x.Notice("livelihood.withdrawn")
	return x.See(path)
}

// days writes a range of days as short as it can be: 1–31/12/2024,
// 3/6 – 30/8/2024.
func days(from, to clock.Date) string {
	if from == to {
		return vntext.Date(to)
	}
	y, m, d := from.YMD()
	switch ty, tm, _ := to.YMD(); {
	case y == ty && m == tm:
		return strconv.Itoa(d) + "–" + vntext.Date(to)
	case y == ty:
		return strconv.Itoa(d) + "/" + strconv.Itoa(int(m)) + " – " + vntext.Date(to)
	}
	return vntext.Date(from) + " – " + vntext.Date(to)
}

// typed writes numbers and days into the values of a form.
func putCount(v url.Values, name string, n *int64) {
	if n != nil {
		v.Set(name, vntext.Number(*n))
	}
}

func putDays(v url.Values, from, to clock.Date) {
	v.Set("from", vntext.Date(from))
	if to != from {
		v.Set("to", vntext.Date(to))
	}
}

// count is a number of a table; blank where it is not known.
func count(n *int64) string {
	if n == nil {
		return ""
	}
	return vntext.Number(*n)
}

// with is the address of a page about a unit.
func with(path, unit string, more ...string) string {
	q := url.Values{"unit": {unit}}
	for i := 0; i+1 < len(more); i += 2 {
		if more[i+1] != "" {
			q.Set(more[i], more[i+1])
		}
	}
	return path + "?" + q.Encode()
}
