package inspection

import (
	"neove/access"
	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
)

// passingsPage lists files passed to the police, those that wait first.
func (s *Service) passingsPage(by access.Actor, x *web.Exchange) error {
	d, err := s.desk(by, x)
	if err != nil {
		return err
	}
	l := x.List(pageSize)
	q := x.Query()
	f := PassingFilter{State: q.Choice("state", Sent, Received), Incoming: q.Bool("incoming"), Limit: pageSize, Offset: l.Offset()}
	if err := q.Err(); err != nil {
		return err
	}
	list, total, err := s.Passings(x.R.Context(), by, d.unit, f)
	if err != nil {
		return err
	}
	v := d.list(passingPath, total)
	filters := x.Controls("inspection", append(d.unitFilter(readCheck), ui.Control{Kind: "select", Name: "state", Options: x.Options("inspection.passing", Sent, Received), Blank: x.T("ui.word.all")},
		ui.Control{Kind: "check", Name: "incoming", Label: x.T("inspection.filter.incoming")}), l.Query, web.Errors{})
	l.ControlChips(filters)
	t := ui.Table{Label: x.T("inspection.passings"), Columns: []ui.Column{{Label: x.T("inspection.field.establishment")}, {Label: x.T("inspection.field.doer")},
		{Label: x.T("inspection.field.office")}, {Label: x.T("inspection.field.passed_on")}, {Label: x.T("inspection.field.receipt_number")}, {Label: x.T("inspection.field.state")}}}
	for _, p := range list {
		t.Rows = append(t.Rows, []ui.TD{{Text: p.Establishment, Href: checkPath + "/" + p.Check + "#f-" + p.ID, Note: d.name(typeTerm, p.Kind)}, {Text: d.tree.Name(p.Unit)},
			{Text: p.Office, Note: d.tree.Name(p.ToUnit)}, {Text: vntext.Date(p.On)}, {Text: p.Number}, d.passingCell(p.Passing)})
	}
	v.Listing = ui.Listing{Action: passingPath, Filters: filters, Chips: l.Chips, Clear: l.Clear(), Table: t, Pager: l.Pager(len(list), total), Empty: x.T("inspection.passings.empty")}
	return x.Page(200, "inspection/list", ui.Page{Title: x.T("inspection.passings"), Body: &v})
}

func (d desk) passingCell(p Passing) ui.TD {
	if p.State == Sent {
		return ui.TD{Tag: d.x.T("inspection.passing.sent"), Kind: "warn"}
	}
	return ui.TD{Tag: d.x.T("inspection.passing.received"), Kind: "ok", Note: p.ReceivedBy + ", " + vntext.Date(clock.DateOf(p.ReceivedAt))}
}

// receivePost is the answer of the receiving side.
func (s *Service) receivePost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	p, err := s.Receive(x.R.Context(), by, x.Path("id"), f.Text("receipt", maxName))
	if err != nil && p.Check != "" && (errs.Is(err, errs.Conflict) || errs.Is(err, errs.Invalid)) {
		x.R.SetPathValue("id", p.Check)
		return s.showCheck(by, x, err)
	}
	if err != nil {
		return err
	}
	x.Notice("inspection.file.received")
	return x.See(checkPath + "/" + p.Check)
}
