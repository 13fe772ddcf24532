package livelihood

import (
	"context"

	"neove/access"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/web"
)

// linkBody is a programme link as the API takes it.
type linkBody struct {
	Unit      string `json:"unit" example:"L803"`
	Programme string `json:"programme" enum:"social_assistance,poverty,training,employment,gender,child,socioeconomic"`
	From      string `json:"from" format:"date"`
	To        string `json:"to,omitempty" format:"date" doc:"Last day, on which it counts; the same day when absent"`
	Content   string `json:"content" maxLength:"2000" doc:"What was worked in"`
	Agency    string `json:"agency,omitempty" maxLength:"500" doc:"Who did it"`
	Document  string `json:"document,omitempty" maxLength:"500"`
	People    *int64 `json:"people,omitempty" minimum:"0"`
	Amount    *int64 `json:"amount,omitempty" minimum:"0" doc:"đồng"`
}

type recordLinkInput struct {
	web.IdemIn
	Reason string `header:"Reason" doc:"Needed when the month is signed off already"`
	Body   linkBody
}

type linkOutput struct {
	web.IdemOut
	Body Link
}

type linksInput struct {
	Area
	Programme string `query:"programme"`
}

type linksOutput struct {
	Body struct {
		Total int64  `json:"total"`
		Links []Link `json:"links"`
	}
}

func (s *Service) recordLinkOp(ctx context.Context, by access.Actor, in *recordLinkInput) (*linkOutput, error) {
	var c errs.Check
	b := in.Body
	l := Link{Unit: b.Unit, Programme: b.Programme, From: isoDate(&c, "from", b.From), To: isoDate(&c, "to", b.To), Content: b.Content,
		Agency: b.Agency, Document: b.Document, People: b.People, Amount: b.Amount}
	if err := c.Err(); err != nil {
		return nil, err
	}
	out := &linkOutput{}
	err := s.db.Write(ctx, by, "livelihood.link.record", func(tx *db.Tx) (err error) {
		var again bool
		out.Body, again, err = web.Once(tx, by.ID, in.IdempotencyKey, "livelihood.link.record", b, func() (Link, error) {
			return only(s.recordLinksIn(tx, by, []Link{l}, in.Reason))
		})
		out.IdemOut = web.Replay(again)
		return err
	})
	return out, err
}

func (s *Service) linksOp(ctx context.Context, by access.Actor, in *linksInput) (*linksOutput, error) {
	f, err := in.filter()
	if err != nil {
		return nil, err
	}
	f.Kind = in.Programme
	out := &linksOutput{}
	out.Body.Links, out.Body.Total, err = s.Links(ctx, by, in.Unit, f)
	return out, err
}
