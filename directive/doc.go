// Package directive keeps the documents that direct the work, who must do what
// because of them, and whether it was done.
//
// A Document is an entry of a unit's register: what the unit issued, or what
// came to it from outside (incoming). One without a number is a draft: it
// counts nowhere and reaches nobody. It is addressed to units, to groups ("all
// districts", expanded on the tree of the document's own day into one Recipient
// per unit), or to agencies at the unit. Each recipient must do one thing (issue
// its own plan, report, survey, hold sessions, or only acknowledge) by a day.
//
// States of a recipient: sent → seen → answered; an answer that is not accepted
// is returned with a reason and waits again. Late is computed: not answered
// after the due day. Completion is counted by query, so the page is right the
// moment the last one answers. Rows are never rewritten when units merge; a
// unit that has ended is shown with its successor.
//
// A plan has Tasks with an owner, a deadline and a target of an indicator; open
// tasks of a year are carried over to the next year's plan. A Survey (or visit)
// of a locality has Findings, each with who must follow up and by when.
//
// Measures: directive.plan.units_due and units_done lie at the recipient, for
// the requirement "issue own plan", both on the due day (the day of issue where
// none is set): whatever window is asked, done is a part of due, and a plan for
// next year that is asked for in December counts next year. An answer therefore
// never moves a figure out of its period. directive.document.count lies on the
// day of issue; surveys on their day; findings on the day of their survey, and
// directive.finding.open leaves when the finding is settled.
//
// The slice is no topic of signoff: a document is its own proof, and a month
// without one needs no nil report.
//
// Law: Decree 30/2020/NĐ-CP (number and symbol, authority of signers: Appendix
// I; letters of kinds: Appendix III; duplicate warning by number, symbol and
// agency within a year: Appendix VI).
package directive
