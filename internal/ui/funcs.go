package ui

import (
	"errors"
	"fmt"
	"html/template"
	"strings"
	"time"

	"neove/internal/clock"
	"neove/internal/i18n"
	"neove/internal/vntext"
)

// funcs are the template functions of one language. A wrong argument is an
// error of the page, not an empty text.
func funcs(b *i18n.Bundle, lang i18n.Lang) template.FuncMap {
	t := func(key string, args ...any) string { return b.T(lang, key, args...) }
	return template.FuncMap{
		"t":         t,
		"num":       func(n any) (string, error) { return number(n, func(v int64) string { return i18n.Number(lang, v) }) },
		"numin":     func(n any) (string, error) { return number(n, vntext.Number) },
		"docnum":    func(n any) (string, error) { return number(n, vntext.Document) },
		"dong":      func(n any) (string, error) { return number(n, func(v int64) string { return dong(lang, v) }) },
		"month":     vntext.Month,
		"date":      func(d any) (string, error) { return date(lang, d) },
		"iso":       func(x time.Time) string { return x.In(clock.Vietnam).Format(time.RFC3339) },
		"when":      func(x time.Time) string { return when(lang, x) },
		"icon":      icon,
		"asset":     AssetPath,
		"dict":      dict,
		"list":      func(xs ...any) []any { return xs },
		"rows":      Rows,
		"spark":     spark,
		"bars":      bars,
		"share":     share,
		"tiles":     layoutTiles,
		"delta":     func(p Part) delta { return deltaOf(p, t) },
		"has":       has,
		"same":      func(a string, b any) bool { return b != nil && a == fmt.Sprint(b) },
		"describe":  describe,
		"gridtexts": func() template.HTMLAttr { return gridTexts(t) },
		"numtexts":  func(kind any) template.HTMLAttr { return numTexts(t, kind) },
	}
}

// number accepts the integer types views use; a nil pointer is "no figure yet".
func number(n any, style func(int64) string) (string, error) {
	switch v := n.(type) {
	case int:
		return style(int64(v)), nil
	case int32:
		return style(int64(v)), nil
	case int64:
		return style(v), nil
	case *int64:
		if v == nil {
			return "", nil
		}
		return style(*v), nil
	case *int:
		if v == nil {
			return "", nil
		}
		return style(int64(*v)), nil
	case nil:
		return "", nil
	}
	return "", fmt.Errorf("ui: %T is not a whole number", n)
}

// dong swaps words and separators of the Vietnamese short form, so that both
// languages round alike.
func dong(lang i18n.Lang, n int64) string {
	s := vntext.Dong(n)
	if lang != i18n.En {
		return s
	}
	s = strings.NewReplacer(".", ",", ",", ".", " tỷ đồng", " billion", " triệu đồng", " million", " đồng", "").Replace(s)
	return "VND " + s
}

func date(lang i18n.Lang, v any) (string, error) {
	var d clock.Date
	switch v := v.(type) {
	case clock.Date:
		d = v
	case *clock.Date:
		if v != nil {
			d = *v
		}
	case nil:
	default:
		return "", fmt.Errorf("ui: %T is not a date", v)
	}
	switch {
	case d == 0: // 1970-01-01 never occurs; it is the zero value
		return "", nil
	case lang == i18n.En:
		return d.Time().Format("02/01/2006"), nil
	}
	return vntext.Date(d), nil
}

func when(lang i18n.Lang, x time.Time) string {
	if x.IsZero() {
		return ""
	}
	x = x.In(clock.Vietnam)
	if lang == i18n.En {
		return x.Format("15:04, 02/01/2006")
	}
	return x.Format("15:04") + " ngày " + vntext.Date(clock.DateOf(x))
}

var errDict = errors.New("ui: dict wants pairs of a text key and a value")

func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, errDict
	}
	m := make(map[string]any, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		k, ok := pairs[i].(string)
		if !ok {
			return nil, errDict
		}
		m[k] = pairs[i+1]
	}
	return m, nil
}

// has reports whether a list of values holds v: the ticked boxes of "checks".
func has(list any, v string) bool {
	values, _ := list.([]string)
	for _, x := range values {
		if x == v {
			return true
		}
	}
	return false
}

// describe is the value of aria-describedby of a control: its hint and error.
func describe(name, hint, err any) string {
	var ids []string
	if truthy(hint) {
		ids = append(ids, fmt.Sprintf("f-%v-hint", name))
	}
	if truthy(err) {
		ids = append(ids, fmt.Sprintf("f-%v-error", name))
	}
	return strings.Join(ids, " ")
}

func truthy(v any) bool { ok, _ := template.IsTrue(v); return ok }
