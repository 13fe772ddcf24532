// Package shelter says where people can stay and whether the province is ready
// to receive them.
//
// A Facility is a code ("CS-01"). Its address is sealed in compartment place
// for the office that runs it; officials of the province's department and of
// the police see it for a quarter of an hour after a second person agreed. The
// board of free beds shows codes and beds, to everybody who may need one.
//
// A Stay is a case in a facility, known by the id and the code that casework
// gave it. It has two limits, in days and in months, kept apart: pages warn at
// the nearer one, and a decision with a number moves one of them. Incidents,
// visits and reviews are Notes; their text is sealed for the office.
//
// Readiness is facts with dates: money set aside, kits, lodging, the last
// drill, test calls, who is on duty. Each is shown with its age, so that
// "always ready" can be looked at.
//
// # For slices
//
//	st, ok, err := s.StayOf(tx, caseID)            // where a case stays now
//	list, err   := s.StaysOf(tx, caseID)           // all its stays, oldest first
//	st, err      = s.Admit(tx, by, shelter.AdmitInput{Facility: id, Case: caseID, Code: "NN-…", Bed: "women"})
//	st, err      = s.Leave(tx, by, stayID, version, shelter.LeaveInput{Reason: "home"})
//	rooms, err  := s.RoomsIn(tx, by)               // the board of free beds
//
// StayOf and StaysOf ask for no permission: the caller has opened the case.
// CaseLabel and FindCase lead back to the slice that has the cases.
//
// Law: 162/2025/NĐ-CP art. 17 (not more than 120 days), 20/2021/NĐ-CP art. 24
// (not more than 3 months in a facility), 09/2013/NĐ-CP (60 days, until
// 30/06/2025): articles not verified.
package shelter
