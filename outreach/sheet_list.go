package outreach

import (
	"context"
	"io"

	"neove/internal/clock"
	"neove/internal/sheet"
)

// SheetOfActivities writes a list of activities as a workbook, in the language
// of the reader. names gives the name of a unit.
func (s *Service) SheetOfActivities(w io.Writer, list []Activity, names func(unit string) string, lang string) error {
	all, err := s.Channels(context.Background())
	if err != nil {
		return err
	}
	columns := append([]sheet.Column{{Field: "unit", Vi: "Đơn vị", En: "Unit", Width: 26, Kind: sheet.Fixed}}, activitySheetColumns(channelWords(all, true))...)
	title := activitySheet
	if lang == "en" {
		title = "Activities"
	}
	return sheet.WriteList(w, title, columns, lang, func(yield func([]any) bool) {
		for _, a := range list {
			if !yield(listRow(a, names(a.Unit))) {
				return
			}
		}
	})
}

// listRow are the values of an activity in the order of the columns.
func listRow(a Activity, unit string) []any {
	to := a.To
	if to == a.From {
		to = clock.Date(0)
	}
	return []any{unit, a.Channel, a.From, to, a.Place, a.Quantity, a.People, a.Women, a.Minors, a.Amount,
		a.Level, a.Audience, a.Topic, a.Language, a.Partner, a.Note}
}
