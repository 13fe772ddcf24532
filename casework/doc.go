// Package casework guides a person from the first contact to a life rebuilt:
// reception, verification and identification, protection, the plan of support,
// services, referral, return, reintegration, closure.
//
// Words: a case ("hồ sơ") is one episode of one person; a person who is
// trafficked again gets another episode. A role says why somebody has a case:
// main person, under-18 who accompanies one, or relative under protection.
// Separate axes, none of which moves another: legal status (what the authority
// found), stage (where the work stands), safety level, retention state.
//
// A record ("ghi nhận") is an entry of a case: a note, a statement, an
// assessment, a decision, a service … Its kinds are described once, in Kinds:
// form, compartment, checks, what it changes. Records are never overwritten;
// an amended one is a new version.
//
// # Who sees a case
//
// Whoever is on its team today, through an office that holds the key of the
// compartment (core, testimony, health, place), and is not excluded. Names are
// the person's (package person) and have keys of their own. Rank gives
// nothing: for everybody else the case does not exist, in the same bytes.
// Break-glass opens one case for 60 minutes, with a reason, an alarm and a
// review.
//
// # For other slices
//
// Stages move only by Move, with the met and missing conditions shown. Clocks
// are those of package regime; they run in casework_clocks.
//
// Law: 53/2024/QH15 art. 27–33, 37, 63; 66/2011/QH12; domain of each rule at
// the rule.
package casework
