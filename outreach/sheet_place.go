package outreach

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"

	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/sheet"
	"neove/internal/vntext"
	"neove/org"
)

// How a sheet says whose it is.
var (
	unitLabels   = []string{"Đơn vị", "Đơn vị báo cáo", "Tên đơn vị", "Unit"}
	periodLabels = []string{"Kỳ", "Kỳ báo cáo", "Tháng", "Tháng báo cáo", "Period"}
)

// place finds out whose month the file holds: from what the template keeps for
// the program, else from the cells that people read. When both are there and
// differ (a file of June copied for July) nothing is guessed.
func (in *importing) place() error {
	unit, period := in.book.Meta("unit"), in.book.Meta("period")
	var shownUnit, shownPeriod string
	for _, t := range []*sheet.Table{in.activities, in.totals} {
		if t != nil {
			shownUnit, shownPeriod = cmp.Or(shownUnit, t.Label(unitLabels...)), cmp.Or(shownPeriod, t.Label(periodLabels...))
		}
	}
	said := periodCode(shownPeriod)
	switch {
	case period == "" && shownPeriod == "":
		return errs.New(errs.Invalid, "outreach.sheet.err.no_period")
	case period == "" && said == "":
		return errs.New(errs.Invalid, "outreach.sheet.err.period", "value", shownPeriod)
	case period != "" && said != "" && said != period:
		return errs.New(errs.Invalid, "outreach.sheet.err.other_period", "value", shownPeriod, "period", period)
	}
	var err error
	if in.period, err = in.s.ParseMonth(in.tx, cmp.Or(period, said)); err != nil {
		return err
	}
	if err := in.findUnit(unit, shownUnit); err != nil {
		return err
	}
	in.out = ImportResult{Unit: in.unit.ID, UnitName: in.unit.Name, Period: in.period.Code()}
	if err := in.by.NeedAt(mayRecord, in.unit.ID); err != nil {
		return err
	}
	if w := in.period.Window(); !in.unit.During(w.From, w.To) {
		return errs.New(errs.NotFound, "outreach.err.unit_month", "unit", in.unit.Name, "period", vntext.Month(in.period.Code()))
	}
	return nil
}

var monthYear = regexp.MustCompile(`^(?:ky )?(?:thang )?(\d{1,2}) (?:nam )?(\d{4})$`)

// periodCode reads "Tháng 6/2024", "06/2024", "2024-06" and a day of the month;
// "" when the text is none of them.
func periodCode(text string) string {
	key := vntext.Fold(text)
	if y, m, ok := strings.Cut(key, " "); ok && len(y) == 4 && len(m) <= 2 {
		key = m + " " + y
	}
	if m := monthYear.FindStringSubmatch(key); m != nil {
		if len(m[1]) == 1 {
			m[1] = "0" + m[1]
		}
		return m[2] + "-" + m[1]
	}
	day, err := vntext.ParseDate(text)
	if err != nil {
		return ""
	}
	return day.String()[:7]
}

func (in *importing) findUnit(key, text string) error {
	if key != "" {
		u, ok := in.tree.Unit(key)
		if !ok {
			return errs.New(errs.NotFound, "org.err.unit", "unit", key)
		}
		// A name that leads nowhere is not worth an error: the key is certain.
		if other, err := in.match(text); err == nil && other.ID != key {
			return errs.New(errs.Invalid, "outreach.sheet.err.other_unit", "value", text, "unit", u.Name)
		}
		in.unit = u
		return nil
	}
	if text == "" {
		return errs.New(errs.Invalid, "outreach.sheet.err.no_unit")
	}
	u, err := in.match(text)
	switch {
	case errs.Is(err, errs.Conflict):
		return errs.Wrap(errs.Invalid, err, "outreach.sheet.err.unit_which", "value", text, "units", someOf(errs.From(err).Args))
	case errs.Is(err, errs.NotFound):
		return errs.Wrap(errs.Invalid, err, "outreach.sheet.err.unit", "value", text)
	}
	in.unit = u
	return err
}

// someOf is the beginning of the units that a name may mean; a name such as
// Phường 1 has dozens.
func someOf(args []any) string {
	for i := 0; i+1 < len(args); i += 2 {
		if list, ok := args[i+1].(string); ok && args[i] == "units" {
			if all := strings.Split(list, ", "); len(all) > 5 {
				return strings.Join(all[:5], ", ") + "…"
			}
			return list
		}
	}
	return ""
}

// country is where the program itself looks: it has every area.
const country = "VN"

var unitKey = regexp.MustCompile(`\(([A-Za-z]{1,2}\d{0,6})\)`)

// match reads "Xã Tân An", "tan an, huyện Tân Thạnh, Long An" or a key in
// brackets: each part after the first narrows the area.
func (in *importing) match(text string) (org.Unit, error) {
	if m := unitKey.FindStringSubmatch(text); m != nil {
		if u, ok := in.tree.Unit(strings.ToUpper(m[1])); ok {
			return u, nil
		}
	}
	var named []string
	for p := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(",;-–", r) }) {
		if vntext.Fold(p) != "" {
			named = append(named, p)
		}
	}
	if len(named) == 0 {
		return org.Unit{}, errs.New(errs.NotFound, "org.err.unit", "unit", text)
	}
	w := in.period.Window()
	// The actor's own area comes first; the names of the file narrow it.
	roots := in.by.Units(mayRecord)
	if len(roots) == 0 {
		roots = []string{country}
	}
	found := map[string]org.Unit{}
	var failed error
	for _, root := range roots {
		u, err := in.within(root, named, w.From)
		if errs.Is(err, errs.NotFound) { // a unit of the last days only
			u, err = in.within(root, named, w.Last())
		}
		if err == nil {
			found[u.ID] = u
		} else if failed == nil || errs.Is(err, errs.Conflict) {
			failed = err
		}
	}
	switch len(found) {
	case 0:
		return org.Unit{}, failed
	case 1:
		return slices.Collect(maps.Values(found))[0], nil
	}
	var several []string
	for _, u := range found {
		several = append(several, u.Name+" ("+u.ID+")")
	}
	slices.Sort(several)
	return org.Unit{}, errs.New(errs.Conflict, "org.err.ambiguous", "unit", text, "units", strings.Join(several, ", "))
}

// within matches the names from the widest to the narrowest. A wide name that
// lies above the actor's area narrows nothing; one that lies beside it means
// that the file is not from this area.
func (in *importing) within(root string, named []string, day clock.Date) (org.Unit, error) {
	for i := len(named) - 1; i > 0; i-- {
		if u, ok := in.wide(named[i], root, day); ok {
			root = u.ID
		} else if u, ok := in.wide(named[i], country, day); ok && !in.tree.Covers(u.ID, root) {
			return org.Unit{}, errs.New(errs.NotFound, "org.err.unit", "unit", strings.Join(named, ","))
		}
	}
	return in.tree.Match(named[0], root, day)
}

// wideWords are how people shorten the word before a wide name, and the words
// that may be missing; provinces are tried first.
var (
	wideShort = map[string]string{"tp": "thanh pho", "tx": "thi xa", "h": "huyen", "q": "quan", "t": "tinh"}
	wideWords = []string{"tinh ", "thanh pho ", "huyen ", "thi xa ", "quan "}
)

// wide finds a province or district. "Long An" alone is the province, although
// communes are named so too; a district that two share is left open.
func (in *importing) wide(name, root string, day clock.Date) (org.Unit, bool) {
	key := vntext.Fold(name)
	first, rest, _ := strings.Cut(key, " ")
	if long := wideShort[first]; long != "" && rest != "" {
		key = long + " " + rest
	}
	if u, err := in.tree.Match(key, root, day); err == nil && u.Level != org.Commune && u.Level != org.Nation {
		return u, true
	}
	var found []org.Unit
	for _, w := range wideWords {
		u, err := in.tree.Match(w+key, root, day)
		if err != nil || u.Level == org.Commune || u.Key != w+key {
			continue
		}
		if u.Level == org.Province {
			return u, true
		}
		found = append(found, u)
	}
	if len(found) != 1 {
		return org.Unit{}, false
	}
	return found[0], true
}
