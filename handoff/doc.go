// Package handoff is the contract by which one office asks another to do
// something about a case: what is asked, which sections are shared, by when it
// is acknowledged and done, and what came of it.
//
// A Request goes from an office to an office (access.Office), perhaps to one
// service of an organisation, never to a person. Both sides see the same
// clocks. States:
//
//	sent → opened (the receipt) → accepted → ended (with a report)
//	             └→ declined, perhaps naming another office (counter-offer)
//	sent, opened, accepted → withdrawn by the sender, stopped by the subject
//
// Access exists exactly while a request is accepted: Subject.Begin runs with
// the acceptance, Subject.End with whatever ends it. The one exception is a
// transfer: with its acceptance the receiver leads the case, so that the request
// ends there and Subject.End never runs for it.
//
// What the offices write to each other is sealed for the two of them; when a
// request is over only its sender keeps the key. A request that is recalled
// within ten minutes, before anybody opened it, does not exist for its receiver.
// Everybody else, whatever their rank, gets the answer of a request that is not
// there. Who coordinates the sender's province sees of late requests two
// offices, the urgency and the clock (LateLine), and may chase them.
//
// A share needs a Protocol: a document in force that names both offices, the
// purpose and every section. Without one it is refused.
//
// A Package takes the same sections out of the system: a file encrypted to a
// key or a passphrase, kept until it expires, with a paper form whose code has
// check digits and says nothing.
//
// # For slices
//
// A slice whose records are handed over fills Service.Subjects[kind]; handoff
// knows of a record its id and its code only.
//
//	s.Subjects["case"] = handoff.Subject{Check: …, Begin: …, End: …, Label: …}
//	n, err := s.Stop(tx, by, "case", id, "", "consent_withdrawn")  // all open requests
//	list, err := s.Of(tx, "case", id)
//
// Law: 53/2024/QH15 (agencies work together and keep information about victims
// secret): articles not verified. The clocks are ours until an authority sets
// them. Law 91/2025/QH15 art. 19 (processing without consent).
package handoff
