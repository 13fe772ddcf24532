package livelihood

import (
	"context"
	"strings"

	"neove/access"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/web"
)

// personBody is a person as the API takes it; who it is is never given back.
type personBody struct {
	Unit     string   `json:"unit" example:"L28003" doc:"Commune or district that keeps the record"`
	Name     string   `json:"name" maxLength:"120"`
	Birth    string   `json:"birth,omitempty" maxLength:"20" example:"5/2006" doc:"Day, month/year or year"`
	Guess    bool     `json:"guess,omitempty" doc:"The birth is a guess"`
	Sex      string   `json:"sex" enum:"female,male,other,unknown"`
	Risks    []string `json:"risks" minItems:"1"`
	Reason   string   `json:"reason,omitempty" maxLength:"2000"`
	Contact  string   `json:"contact,omitempty" maxLength:"500" doc:"A safe way to reach the person"`
	Basis    string   `json:"basis" enum:"duty,consent,urgent" doc:"Ground for keeping the record"`
	FirstOn  string   `json:"first_on" format:"date"`
	ReviewOn string   `json:"review_on" format:"date"`
}

type watchInput struct {
	web.IdemIn
	Body personBody
}

type watchOutput struct {
	web.IdemOut
	Body Person
}

type peopleInput struct {
	Unit   string `query:"unit" required:"true" doc:"Unit whose area is listed"`
	State  string `query:"state"`
	Limit  int    `query:"limit" minimum:"1" maximum:"1000" default:"100"`
	Offset int    `query:"offset" minimum:"0"`
}

type peopleOutput struct {
	Body struct {
		Total  int64    `json:"total"`
		People []Person `json:"people" doc:"Codes of the own unit's list; never names"`

		Counts []UnitCount `json:"counts" doc:"How many people the other units of the area keep"`
	}
}

type giveInput struct {
	web.IdemIn
	Reason string `header:"Reason" doc:"Needed when the month is signed off already"`
	ID     string `path:"id"`
	Body   struct {
		Kind   string `json:"kind"`
		On     string `json:"on" format:"date"`
		Turns  *int64 `json:"turns,omitempty" minimum:"0"`
		Amount *int64 `json:"amount,omitempty" minimum:"0" doc:"đồng"`
		Batch  string `json:"batch,omitempty" doc:"Id of the support that counts it already"`
		Note   string `json:"note,omitempty" maxLength:"500" doc:"Stored sealed and never given back"`
	}
}

type giveOutput struct {
	web.IdemOut
	Body Help
}

func (b personBody) person(c *errs.Check) (Person, Identity) {
	birth, ok := ParseBirth(b.Birth, b.Guess)
	if !ok {
		c.Add("birth", "livelihood.err.birth")
	}
	return Person{Unit: b.Unit, Sex: b.Sex, Risks: strings.Join(b.Risks, ","), Basis: b.Basis, FirstOn: isoDate(c, "first_on", b.FirstOn), ReviewOn: isoDate(c, "review_on", b.ReviewOn)},
		Identity{Name: b.Name, Birth: birth, Contact: b.Contact, Reason: b.Reason}
}

func (s *Service) watchOp(ctx context.Context, by access.Actor, in *watchInput) (*watchOutput, error) {
	var c errs.Check
	p, who := in.Body.person(&c)
	if err := c.Err(); err != nil {
		return nil, err
	}
	out := &watchOutput{}
	err := s.db.Write(ctx, by, "livelihood.person.watch", func(tx *db.Tx) (err error) {
		out.Body, out.IdemOut, err = web.OnceSecret(tx, s.Keys.HMAC, by.ID, in.IdempotencyKey, "livelihood.person.watch", in.Body, func() (Person, error) { return s.watchIn(tx, by, p, who) })
		return err
	})
	return out, err
}

func (s *Service) peopleOp(ctx context.Context, by access.Actor, in *peopleInput) (*peopleOutput, error) {
	out := &peopleOutput{}
	var err error
	if out.Body.People, out.Body.Total, err = s.People(ctx, by, in.Unit, PersonFilter{State: State(in.State), Limit: in.Limit, Offset: in.Offset}); err != nil {
		return nil, err
	}
	out.Body.Counts, _, err = s.Counts(ctx, by, in.Unit)
	return out, err
}

func (s *Service) giveOp(ctx context.Context, by access.Actor, in *giveInput) (*giveOutput, error) {
	var c errs.Check
	b := in.Body
	h := Help{Kind: b.Kind, On: isoDate(&c, "on", b.On), Turns: b.Turns, Amount: b.Amount, Batch: b.Batch}
	if err := c.Err(); err != nil {
		return nil, err
	}
	out := &giveOutput{}
	err := s.db.Write(ctx, by, "livelihood.help.give", func(tx *db.Tx) (err error) {
		out.Body, out.IdemOut, err = web.OnceSecret(tx, s.Keys.HMAC, by.ID, in.IdempotencyKey, "livelihood.help.give", []any{in.ID, b}, func() (Help, error) {
			return s.giveIn(tx, by, in.ID, h, b.Note, in.Reason)
		})
		return err
	})
	return out, err
}
