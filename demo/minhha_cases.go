package demo

import (
	"slices"
	"strings"

	"neove/casework"
	"neove/internal/clock"
)

// row is one case of the second province: who comes, and how far the work got.
type row struct {
	n                    int
	on                   string // day of reception
	by, channel          string // account that receives, how the person came
	sex                  string
	age                  int             // 0: nobody knows
	home, route, country string          // as in casework.Core
	form                 string          // of exploitation; "" for none told
	until                casework.Stage  // how far
	outcome              casework.Status // what was found
	after                int             // days from the reception to the decision
	tags                 string          // what is special, by spaces
	role                 casework.Role   // main when ""
	of                   int             // row of the main person, or of the first episode
}

func (r row) day() clock.Date { return clock.MustParse(r.on) }

func (r row) is(tag string) bool { return slices.Contains(strings.Fields(r.tags), tag) }

func (r row) minor() string {
	switch {
	case r.age == 0:
		return "unknown"
	case r.age < 18:
		return "yes"
	}
	return "no"
}

const (
	dept, police, guard = "minhha", "minhha-congan", "minhha-bienphong"
	xa, xa2             = "minhha-xa", "minhha-xa2"
	coso, phaply        = "minhha-coso", "minhha-phaply"
	vieclam, benhvien   = "minhha-vieclam", "minhha-benhvien"
)

// rows are the cases: 1–20 begin under the law of 2011, 15 and 17 are the same
// kind of person on the two sides of the day on which the law changed, 5 and 18
// are two episodes of one person, 41–44 are the four of a group of 39.
var rows = []row{
	{1, "2025-03-10", guard, "handover", "female", 19, "out", "abroad", "KH", "forced_prostitution", casework.Closed, casework.Confirmed, 9, "shelter", "", 0},
	{2, "2025-03-10", guard, "handover", "male", 4, "out", "abroad", "KH", "", casework.Closed, "", 0, "shelter", casework.Accompanying, 1},
	{3, "2025-03-18", xa, "self", "male", 31, "in", "inside", "", "forced_labour", casework.Closed, casework.Confirmed, 14, "work poor", "", 0},
	{4, "2025-03-27", police, "tip", "female", 24, "out", "abroad", "CN", "forced_marriage", casework.Closed, casework.Confirmed, 8, "moved", "", 0},
	{5, "2025-04-02", guard, "rescue", "male", 20, "in", "abroad", "KH", "forced_crime", casework.Closed, casework.Confirmed, 11, "quick", "", 0},
	{6, "2025-04-02", guard, "rescue", "male", 22, "out", "abroad", "KH", "", casework.Closed, casework.NotVictim, 12, "", "", 0},
	{7, "2025-04-15", dept, "hotline", "female", 16, "out", "inside", "", "forced_labour", casework.Closed, casework.Confirmed, 9, "fetched shelter school", "", 0},
	{8, "2025-04-24", dept, "mission", "female", 35, "in", "abroad", "CN", "forced_marriage", casework.Closed, casework.Confirmed, 6, "health work", "", 0},
	{9, "2025-05-06", police, "inspection", "male", 14, "in", "inside", "", "forced_begging", casework.Reintegration, casework.Confirmed, 10, "school follow", "", 0},
	{10, "2025-05-14", guard, "handover", "female", 28, "in", "abroad", "KH", "forced_prostitution", casework.Planning, casework.Confirmed, 8, "reopened health", "", 0},
	{11, "2025-05-20", xa2, "self", "female", 41, "in", "abroad", "CN", "", casework.Identification, casework.Suspended, 24, "slow", "", 0},
	{12, "2025-05-27", guard, "rescue", "male", 25, "in", "abroad", "KH", "forced_crime", casework.Reintegration, casework.Confirmed, 13, "work follow", "", 0},
	{13, "2025-06-03", police, "tip", "female", 18, "in", "inside", "", "forced_prostitution", casework.Reintegration, casework.Confirmed, 12, "shelter health", "", 0},
	{14, "2025-06-10", dept, "mission", "male", 27, "out", "abroad", "MM", "forced_crime", casework.Closed, casework.Confirmed, 14, "refuses", "", 0},
	{15, "2025-06-12", guard, "handover", "female", 23, "in", "abroad", "KH", "forced_prostitution", casework.Reintegration, casework.Confirmed, 8, "pair shelter work", "", 0},
	{16, "2025-06-13", police, "tip", "female", 44, "in", "inside", "", "", casework.Protection, "", 0, "danger", casework.Relative, 13},
	{17, "2025-07-02", guard, "handover", "female", 23, "in", "abroad", "KH", "forced_prostitution", casework.Reintegration, casework.Confirmed, 8, "pair shelter work", "", 0},
	{18, "2026-08-03", dept, "rescue", "male", 21, "in", "abroad", "MM", "forced_crime", casework.Referral, casework.Confirmed, 9, "again health", "", 5},
	{19, "2025-06-19", coso, "self", "female", 52, "in", "country", "", "forced_labour", casework.Closed, casework.NotVictim, 15, "late_verify", "", 0},
	{20, "2025-06-25", guard, "handover", "male", 17, "out", "abroad", "KH", "forced_crime", casework.Closed, casework.Confirmed, 12, "escorted", "", 0},
	{21, "2025-07-21", guard, "handover", "female", 15, "out", "abroad", "CN", "forced_marriage", casework.Reintegration, casework.Confirmed, 10, "escorted shelter school", "", 0},
	{22, "2025-08-05", police, "rescue", "female", 17, "abroad", "country", "", "forced_prostitution", casework.Closed, casework.Confirmed, 12, "lao shelter interpreter abroad_home", "", 0},
	{23, "2025-08-18", xa, "self", "male", 29, "in", "inside", "", "forced_labour", casework.Reintegration, casework.Confirmed, 15, "work poor follow", "", 0},
	{24, "2025-09-08", guard, "handover", "female", 26, "in", "abroad", "KH", "forced_prostitution", casework.Reintegration, casework.Confirmed, 5, "shelter health follow", "", 0},
	{25, "2025-09-08", guard, "handover", "female", 6, "in", "abroad", "KH", "", casework.Reintegration, "", 0, "shelter school", casework.Accompanying, 24},
	{26, "2025-09-23", dept, "hotline", "male", 33, "abroad", "country", "", "forced_labour", casework.Closed, casework.Confirmed, 16, "khmer interpreter abroad_home", "", 0},
	{27, "2026-09-29", police, "inspection", "female", 0, "unknown", "inside", "", "forced_begging", casework.Protection, casework.Confirmed, 18, "shelter", "", 0},
	{28, "2025-10-27", guard, "rescue", "male", 24, "in", "abroad", "KH", "forced_crime", casework.Reintegration, casework.Confirmed, 9, "work follow", "", 0},
	{29, "2025-11-11", dept, "mission", "female", 38, "in", "abroad", "MY", "forced_labour", casework.Reintegration, casework.Confirmed, 7, "health", "", 0},
	{30, "2025-11-24", coso, "self", "female", 20, "out", "inside", "", "forced_prostitution", casework.Closed, casework.Confirmed, 11, "lost", "", 0},
	{31, "2025-12-09", guard, "handover", "female", 22, "in", "abroad", "KH", "forced_prostitution", casework.Reintegration, casework.Confirmed, 10, "withdrawn shelter", "", 0},
	{32, "2026-01-12", police, "tip", "male", 19, "in", "inside", "", "forced_labour", casework.Reintegration, casework.Confirmed, 14, "declined work", "", 0},
	{33, "2026-01-26", guard, "rescue", "male", 30, "out", "abroad", "KH", "forced_crime", casework.Closed, casework.NotVictim, 19, "", "", 0},
	{34, "2026-08-17", xa2, "tip", "female", 27, "in", "abroad", "CN", "forced_childbearing", casework.Return, casework.Confirmed, 12, "health danger", "", 0},
	{35, "2026-08-24", dept, "hotline", "male", 12, "in", "inside", "", "forced_begging", casework.Referral, casework.Confirmed, 11, "shelter school conflict", "", 0},
	{36, "2026-07-20", guard, "handover", "female", 21, "in", "abroad", "KH", "forced_prostitution", casework.Referral, casework.Confirmed, 6, "break shelter", "", 0},
	{37, "2026-08-10", police, "rescue", "female", 34, "abroad", "country", "", "forced_labour", casework.Return, casework.Confirmed, 13, "lao interpreter shelter", "", 0},
	{38, "2026-03-30", coso, "self", "female", 29, "in", "inside", "", "", casework.Closed, casework.NotVictim, 17, "", "", 0},
	{39, "2026-08-03", guard, "rescue", "male", 26, "in", "abroad", "MM", "forced_crime", casework.Return, casework.Confirmed, 10, "work", "", 0},
	{40, "2026-09-07", xa, "self", "female", 36, "in", "abroad", "MY", "forced_labour", casework.Planning, casework.Confirmed, 15, "excluded health", "", 0},
	{41, "2026-09-21", guard, "handover", "female", 18, "out", "abroad", "KH", "forced_prostitution", casework.Referral, casework.Confirmed, 4, "group shelter health", "", 0},
	{42, "2026-09-21", guard, "handover", "female", 16, "out", "abroad", "KH", "forced_labour", casework.Return, casework.Confirmed, 4, "group escorted shelter", "", 0},
	{43, "2026-09-21", guard, "handover", "male", 23, "in", "abroad", "KH", "forced_crime", casework.Planning, casework.Confirmed, 8, "group", "", 0},
	{44, "2026-09-21", guard, "handover", "male", 0, "unknown", "abroad", "KH", "forced_crime", casework.Protection, casework.Confirmed, 9, "group shelter", "", 0},
	{45, "2026-08-18", police, "tip", "female", 31, "in", "inside", "", "forced_labour", casework.Referral, casework.Confirmed, 12, "work late", "", 0},
	{46, "2026-09-14", dept, "mission", "male", 28, "in", "abroad", "KH", "forced_crime", casework.Planning, casework.Confirmed, 6, "poor", "", 0},
	{47, "2026-07-07", xa, "self", "male", 22, "out", "abroad", "KH", "forced_crime", casework.Identification, casework.Suspended, 11, "", "", 0},
	{48, "2026-07-28", coso, "self", "female", 25, "in", "inside", "", "forced_prostitution", casework.Planning, casework.Confirmed, 13, "shelter extend", "", 0},
	{49, "2026-09-01", guard, "handover", "female", 33, "out", "abroad", "CN", "forced_marriage", casework.Planning, casework.Confirmed, 9, "shelter interpreter", "", 0},
	{50, "2026-09-22", police, "inspection", "male", 40, "in", "inside", "", "forced_labour", casework.Protection, casework.Confirmed, 16, "stateless", "", 0},
	{51, "2026-10-01", dept, "hotline", "female", 17, "in", "inside", "", "forced_prostitution", casework.Protection, casework.Confirmed, 12, "shelter danger", "", 0},
	{52, "2026-10-06", guard, "rescue", "male", 20, "in", "abroad", "KH", "forced_crime", casework.Protection, casework.Identifying, 0, "complex", "", 0},
	{53, "2026-10-20", xa2, "self", "female", 23, "in", "abroad", "CN", "forced_marriage", casework.Protection, casework.Identifying, 0, "danger", "", 0},
	{54, "2026-10-27", police, "tip", "male", 35, "out", "inside", "", "forced_labour", casework.Identification, casework.Identifying, 0, "slow", "", 0},
	{55, "2026-11-10", guard, "handover", "female", 20, "in", "abroad", "KH", "forced_prostitution", casework.Identification, casework.Identifying, 0, "shelter", "", 0},
	{56, "2026-11-16", dept, "hotline", "female", 30, "in", "inside", "", "forced_labour", casework.Identification, casework.Identifying, 0, "", "", 0},
	{57, "2026-11-19", police, "inspection", "male", 0, "unknown", "inside", "", "", casework.Identification, casework.Checking, 0, "late_verify", "", 0},
	{58, "2026-11-23", guard, "rescue", "male", 24, "out", "abroad", "KH", "", casework.Reception, casework.Checking, 0, "", "", 0},
	{59, "2026-11-23", coso, "self", "female", 19, "in", "inside", "", "", casework.Reception, casework.Reported, 0, "", "", 0},
	{60, "2026-11-20", xa, "tip", "female", 27, "in", "abroad", "CN", "", casework.Reception, casework.Reported, 0, "unread", "", 0},
}
