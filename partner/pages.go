package partner

import (
	"net/url"

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

const pageSize = 50

// button is a link that looks like one; Kind is "" for the primary one.
type button struct{ Href, Icon, Text, Kind string }

type listView struct {
	Facts   string
	Note    string
	Buttons []button
	Listing ui.Listing
}

type formView struct {
	Facts string
	Form  ui.RecordForm
}

// recordView is the page of a record: what it says, what belongs to it, its
// history, and what may be done.
type recordView struct {
	Facts     []string
	Tags      []tag
	Warning   string
	Buttons   []button
	Verify    string // address of the form; "" when it may not be checked
	Calls     []call
	Rows      []ui.SummaryRow
	Sections  []section
	History   []ui.Event
	MayChange bool
	Withdraw  string // address of the form
	Version   int64
	Reason    string
	Errors    web.Errors
}

type tag struct{ Kind, Text string }

// section is a list inside the page of a record.
type section struct {
	Title, Empty string
	Table        ui.Table
	Buttons      []button
}

func crumbs(list, href, title string) []ui.Crumb {
	return []ui.Crumb{{Text: list, Href: href}, {Text: title}}
}

// place is a unit on a page, and the units that may be chosen instead.
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
	return place{t, unit, t.Name(unit), t.UnitOptions(by, permission, s.today())}, nil
}

// choose is the control of the unit; nil when there is nothing to choose.
func (p place) choose(x *web.Exchange, name string) []ui.Control {
	if len(p.options) == 0 {
		return nil
	}
	return []ui.Control{{Kind: "select", Name: name, Options: p.options}}
}

// fixed is the hidden control of the unit, where it cannot be chosen.
func (p place) fixed() string {
	if len(p.options) > 0 {
		return ""
	}
	return p.unit
}

// askReason adds the control of the reason where a signed month asks for one.
func askReason(x *web.Exchange, spec []ui.Control, f *web.Form, e web.Errors) []ui.Control {
	if e.Of("reason") == "" && (f == nil || !f.Has("reason")) {
		return spec
	}
	return append(spec, ui.Control{Kind: "text", Name: "reason", Label: x.T("ui.word.reason"), Need: true, Max: maxText})
}

// showForm answers with a form, or shows a refused one again.
func showForm(x *web.Exchange, p ui.Page, refused error) error {
	if refused != nil {
		return x.Again(refused, "partner/form", p)
	}
	return x.Page(200, "partner/form", p)
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
// command was refused.
func showRecord(x *web.Exchange, p ui.Page, v *recordView, refused error) error {
	p.Body = v
	if refused == nil {
		return x.Page(200, "partner/record", p)
	}
	v.Errors, v.Reason = x.Errors(refused), x.R.FormValue("reason")
	return x.Again(refused, "partner/record", p)
}

// take answers a small form on the page of a record: show draws it again.
func take(x *web.Exchange, path, done string, do func(version int64, reason string) error, show func(error) error) error {
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
	x.Notice(done)
	return x.See(path)
}

// optionalDay reads a day that may be blank.
func optionalDay(f *web.Form, name string) *clock.Date {
	if d, ok := f.Date(name); ok {
		return &d
	}
	return nil
}

func putDay(v url.Values, name string, d *clock.Date) {
	if d != nil {
		v.Set(name, vntext.Date(*d))
	}
}

func putCount(v url.Values, name string, n *int64) {
	if n != nil {
		v.Set(name, vntext.Number(*n))
	}
}

func flag(on bool) string {
	if on {
		return "1"
	}
	return ""
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
