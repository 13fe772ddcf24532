package livelihood

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/web"
)

// supportBody is a support as the API takes it.
type supportBody struct {
	Unit       string `json:"unit" example:"L803" doc:"Key of the unit"`
	Kind       string `json:"kind" example:"trade" doc:"Code of the kind"`
	From       string `json:"from" format:"date" example:"2024-06-03"`
	To         string `json:"to,omitempty" format:"date" doc:"Last day, on which it counts; the same day when absent"`
	Occupation string `json:"occupation,omitempty" maxLength:"500" doc:"Trade or course"`
	Provider   string `json:"provider,omitempty" maxLength:"500"`
	Partner    string `json:"partner,omitempty" maxLength:"40" doc:"Id in the register of partners"`
	People     *int64 `json:"people,omitempty" minimum:"0" doc:"Persons; absent is not zero"`
	Women      *int64 `json:"women,omitempty" minimum:"0"`
	Minority   *int64 `json:"minority,omitempty" minimum:"0"`
	Poor       *int64 `json:"poor,omitempty" minimum:"0"`
	Minors     *int64 `json:"minors,omitempty" minimum:"0"`
	AtRisk     *int64 `json:"at_risk,omitempty" minimum:"0"`
	Victims    *int64 `json:"victims,omitempty" minimum:"0" doc:"Taken and never given back"`
	Turns      *int64 `json:"turns,omitempty" minimum:"0" doc:"Turns of counselling or placement"`
	Amount     *int64 `json:"amount,omitempty" minimum:"0" doc:"đồng; the sum of the sources when absent"`
	Central    *int64 `json:"central,omitempty" minimum:"0"`
	Local      *int64 `json:"local,omitempty" minimum:"0"`
	Aid        *int64 `json:"aid,omitempty" minimum:"0"`
	Social     *int64 `json:"social,omitempty" minimum:"0"`
	Other      *int64 `json:"other,omitempty" minimum:"0"`
	Finished   *int64 `json:"finished,omitempty" minimum:"0"`
	Employed   *int64 `json:"employed,omitempty" minimum:"0"`
	Directing  string `json:"directing,omitempty" maxLength:"500"`
	Note       string `json:"note,omitempty" maxLength:"500"`
}

type recordSupportInput struct {
	web.IdemIn
	Reason string `header:"Reason" doc:"Needed when the month is signed off already"`
	Body   supportBody
}

type supportOutput struct {
	web.IdemOut
	Body Support
}

// Area selects records of a unit and those below by their last day. It is exported
// because operations embed it.
type Area struct {
	Unit   string `query:"unit" required:"true" doc:"Unit whose area is listed"`
	From   string `query:"from" format:"date" doc:"First last day"`
	To     string `query:"to" format:"date" doc:"Exclusive"`
	Limit  int    `query:"limit" minimum:"1" maximum:"1000" default:"100"`
	Offset int    `query:"offset" minimum:"0"`
}

type supportsInput struct {
	Area
	Kind string `query:"kind"`
}

type supportsOutput struct {
	Body struct {
		Total    int64     `json:"total"`
		Sums     Sums      `json:"sums"`
		Supports []Support `json:"supports"`
	}
}

type supportKindsOutput struct {
	Body struct {
		Kinds []Kind `json:"kinds"`
	}
}

func (s *Service) operations() []web.Operation {
	op := func(id, method, path, summary string) huma.Operation {
		o := huma.Operation{OperationID: id, Method: method, Path: "/livelihood" + path, Summary: summary}
		if method == http.MethodPost {
			o.DefaultStatus = http.StatusCreated
		}
		return o
	}
	return []web.Operation{
		access.Op(supportRecord, op("record-support", "POST", "/supports", "Record a batch of support"), s.recordSupportOp),
		access.Op(supportRead, op("list-supports", "GET", "/supports", "Batches of support of an area, newest first, with their sums"), s.supportsOp),
		access.Op(supportRead, op("list-support-kinds", "GET", "/kinds", "Kinds of support and what they count"), s.kindsOp),
		access.Op(linkRecord, op("record-link", "POST", "/links", "Record work done inside another programme"), s.recordLinkOp),
		access.Op(supportRead, op("list-links", "GET", "/links", "Work done inside other programmes, newest first"), s.linksOp),
		access.Op(personRecord, op("watch-person", "POST", "/people", "Put a person at risk on the list of a unit"), s.watchOp),
		access.Op(personRead, op("list-people-at-risk", "GET", "/people", "Codes of people at risk in an area"), s.peopleOp),
		access.Op(personRecord, op("give-help", "POST", "/people/{id}/helps", "Record support given to a person"), s.giveOp),
	}
}

// isoDate reads a day of the API; absent is 0.
func isoDate(c *errs.Check, name, s string) clock.Date {
	if s == "" {
		return 0
	}
	d, err := clock.Parse(s)
	if err != nil {
		c.Add(name, "livelihood.err.iso_date", "typed", s)
	}
	return d
}

func (b supportBody) support(c *errs.Check) Support {
	return Support{Unit: b.Unit, Kind: b.Kind, From: isoDate(c, "from", b.From), To: isoDate(c, "to", b.To), Occupation: b.Occupation, Provider: b.Provider,
		Partner: b.Partner, People: b.People, Women: b.Women, Minority: b.Minority, Poor: b.Poor, Minors: b.Minors, AtRisk: b.AtRisk, Victims: b.Victims,
		Turns: b.Turns, Amount: b.Amount, Central: b.Central, Local: b.Local, Aid: b.Aid, Social: b.Social, Other: b.Other,
		Finished: b.Finished, Employed: b.Employed, Directing: b.Directing, Note: b.Note}
}

func (s *Service) recordSupportOp(ctx context.Context, by access.Actor, in *recordSupportInput) (*supportOutput, error) {
	var c errs.Check
	r := in.Body.support(&c)
	if err := c.Err(); err != nil {
		return nil, err
	}
	if err := s.checkPartners(ctx, by, r); err != nil {
		return nil, web.Single(err)
	}
	out := &supportOutput{}
	err := s.db.Write(ctx, by, "livelihood.support.record", func(tx *db.Tx) (err error) {
		var again bool
		out.Body, again, err = web.Once(tx, by.ID, in.IdempotencyKey, "livelihood.support.record", in.Body, func() (Support, error) {
			return only(s.recordIn(tx, by, []Support{r}, in.Reason))
		})
		out.IdemOut = web.Replay(again)
		return err
	})
	return out, err
}

// only is the one record of a list that was stored.
func only[T any](list []T, err error) (T, error) {
	if err != nil {
		var none T
		return none, web.Single(err)
	}
	return list[0], nil
}

func (in Area) filter() (Filter, error) {
	var c errs.Check
	f := Filter{From: isoDate(&c, "from", in.From), To: isoDate(&c, "to", in.To), Limit: in.Limit, Offset: in.Offset}
	return f, c.Err()
}

func (s *Service) supportsOp(ctx context.Context, by access.Actor, in *supportsInput) (*supportsOutput, error) {
	f, err := in.filter()
	if err != nil {
		return nil, err
	}
	f.Kind = in.Kind
	out := &supportsOutput{}
	out.Body.Supports, out.Body.Total, out.Body.Sums, err = s.Supports(ctx, by, in.Unit, f)
	return out, err
}

func (s *Service) kindsOp(ctx context.Context, _ access.Actor, _ *struct{}) (*supportKindsOutput, error) {
	out := &supportKindsOutput{}
	var err error
	out.Body.Kinds, err = s.Kinds(ctx)
	return out, err
}
