package signoff

import (
	"context"
	"embed"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/module"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
)

//go:embed messages/*.json templates/*.html
var files embed.FS

// Module lists the pages, operations and texts of the slice.
func Module(s *Service) module.Module {
	return module.Module{Name: "signoff", Messages: files, Templates: files, Seed: Seed, Work: s.work,
		Routes: []web.Route{
			{Method: "GET", Path: path, Permission: "signoff.read", Handle: access.Page(s.matrixPage)},
			{Method: "GET", Path: path + "/{unit}/{period}", Permission: "signoff.read", Handle: access.Page(s.unitPage)},
			{Method: "POST", Path: path + "/{unit}/{period}", Permission: "signoff.read", Handle: access.Page(s.unitPost)},
		},
		API: []web.Operation{
			access.Op("signoff.read", huma.Operation{OperationID: "list-signoff-months", Method: http.MethodGet, Path: "/signoff/months/{unit}/{period}",
				Summary: "What a unit owes for a month, topic by topic, with its own figures"}, s.monthsOp),
			access.Op("signoff.sign", huma.Operation{OperationID: "sign-month", Method: http.MethodPost, Path: "/signoff/months/{unit}/{period}/{topic}",
				Summary: "Confirm a month of a topic as complete, or as nil"}, s.signOp),
		}}
}

// work lists what the person's unit has not signed of last month.
func (s *Service) work(x *web.Exchange) ([]ui.Todo, error) {
	by, _ := x.Principal.(access.Actor)
	var out []ui.Todo
	for _, unit := range by.Units("signoff.sign") {
		code, open, err := s.Waiting(x.R.Context(), by, unit, clock.DateOf(s.db.Now()))
		if err != nil {
			return nil, err
		}
		for _, sh := range open {
			t := ui.Todo{Href: path + "/" + unit + "/" + code, Text: x.T("signoff.todo", "topic", x.T("signoff.topic."+sh.Topic), "period", vntext.Month(code)), Why: sh.Reason}
			if t.Kind, t.When = "warn", x.T("signoff.state."+string(sh.State)); sh.State == Returned {
				t.Kind = "bad"
			}
			out = append(out, t)
		}
	}
	return out, nil
}

type monthInput struct {
	Unit   string `path:"unit" example:"L27694"`
	Period string `path:"period" example:"2024-06"`
}

type monthsOutput struct {
	Body struct {
		Months []monthBody `json:"months"`
	}
}

type monthBody struct {
	Month
	Records int64            `json:"records"`
	Hidden  bool             `json:"hidden,omitempty" doc:"The reader may not see how many; records is 0 or 1"`
	Figures map[string]int64 `json:"figures"`
}

func (s *Service) monthsOp(ctx context.Context, by access.Actor, in *monthInput) (*monthsOutput, error) {
	sheets, _, err := s.Sheets(ctx, by, in.Unit, in.Period)
	out := &monthsOutput{}
	for _, sh := range sheets {
		b := monthBody{sh.Month, sh.Records, sh.Hidden, map[string]int64{}}
		for _, f := range sh.Figures {
			b.Figures[f.Measure] = f.Value
		}
		out.Body.Months = append(out.Body.Months, b)
	}
	return out, err
}

type signInput struct {
	web.IdemIn
	Unit   string `path:"unit" example:"L27694"`
	Period string `path:"period" example:"2024-06"`
	Topic  string `path:"topic" example:"inspection"`
	Body   struct {
		Nil bool `json:"nil" doc:"Nothing happened in the month"`
	}
}

type signOutput struct {
	web.IdemOut
	Body Month
}

func (s *Service) signOp(ctx context.Context, by access.Actor, in *signInput) (*signOutput, error) {
	out := &signOutput{}
	err := s.db.Write(ctx, by, "signoff.month.sign", func(tx *db.Tx) (err error) {
		var again bool
		said := []any{in.Topic, in.Unit, in.Period, in.Body}
		out.Body, again, err = web.Once(tx, by.ID, in.IdempotencyKey, "signoff.month.sign", said, func() (Month, error) {
			if err := s.SignIn(tx, by, in.Topic, in.Unit, in.Period, in.Body.Nil); err != nil {
				return Month{}, err
			}
			return month(tx, in.Topic, in.Unit, in.Period)
		})
		out.IdemOut = web.Replay(again)
		return err
	})
	return out, err
}
