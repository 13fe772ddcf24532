// Package inspection keeps establishments where people are at risk of being
// trafficked, the plans to check them, and what the checks found.
//
// An Establishment belongs to a commune. A Plan names the establishments that a
// unit will check in a period; they are proposed by a score that says its
// reasons. A Check is the record (biên bản) of one visit: team, checklist,
// pledge, violations, sanction, follow-up. A Passing is a file handed to the
// police: sent → received, and the same record shows both sides.
//
// A check belongs to the unit that made it (commune, district, province); those
// who answer for the establishment's commune see it too. Figures count at the
// unit that made the check, on its day.
//
// Records hold no personal data of victims: whoever may be one goes to the
// reception of casework. Free texts are short, and numbers of identity papers
// are refused.
//
// Types, risk factors, checklists, kinds of violations, points and the hotline
// are dated configuration (Term) with source. The shipped ones are our own
// proposal and no legal form: unverified.
//
// Law: 53/2024/QH15 (prevention in conditional businesses, inspection).
package inspection
