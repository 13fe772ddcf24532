package report

import (
	"context"

	"neove/access"
	"neove/indicator"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/i18n"
	"neove/internal/vntext"
	"neove/measure"
)

// ResultsQuery asks for the sentences about any window.
type ResultsQuery struct {
	Unit   string
	Window measure.Window
	Tree   clock.Date
	Lang   i18n.Lang
}

// Results are the same sentences as in the year account, for a screen.
type Results struct {
	Paragraphs []Paragraph
	Notes      []string
	Answer     indicator.Answer
}

// Results writes the sentences of a window. Errors: those of indicator.Figures.
func (s *Service) Results(ctx context.Context, by access.Actor, q ResultsQuery) (Results, error) {
	var r Results
	err := s.DB.View(ctx, func(tx *db.Tx) error {
		answer, err := s.Figure.FiguresIn(tx, by, indicator.Query{Unit: q.Unit, Window: q.Window, Tree: q.Tree})
		if err != nil {
			return err
		}
		before, err := s.before(tx, by, YearQuery{Unit: q.Unit, Tree: answer.Tree}, q.Window)
		if err != nil {
			return err
		}
		tree, err := s.Org.TreeIn(tx)
		if err != nil {
			return err
		}
		st := style{s.Bundle, q.Lang, false}
		words := st.whole(tree, q.Unit)
		words["span"] = s.Bundle.T(q.Lang, "report.span.window")
		list := s.results(st, answer, before, words)
		r = Results{list, s.notes(st, answer, map[string]string{"tree": vntext.Date(answer.Tree)}, true), answer}
		return nil
	})
	return r, err
}
