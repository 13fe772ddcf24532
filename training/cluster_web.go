package training

import (
	"net/url"

	"neove/access"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
)

func (s *Service) addPage(by access.Actor, x *web.Exchange) error {
	r, w, err := s.openForm(by, x, x.Path("id"))
	if err != nil {
		return err
	}
	v := w.clusterView(r, Cluster{}, 0, url.Values{"from": {vntext.Date(w.today)}}, nil, web.Errors{})
	return x.Page(200, "training/course_form", ui.Page{Title: x.T("training.cluster.new"), Body: v, Crumbs: crumbs(x, r)})
}

// clusterView is the form of a cluster, a new one when it has no id.
func (w *form) clusterView(r Record, c Cluster, version int64, values url.Values, f *web.Form, e web.Errors) *formView {
	v := &formView{UnitName: w.tree.Name(r.Unit), Grid: w.grid(f, e, c.Typed, c.ID == "" && f == nil), Listed: c.Named > 0}
	v.Form = ui.RecordForm{Action: coursePath + "/" + r.ID + "/clusters", Cancel: coursePath + "/" + r.ID, Again: true}
	if c.ID != "" {
		v.Form = ui.RecordForm{Action: clusterPath + "/" + c.ID + "/amend", Version: version, Cancel: clusterPath + "/" + c.ID}
	}
	front, more := w.clusterSpec()
	v.fill(w, front, more, values, e)
	return v
}

func (s *Service) addPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	r, w, err := s.openForm(by, x, x.Path("id"))
	if err != nil {
		return err
	}
	c := w.readCluster(f, r.Unit)
	if err = f.Err(); err == nil {
		c, err = s.AddCluster(x.R.Context(), by, r.ID, c, f.Text("reason", maxText))
	}
	if err != nil {
		err = lineErrors(err)
		v := w.clusterView(r, Cluster{}, 0, f.Values(), f, x.Errors(err))
		return x.Again(err, "training/course_form", ui.Page{Title: x.T("training.cluster.new"), Body: v, Crumbs: crumbs(x, r)})
	}
	x.Notice("training.cluster.saved")
	if f.Raw("then") == "new" {
		return x.See(coursePath + "/" + r.ID + "/clusters/new")
	}
	return x.See(coursePath + "/" + r.ID)
}

// openCluster is a cluster that the person may change.
func (s *Service) openCluster(by access.Actor, x *web.Exchange) (Record, Cluster, *form, error) {
	r, c, err := s.CourseOf(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return r, c, nil, err
	}
	w, err := s.form(by, x)
	if err == nil && !w.mayChange(r) {
		err = notFound()
	}
	return r, c, w, err
}

func (s *Service) amendClusterPage(by access.Actor, x *web.Exchange) error {
	r, c, w, err := s.openCluster(by, x)
	if err != nil {
		return err
	}
	v := w.clusterView(r, c, c.Version, w.clusterValues(c), nil, web.Errors{})
	return x.Page(200, "training/course_form", ui.Page{Title: x.T("training.cluster.amend"), Body: v, Crumbs: crumbs(x, r)})
}

func (s *Service) amendClusterPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	r, c, w, err := s.openCluster(by, x)
	if err != nil {
		return err
	}
	in := w.readCluster(f, r.Unit)
	if err = f.Err(); err == nil {
		_, err = s.AmendCluster(x.R.Context(), by, c.ID, f.Version(), in, f.Text("reason", maxText))
	}
	if err != nil {
		err = lineErrors(err)
		v := w.clusterView(r, c, f.Version(), f.Values(), f, x.Errors(err))
		return x.Again(err, "training/course_form", ui.Page{Title: x.T("training.cluster.amend"), Body: v, Crumbs: crumbs(x, r)})
	}
	x.Notice("training.cluster.amended")
	return x.See(clusterPath + "/" + c.ID)
}

func (s *Service) cancelClusterPost(by access.Actor, x *web.Exchange) error {
	return s.decide(by, x, clusterPath, "training.cluster.cancelled", func(id string, version int64, reason string) error {
		return s.CancelCluster(x.R.Context(), by, id, version, reason)
	}, s.showCluster)
}

func (s *Service) removeClusterPost(by access.Actor, x *web.Exchange) error {
	return s.decide(by, x, clusterPath, "training.cluster.removed", func(id string, version int64, reason string) error {
		return s.RemoveCluster(x.R.Context(), by, id, version, reason)
	}, s.showCluster)
}
