package handoff

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/web"
)

type sendIn struct {
	web.IdemIn
	Body struct {
		Subject  string     `json:"subject" example:"case:01jh2k…" doc:"Kind and id of what it is about"`
		From     string     `json:"from,omitempty" example:"border_guard:L80" doc:"Own office; needed with several"`
		To       string     `json:"to" example:"province_officer:L80"`
		Offer    string     `json:"offer,omitempty" doc:"Service of the organisation"`
		Purpose  string     `json:"purpose" enum:"notify,verify,identify,service,transfer,escort,followup,other"`
		Sections []string   `json:"sections,omitempty" doc:"core, identity, testimony, health, place"`
		Reason   string     `json:"reason" enum:"competence,need,residence,danger,law,other"`
		Urgency  string     `json:"urgency" enum:"immediate,today,normal"`
		Basis    string     `json:"basis" enum:"consent,duty,vital"`
		Note     string     `json:"note,omitempty" maxLength:"3000" doc:"For the receiver; sealed"`
		AckBy    *time.Time `json:"acknowledge_by,omitempty" doc:"By the urgency when absent"`
		ActBy    *time.Time `json:"act_by,omitempty" doc:"By the urgency when absent"`
		Parent   string     `json:"parent,omitempty" doc:"Request that this one follows"`
	}
}

// requestOut is a request without its texts: safe to keep for repeated requests.
type requestOut struct {
	web.IdemOut
	Body Request
}

type requestListIn struct {
	Box     string `query:"box" enum:"in,out"`
	Group   string `query:"group" enum:"waiting,work,late,answered,done"`
	Purpose string `query:"purpose"`
	Subject string `query:"subject" doc:"Kind and id, case:…"`
	Limit   int    `query:"limit" minimum:"1" maximum:"1000" default:"100"`
	Offset  int    `query:"offset" minimum:"0"`
}

type requestListOut struct {
	Body struct {
		Total    int64     `json:"total"`
		Requests []Request `json:"requests"`
	}
}

type idIn struct {
	ID string `path:"id"`
}

type requestViewOut struct {
	Body struct {
		Request
		Note   string `json:"note,omitempty"`
		Answer string `json:"answer,omitempty"`
		Report string `json:"report,omitempty"`
	}
}

type answerIn struct {
	web.IdemIn
	ID   string `path:"id"`
	Body struct {
		Version int64  `json:"version" doc:"Version that was read"`
		Refusal string `json:"refusal,omitempty" enum:"not_competent,no_capacity,not_eligible,incomplete,conflict,other" doc:"Of a declined one"`
		Why     string `json:"why,omitempty" maxLength:"3000" doc:"Of a declined one; sealed"`
		Counter string `json:"counter,omitempty" doc:"Office that might take a declined one"`
		Result  string `json:"result,omitempty" enum:"done,partly,not_possible,person_left,person_declined" doc:"Of an ended one"`
		Report  string `json:"report,omitempty" maxLength:"3000" doc:"Of an ended one; sealed"`
		Reason  string `json:"reason,omitempty" enum:"wrong_office,wrong_content,no_need,other" doc:"Of a withdrawn one; not needed while it can be recalled"`
	}
}

type lateOut struct {
	Body struct {
		Late []LateLine `json:"late"`
	}
}

type protocolIn struct {
	web.IdemIn
	Body struct {
		Unit     string     `json:"unit"`
		Symbol   string     `json:"symbol" minLength:"1" maxLength:"100"`
		Name     string     `json:"name" minLength:"1" maxLength:"300"`
		Parties  []string   `json:"parties" example:"police:*" doc:"Offices, or kinds of offices of the unit's area"`
		Sections []string   `json:"sections"`
		Purposes []string   `json:"purposes"`
		From     clock.Date `json:"valid_from" format:"date"`
		To       clock.Date `json:"valid_to" format:"date" doc:"First day on which it no longer counts"`
	}
}

type protocolOut struct {
	web.IdemOut
	Body Protocol
}

type protocolsOut struct {
	Body struct {
		Protocols []Protocol `json:"protocols"`
	}
}

func (s *Service) operations() []web.Operation {
	out := []web.Operation{
		access.Op(maySend, huma.Operation{OperationID: "send-handoff-request", Method: http.MethodPost, Path: listPath,
			Summary: "Ask another office for something about a subject", DefaultStatus: http.StatusCreated}, s.sendOp),
		access.Op(mayRead, huma.Operation{OperationID: "list-handoff-requests", Method: http.MethodGet, Path: listPath,
			Summary: "Requests of the own offices, without their texts, running clocks first"}, s.listOp),
		access.Op(mayRead, huma.Operation{OperationID: "read-handoff-request", Method: http.MethodGet, Path: listPath + "/{id}",
			Summary: "A request with its texts; every reading is recorded, the receiver's first one is the receipt"}, s.readOp),
		access.Op(mayLate, huma.Operation{OperationID: "list-late-handoffs", Method: http.MethodGet, Path: latePath,
			Summary: "Late requests of the area: offices and clocks only"}, s.lateOp),
		access.Op(mayKnow, huma.Operation{OperationID: "list-handoff-protocols", Method: http.MethodGet, Path: protocolPath,
			Summary: "Information-sharing protocols that concern the own offices"}, s.protocolsOp),
		access.Op(mayAgree, huma.Operation{OperationID: "record-handoff-protocol", Method: http.MethodPost, Path: protocolPath,
			Summary: "Record an information-sharing protocol", DefaultStatus: http.StatusCreated}, s.agreeOp),
	}
	for _, o := range []struct {
		a               act
		permission, doc string
	}{{actAccept, mayAnswer, "Accept a request: access begins"}, {actDecline, mayAnswer, "Decline a request"}, {actEnd, mayAnswer, "End an accepted request with a report: access ends"},
		{actWithdraw, maySend, "Withdraw a request, or recall it"}} {
		out = append(out, access.Op(o.permission, huma.Operation{OperationID: string(o.a) + "-handoff-request", Method: http.MethodPost,
			Path: listPath + "/{id}/" + string(o.a), Summary: o.doc}, s.answerOp(o.a)))
	}
	return out
}

func office(c *errs.Check, field, value string) access.Office {
	o, ok := access.ParseOffice(value)
	if value != "" && !ok {
		c.Add(field, "handoff.err.receiver")
	}
	return o
}

func (s *Service) sendOp(ctx context.Context, by access.Actor, in *sendIn) (*requestOut, error) {
	var c errs.Check
	b := in.Body
	order := Input{From: office(&c, "from", b.From), To: office(&c, "to", b.To), Offer: b.Offer, Purpose: b.Purpose, Sections: b.Sections, Reason: b.Reason,
		Urgency: Urgency(b.Urgency), Basis: b.Basis, Note: strings.TrimSpace(b.Note), Parent: b.Parent}
	order.Kind, order.Subject, _ = strings.Cut(b.Subject, ":")
	if b.AckBy != nil {
		order.AckBy = *b.AckBy
	}
	if b.ActBy != nil {
		order.ActBy = *b.ActBy
	}
	if err := c.Err(); err != nil {
		return nil, err
	}
	out := &requestOut{}
	err := s.db.Write(ctx, by, "handoff.request.send", func(tx *db.Tx) (err error) {
		out.Body, out.IdemOut, err = web.OnceSecret(tx, s.keys.HMAC, by.ID, in.IdempotencyKey, "handoff.request.send", in.Body, func() (Request, error) { return s.SendIn(tx, by, order) })
		return err
	})
	return out, err
}

func (s *Service) answerOp(a act) func(ctx context.Context, by access.Actor, in *answerIn) (*requestOut, error) {
	return func(ctx context.Context, by access.Actor, in *answerIn) (*requestOut, error) {
		var c errs.Check
		b := in.Body
		do := map[act]deed{actAccept: accept, actDecline: Refusal{b.Refusal, strings.TrimSpace(b.Why), office(&c, "counter", b.Counter)}.decline,
			actEnd: Closure{b.Result, strings.TrimSpace(b.Report)}.end, actWithdraw: withdrawal(b.Reason)}[a]
		if err := c.Err(); err != nil {
			return nil, err
		}
		out := &requestOut{}
		err := s.db.Write(ctx, by, a.action(), func(tx *db.Tx) (err error) {
			out.Body, out.IdemOut, err = web.OnceSecret(tx, s.keys.HMAC, by.ID, in.IdempotencyKey, a.action(), []any{in.ID, in.Body}, func() (Request, error) {
				return s.stepIn(tx, by, a, in.ID, b.Version, do)
			})
			return err
		})
		return out, err
	}
}

func (s *Service) listOp(ctx context.Context, by access.Actor, in *requestListIn) (*requestListOut, error) {
	out := &requestListOut{}
	f := Filter{Box: in.Box, Group: in.Group, Purpose: in.Purpose, Limit: in.Limit, Offset: in.Offset}
	f.Kind, f.Subject, _ = strings.Cut(in.Subject, ":")
	var err error
	out.Body.Requests, out.Body.Total, err = s.Requests(ctx, by, f)
	return out, err
}

func (s *Service) readOp(ctx context.Context, by access.Actor, in *idIn) (*requestViewOut, error) {
	v, err := s.Request(ctx, by, in.ID)
	if err != nil {
		return nil, err
	}
	out := &requestViewOut{}
	out.Body.Request, out.Body.Note, out.Body.Answer, out.Body.Report = v.Request, v.Note, v.Answer, v.Report
	return out, nil
}

func (s *Service) lateOp(ctx context.Context, by access.Actor, _ *struct{}) (*lateOut, error) {
	out := &lateOut{}
	var err error
	out.Body.Late, err = s.Late(ctx, by)
	return out, err
}

func (s *Service) protocolsOp(ctx context.Context, by access.Actor, _ *struct{}) (*protocolsOut, error) {
	out := &protocolsOut{}
	var err error
	out.Body.Protocols, err = s.Protocols(ctx, by)
	return out, err
}

func (s *Service) agreeOp(ctx context.Context, by access.Actor, in *protocolIn) (*protocolOut, error) {
	b := in.Body
	p := Protocol{Unit: b.Unit, Symbol: b.Symbol, Name: b.Name, Parties: strings.Join(b.Parties, " "), Shared: strings.Join(b.Sections, ","),
		For: strings.Join(b.Purposes, ","), From: b.From, To: b.To}
	out := &protocolOut{}
	err := s.db.Write(ctx, by, "handoff.protocol.record", func(tx *db.Tx) error {
		got, replayed, err := web.Once(tx, by.ID, in.IdempotencyKey, "handoff.protocol.record", in.Body, func() (Protocol, error) { return s.AgreeIn(tx, by, p) })
		out.Body, out.IdemOut = got, web.Replay(replayed)
		return err
	})
	return out, err
}
