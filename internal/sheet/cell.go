package sheet

import (
	"errors"
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"neove/internal/clock"
	"neove/internal/vntext"
)

// trouble is what is wrong with one cell: the end of a message key and its
// arguments. A nil trouble is a good cell.
type trouble struct {
	key  string
	args []any
}

func bad(key string, args ...any) *trouble { return &trouble{key, args} }

// shown is what a message repeats of a cell.
func shown(s string) string { return cut(vntext.Clean(s[:min(len(s), maxBrief)]), 40) }

func cut(s string, max int) string {
	if r := []rune(s); len(r) > max {
		return string(r[:max]) + "…"
	}
	return s
}

// fault finds cells that hold no value at all: formula errors.
func (v value) fault() *trouble {
	switch v.kind {
	case faultValue:
		return bad("formula", "value", shown(v.text))
	case pendingValue:
		return bad("pending")
	}
	return nil
}

// str is the cell as text. A long number (a telephone, a code) is kept by
// spreadsheets as 8.4912345678E10.
func (v value) str() string {
	if v.kind == numberValue {
		if f, err := strconv.ParseFloat(v.text, 64); err == nil && f == math.Trunc(f) && math.Abs(f) < 1e15 {
			return strconv.FormatFloat(f, 'f', 0, 64)
		}
	}
	return vntext.Clean(v.text)
}

// maxBrief is longer, in bytes, than any heading, label, number or day.
const maxBrief = 800

// brief is the text of a cell that cannot be long; "" when it is.
func (v value) brief() string {
	if len(v.text) > maxBrief {
		return ""
	}
	return v.text
}

var (
	commas  = regexp.MustCompile(`^\d{1,3}(,\d{3})+$`)
	decimal = regexp.MustCompile(`^\d+[.,]\d+$`)
	dashes  = regexp.MustCompile(`^[-–—.x/\s]+$`)
	scaled  = regexp.MustCompile(`^(\d{1,6}|\d{1,3}(?:\.\d{3})+)(?:,(\d{1,6}))?$`)
	unitEnd = regexp.MustCompile(`(?i)\s*(người|lượt người|lượt|cuộc|buổi|tin|bài|lớp|khóa|học viên|cơ sở|hồ sơ|vụ|hộ|ngày|đồng|đ|vnđ|vnd)\.?$`)
)

// count reads a whole number ≥ 0. nil is blank, which is not zero.
func (v value) count(money bool) (*int64, *trouble) {
	if t := v.fault(); t != nil || v.kind == blankValue {
		return nil, t
	}
	if v.kind == numberValue {
		return wholeNumber(v.text)
	}
	if v.brief() == "" {
		return nil, bad("number", "value", shown(v.text))
	}
	s := unitEnd.ReplaceAllString(v.str(), "")
	if money {
		if n, ok := scaledMoney(s); ok {
			return &n, nil
		}
	}
	n, err := vntext.ParseCount(s)
	bare := strings.ReplaceAll(s, " ", "")
	switch {
	case err == nil:
		return &n, nil
	case dashes.MatchString(s):
		return nil, bad("dash", "value", shown(s))
	case commas.MatchString(bare):
		return nil, bad("comma", "value", shown(s), "fix", shown(strings.ReplaceAll(bare, ",", ".")))
	case errors.Is(err, vntext.ErrThousands), decimal.MatchString(bare):
		return nil, bad("whole", "value", shown(s))
	case strings.HasPrefix(bare, "-") || strings.HasPrefix(bare, "−"):
		return nil, bad("negative", "value", shown(s))
	}
	return nil, bad("number", "value", shown(s))
}

// wholeNumber reads a number that the spreadsheet keeps as such. 1,5 there may
// be 1.500 typed where the machine takes the point for a decimal one; the
// number that was probably meant is offered, never taken.
func wholeNumber(text string) (*int64, *trouble) {
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) || math.Abs(f) > 1e15 {
		return nil, bad("number", "value", shown(text))
	}
	// What is computed (0,1 × 30) may miss the whole number by a hair.
	n := math.Round(f)
	if math.Abs(f-n) > 1e-9*max(1, math.Abs(f)) {
		seen := strings.Replace(strconv.FormatFloat(f, 'f', -1, 64), ".", ",", 1)
		if k := math.Round(f * 1000); f > 0 && math.Abs(f*1000-k) < 1e-6 {
			return nil, bad("decimal", "value", shown(seen), "fix", vntext.Number(int64(k)))
		}
		return nil, bad("whole", "value", shown(seen))
	}
	if n < 0 {
		return nil, bad("negative", "value", shown(text))
	}
	whole := int64(n)
	return &whole, nil
}

// scaledMoney reads "2,5 triệu" and "1,2 tỷ": with the word, a decimal comma
// is clear and the result is still whole đồng.
func scaledMoney(s string) (int64, bool) {
	i := strings.IndexFunc(s, unicode.IsLetter)
	if i < 0 {
		return 0, false
	}
	places, known := map[string]int{"trieu": 6, "tr": 6, "ty": 9, "ti": 9}[vntext.Fold(s[i:])]
	m := scaled.FindStringSubmatch(strings.ReplaceAll(s[:i], " ", ""))
	if !known || m == nil || len(m[2]) > places {
		return 0, false
	}
	n, err := strconv.ParseInt(strings.ReplaceAll(m[1], ".", "")+m[2]+strings.Repeat("0", places-len(m[2])), 10, 64)
	return n, err == nil
}

// Days that a serial number of a spreadsheet may mean: 1954 to 2119. Anything
// else in a date column is a number in the wrong place.
const (
	firstSerial = 20_000
	lastSerial  = 80_000
	shift1904   = 1462
)

var epoch1900 = clock.On(1899, 12, 30)

func serialDate(text string, from904 bool) (clock.Date, bool) {
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(f) {
		return 0, false
	}
	if from904 {
		f += shift1904
	}
	if f < firstSerial || f >= lastSerial {
		return 0, false
	}
	return epoch1900 + clock.Date(int32(f)), true
}

var shortYear = regexp.MustCompile(`^(\d{1,2})[/.\- ](\d{1,2})([/.\- ]\d{2})?$`)

// date reads a day; 0 is blank.
func (v value) date(from904 bool) (clock.Date, *trouble) {
	if t := v.fault(); t != nil || v.kind == blankValue {
		return 0, t
	}
	if v.kind == numberValue {
		if d, ok := serialDate(v.text, from904); ok {
			return d, nil
		}
		return 0, bad("date", "value", shown(v.text))
	}
	if v.brief() == "" {
		return 0, bad("date", "value", shown(v.text))
	}
	s := v.str()
	if strings.HasPrefix(vntext.Fold(s), "ngay ") {
		if rest := strings.Join(strings.Fields(s)[1:], " "); rest != "" && rest[0] >= '0' && rest[0] <= '9' {
			s = rest
		}
	}
	d, err := vntext.ParseDate(s)
	switch {
	case err == nil:
		return d, nil
	case shortYear.MatchString(s):
		return 0, bad("date_year", "value", shown(s))
	}
	return 0, bad("date", "value", shown(s))
}

// swapped is the day that results when day and month change places: what a
// machine set to English makes of 9/6/2024.
func swapped(d clock.Date) clock.Date {
	y, m, day := d.YMD()
	s, err := vntext.ParseDate(strconv.Itoa(int(m)) + "/" + strconv.Itoa(day) + "/" + strconv.Itoa(y))
	if err != nil {
		return 0
	}
	return s
}
