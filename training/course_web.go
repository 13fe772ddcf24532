package training

import (
	"net/url"

	"neove/access"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
	"neove/org"
)

func (s *Service) newPage(by access.Actor, x *web.Exchange) error {
	w, err := s.form(by, x)
	if err != nil {
		return err
	}
	unit := org.WorkUnit(by, x)
	v := w.newView(unit, url.Values{"unit": {unit}, "from": {vntext.Date(w.today)}}, nil, web.Errors{})
	return x.Page(200, "training/course_form", ui.Page{Title: x.T("training.new"), Body: v})
}

// newView is the form of a course with its first cluster.
func (w *form) newView(unit string, values url.Values, f *web.Form, e web.Errors) *formView {
	v := &formView{UnitName: w.tree.Name(unit), Grid: w.grid(f, e, nil, f == nil), Import: coursePath + "/import?unit=" + url.QueryEscape(unit)}
	v.Form = ui.RecordForm{Action: coursePath, Draft: "training/new-" + unit, Again: true, Cancel: coursePath + "?unit=" + url.QueryEscape(unit)}
	front, more := w.courseSpec()
	cFront, cMore := w.clusterSpec()
	if units := w.tree.UnitOptions(w.by, mayRecord, w.today); len(units) > 0 {
		more = append([]ui.Control{{Kind: "select", Name: "unit", Options: units}}, more...)
	} else {
		v.Form.Unit = unit
	}
	v.fill(w, append(front, cFront...), append(more, cMore...), values, e)
	return v
}

func (s *Service) recordPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	w, err := s.form(by, x)
	if err != nil {
		return err
	}
	unit := org.WorkUnit(by, x)
	r := Record{Course: w.readCourse(f), Clusters: []Cluster{w.readCluster(f, unit)}}
	r.Unit = unit
	if err = f.Err(); err == nil {
		r, err = s.Record(x.R.Context(), by, r, f.Text("reason", maxText))
	}
	if err != nil {
		err = lineErrors(err)
		return x.Again(err, "training/course_form", ui.Page{Title: x.T("training.new"), Body: w.newView(unit, f.Values(), f, x.Errors(err))})
	}
	x.Notice("training.saved")
	if f.Raw("then") == "new" {
		return x.See(coursePath + "/new?unit=" + url.QueryEscape(unit) + "&done=new-" + url.QueryEscape(unit))
	}
	return x.See(coursePath + "/" + r.ID + "?done=new-" + url.QueryEscape(unit))
}

func (s *Service) amendPage(by access.Actor, x *web.Exchange) error {
	r, w, err := s.openForm(by, x, x.Path("id"))
	if err != nil {
		return err
	}
	v := w.amendView(r, r.Version, courseValues(r.Course), web.Errors{})
	return x.Page(200, "training/course_form", ui.Page{Title: x.T("training.amend"), Body: v, Crumbs: crumbs(x, r)})
}

// openForm is a course that the person may change, and what its forms need.
func (s *Service) openForm(by access.Actor, x *web.Exchange, id string) (Record, *form, error) {
	r, err := s.Course(x.R.Context(), by, id)
	if err != nil {
		return r, nil, err
	}
	w, err := s.form(by, x)
	if err == nil && !w.mayChange(r) {
		err = notFound()
	}
	return r, w, err
}

func (w *form) amendView(r Record, version int64, values url.Values, e web.Errors) *formView {
	v := &formView{UnitName: w.tree.Name(r.Unit)}
	v.Form = ui.RecordForm{Action: coursePath + "/" + r.ID + "/amend", Version: version, Cancel: coursePath + "/" + r.ID}
	front, more := w.courseSpec()
	v.fill(w, front, more, values, e)
	return v
}

func (s *Service) amendPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	r, w, err := s.openForm(by, x, x.Path("id"))
	if err != nil {
		return err
	}
	c := w.readCourse(f)
	if err = f.Err(); err == nil {
		_, err = s.Amend(x.R.Context(), by, r.ID, f.Version(), c, f.Text("reason", maxText))
	}
	if err != nil {
		v := w.amendView(r, f.Version(), f.Values(), x.Errors(err))
		return x.Again(err, "training/course_form", ui.Page{Title: x.T("training.amend"), Body: v, Crumbs: crumbs(x, r)})
	}
	x.Notice("training.amended")
	return x.See(coursePath + "/" + r.ID)
}

func crumbs(x *web.Exchange, r Record, more ...ui.Crumb) []ui.Crumb {
	return append([]ui.Crumb{{Text: x.T("training.courses"), Href: coursePath + "?unit=" + url.QueryEscape(r.Unit)}, {Text: r.Subject, Href: coursePath + "/" + r.ID}}, more...)
}

func (s *Service) cancelPost(by access.Actor, x *web.Exchange) error {
	return s.decide(by, x, coursePath, "training.cancelled", func(id string, version int64, reason string) error {
		return s.Cancel(x.R.Context(), by, id, version, reason)
	}, s.showCourse)
}

func (s *Service) withdrawPost(by access.Actor, x *web.Exchange) error {
	return s.decide(by, x, coursePath, "training.withdrawn", func(id string, version int64, reason string) error {
		return s.Withdraw(x.R.Context(), by, id, version, reason)
	}, s.showCourse)
}

// decide runs a command that takes a reason, and shows the record again when it
// is refused.
func (s *Service) decide(by access.Actor, x *web.Exchange, path, done string, run func(id string, version int64, reason string) error,
	show func(access.Actor, *web.Exchange, error) error) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	reason := f.Text("reason", maxText)
	if err = f.Err(); err == nil {
		err = run(x.Path("id"), f.Version(), reason)
	}
	if err != nil {
		return show(by, x, err)
	}
	x.Notice(done)
	return x.See(path + "/" + x.Path("id"))
}
