package shelter

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/web"
)

type roomsOut struct {
	Body struct {
		Facilities []Rooms `json:"facilities"`
	}
}

type stayListIn struct {
	Facility string `query:"facility" doc:"All own facilities when absent"`
	Group    string `query:"group" enum:"here,near,left"`
	Limit    int    `query:"limit" minimum:"1" maximum:"1000" default:"100"`
	Offset   int    `query:"offset" minimum:"0"`
}

type stayListOut struct {
	Body struct {
		Total int64  `json:"total"`
		Stays []Stay `json:"stays"`
	}
}

type admitIn struct {
	web.IdemIn
	Body struct {
		Facility string      `json:"facility"`
		Code     string      `json:"case_code" maxLength:"40" doc:"As people read it; never a name"`
		Bed      string      `json:"bed" enum:"women,men,children,family"`
		From     *clock.Date `json:"from,omitempty" format:"date" doc:"Today when absent"`
		ReviewOn *clock.Date `json:"review_on,omitempty" format:"date"`
		Over     bool        `json:"over,omitempty" doc:"Although no bed of the kind is free"`
	}
}

type leaveIn struct {
	web.IdemIn
	ID   string `path:"id"`
	Body struct {
		Version int64       `json:"version" doc:"Version that was read"`
		On      *clock.Date `json:"on,omitempty" format:"date" doc:"Today when absent"`
		Reason  string      `json:"reason" enum:"home,relatives,independent,transfer,hospital,wish,unannounced,other"`
	}
}

type stayOut struct {
	web.IdemOut
	Body Stay
}

type readyIn struct {
	Unit  string `query:"unit" doc:"The own unit when absent"`
	Group string `query:"group" enum:"old,missing,failed,fresh"`
}

type readyOut struct {
	Body struct {
		Unit  string           `json:"unit"`
		Of    int              `json:"of" doc:"Units of the area"`
		Fresh int              `json:"fresh" doc:"Of them, with every fact fresh"`
		Ages  map[string]int64 `json:"ages" doc:"Days for which a fact of a kind holds"`
		Rows  []Ready          `json:"rows"`
	}
}

type checkIn struct {
	web.IdemIn
	Body struct {
		Unit     string      `json:"unit"`
		Kind     string      `json:"kind" enum:"lodging,fund,kit,drill,call"`
		On       *clock.Date `json:"on,omitempty" format:"date" doc:"Today when absent"`
		Hour     string      `json:"hour,omitempty" maxLength:"5" example:"14:30"`
		Count    *int64      `json:"count,omitempty" doc:"Places, kits, people at a drill"`
		Amount   *int64      `json:"amount,omitempty" doc:"Đồng"`
		Answered string      `json:"answered,omitempty" enum:"yes,no"`
		Phone    string      `json:"phone,omitempty" maxLength:"30"`
		Document string      `json:"document,omitempty" maxLength:"300"`
		Note     string      `json:"note,omitempty" maxLength:"300"`
	}
}

type checkOut struct {
	web.IdemOut
	Body Check
}

func (s *Service) operations() []web.Operation {
	return []web.Operation{
		access.Op(facilityRead, huma.Operation{OperationID: "list-free-beds", Method: http.MethodGet, Path: facilityPath,
			Summary: "Free beds of the province, by code of the facility"}, s.roomsOp),
		access.Op(stayRead, huma.Operation{OperationID: "list-stays", Method: http.MethodGet, Path: stayPath,
			Summary: "Stays at the own facilities, by code of the case"}, s.staysOp),
		access.Op(stayRecord, huma.Operation{OperationID: "admit-case", Method: http.MethodPost, Path: stayPath,
			Summary: "Take a case into a facility", DefaultStatus: http.StatusCreated}, s.admitOp),
		access.Op(stayRecord, huma.Operation{OperationID: "end-stay", Method: http.MethodPost, Path: stayPath + "/{id}/leave",
			Summary: "End a stay"}, s.leaveOp),
		access.Op(readinessRead, huma.Operation{OperationID: "list-readiness", Method: http.MethodGet, Path: readyPath,
			Summary: "Readiness of the units of an area, each fact with its day"}, s.readyOp),
		access.Op(readinessRecord, huma.Operation{OperationID: "record-readiness-check", Method: http.MethodPost, Path: checkPath,
			Summary: "Record what was found when somebody looked", DefaultStatus: http.StatusCreated}, s.checkOp),
	}
}

func (s *Service) roomsOp(ctx context.Context, by access.Actor, _ *struct{}) (*roomsOut, error) {
	out := &roomsOut{}
	list, err := s.Rooms(ctx, by)
	out.Body.Facilities = append([]Rooms{}, list...)
	return out, err
}

func (s *Service) staysOp(ctx context.Context, by access.Actor, in *stayListIn) (*stayListOut, error) {
	out := &stayListOut{}
	list, total, err := s.Stays(ctx, by, in.Facility, StayFilter{Group: in.Group, Limit: in.Limit, Offset: in.Offset})
	out.Body.Total, out.Body.Stays = total, []Stay{}
	for _, st := range list {
		out.Body.Stays = append(out.Body.Stays, st.Stay)
	}
	return out, err
}

func (s *Service) admitOp(ctx context.Context, by access.Actor, in *admitIn) (*stayOut, error) {
	a := AdmitInput{Facility: in.Body.Facility, Code: in.Body.Code, Bed: in.Body.Bed, ReviewOn: in.Body.ReviewOn, Over: in.Body.Over}
	if in.Body.From != nil {
		a.From = *in.Body.From
	}
	return s.once(ctx, by, in.IdempotencyKey, "shelter.stay.admit", in.Body, func(tx *db.Tx) (Stay, error) { return s.admitByCode(tx, by, a) })
}

func (s *Service) leaveOp(ctx context.Context, by access.Actor, in *leaveIn) (*stayOut, error) {
	l := LeaveInput{Reason: in.Body.Reason}
	if in.Body.On != nil {
		l.On = *in.Body.On
	}
	return s.once(ctx, by, in.IdempotencyKey, "shelter.stay.leave", struct {
		ID   string
		Body any
	}{in.ID, in.Body}, func(tx *db.Tx) (Stay, error) { return s.Leave(tx, by, in.ID, in.Body.Version, l) })
}

// once runs a command on a stay, whose answer is kept for repeated requests.
func (s *Service) once(ctx context.Context, by access.Actor, key, command string, in any, fn func(tx *db.Tx) (Stay, error)) (*stayOut, error) {
	out := &stayOut{}
	err := s.db.Write(ctx, by, command, func(tx *db.Tx) error {
		st, replayed, err := web.Once(tx, by.ID, key, command, in, func() (Stay, error) { return fn(tx) })
		out.Body, out.IdemOut = st, web.Replay(replayed)
		return err
	})
	return out, err
}

func (s *Service) readyOp(ctx context.Context, by access.Actor, in *readyIn) (*readyOut, error) {
	out := &readyOut{}
	if in.Unit == "" {
		_, in.Unit = by.Home()
	}
	b, err := s.Readiness(ctx, by, ReadyFilter{Root: in.Unit, Group: in.Group})
	out.Body.Unit, out.Body.Of, out.Body.Fresh, out.Body.Ages, out.Body.Rows = b.Root, b.Of, b.Fresh, b.Ages, append([]Ready{}, b.Rows...)
	return out, err
}

func (s *Service) checkOp(ctx context.Context, by access.Actor, in *checkIn) (*checkOut, error) {
	b := in.Body
	k := Check{Unit: b.Unit, Kind: b.Kind, Hour: b.Hour, Count: b.Count, Amount: b.Amount, Answered: b.Answered, Phone: b.Phone, Document: b.Document, Note: b.Note}
	if b.On != nil {
		k.On = *b.On
	}
	out := &checkOut{}
	err := s.db.Write(ctx, by, "shelter.check.record", func(tx *db.Tx) error {
		kept, replayed, err := web.Once(tx, by.ID, in.IdempotencyKey, "shelter.check.record", b, func() (Check, error) { return s.RecordCheckIn(tx, by, k) })
		out.Body, out.IdemOut = kept, web.Replay(replayed)
		return err
	})
	return out, err
}
