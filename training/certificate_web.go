package training

import (
	"neove/access"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
)

// certifySpec is the form that numbers certificates in one go.
func (s *Service) certifySpec(x *web.Exchange, c Cluster) []ui.Control {
	spec := []ui.Control{{Kind: "count", Name: "first", Half: true}, {Kind: "date", Name: "on", Half: true}, {Kind: "text", Name: "mark", Max: 60}}
	values := map[string][]string{"first": {"1"}, "on": {vntext.Date(c.To)}, "mark": {"/" + vntext.Number(int64(c.To.Day())) + "-GCN"}}
	if f, err := x.Form(); err == nil && f.Has("first") {
		values = f.Values()
	}
	return x.Controls("training", spec, values, web.Errors{})
}

func (s *Service) certifyPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	first, mark, on := f.NeedCount("first"), f.Text("mark", 60), f.NeedDate("on")
	given := 0
	if err = f.Err(); err == nil {
		given, err = s.Certify(x.R.Context(), by, x.Path("id"), f.Version(), first, mark, on, f.Text("reason", maxText))
	}
	if err != nil {
		return s.showCluster(by, x, err)
	}
	x.Notice("training.certified", "n", given)
	return x.See(clusterPath + "/" + x.Path("id"))
}
