package casework

import (
	"neove/access"
	"neove/handoff"
	"neove/internal/clock"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
)

type referralsView struct {
	Head
	Table     ui.Table
	New, Pack string
}

// referralsPage lists what was asked of whom about the case, and what came of it.
func (s *Service) referralsPage(by access.Actor, x *web.Exchange) error {
	var v View
	var list []handoff.Request
	err := s.read(x.R.Context(), by, "casework.case.view", x.Path("id"), func(d desk, c Case, seat Seat) (err error) {
		if v, err = d.view(c, seat); err != nil {
			return err
		}
		list, err = s.handoff.Of(d.tx, subject, c.ID)
		return err
	})
	if err != nil {
		return err
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	b := referralsView{Head: s.head(x, t, v, "referrals"), Table: ui.Table{Label: x.T("casework.tab.referrals"), Columns: []ui.Column{{Label: x.T("casework.field.code")}, {Label: x.T("casework.field.recipient")}, {Label: x.T("casework.field.purpose")}, {Label: x.T("casework.field.state")}, {Label: x.T("casework.field.on")}}}}
	if b.MayRecord && by.May("handoff.request.send") {
		b.New, b.Pack = "/handoff/requests/new?subject=case:"+v.ID, "/handoff/packages/new?subject=case:"+v.ID
	}
	now := s.db.Now()
	for _, r := range list {
		first := ui.TD{Text: r.Code}
		if r.From == v.Seat.Office || r.To == v.Seat.Office {
			first.Href = "/handoff/requests/" + r.ID
		}
		state := ui.TD{Tag: x.T("handoff.state." + string(r.State)), Kind: map[handoff.State]string{handoff.Accepted: "ok", handoff.Declined: "bad", handoff.Stopped: "bad"}[r.State]}
		if r.Late(now) {
			state.Kind, state.Note = "bad", x.T("casework.late")
		}
		b.Table.Rows = append(b.Table.Rows, []ui.TD{first, {Text: t.OfficeName(x, r.To)}, {Text: x.T("handoff.purpose." + r.Purpose)}, state, {Text: vntext.Date(clock.DateOf(r.SentAt))}})
	}
	return x.Page(200, "casework/referrals", ui.Page{Title: x.T("casework.tab.referrals"), Body: b})
}
