package audit

import (
	"neove/access"
	"neove/internal/ui"
	"neove/internal/web"
)

const alertsPath = "/audit/alerts"

type alertsView struct {
	Rows  []alertRow
	Open  int
	Pager ui.Pager
}

// alertRow is an alert in words.
type alertRow struct {
	Alert
	Text string // what happened
	Do   string // what to do about it
	Unit string // its name
}

func (s *Service) alertRow(x *web.Exchange, a Alert) alertRow {
	key := "audit.alert." + string(a.Kind)
	r := alertRow{a, x.T(key), x.T(key + ".do"), a.Unit}
	if more := key + "." + a.Detail; x.Has(more) {
		r.Detail = x.T(more)
	} else if more := key + ".detail"; x.Has(more) {
		r.Detail = x.T(more, "detail", a.Detail)
	}
	if s.UnitName != nil && a.Unit != "" {
		r.Unit = s.UnitName(a.Unit)
	}
	return r
}

// alertsPage lists what somebody must look at.
func (s *Service) alertsPage(by access.Actor, x *web.Exchange) error {
	list, err := s.Alerts(x.R.Context(), by)
	if err != nil {
		return err
	}
	l := x.List(pageSize)
	v := alertsView{Open: waiting(list)}
	total := len(list)
	list = list[min(l.Offset(), total):min(l.Offset()+l.Size, total)]
	for _, a := range list {
		v.Rows = append(v.Rows, s.alertRow(x, a))
	}
	v.Pager = l.Pager(len(list), int64(total))
	return x.Page(200, "audit/alerts", ui.Page{Title: x.T("audit.alerts"), Body: &v})
}

func waiting(list []Alert) int {
	n := 0
	for _, a := range list {
		if a.Open() {
			n++
		}
	}
	return n
}

type alertView struct {
	alertRow
	MayClose      bool
	Remark, Error string
}

// alertPage shows one alert, with the form to close it.
func (s *Service) alertPage(by access.Actor, x *web.Exchange) error {
	a, err := s.Alert(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	return x.Page(200, "audit/alert", s.alertPageOf(by, x, a))
}

func (s *Service) alertPageOf(by access.Actor, x *web.Exchange, a Alert) ui.Page {
	r := s.alertRow(x, a)
	may := a.Open() && by.May("audit.alert.close") && (a.Unit == "" || by.MayAt("audit.alert.close", a.Unit))
	return ui.Page{Title: r.Text, Crumbs: []ui.Crumb{{Text: x.T("audit.alerts"), Href: alertsPath}, {Text: r.Text}}, Body: &alertView{alertRow: r, MayClose: may}}
}

func (s *Service) alertClose(by access.Actor, x *web.Exchange) error {
	ctx, id := x.R.Context(), x.Path("id")
	f, err := x.Form()
	if err != nil {
		return err
	}
	remark := f.NeedLines("remark", 1000)
	if err = f.Err(); err == nil {
		err = s.Close(ctx, by, id, remark)
	}
	if err == nil {
		x.Notice("audit.alert.closed")
		return x.See(alertsPath)
	}
	a, aerr := s.Alert(ctx, by, id)
	if aerr != nil {
		return aerr
	}
	page := s.alertPageOf(by, x, a)
	v := page.Body.(*alertView)
	v.Remark, v.Error = f.Raw("remark"), x.Errors(err).Of("remark")
	return x.Again(err, "audit/alert", page)
}

// work shows open alerts on the first page of those who look after them.
func (s *Service) work(x *web.Exchange) ([]ui.Todo, error) {
	by, _ := x.Principal.(access.Actor)
	if !by.May("audit.alert.close") {
		return nil, nil
	}
	list, err := s.Alerts(x.R.Context(), by)
	n := waiting(list)
	if err != nil || n == 0 {
		return nil, err
	}
	return []ui.Todo{{Href: alertsPath, Text: x.T("audit.alert.waiting", "n", n), Kind: "bad", When: x.T("audit.alert.now"), Why: x.T("audit.alert.why")}}, nil
}
