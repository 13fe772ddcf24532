// Package outreach keeps communication against trafficking: every activity of
// every channel, the campaigns, and the month report of each unit.
//
// An Activity is recorded once, by the unit that held it. The month report is
// the sum of the month's activities; where a unit keeps no detail it types a
// total, which is marked as typed and compared with the book. A typed total
// includes what is in the book, so the figure of a cell is the typed total
// where there is one and the sum otherwise: nothing is counted twice.
//
// States of a month: draft → sent → approved, or returned with a reason per
// cell. An approved month is locked: a change needs a reason, opens the next
// version and must be sent and approved again; what was approved stays as an
// edition. Blank (no data), zero (nothing happened) and not applicable differ.
//
// Figures count what is recorded, whatever the state of the month: a
// correction shows at the next request. Completeness counts approvals.
//
// Law: 53/2024/QH15 (information and education); Decree 09/2019/NĐ-CP art. 8,
// 12 (deadline and cut-off of periodic reports).
package outreach
