package audit

import (
	"embed"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/i18n"
	"neove/internal/module"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
)

//go:embed messages/*.json templates/*.html
var files embed.FS

// Module lists the pages, operations and texts of the slice.
func Module(s *Service) module.Module {
	page := func(method, path, permission string, fn func(access.Actor, *web.Exchange) error) web.Route {
		return web.Route{Method: method, Path: path, Permission: permission, Handle: access.Page(fn)}
	}
	return module.Module{Name: "audit", Messages: files, Templates: files, API: s.operations(), Work: s.work, Routes: []web.Route{
		page("GET", "/audit/events", "audit.read", s.eventsPage),
		page("GET", checkpointsPath, "audit.read", s.checkpointsPage),
		page("GET", checkpointsPath+"/"+checkpointFile, "audit.read", s.checkpointDownload),
		page("GET", checkpointsPath+"/"+proofFile, "audit.read", s.proofDownload),
		page("GET", alertsPath, "audit.alert.read", s.alertsPage),
		page("GET", alertsPath+"/{id}", "audit.alert.read", s.alertPage),
		page("POST", alertsPath+"/{id}/close", "audit.alert.close", s.alertClose),
	}}
}

const pageSize = 50

type eventsView struct {
	Events     []ui.Event
	From, To   int
	Prev, Next string
	Filters    []ui.Chip
	Clear      string
	Alerts     bool // the reader may see alerts
}

// eventsPage shows the history of a unit or a record in plain words.
func (s *Service) eventsPage(by access.Actor, x *web.Exchange) error {
	q := x.Query()
	f := Filter{Unit: q.Text("unit", 40), Subject: q.Text("subject", 60), Object: q.Text("object", 80), Limit: pageSize + 1}
	if f.Unit == "" {
		if roots := by.Units("audit.read"); len(roots) > 0 && roots[0] != "VN" {
			f.Unit = roots[0]
		}
	}
	page, _ := strconv.Atoi(q.Raw("page"))
	page = min(max(page, 1), 10_000)
	f.Offset = (page - 1) * pageSize
	list, err := s.Events(x.R.Context(), by, f)
	if err != nil {
		return err
	}
	v := eventsView{From: f.Offset + 1, Clear: "/audit/events", Alerts: by.May("audit.alert.read")}
	link := func(p int) string {
		return "/audit/events?" + url.Values{"unit": {f.Unit}, "subject": {f.Subject}, "object": {f.Object}, "page": {strconv.Itoa(p)}}.Encode()
	}
	if page > 1 {
		v.Prev = link(page - 1)
	}
	if len(list) > pageSize {
		list, v.Next = list[:pageSize], link(page+1)
	}
	v.To = f.Offset + len(list)
	for _, c := range []struct{ name, value string }{{"unit", f.Unit}, {"object", f.Object}} {
		if c.value != "" {
			v.Filters = append(v.Filters, ui.Chip{Text: x.T("audit.filter."+c.name) + ": " + c.value, Href: "/audit/events"})
		}
	}
	for _, e := range list {
		v.Events = append(v.Events, ui.Event{When: e.At, Who: e.Name, What: x.T("audit.action." + e.Action), Detail: words(x, e)})
	}
	return x.Page(200, "audit/events", ui.Page{Title: x.T("audit.events"), Body: &v})
}

// words writes the unit, the reason and what changed, old → new.
func words(x *web.Exchange, e Event) string {
	if rest := changes(x, e); e.Unit != "" && rest != "" {
		return e.Unit + " · " + rest
	}
	return e.Unit + changes(x, e)
}

// changes writes the reason and what changed.
func changes(x *web.Exchange, e Event) string {
	var out []string
	if e.Reason != "" {
		out = append(out, e.Reason)
	}
	if e.Detail == "" {
		return x.T("audit.erased")
	}
	var detail map[string]any
	if json.Unmarshal([]byte(e.Detail), &detail) != nil {
		return e.Reason
	}
	slice, _, _ := strings.Cut(e.Subject, ".")
	for _, k := range slices.Sorted(maps.Keys(detail)) {
		name := k
		if key := slice + ".field." + k; x.Has(key) {
			name = x.T(key)
		}
		if pair, ok := detail[k].([]any); ok && len(pair) == 2 {
			out = append(out, fmt.Sprintf("%s: %s → %s", name, value(x, slice+"."+k, pair[0]), value(x, slice+"."+k, pair[1])))
			continue
		}
		out = append(out, name+": "+value(x, slice+"."+k, detail[k]))
	}
	return strings.Join(out, " · ")
}

// value words a value of a field: codes by the texts <slice>.<field>.<code>,
// days as people write them.
func value(x *web.Exchange, field string, v any) string {
	switch v := v.(type) {
	case nil:
		return "–"
	case float64:
		return i18n.Number(x.Lang, int64(v))
	case string:
		if key := field + "." + v; x.Has(key) {
			return x.T(key)
		}
		if d, err := clock.Parse(v); err == nil {
			return vntext.Date(d)
		}
	}
	return fmt.Sprint(v)
}
