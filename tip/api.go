package tip

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"neove/access"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/web"
)

type tipGiverBody struct {
	Name    string `json:"name,omitempty" maxLength:"300"`
	Contact string `json:"contact,omitempty" maxLength:"300"`
	Way     string `json:"way,omitempty" enum:"none,message,call,meet" doc:"Safe way to reach the giver; none when absent"`
	When    string `json:"when,omitempty" maxLength:"300"`
	Say     string `json:"say,omitempty" maxLength:"300" doc:"What to say, and what not"`
}

// tipBody is a tip as the API takes it.
type tipBody struct {
	Office     string       `json:"office,omitempty" example:"commune_officer:L28003" doc:"Own office that received it; needed with several"`
	Channel    string       `json:"channel" enum:"in_person,phone,letter,hotline_111,province_line,owner,agency"`
	Urgency    string       `json:"urgency" enum:"immediate,today,normal" doc:"Somebody is in danger now; something happens within a day; everything else"`
	Minor      string       `json:"minor,omitempty" enum:"yes,no,unknown"`
	Anonymous  bool         `json:"anonymous,omitempty"`
	Language   string       `json:"language,omitempty" maxLength:"60"`
	PlaceUnit  string       `json:"place_unit,omitempty"`
	ReceivedAt *time.Time   `json:"received_at,omitempty" doc:"Now when absent"`
	Text       string       `json:"text" minLength:"1" maxLength:"5000"`
	Place      string       `json:"place,omitempty" maxLength:"300"`
	Giver      tipGiverBody `json:"giver,omitempty"`
	To         string       `json:"to,omitempty" example:"police:L80" doc:"Office to which it is handed over at once"`
}

type tipRecordIn struct {
	web.IdemIn
	Reason string `header:"Reason" doc:"Needed when the month is signed already; no content of the tip"`
	Body   tipBody
}

// tipOut is a tip without content: safe to keep for repeated requests.
type tipOut struct {
	web.IdemOut
	Body Tip
}

type tipListIn struct {
	Box     string `query:"box" enum:"own,in,out" doc:"Received by the own office, handed over to it, passed on by it; all when absent"`
	Group   string `query:"group" enum:"waiting,late,work,done"`
	Channel string `query:"channel"`
	Urgency string `query:"urgency" enum:"immediate,today,normal"`
	Limit   int    `query:"limit" minimum:"1" maximum:"1000" default:"100"`
	Offset  int    `query:"offset" minimum:"0"`
}

type tipListOut struct {
	Body struct {
		Total int64 `json:"total"`
		Tips  []Tip `json:"tips"`
	}
}

type tipIn struct {
	ID string `path:"id"`
}

// tipViewBody is a tip with its content, for the two offices; the reading is
// recorded first.
type tipViewBody struct {
	Tip
	Told      *Content `json:"content,omitempty"`
	From      *Giver   `json:"giver,omitempty"`
	Finding   string   `json:"finding,omitempty"`
	Handovers []Step   `json:"handovers"`
}

type tipViewOut struct{ Body tipViewBody }

type tipHandIn struct {
	web.IdemIn
	ID   string `path:"id"`
	Body struct {
		Version int64  `json:"version" doc:"Version that was read"`
		To      string `json:"to" example:"police:L80"`
		Reason  string `json:"reason" enum:"competence,danger,border,place,other"`
		Note    string `json:"note,omitempty" maxLength:"5000" doc:"For the receiver; sealed"`
	}
}

func (s *Service) operations() []web.Operation {
	return []web.Operation{
		access.Op("tip.record", huma.Operation{OperationID: "record-tip", Method: http.MethodPost, Path: listPath,
			Summary: "Record a tip and hand it over at once", DefaultStatus: http.StatusCreated}, s.recordOp),
		access.Op("tip.record", huma.Operation{OperationID: "list-tips", Method: http.MethodGet, Path: listPath,
			Summary: "Tips of the own offices, without content, running clocks first"}, s.listOp),
		access.Op("tip.record", huma.Operation{OperationID: "read-tip", Method: http.MethodGet, Path: listPath + "/{id}",
			Summary: "A tip with its content; every reading is recorded"}, s.readOp),
		access.Op("tip.record", huma.Operation{OperationID: "hand-over-tip", Method: http.MethodPost, Path: listPath + "/{id}/handovers",
			Summary: "Hand a tip over to another office", DefaultStatus: http.StatusCreated}, s.handOp),
	}
}

func office(c *errs.Check, field, value string) Office {
	o, ok := access.ParseOffice(value)
	if value != "" && !ok {
		c.Add(field, "tip.err.receiver")
	}
	return o
}

func (b tipBody) input(c *errs.Check, reason string) Input {
	in := Input{Office: office(c, "office", b.Office), Channel: b.Channel, Urgency: Urgency(b.Urgency), Minor: b.Minor, Anonymous: b.Anonymous,
		Language: b.Language, Where: b.PlaceUnit, Content: Content{Text: b.Text, Place: b.Place}, Reason: reason, To: office(c, "to", b.To),
		Giver: Giver{Name: b.Giver.Name, Contact: b.Giver.Contact, Way: b.Giver.Way, When: b.Giver.When, Say: b.Giver.Say}}
	if b.ReceivedAt != nil {
		in.ReceivedAt = *b.ReceivedAt
	}
	return in
}

func (s *Service) recordOp(ctx context.Context, by access.Actor, in *tipRecordIn) (*tipOut, error) {
	var c errs.Check
	input := in.Body.input(&c, in.Reason)
	if err := c.Err(); err != nil {
		return nil, err
	}
	out := &tipOut{}
	err := s.db.Write(ctx, by, "tip.tip.record", func(tx *db.Tx) (err error) {
		out.Body, out.IdemOut, err = web.OnceSecret(tx, s.keys.HMAC, by.ID, in.IdempotencyKey, "tip.tip.record", in.Body, func() (Tip, error) { return s.RecordIn(tx, by, input) })
		return err
	})
	return out, err
}

func (s *Service) listOp(ctx context.Context, by access.Actor, in *tipListIn) (*tipListOut, error) {
	out := &tipListOut{}
	var err error
	out.Body.Tips, out.Body.Total, err = s.Tips(ctx, by, Filter{Box: in.Box, Group: in.Group, Channel: in.Channel, Urgency: Urgency(in.Urgency),
		Limit: in.Limit, Offset: in.Offset})
	return out, err
}

func (s *Service) readOp(ctx context.Context, by access.Actor, in *tipIn) (*tipViewOut, error) {
	v, err := s.Tip(ctx, by, in.ID)
	if err != nil {
		return nil, err
	}
	out := &tipViewOut{tipViewBody{Tip: v.Tip, Finding: v.Finding, Handovers: v.Steps}}
	if v.Seat != (Office{}) {
		out.Body.Told, out.Body.From = &v.Content, &v.Giver
	}
	return out, nil
}

func (s *Service) handOp(ctx context.Context, by access.Actor, in *tipHandIn) (*tipOut, error) {
	var c errs.Check
	order := HandInput{To: office(&c, "to", in.Body.To), Reason: in.Body.Reason, Note: strings.TrimSpace(in.Body.Note)}
	if err := c.Err(); err != nil {
		return nil, err
	}
	out := &tipOut{}
	err := s.db.Write(ctx, by, "tip.tip.hand_over", func(tx *db.Tx) (err error) {
		request := []any{in.ID, in.Body}
		out.Body, out.IdemOut, err = web.OnceSecret(tx, s.keys.HMAC, by.ID, in.IdempotencyKey, "tip.tip.hand_over", request, func() (Tip, error) {
			return s.HandOverIn(tx, by, in.ID, in.Body.Version, order)
		})
		return err
	})
	return out, err
}
