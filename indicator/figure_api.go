package indicator

import (
	"context"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/web"
	"neove/measure"
)

type definitionsOut struct {
	Body struct {
		Indicators []Def `json:"indicators"`
	}
}

func definitionsOperation(s *Service) web.Operation {
	op := huma.Operation{Method: "GET", Path: "/indicators", OperationID: "indicators", Summary: "All indicators with their legal basis", Tags: []string{"indicator"}}
	return access.Op("indicator.read", op, func(ctx context.Context, _ access.Actor, _ *struct{}) (*definitionsOut, error) {
		all, err := s.Definitions(ctx)
		if err != nil {
			return nil, err
		}
		out := &definitionsOut{}
		out.Body.Indicators = append([]Def{}, all...)
		return out, nil
	})
}

type figuresIn struct {
	Unit      string   `query:"unit" maxLength:"20" doc:"Key of the unit; your own when empty" example:"L80"`
	Indicator []string `query:"indicator,explode" maxItems:"100" doc:"Codes, repeated or joined by commas; the headline indicators when empty"`
	From      string   `query:"from" doc:"First day YYYY-MM-DD" example:"2024-01-01"`
	To        string   `query:"to" doc:"Day after the last, YYYY-MM-DD" example:"2025-01-01"`
	Tree      string   `query:"tree" doc:"Day whose unit tree is asked; the last day of the window when empty"`
	By        string   `query:"by" enum:"unit,commune,month" doc:"Rows beside the total"`
}

type figuresOut struct{ Body Answer }

func figuresOperation(s *Service) web.Operation {
	op := huma.Operation{Method: "GET", Path: "/figures", OperationID: "figures", Summary: "Figures of a unit in a window, on the tree of any day", Tags: []string{"indicator"}}
	return access.Op("indicator.read", op, func(ctx context.Context, by access.Actor, in *figuresIn) (*figuresOut, error) {
		q, err := in.query(s, by)
		if err != nil {
			return nil, err
		}
		a, err := s.Figures(ctx, by, q)
		return &figuresOut{a}, err
	})
}

func (in figuresIn) query(s *Service, by access.Actor) (Query, error) {
	var c errs.Check
	day := func(name, text string) clock.Date {
		d, err := clock.Parse(text)
		if err != nil && text != "" {
			c.Add(name, "indicator.err.iso", "value", text)
		}
		return d
	}
	q := Query{Unit: in.Unit, By: Grouping(in.By), Tree: day("tree", in.Tree), Window: measure.Window{From: day("from", in.From), To: day("to", in.To)}}
	if in.From == "" && in.To == "" {
		q.Window = s.InView(measure.Calendar).Window()
	} else if in.From == "" || in.To == "" {
		c.Add("from", "indicator.err.both")
	}
	if q.Unit == "" {
		q.Unit = home(by)
	}
	for _, list := range in.Indicator {
		for code := range strings.SplitSeq(list, ",") {
			if code = strings.TrimSpace(code); code != "" {
				q.Indicators = append(q.Indicators, code)
			}
		}
	}
	return q, c.Err()
}

// home is where the reader's first right to figures is.
func home(by access.Actor) string {
	if units := by.Units("indicator.read"); len(units) > 0 {
		return units[0]
	}
	return "VN"
}
