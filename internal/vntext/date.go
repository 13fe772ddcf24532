package vntext

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"neove/internal/clock"
)

// ErrDate says that a text is not a date that exists.
var ErrDate = errors.New("not a date")

var (
	dmy = regexp.MustCompile(`^(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})$`)
	ymd = regexp.MustCompile(`^(\d{4})-(\d{1,2})-(\d{1,2})$`)
	say = regexp.MustCompile(`^(?:ngay )?(\d{1,2}) thang (\d{1,2}) nam (\d{4})$`)
)

// ParseDate reads 9/6/2024, 09-06-2024, 2024-06-09 and
// "ngày 09 tháng 6 năm 2024". The day always comes before the month.
func ParseDate(s string) (clock.Date, error) {
	s = strings.TrimSpace(s)
	if m := ymd.FindStringSubmatch(s); m != nil {
		return civil(m[1], m[2], m[3])
	}
	if m := dmy.FindStringSubmatch(s); m != nil {
		return civil(m[3], m[2], m[1])
	}
	if m := say.FindStringSubmatch(Fold(s)); m != nil {
		return civil(m[3], m[2], m[1])
	}
	return 0, ErrDate
}

func civil(ys, ms, ds string) (clock.Date, error) {
	y, _ := strconv.Atoi(ys)
	m, _ := strconv.Atoi(ms)
	d, _ := strconv.Atoi(ds)
	day := clock.On(y, time.Month(m), d)
	if gy, gm, gd := day.YMD(); y < 1900 || gy != y || int(gm) != m || gd != d {
		return 0, ErrDate
	}
	return day, nil
}

// Month writes the code of a month as screens do: 6/2024 for 2024-06. Another
// text stays as it is.
func Month(code string) string {
	y, m, _ := strings.Cut(code, "-")
	n, err := strconv.Atoi(m)
	if err != nil || len(y) != 4 || n < 1 || n > 12 {
		return code
	}
	return strconv.Itoa(n) + "/" + y
}

// Date writes a day as screens do: 9/6/2026.
func Date(d clock.Date) string {
	y, m, day := d.YMD()
	return fmt.Sprintf("%d/%d/%d", day, int(m), y)
}

// DocumentDate writes a day as official documents do, with a leading zero for
// days below 10 and months 1 and 2 (Decree 30/2020/NĐ-CP, Appendix I).
func DocumentDate(d clock.Date) string {
	y, m, day := d.YMD()
	month := strconv.Itoa(int(m))
	if m <= 2 {
		month = "0" + month
	}
	return fmt.Sprintf("ngày %02d tháng %s năm %d", day, month, y)
}
