package app

import (
	"context"

	"neove/access"
	"neove/casework"
	"neove/indicator"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/i18n"
	"neove/internal/ui"
	"neove/measure"
)

// figureOf is the value of an indicator of a unit in a window, on the tree of
// its last day or the last one on which the unit exists.
func (a *App) figureOf(ctx context.Context, by access.Actor, code, unit string, w measure.Window) (int64, error) {
	tree, err := a.Org.Tree(ctx)
	if err != nil {
		return 0, err
	}
	answer, err := a.Indicator.Figures(ctx, by, indicator.Query{Unit: unit, Window: w, Tree: treeDay(tree, unit, w), Indicators: []string{code}})
	if err != nil {
		return 0, err
	}
	if answer.Figures[0].Hidden {
		return 0, errs.New(errs.NotFound, "web.err.not_found")
	}
	return answer.Figures[0].Value, nil
}

// caseFigures are exact figures of a unit for the page of case statistics, which
// hides the small ones itself.
func (a *App) caseFigures(tx *db.Tx, unit string, w measure.Window, codes []string) ([]casework.Figure, error) {
	tree, err := a.Org.TreeIn(tx)
	if err != nil {
		return nil, err
	}
	u, _ := tree.Unit(unit)
	answer, err := a.Indicator.FiguresIn(tx, access.System("neove"), indicator.Query{Unit: unit, Window: w, Tree: indicator.TreeFor(u, w), Indicators: codes})
	var out []casework.Figure
	for _, f := range answer.Figures {
		out = append(out, casework.Figure{Value: f.Value + f.Unallocated, Complete: f.Complete, Expected: f.Expected})
	}
	return out, err
}

// indicatorOptions are all indicators as choices.
func (a *App) indicatorOptions(ctx context.Context, lang i18n.Lang) ([]ui.Option, error) {
	defs, err := a.Indicator.Definitions(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]ui.Option, len(defs))
	for i, d := range defs {
		out[i] = ui.Option{Value: d.Code, Text: d.Name(string(lang)) + " (" + d.Unit(string(lang)) + ")"}
	}
	return out, nil
}
