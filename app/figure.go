package app

import (
	"context"

	"neove/access"
	"neove/indicator"
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
