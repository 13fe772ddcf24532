package partner

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"neove/internal/clock"
	"neove/internal/vntext"
)

// Span is a time of a day in minutes from midnight. It ends after midnight when
// To is not later than From.
type Span struct{ From, To int }

// Hours are the spans of each weekday, Monday first. The zero Hours say that
// nobody knows.
type Hours [7][]Span

const fullDay = 24 * 60

// always is a day without night.
var always = Span{0, fullDay}

// Always is open day and night.
func Always() Hours {
	var h Hours
	for i := range h {
		h[i] = []Span{always}
	}
	return h
}

// Known reports whether any opening time is known.
func (h Hours) Known() bool {
	return slices.ContainsFunc(h[:], func(d []Span) bool { return len(d) > 0 })
}

// IsAlways reports whether it never closes.
func (h Hours) IsAlways() bool {
	return !slices.ContainsFunc(h[:], func(d []Span) bool { return !slices.Contains(d, always) })
}

// Open reports whether it is open at an instant, in Vietnam.
func (h Hours) Open(at time.Time) bool {
	at = at.In(clock.Vietnam)
	today, minute := (int(at.Weekday())+6)%7, at.Hour()*60+at.Minute()
	for _, s := range h[today] {
		if minute >= s.From && (minute < s.To || s.To <= s.From) {
			return true
		}
	}
	return slices.ContainsFunc(h[(today+6)%7], func(s Span) bool { return s.To <= s.From && minute < s.To })
}

// Group is a run of weekdays with the same spans.
type Group struct {
	Days  []int // from Monday = 0
	Spans []Span
}

// Groups puts days with the same spans together, in the order of their first.
func (h Hours) Groups() []Group {
	var out []Group
	for d, spans := range h {
		if len(spans) == 0 {
			continue
		}
		if i := slices.IndexFunc(out, func(g Group) bool { return slices.Equal(g.Spans, spans) }); i >= 0 {
			out[i].Days = append(out[i].Days, d)
		} else {
			out = append(out, Group{[]int{d}, spans})
		}
	}
	return out
}

var (
	daysVi = [7]string{"T2", "T3", "T4", "T5", "T6", "T7", "CN"}
	daysEn = [7]string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}
)

const allDay = "24/7"

// Text writes the hours for people: "T2–T6 7:30–11:30, 13:30–17:00; T7 8:00–12:00".
// What it writes ParseHours reads.
func (h Hours) Text(lang string) string {
	if h.IsAlways() {
		return allDay
	}
	names := daysVi
	if lang == "en" {
		names = daysEn
	}
	var out []string
	for _, g := range h.Groups() {
		var spans []string
		for _, s := range g.Spans {
			spans = append(spans, hour(s.From)+"–"+hour(s.To))
		}
		out = append(out, daysText(names, g.Days)+" "+strings.Join(spans, ", "))
	}
	return strings.Join(out, "; ")
}

// daysText writes weekdays, runs of three and more as a range.
func daysText(names [7]string, days []int) string {
	var out []string
	for i := 0; i < len(days); {
		j := i
		for j+1 < len(days) && days[j+1] == days[j]+1 {
			j++
		}
		if j-i >= 2 {
			out = append(out, names[days[i]]+"–"+names[days[j]])
			i = j + 1
			continue
		}
		out = append(out, names[days[i]])
		i++
	}
	return strings.Join(out, ", ")
}

func hour(minute int) string { return fmt.Sprintf("%d:%02d", minute/60, minute%60) }

// maxHours is what a text of hours may hold.
const maxHours = 300

var errHours = errors.New("partner: these are no opening hours")

// ParseHours reads hours as officials write them: "24/7", "T2-T6 7h30-11h30,
// 13h30-17h; T7 8:00-12:00", "Thứ 2 đến thứ 6: 7:30–17:00", "Mon-Fri
// 7:30-17:00". Groups of days are parted by semicolons. A blank text is the
// zero Hours.
func ParseHours(text string) (Hours, error) {
	var h Hours
	text = vntext.Clean(text)
	if text == "" {
		return h, nil
	}
	if len(text) > 4*maxHours {
		return h, errHours
	}
	key := plainHours(text)
	if slices.Contains([]string{"24/7", "24/24", "24h", "24/24h", "24/24 7/7"}, key) {
		return Always(), nil
	}
	for part := range strings.SplitSeq(key, ";") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		if err := h.add(part); err != nil {
			return Hours{}, err
		}
	}
	if !h.Known() {
		return Hours{}, errHours
	}
	return h, h.tidy()
}

// plainHours brings the many ways to write days and times into one.
func plainHours(text string) string {
	text = strings.ToLower(text)
	text = strings.NewReplacer("–", "-", "—", "-", "đến", "-", "thứ hai", "t2", "thứ ba", "t3", "thứ tư", "t4", "thứ năm", "t5", "thứ sáu", "t6",
		"thứ bảy", "t7", "chủ nhật", "cn", "thứ ", "t", "hằng ngày", "t2-cn", "hàng ngày", "t2-cn", "giờ", "h", "cả ngày", "0:00-24:00").Replace(text)
	return strings.Join(strings.Fields(text), " ")
}

// add reads one group: days, then times.
func (h *Hours) add(part string) error {
	cut := timeAt(part)
	if cut < 0 {
		return errHours
	}
	days, err := parseDays(strings.TrimRight(part[:cut], " :"))
	if err != nil {
		return err
	}
	for piece := range strings.SplitSeq(part[cut:], ",") {
		s, err := parseSpan(piece)
		if err != nil {
			return err
		}
		for _, d := range days {
			h[d] = append(h[d], s)
		}
	}
	return nil
}

// timeAt is where the times begin: the first word that starts with a digit.
func timeAt(part string) int {
	for i := range part {
		if part[i] >= '0' && part[i] <= '9' && (i == 0 || part[i-1] == ' ' || part[i-1] == ':') {
			return i
		}
	}
	return -1
}

func parseDays(text string) ([]int, error) {
	if text == "" {
		return []int{0, 1, 2, 3, 4, 5, 6}, nil
	}
	var out []int
	for piece := range strings.SplitSeq(text, ",") {
		first, last, ranged := strings.Cut(piece, "-")
		a := dayOf(first)
		b := a
		if ranged {
			b = dayOf(last)
		}
		if a < 0 || b < a {
			return nil, errHours
		}
		for d := a; d <= b; d++ {
			out = append(out, d)
		}
	}
	return out, nil
}

func dayOf(word string) int {
	word = strings.TrimSpace(word)
	for i := range 7 {
		if word == strings.ToLower(daysVi[i]) || word == strings.ToLower(daysEn[i]) {
			return i
		}
	}
	return -1
}

func parseSpan(text string) (Span, error) {
	from, to, ok := strings.Cut(text, "-")
	a, err1 := parseTime(from)
	b, err2 := parseTime(to)
	if !ok || err1 != nil || err2 != nil || a == fullDay || b == 0 && a == 0 {
		return Span{}, errHours
	}
	if b == 0 {
		b = fullDay
	}
	if a == b {
		return Span{}, errHours
	}
	return Span{a, b}, nil
}

// parseTime reads 7:30, 7h30, 7h, 7.30, 7.
func parseTime(text string) (int, error) {
	text = strings.TrimSpace(text)
	i := strings.IndexAny(text, ":h.")
	hours, minutes := text, ""
	if i >= 0 {
		hours, minutes = text[:i], text[i+1:]
	}
	if minutes == "" {
		minutes = "00"
	}
	hh, err1 := strconv.ParseUint(hours, 10, 8)
	mm, err2 := strconv.ParseUint(minutes, 10, 8)
	if err1 != nil || err2 != nil || len(hours) > 2 || len(minutes) != 2 || hh > 24 || mm > 59 || hh == 24 && mm > 0 {
		return 0, errHours
	}
	return int(hh)*60 + int(mm), nil
}

// tidy orders the spans of each day; overlapping ones are an error, since one
// of them must be a slip.
func (h *Hours) tidy() error {
	for _, spans := range h {
		slices.SortFunc(spans, func(a, b Span) int { return a.From - b.From })
		for i := range spans {
			if i > 0 && (spans[i-1].To > spans[i].From || spans[i-1].To <= spans[i-1].From) {
				return errHours
			}
		}
	}
	return nil
}
