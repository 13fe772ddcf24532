package inspection

import (
	"net/url"

	"neove/access"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/upload"
	"neove/internal/vntext"
	"neove/internal/web"
)

// checkNew opens the form for an establishment; without one it leads to the
// list to choose from.
func (s *Service) checkNew(by access.Actor, x *web.Exchange) error {
	d, err := s.desk(by, x)
	if err != nil {
		return err
	}
	id := x.R.FormValue("establishment")
	if id == "" {
		x.Notice("inspection.check.choose")
		return x.See(d.href(establishmentPath))
	}
	if err := by.NeedAt(recordCheck, d.unit); err != nil {
		return err
	}
	e, err := s.Establishment(x.R.Context(), by, id)
	if err != nil {
		return err
	}
	plans, plan, err := s.plansFor(x, d, id, x.R.FormValue("plan"))
	if err != nil {
		return err
	}
	k := Check{On: d.today, Plan: plan.ID, Team: plan.Team}
	if len(k.Team) == 0 {
		k.Team = Team{{Agency: d.tree.Name(d.unit), Name: by.Name}}
	}
	f := d.newCheck(e, plans, d.checkValues(k, e.Type), nil)
	return x.Page(200, "inspection/check_form", f)
}

func (d desk) newCheck(e Establishment, plans []ui.Option, typed url.Values, refused error) ui.Page {
	f := d.checkSpec(e, plans, typed, d.x.Errors(refused))
	f.Action, f.Unit, f.Outbox, f.Draft, f.Cancel = checkPath, d.unit, "/api/v1/inspection/checks", "inspection/check-"+e.ID, establishmentPath+"/"+e.ID
	return d.checkPage(&f, d.x.T("inspection.check.new"))
}

func (d desk) checkPage(f *checkForm, title string) ui.Page {
	return ui.Page{Title: title, Body: f, Crumbs: []ui.Crumb{{Text: d.x.T("inspection.checks"), Href: d.href(checkPath)}, {Text: f.Establishment.Name}}}
}

func (s *Service) checkPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	d, err := s.desk(by, x)
	if err != nil {
		return err
	}
	k := readCheckForm(f, d.unit)
	file, sent, err := photo(f)
	if err == nil {
		err = f.Err()
	}
	if err == nil {
		k, err = s.RecordCheck(x.R.Context(), by, k, f.Text("reason", maxText))
	}
	if err != nil {
		return s.checkAgain(by, x, d, k.Establishment, f, err)
	}
	if sent {
		if err := s.Attach(x.R.Context(), by, k.ID, FileKinds[0], file); err != nil {
			return err
		}
	}
	x.Notice("inspection.check.saved")
	return x.See(checkPath + "/" + k.ID + "?done=check-" + k.Establishment)
}

// photo is the picture that came with the form, if any.
func photo(f *web.Form) (upload.File, bool, error) {
	if _, ok := f.File("file"); !ok {
		return upload.File{}, false, nil
	}
	file, err := upload.FromForm(f, "file")
	return file, true, err
}

// checkAgain shows the refused form with all that was typed.
func (s *Service) checkAgain(by access.Actor, x *web.Exchange, d desk, establishment string, f *web.Form, refused error) error {
	if !errs.Is(refused, errs.Invalid) && !errs.Is(refused, errs.Conflict) {
		return refused
	}
	e, err := s.Establishment(x.R.Context(), by, establishment)
	if err != nil {
		return err
	}
	plans, _, err := s.plansFor(x, d, e.ID, f.Raw("plan"))
	if err != nil {
		return err
	}
	return x.Again(refused, "inspection/check_form", d.newCheck(e, plans, f.Values(), refused))
}

func (s *Service) checkAmend(by access.Actor, x *web.Exchange) error {
	var k Check
	err := s.db.View(x.R.Context(), func(tx *db.Tx) (err error) {
		k, err = s.ownCheck(tx, by, x.Path("id"))
		return err
	})
	if err != nil {
		return err
	}
	return s.showAmend(by, x, k, nil, nil)
}

func (s *Service) showAmend(by access.Actor, x *web.Exchange, k Check, typed url.Values, refused error) error {
	d, err := s.desk(by, x)
	if err != nil {
		return err
	}
	d.unit, d.today = k.Unit, max(k.On, 1)
	e, err := s.Establishment(x.R.Context(), by, k.Establishment)
	if err != nil {
		return err
	}
	plans, _, err := s.plansFor(x, d, e.ID, k.Plan)
	if err != nil {
		return err
	}
	version := k.Version
	if typed == nil {
		typed = d.checkValues(k, e.Type)
	} else if n, err := vntext.ParseCount(typed.Get("version")); err == nil {
		version = n
	}
	f := d.checkSpec(e, plans, typed, x.Errors(refused))
	f.Action, f.Unit, f.Version, f.Draft, f.Cancel = checkPath+"/"+k.ID+"/amend", k.Unit, version, "inspection/amend-"+k.ID, checkPath+"/"+k.ID
	page := d.checkPage(&f, x.T("inspection.check.amend"))
	if refused != nil {
		return x.Again(refused, "inspection/check_form", page)
	}
	return x.Page(200, "inspection/check_form", page)
}

func (s *Service) checkAmendPost(by access.Actor, x *web.Exchange) error {
	old, err := s.Check(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	f, err := x.Form()
	if err != nil {
		return err
	}
	k := readCheckForm(f, old.Unit)
	file, sent, err := photo(f)
	if err == nil {
		err = f.Err()
	}
	if err == nil {
		_, err = s.AmendCheck(x.R.Context(), by, old.ID, f.Version(), k, f.Text("reason", maxText))
	}
	if err != nil {
		if errs.Is(err, errs.NotFound) || errs.Is(err, errs.Forbidden) {
			return err
		}
		return s.showAmend(by, x, old, f.Values(), err)
	}
	if sent {
		if err := s.Attach(x.R.Context(), by, old.ID, FileKinds[0], file); err != nil {
			return err
		}
	}
	x.Notice("inspection.check.amended")
	return x.See(checkPath + "/" + old.ID + "?done=amend-" + old.ID)
}
