// Package person is the only holder of names: who somebody is, how they are
// called, what papers they have, where they come from, how to reach them
// without harm, and who is who to whom. Other slices keep the id.
//
// Every personal value is a Fact: known, not asked, declined, or not known by
// the person. Approximate values (Birth, When) are values, not texts. A revised
// value keeps the earlier ones with who noted them and when.
//
// A holder is an office, a role at a unit ("police:L80"), or an agency that
// another slice names. Who holds the key of a person's compartment may open it,
// if Config.Allowed agrees; for everybody else the person does not exist. Rank,
// administration and audit give no right, units above do not either.
// Compartment identity is everything but the whereabouts, which are in place.
//
// # For slices
//
// Functions that take tx run in the caller's transaction; those that open take
// a transaction of db.Read, so that the reading is recorded before it is shown.
//
//	p, err := s.Record(tx, by, holder, person.Profile{Name: person.Told("…")}, alsoHolder)
//	p, err  = s.Revise(tx, by, id, version, func(p *person.Profile) { p.Birth = person.Told(…) })
//	p, err  = s.OpenIn(tx, by, id, "contact", "name", "contacts")   // only these fields
//	labels  = s.Names(tx, by, holder, ids)      // safe name or initials, for lists
//	err     = s.Share(tx, by, id, seal.Identity, otherHolder); s.Unshare(…); s.ShareAs(…)
//	err     = s.Merge(tx, by, kept, merged, "same_paper"); s.Unmerge(tx, by, merged)
//	id, err = s.Relate(tx, by, person.Relation{Person: child, Other: guardian, Kind: "guardian"})
//	found   = s.Match(tx, by, id)               // offices that may know the same person
//	page    = s.Search(ctx, by, holder, query, allowed)
//
//	p.Age(day) (min, max, known), p.Minor(day), p.Child(day)
//
// Names are searched in memory after unsealing (docs/security/search.md). At
// rest stand HMACs of near-unique values only.
//
// Law: 53/2024/QH15 (a person whose age is not known is treated as under 18;
// secrecy about victims): articles not verified.
package person
