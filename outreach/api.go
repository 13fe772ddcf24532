package outreach

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

// activityBody is an activity as the API takes and gives it.
type activityBody struct {
	Unit      string `json:"unit" example:"L27694" doc:"Key of the unit"`
	Channel   string `json:"channel" example:"session" doc:"Code of the channel"`
	From      string `json:"from" format:"date" example:"2024-06-09"`
	To        string `json:"to,omitempty" format:"date" doc:"Last day; the same day when absent"`
	Place     string `json:"place,omitempty" maxLength:"500"`
	Quantity  int64  `json:"quantity,omitempty" minimum:"1" doc:"1 when absent"`
	People    *int64 `json:"people,omitempty" minimum:"0" doc:"Attendances, or views of a post; absent is not zero"`
	Women     *int64 `json:"women,omitempty" minimum:"0"`
	Minors    *int64 `json:"minors,omitempty" minimum:"0"`
	Amount    *int64 `json:"amount,omitempty" minimum:"0" doc:"đồng"`
	Level     string `json:"level,omitempty"`
	Audience  string `json:"audience,omitempty" doc:"Codes joined by commas"`
	Topic     string `json:"topic,omitempty" maxLength:"500"`
	Language  string `json:"language,omitempty"`
	Partner   string `json:"partner,omitempty" maxLength:"500"`
	Campaign  string `json:"campaign,omitempty"`
	Directing string `json:"directing,omitempty" maxLength:"500"`
	Note      string `json:"note,omitempty" maxLength:"500"`
}

type recordInput struct {
	web.IdemIn
	Reason string `header:"Reason" doc:"Needed when the month is approved already"`
	Body   activityBody
}

type recordOutput struct {
	web.IdemOut
	Body Activity
}

type listInput struct {
	Unit    string `query:"unit" required:"true" doc:"Unit whose area is listed"`
	From    string `query:"from" format:"date"`
	To      string `query:"to" format:"date" doc:"Exclusive"`
	Channel string `query:"channel"`
	Limit   int    `query:"limit" minimum:"1" maximum:"1000" default:"100"`
	Offset  int    `query:"offset" minimum:"0"`
}

type listOutput struct {
	Body struct {
		Total      int64      `json:"total"`
		Activities []Activity `json:"activities"`
	}
}

type channelsOutput struct {
	Body struct {
		Channels []Channel `json:"channels"`
	}
}

func (s *Service) operations() []web.Operation {
	return []web.Operation{
		access.Op(mayRecord, huma.Operation{OperationID: "record-activity", Method: http.MethodPost, Path: "/outreach/activities",
			Summary: "Record an activity that has taken place", DefaultStatus: http.StatusCreated}, s.recordOp),
		access.Op(mayRead, huma.Operation{OperationID: "list-activities", Method: http.MethodGet, Path: "/outreach/activities",
			Summary: "Activities of an area, newest first"}, s.listOp),
		access.Op(mayRead, huma.Operation{OperationID: "list-channels", Method: http.MethodGet, Path: "/outreach/channels",
			Summary: "Channels and what they count"}, s.channelsOp),
	}
}

func (b activityBody) activity(c *errs.Check) Activity {
	a := Activity{Unit: b.Unit, Channel: b.Channel, Place: b.Place, Quantity: b.Quantity, People: b.People, Women: b.Women, Minors: b.Minors,
		Amount: b.Amount, Level: b.Level, Audience: b.Audience, Topic: b.Topic, Language: b.Language, Partner: b.Partner,
		Campaign: b.Campaign, Directing: b.Directing, Note: b.Note}
	a.From = apiDate(c, "from", b.From)
	a.To = apiDate(c, "to", b.To)
	return a
}

// apiDate reads an ISO day; absent is 0.
func apiDate(c *errs.Check, name, s string) clock.Date {
	if s == "" {
		return 0
	}
	d, err := clock.Parse(s)
	if err != nil {
		c.Add(name, "outreach.err.iso_date", "typed", s)
	}
	return d
}

func (s *Service) recordOp(ctx context.Context, by access.Actor, in *recordInput) (*recordOutput, error) {
	var c errs.Check
	a := in.Body.activity(&c)
	if err := c.Err(); err != nil {
		return nil, err
	}
	out := &recordOutput{}
	err := s.db.Write(ctx, by, "outreach.activity.record", func(tx *db.Tx) (err error) {
		var replayed bool
		out.Body, replayed, err = web.Once(tx, by.ID, in.IdempotencyKey, "outreach.activity.record", in.Body, func() (Activity, error) {
			list, err := s.RecordIn(tx, by, []Activity{a}, in.Reason)
			if err != nil {
				return Activity{}, web.Single(err)
			}
			return list[0], nil
		})
		out.IdemOut = web.Replay(replayed)
		return err
	})
	return out, err
}

func (s *Service) listOp(ctx context.Context, by access.Actor, in *listInput) (*listOutput, error) {
	var c errs.Check
	f := Filter{From: apiDate(&c, "from", in.From), To: apiDate(&c, "to", in.To), Channel: in.Channel, Limit: in.Limit, Offset: in.Offset}
	if err := c.Err(); err != nil {
		return nil, err
	}
	out := &listOutput{}
	var err error
	out.Body.Activities, out.Body.Total, err = s.Activities(ctx, by, in.Unit, f)
	return out, err
}

func (s *Service) channelsOp(ctx context.Context, by access.Actor, _ *struct{}) (*channelsOutput, error) {
	out := &channelsOutput{}
	var err error
	out.Body.Channels, err = s.Channels(ctx)
	return out, err
}
