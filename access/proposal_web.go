package access

import (
	"net/http"

	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/web"
)

const proposalsPath = "/access/proposals"

type proposalView struct {
	Proposal
	What, UnitName, DetailText string
	StateKind, StateText       string
	Href                       string
	MayApprove, MayDecline     bool
	Own                        bool
	Errors                     web.Errors
}

func (s *Service) proposalView(by Actor, x *web.Exchange, p Proposal) proposalView {
	v := proposalView{Proposal: p, What: x.T("access.proposal." + p.Kind), UnitName: s.UnitName(p.Unit, clock.DateOf(s.db.Now())), DetailText: p.Detail,
		Href: proposalsPath + "/" + p.ID, Own: p.ProposedBy == by.ID}
	if p.Kind == KindGrant {
		v.DetailText = x.T("access.role." + p.Detail)
	}
	state := p.State
	if p.Late(s.db.Now()) {
		state = "late"
	}
	v.StateText, v.StateKind = x.T("access.proposal.state."+state), map[string]string{Open: "warn", Approved: "ok", Declined: "bad"}[state]
	open := state == Open
	v.MayDecline = open && p.Subject != by.ID
	v.MayApprove = v.MayDecline && !v.Own
	return v
}

type proposalsView struct {
	All  bool
	Rows []proposalView
}

func (s *Service) proposalsPage(by Actor, x *web.Exchange) error {
	all := x.Query().Bool("all")
	list, err := s.Proposals(x.R.Context(), by, !all)
	if err != nil {
		return err
	}
	v := proposalsView{All: all}
	for _, p := range list {
		v.Rows = append(v.Rows, s.proposalView(by, x, p))
	}
	return x.Page(http.StatusOK, "access/proposals", ui.Page{Title: x.T("access.proposals"), Body: v})
}

func (s *Service) proposalPage(by Actor, x *web.Exchange) error { return s.showProposal(by, x, nil) }

func (s *Service) showProposal(by Actor, x *web.Exchange, refused error) error {
	p, err := s.ProposalByID(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	v := s.proposalView(by, x, p)
	page := ui.Page{Title: v.What, Crumbs: []ui.Crumb{{Text: x.T("access.proposals"), Href: proposalsPath}, {Text: v.What}}}
	v.Errors = x.Errors(refused)
	page.Body = v
	if refused == nil {
		return x.Page(http.StatusOK, "access/proposal", page)
	}
	return x.Again(refused, "access/proposal", page)
}

func (s *Service) approvePost(by Actor, x *web.Exchange) error {
	return s.decided(by, x, s.Approve(x.R.Context(), by, x.Path("id")), "access.proposal.approved")
}

func (s *Service) declinePost(by Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	note := f.Text("note", 500)
	if err = f.Err(); err == nil {
		err = s.Decline(x.R.Context(), by, x.Path("id"), note)
	}
	return s.decided(by, x, err, "access.proposal.declined")
}

func (s *Service) decided(by Actor, x *web.Exchange, err error, notice string) error {
	if errs.Is(err, errs.Conflict) || errs.Is(err, errs.Invalid) {
		return s.showProposal(by, x, err)
	}
	if err != nil {
		return err
	}
	x.Notice(notice)
	return x.See(proposalsPath)
}

// work lists the proposals that wait for the signed-in person's decision.
func (s *Service) work(x *web.Exchange) ([]ui.Todo, error) {
	by, _ := x.Principal.(Actor)
	list, err := s.Proposals(x.R.Context(), by, true)
	if err != nil {
		return nil, err
	}
	n := 0
	for _, p := range list {
		if s.proposalView(by, x, p).MayApprove {
			n++
		}
	}
	if n == 0 {
		return nil, nil
	}
	return []ui.Todo{{Href: proposalsPath, Text: x.T("access.todo.proposals", "n", n), Kind: "warn", Why: x.T("access.todo.proposals.why")}}, nil
}
