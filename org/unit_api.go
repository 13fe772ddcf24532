package org

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

type unitIn struct {
	ID   string `path:"id" maxLength:"20" doc:"Key of the unit, e.g. L80" example:"L80"`
	Tree string `query:"tree" doc:"Day YYYY-MM-DD whose tree is asked; today when empty" example:"2024-12-31"`
}

// edgeJSON is a step to a predecessor or successor.
type edgeJSON struct {
	Unit   string     `json:"unit"`
	Name   string     `json:"name"`
	Kind   string     `json:"kind"`
	On     clock.Date `json:"effective_on"`
	People *int64     `json:"people"`
	Source string     `json:"source"`
}

type portionJSON struct {
	Units  []string `json:"units" doc:"One unit, or the candidates that nobody has chosen between"`
	Weight int64    `json:"weight"`
}

type unitJSON struct {
	Unit
	Tree         clock.Date    `json:"tree"`
	Ancestors    []string      `json:"ancestors"`
	Children     []Unit        `json:"children"`
	Predecessors []edgeJSON    `json:"predecessors"`
	Successors   []edgeJSON    `json:"successors"`
	Place        []portionJSON `json:"place"`
	Unallocated  bool          `json:"unallocated"`
}

type unitOut struct{ Body unitJSON }

func unitOperation(s *Service) web.Operation {
	op := huma.Operation{Method: "GET", Path: "/org/units/{id}", OperationID: "org-unit", Summary: "A unit and where its data is", Tags: []string{"org"}}
	return access.Op("org.unit.read", op, func(ctx context.Context, by access.Actor, in *unitIn) (*unitOut, error) {
		var day clock.Date
		if in.Tree != "" {
			var err error
			if day, err = clock.Parse(in.Tree); err != nil {
				var c errs.Check
				c.Add("tree", "org.err.iso", "value", in.Tree)
				return nil, c.Err()
			}
		}
		p, err := s.Profile(ctx, by, in.ID, day)
		if err != nil {
			return nil, err
		}
		return &unitOut{jsonOf(p)}, nil
	})
}

func jsonOf(p Profile) unitJSON {
	out := unitJSON{Unit: p.Unit, Tree: p.Day, Ancestors: []string{}, Children: append([]Unit{}, p.Children...), Unallocated: p.Split,
		Predecessors: []edgeJSON{}, Successors: []edgeJSON{}, Place: []portionJSON{}}
	for _, a := range p.Ancestors {
		out.Ancestors = append(out.Ancestors, a.ID)
	}
	for _, e := range p.Came {
		out.Predecessors = append(out.Predecessors, edgeJSON{e.Old, p.Name(e.Old), e.Detail, e.On, e.People, e.Source})
	}
	for _, e := range p.Went {
		out.Successors = append(out.Successors, edgeJSON{e.New, p.Name(e.New), e.Detail, e.On, e.People, e.Source})
	}
	for _, part := range p.Place {
		out.Place = append(out.Place, portionJSON{part.Units, part.Weight})
	}
	return out
}

type profileInput struct {
	Unit string `path:"unit" example:"L80"`
	Year int    `query:"year" minimum:"1990" maximum:"2200" doc:"All years when absent"`
}

type profileOutput struct {
	Body struct {
		Items   []Item     `json:"items"`
		Figures []Profiled `json:"figures"`
	}
}

func profileOperation(s *Service) web.Operation {
	return access.Op("org.profile.read", huma.Operation{OperationID: "unit-profile", Method: http.MethodGet, Path: "/org/profiles/{unit}",
		Summary: "What is told of a unit by year, with its source"}, func(ctx context.Context, by access.Actor, in *profileInput) (*profileOutput, error) {
		if !by.MayAt("org.profile.read", in.Unit) {
			return nil, errs.New(errs.NotFound, "web.err.not_found")
		}
		out := &profileOutput{}
		err := s.db.View(ctx, func(tx *db.Tx) (err error) {
			if out.Body.Items, err = Items(tx); err != nil {
				return err
			}
			out.Body.Figures, err = FiguresOf(tx, in.Unit, in.Year)
			return err
		})
		return out, err
	})
}

type placesInput struct {
	Unit string `query:"unit" required:"true" example:"L80"`
	Kind string `query:"kind" enum:"gate,crossing,waterway,route,hotspot"`
}

type placesOutput struct {
	Body struct {
		Places []Place `json:"places"`
	}
}

func placesOperation(s *Service) web.Operation {
	return access.Op("org.profile.read", huma.Operation{OperationID: "border-places", Method: http.MethodGet, Path: "/org/places",
		Summary: "Border places, routes and hot spots of an area"}, func(ctx context.Context, by access.Actor, in *placesInput) (*placesOutput, error) {
		out := &placesOutput{}
		var err error
		out.Body.Places, err = s.Places(ctx, by, in.Unit, in.Kind, clock.DateOf(s.db.Now()))
		return out, err
	})
}
