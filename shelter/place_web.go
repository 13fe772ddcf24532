package shelter

import (
	"neove/access"
	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/web"
)

// placeView is where a facility is, or the form by which it is asked for.
type placeView struct {
	ID, Code, Path string
	Rows           []ui.SummaryRow // nil: it may not be seen yet
	Shown          bool
	Ask            []ui.Control
}

// placePage shows where a facility is to whoever may see it now, and asks all
// others for a reason.
func (s *Service) placePage(by access.Actor, x *web.Exchange) error { return s.showPlace(by, x, nil) }

func (s *Service) showPlace(by access.Actor, x *web.Exchange, refused error) error {
	_, p, err := s.PlaceOf(x.R.Context(), by, x.Path("id"))
	if err != nil && !errs.Is(err, errs.Conflict) {
		return err
	}
	seen, no := s.Facility(x.R.Context(), by, x.Path("id"))
	if no != nil {
		return no
	}
	v := placeView{ID: seen.ID, Path: facilityPath + "/" + seen.ID + "/place", Code: seen.Code, Shown: err == nil}
	for _, row := range []ui.SummaryRow{{Label: x.T("shelter.field.address"), Value: p.Address}, {Label: x.T("shelter.field.way"), Value: p.Way},
		{Label: x.T("shelter.field.place_phone"), Value: p.Phone}} {
		if row.Value != "" {
			v.Rows = append(v.Rows, row)
		}
	}
	v.Ask = x.Controls("shelter", []ui.Control{{Kind: "radios", Name: "reason", Label: x.T("shelter.field.place_reason"), Options: x.Options("shelter.place.reason", PlaceReasons...)}}, nil, x.Errors(refused))
	page := ui.Page{Title: x.T("shelter.place"), Body: &v}
	if refused != nil {
		return x.Again(refused, "shelter/place", page)
	}
	return x.Page(200, "shelter/place", page)
}

// placePost asks for the agreement of a second person.
func (s *Service) placePost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	reason := f.NeedChoice("reason", PlaceReasons...)
	if err = f.Err(); err == nil {
		err = s.AskPlace(x.R.Context(), by, x.Path("id"), x.T("shelter.place.ask_reason", "reason", x.T("shelter.place.reason."+reason)))
	}
	if errs.Is(err, errs.Invalid) || errs.Is(err, errs.Conflict) {
		return s.showPlace(by, x, err)
	}
	if err != nil {
		return err
	}
	x.Notice("shelter.place.asked")
	return x.See(facilityPath + "/" + x.Path("id"))
}
