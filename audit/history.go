package audit

import (
	"reflect"
	"slices"
	"strings"

	"neove/internal/ui"
	"neove/internal/web"
)

// History words the events of one record for its page, newest first. The names
// of changed fields are the texts <slice>.field.<name>, where there are any.
func History(x *web.Exchange, events []Event) []ui.Event {
	out := make([]ui.Event, 0, len(events))
	for _, e := range slices.Backward(events) {
		out = append(out, ui.Event{When: e.At, Who: e.Name, What: x.T("audit.action." + e.Action), Detail: changes(x, e)})
	}
	return out
}

// Diff lists the fields of two records of one type that differ, by their JSON
// names, as [old, new]. Fields without a JSON name, and those given in except,
// are left out: what only the record's readers may see must not go into an
// event that others read.
func Diff(old, now any, except ...string) map[string]any {
	out := map[string]any{}
	a, b := reflect.ValueOf(old), reflect.ValueOf(now)
	for _, f := range reflect.VisibleFields(a.Type()) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" || name == "-" || slices.Contains(bookkeeping, name) || slices.Contains(except, name) {
			continue
		}
		was, is := plain(a.FieldByIndex(f.Index)), plain(b.FieldByIndex(f.Index))
		if !reflect.DeepEqual(was, is) {
			out[name] = []any{was, is}
		}
	}
	return out
}

// bookkeeping changes with every edit and says nothing.
var bookkeeping = []string{"id", "version", "created_by", "created_at", "changed_at"}

// plain makes blank and zero comparable values that differ.
func plain(v reflect.Value) any {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return nil
		}
		v = v.Elem()
	}
	return v.Interface()
}
