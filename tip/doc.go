// Package tip keeps what people tell about trafficking: who reported what, how
// urgent it is, to which office it went, when that office opened it, and what
// came of it. Tips are kept apart from cases; a tip is not a case file.
//
// An Office is a role at a unit ("police:L80"): the police of the province and
// its department are two offices although they share the unit. The content of a
// tip and the giver are open to the office that received it (Origin) and to the
// one that has it now (Holder), and to nobody else: rank, administration and
// audit give no right, units above do not either, and for everybody else the
// tip does not exist. An office that had the tip in between keeps its state
// without content. An office that ended lives on in the office of the same kind
// at the unit into which its own went whole.
//
// States: received → handed → opened → acknowledged → closed with an outcome;
// or returned to the sender, who hands over again; withdrawn when entered by
// mistake. While a tip waits to be handed over, or for its receiver to
// acknowledge it, a clock runs by its urgency (dated configuration).
//
// Content, giver, notes of a hand-over and the text of the outcome are sealed
// (internal/seal); every reading is recorded before it is shown. Titles,
// addresses, notices, events, logs and kept answers hold codes only. The public
// form stores no address of the sender, sets no cookie and gives a receipt whose
// digest alone is kept.
//
// Figures: received (unit and day of receipt), passed on (a tip counts once for
// each office, on the day of its first hand-over), minutes to hand-over, and
// outcomes (unit that found it out). Statistics give counts, never content.
//
// Law: Decree 162/2025/NĐ-CP art. 4, 5 (the line 111 receives and passes on at
// once, to police, border guard, coast guard or commune); Law 53/2024/QH15
// (secrecy of those who report): articles not verified.
package tip
