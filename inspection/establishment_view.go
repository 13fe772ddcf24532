package inspection

import (
	"context"
	"net/url"

	"neove/access"
	"neove/audit"
	"neove/internal/db"
	"neove/internal/ui"
	"neove/internal/web"
)

// establishmentView is one establishment with its checks and why it is due.
type establishmentView struct {
	Establishment
	UnitName, TypeName string
	Tag, TagKind       string
	Rows               []ui.SummaryRow
	Checks             ui.Table
	NoChecks           string
	Score              int64
	Why                []string
	History            []ui.Event
	MayChange          bool
	NewCheck           string
	Errors             web.Errors
}

func (s *Service) establishmentPage(by access.Actor, x *web.Exchange) error {
	return s.showEstablishment(by, x, nil)
}

func (s *Service) showEstablishment(by access.Actor, x *web.Exchange, refused error) error {
	e, err := s.Establishment(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	d, err := s.desk(by, x)
	if err != nil {
		return err
	}
	v := establishmentView{Establishment: e, UnitName: d.tree.Name(e.Unit), TypeName: d.name(typeTerm, e.Type), Errors: x.Errors(refused),
		MayChange: d.mayChange(recordEstablishment, e.Unit, e.Office) && !e.Withdrawn, NoChecks: x.T("inspection.establishment.no_checks")}
	v.Tag, v.TagKind = d.mark(e)
	v.Rows = d.establishmentRows(e)
	events, list, err := s.about(x.R.Context(), by, e, &v, d)
	if err != nil {
		return err
	}
	v.History = audit.History(x, events)
	if len(list) > 0 {
		v.Checks = d.checkTable(list, false)
	}
	if _, unit := by.Home(); by.May(recordCheck) && !e.Withdrawn && d.tree.Covers(unit, e.Unit) {
		v.NewCheck = checkPath + "/new?establishment=" + e.ID
	}
	page := ui.Page{Title: e.Name, Body: &v, Crumbs: []ui.Crumb{{Text: x.T("inspection.establishments"), Href: establishmentPath + "?unit=" + e.Unit}, {Text: e.Name}}}
	if refused != nil {
		return x.Again(refused, "inspection/establishment", page)
	}
	return x.Page(200, "inspection/establishment", page)
}

// about reads the history, the checks and the score of an establishment.
func (s *Service) about(ctx context.Context, by access.Actor, e Establishment, v *establishmentView, d desk) (events []audit.Event, list []CheckRow, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		if events, err = audit.Of(tx, establishmentKind, e.ID); err != nil {
			return err
		}
		if list, _, err = checks(tx, CheckFilter{Units: []string{e.Unit}, Establishment: e.ID, Limit: 100}); err != nil {
			return err
		}
		all, err := propose(tx, Filter{Units: []string{e.Unit}, Limit: 50_000}, d.today)
		for _, p := range all {
			if p.ID == e.ID {
				v.Score, v.Why = p.Score, d.why(p.Why)
			}
		}
		return err
	})
	return events, list, err
}

func (d desk) establishmentRows(e Establishment) []ui.SummaryRow {
	main, more := d.establishmentSpec(web.Errors{}, url.Values{})
	typed := establishmentValues(e)
	if e.State == Open {
		typed.Del("state")
	}
	rows := ui.Summary(d.x.Controls("inspection", append(main, more...), typed, web.Errors{}), d.x.T("ui.word.yes"))
	if len(d.communes()) == 0 {
		rows = append(rows, ui.SummaryRow{Label: d.x.T("inspection.field.commune"), Value: d.tree.Name(e.Unit)})
	}
	if by := d.tree.OfficeName(d.x, e.Office); by != "" {
		rows = append(rows, ui.SummaryRow{Label: d.x.T("inspection.field.recorder"), Value: by})
	}
	return rows
}
