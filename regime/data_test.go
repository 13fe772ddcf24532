package regime_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"neove/internal/clock"
	"neove/regime"
)

func dates(from, to clock.Date) string {
	out := ""
	if from != clock.Min {
		out += " from " + from.String()
	}
	if to != clock.Max {
		out += " to " + to.String()
	}
	return out
}

// The numbers as they were reviewed, in another form than the data, so that a
// slip in a table is seen.
func TestNumbersAsReviewed(t *testing.T) {
	t.Parallel()
	var limits, levels, clocks []string
	for _, l := range regime.AllLimits() {
		ends := "asks"
		if l.Ends {
			ends = "ends"
		}
		limits = append(limits, strings.Join(strings.Fields(fmt.Sprintf("%s: %s %d %s %s %s warn %d", l.Code, l.Regime, l.N, l.Unit, l.Starts, ends, l.Warn)), " "))
	}
	for _, l := range regime.Levels() {
		levels = append(levels, strings.Join(strings.Fields(fmt.Sprintf("%s: %d %s %s", l.Code, l.Amount, l.Factor, l.Per)), " ")+dates(l.From, l.To))
	}
	for _, c := range regime.Clocks() {
		clocks = append(clocks, fmt.Sprintf("%s: %d %s after %s", c.Code, c.N, c.Unit, c.Starts)+dates(c.From, c.To))
	}
	for _, c := range []struct{ got, want []string }{
		{limits, []string{
			"essential_needs: a 120 days given ends warn 15", "facility_stay: a 3 months stay asks warn 15", "community_care: a 3 months asks warn 15", "insurance: b 12 months asks warn 30",
			"schooling: h 2 school_years returned asks warn 0", "allowance_once: k 1 times asks warn 0",
			"essential_needs_old: old.essential 60 days stay asks warn 10", "meals_old: old.essential 3 months stay asks warn 15", "facility_stay_old: old.essential 3 months stay asks warn 15",
			"schooling_old: old.schooling 1 school_years returned asks warn 0", "vocational_once_old: old.vocational 1 times ends warn 0", "allowance_once_old: old.allowance 1 times ends warn 0"}},
		{levels, []string{
			"travel_meals: 70000 person_day", "allowance_min: 1000000 person", "standard: 360000 month from 2021-07-01 to 2024-07-01", "standard: 500000 month from 2024-07-01",
			"upkeep_under4: 0 5 month from 2021-07-01", "upkeep_from4: 0 4 month from 2021-07-01", "community_meals: 60000 person_day"}},
		{clocks, []string{
			"notify_lead: 0 at_once after reported from 2025-07-01", "notify_lead: 0 at_once after reported from 2014-03-25 to 2025-07-01",
			"initial_verification: 3 days after lead_notified from 2025-07-01", "initial_verification: 3 days after lead_notified from 2014-03-25 to 2025-07-01",
			"identification_answer: 20 days after verification_requested from 2025-07-01", "identification_answer: 20 days after verification_requested from 2012-01-01 to 2025-07-01",
			"identification_answer_complex: 2 months after verification_requested from 2025-07-01", "identification_answer_complex: 2 months after verification_requested from 2012-01-01 to 2025-07-01",
			"support_decision: 9 working_days after support_requested from 2025-07-01", "licence: 8 working_days after licence_requested from 2025-07-01",
			"facility_papers: 10 working_days after facility_admitted from 2021-07-01", "essential_needs: 120 days after essential_given from 2025-07-01",
			"essential_needs_old: 60 days after facility_admitted from 2013-04-15", "facility_stay: 3 months after facility_admitted from 2021-07-01",
			"safety_review: 72 hours after safety_assessed", "follow_up_1: 1 months after returned_home", "follow_up_3: 3 months after returned_home", "follow_up_6: 6 months after returned_home",
			"follow_up_12: 12 months after returned_home", "breach_notice: 72 hours after breach_found from 2026-01-01", "breakglass_review: 3 working_days after breakglass_opened"}},
	} {
		if diff := cmp.Diff(c.want, c.got); diff != "" {
			t.Error(diff)
		}
	}
}
