package casework

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"neove/access"
	"neove/internal/db"
	"neove/internal/web"
)

type receiveIn struct {
	web.IdemIn
	Body struct {
		Office     string     `json:"office,omitempty" doc:"In whose name; needed by who has several offices" example:"border_guard:L80"`
		Channel    string     `json:"channel" enum:"self,rescue,handover,mission,hotline,inspection,tip"`
		ReceivedAt time.Time  `json:"received_at"`
		Place      string     `json:"place,omitempty" doc:"Id of a border place"`
		Unit       string     `json:"unit,omitempty" maxLength:"200" doc:"Key or name of a unit"`
		Where      string     `json:"where,omitempty" maxLength:"200"`
		HandedBy   string     `json:"handed_by,omitempty" maxLength:"200"`
		Agencies   []string   `json:"agencies,omitempty"`
		People     int        `json:"people,omitempty" minimum:"1" maximum:"200" doc:"How many; the length of persons when it is absent"`
		Persons    []Screened `json:"persons,omitempty" maxItems:"200" doc:"The screening of each, in order; no names"`
	}
}

// receiveOut holds codes: it is kept for repeated requests.
type receiveOut struct {
	web.IdemOut
	Body Arrival
}

type arrivalsIn struct {
	Limit  int `query:"limit" minimum:"1" maximum:"500" default:"50"`
	Offset int `query:"offset" minimum:"0"`
}

type arrivalsOut struct {
	Body struct {
		Total      int64         `json:"total"`
		Receptions []arrivalItem `json:"receptions"`
	}
}

type arrivalItem struct {
	Arrival
	Persons map[string]int64 `json:"persons" doc:"How many are draft (of the caller only), opened, ended, expired"`
}

func (s *Service) receptionOps() []web.Operation {
	return []web.Operation{
		access.Op(mayReceive, huma.Operation{OperationID: "receive-persons", Method: http.MethodPost, Path: receptionPath, Summary: "Begin a reception of one or many persons; its drafts are the caller's only", DefaultStatus: http.StatusCreated}, s.receiveOp),
		access.Op(mayReceive, huma.Operation{OperationID: "list-receptions", Method: http.MethodGet, Path: receptionPath, Summary: "Receptions of the caller's offices and the caller's own drafts; no names"}, s.arrivalsOp),
	}
}

func (s *Service) receiveOp(ctx context.Context, by access.Actor, in *receiveIn) (*receiveOut, error) {
	b := in.Body
	if b.People == 0 {
		b.People = len(b.Persons)
	}
	out := &receiveOut{}
	err := s.db.Write(ctx, by, "casework.reception.record", func(tx *db.Tx) (err error) {
		out.Body, out.IdemOut, err = web.OnceSecret(tx, s.keys.HMAC, by.ID, in.IdempotencyKey, "receive-persons", in.Body, func() (Arrival, error) {
			a, err := s.receive(tx, by, Receiving{Office: b.Office, Channel: b.Channel, At: b.ReceivedAt, People: b.People,
				Scene: Scene{Place: b.Place, Unit: b.Unit, Where: b.Where, HandedBy: b.HandedBy, Agencies: b.Agencies}}, b.Persons)
			return a, err
		})
		return err
	})
	return out, err
}

func (s *Service) arrivalsOp(ctx context.Context, by access.Actor, in *arrivalsIn) (*arrivalsOut, error) {
	rows, total, err := s.Arrivals(ctx, by, in.Limit, in.Offset)
	out := &arrivalsOut{}
	out.Body.Total, out.Body.Receptions = total, []arrivalItem{}
	for _, r := range rows {
		out.Body.Receptions = append(out.Body.Receptions, arrivalItem{r.Arrival, r.Counts})
	}
	return out, err
}
