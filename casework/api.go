package casework

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"neove/access"
	"neove/internal/web"
)

type caseListIn struct {
	Stage  string `query:"stage" enum:"reception,identification,protection,planning,referral,return,reintegration,closed"`
	Status string `query:"status" enum:"reported,initial_verification,identifying,confirmed,not_victim,suspended"`
	Due    bool   `query:"due" doc:"Only cases with a legal clock that warns or is late"`
	Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"50"`
	Offset int    `query:"offset" minimum:"0"`
}

type caseListOut struct {
	Body struct {
		Total int64  `json:"total"`
		Cases []Case `json:"cases"`
	}
}

type caseIn struct {
	ID string `path:"id" doc:"Code of the case" example:"NN-2026-4701"`
}

type caseOut struct {
	Body struct {
		Case
		Core    Core     `json:"core"`
		Records []Record `json:"records"`
		Hidden  int      `json:"hidden" doc:"Records in compartments that stay closed to the office"`
	}
}

type recordIn struct {
	web.IdemIn
	ID   string `path:"id"`
	Body struct {
		Kind   string              `json:"kind" example:"note"`
		Amends string              `json:"amends,omitempty" doc:"Id of the record of which this is the next version"`
		Values map[string][]string `json:"values" doc:"By field; days as YYYY-MM-DD, amounts in đồng"`
	}
}

// recordOut holds no values: it is kept for repeated requests.
type recordOut struct {
	web.IdemOut
	Body Record
}

type moveIn struct {
	ID   string `path:"id"`
	Body struct {
		To      string `json:"to" enum:"reception,identification,protection,planning,referral,return,reintegration"`
		Reason  string `json:"reason,omitempty" maxLength:"200"`
		Version int64  `json:"version"`
	}
}

type noBody struct{}

func (s *Service) operations() []web.Operation {
	return append(s.receptionOps(), []web.Operation{
		access.Op(mayRead, huma.Operation{OperationID: "list-cases", Method: http.MethodGet, Path: listPath, Summary: "Cases on whose team the caller is, what is due first; no names"}, s.listOp),
		access.Op(mayRead, huma.Operation{OperationID: "read-case", Method: http.MethodGet, Path: listPath + "/{id}", Summary: "A case as far as the caller's office may open it; every reading is recorded"}, s.readOp),
		access.Op(mayRecord, huma.Operation{OperationID: "write-case-record", Method: http.MethodPost, Path: listPath + "/{id}/records", Summary: "Add a record to a case", DefaultStatus: http.StatusCreated}, s.writeOp),
		access.Op(mayRecord, huma.Operation{OperationID: "move-case", Method: http.MethodPost, Path: listPath + "/{id}/stage", Summary: "Take a case to another stage", DefaultStatus: http.StatusNoContent}, s.moveOp),
		access.Op(mayCount, huma.Operation{OperationID: "case-statistics", Method: http.MethodGet, Path: statsPath, Summary: "Figures of a unit in a calendar year; small ones are hidden"}, s.statsOp),
	}...)
}

func (s *Service) listOp(ctx context.Context, by access.Actor, in *caseListIn) (*caseListOut, error) {
	rows, total, err := s.Cases(ctx, by, Filter{Stage: Stage(in.Stage), Status: Status(in.Status), Due: in.Due, Limit: in.Limit, Offset: in.Offset})
	out := &caseListOut{}
	out.Body.Total, out.Body.Cases = total, []Case{}
	for _, r := range rows {
		out.Body.Cases = append(out.Body.Cases, r.Case)
	}
	return out, err
}

func (s *Service) readOp(ctx context.Context, by access.Actor, in *caseIn) (*caseOut, error) {
	v, err := s.View(ctx, by, in.ID)
	if err != nil {
		return nil, err
	}
	out := &caseOut{}
	out.Body.Case, out.Body.Core, out.Body.Records, out.Body.Hidden = v.Case, v.Core, v.Records, v.Hidden
	return out, nil
}

func (s *Service) writeOp(ctx context.Context, by access.Actor, in *recordIn) (*recordOut, error) {
	out := &recordOut{}
	err := s.write(ctx, by, "casework.record.write", in.ID, 0, func(d desk, c *Case, seat Seat) (err error) {
		out.Body, out.IdemOut, err = web.OnceSecret(d.tx, s.keys.HMAC, by.ID, in.IdempotencyKey, "write-case-record", []any{c.ID, in.Body}, func() (Record, error) {
			r, err := d.write(c, seat, in.Body.Kind, in.Body.Amends, in.Body.Values)
			r.Values = nil
			return r, err
		})
		return err
	})
	return out, err
}

func (s *Service) moveOp(ctx context.Context, by access.Actor, in *moveIn) (*noBody, error) {
	return nil, s.Move(ctx, by, in.ID, in.Body.Version, Stage(in.Body.To), in.Body.Reason)
}
