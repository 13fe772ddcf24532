// Package signoff keeps who has signed off which figures: for each topic
// (training, inspection, tip, livelihood …), unit and month, that the records
// are complete, or that nothing happened (an explicit nil report).
//
// States of a month of a topic: open → signed, perhaps nil → returned by the
// level above with a reason, or reopened by a change of a record. A record that
// is added, amended or withdrawn in a signed month needs a reason and reopens
// it; it must be signed again. No month is locked for good, and none changes
// silently. Communication activities have their own month report (outreach),
// which follows the same rules cell by cell.
//
// Who owes a topic is dated data: the level of the units that sign it. Months
// and their deadline follow the configuration of Calendar.
//
// Law: Decree 09/2019/NĐ-CP art. 8 (deadline), 12 (cut-off). Topics and levels
// are our configuration until the ministry's form is known: unverified.
package signoff
