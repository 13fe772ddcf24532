package casework

import (
	"neove/access"
	"neove/internal/clock"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
	"neove/regime"
)

const pageSize = 50

type casesView struct {
	ui.Listing
	MayReceive, MayBreak bool
}

func (s *Service) casesPage(by access.Actor, x *web.Exchange) error {
	l := x.List(pageSize)
	q := x.Query()
	f := Filter{Stage: Stage(q.Choice("stage", stageCodes(Stages)...)), Status: Status(q.Choice("status", words("status")...)), Code: q.Text("code", 20), Due: q.Bool("due"), Closed: q.Bool("closed"), Limit: l.Size, Offset: l.Offset()}
	rows, total, err := s.Cases(x.R.Context(), by, f)
	if err != nil {
		return err
	}
	b := casesView{MayReceive: by.May(mayReceive), MayBreak: by.May(mayBreak)}
	b.Action = listPath
	b.Filters = x.Controls("casework", []ui.Control{{Kind: "text", Name: "code", Width: "m", Secret: true}, {Kind: "select", Name: "stage", Options: x.Options("casework.stage", stageCodes(Stages)...), Blank: x.T("ui.word.all")},
		{Kind: "select", Name: "status", Options: x.Options("regime.status", statusCodes()...), Blank: x.T("ui.word.all")}, {Kind: "check", Name: "due"}}, l.Query, web.Errors{})
	l.ControlChips(b.Filters)
	b.Chips, b.Clear, b.Pager = l.Chips, l.Clear(), l.Pager(len(rows), total)
	b.Empty = x.T("casework.cases.none")
	if b.MayReceive {
		b.First = ui.Link{Href: "/casework/receptions/new", Text: x.T("casework.receive")}
	}
	b.Table = ui.Table{Label: x.T("casework.cases"), Columns: []ui.Column{{Label: x.T("casework.field.code")}, {Label: x.T("casework.field.stage")}, {Label: x.T("casework.field.status")}, {Label: x.T("casework.field.due")}, {Label: x.T("casework.field.received_on")}}}
	now := s.db.Now()
	for _, r := range rows {
		first := ui.TD{Text: r.Code, Href: listPath + "/" + r.Code, Note: r.Label.Safe}
		if r.Safety == "high" || r.Safety == "immediate" {
			first.Tag, first.Kind = x.T("casework.safety."+r.Safety+".tag"), "bad"
		}
		due := ui.TD{}
		if r.Due != "" {
			c := clockOf(dueRow{Code: r.Due, DueAt: r.DueAt})
			due.Text = x.T("regime.clock." + r.Due)
			due.Tag, due.Kind = left(x, c, now)
		}
		b.Table.Rows = append(b.Table.Rows, []ui.TD{first, {Text: x.T("casework.stage." + string(r.Stage))}, {Text: x.T("regime.status." + string(r.Status)), Note: roleNote(x, r.Role)}, due, {Text: vntext.Date(r.ReceivedOn)}})
	}
	return x.Page(200, "casework/cases", ui.Page{Title: x.T("casework.cases"), Body: b})
}

// clockOf is what a list knows of a clock: its term, and when it runs out.
func clockOf(r dueRow) Clock {
	c := Clock{DueAt: r.DueAt}
	c.Clock, _ = regime.ClockOn(r.Code, clock.DateOf(r.DueAt))
	return c
}

func roleNote(x *web.Exchange, r Role) string {
	if r == Main {
		return ""
	}
	return x.T("casework.role." + string(r))
}

func statusCodes() []string {
	var out []string
	for _, s := range Statuses {
		out = append(out, string(s))
	}
	return out
}
