// Package partner keeps the organisations and individuals, at home and abroad,
// that contribute to the work, and the directory of the services they offer to
// victims.
//
// Words: a partner ("đối tác") is an organisation or an individual; a
// contribution ("đóng góp") is money, goods, expertise or volunteers given on a
// day or in a year; an offer ("dịch vụ", in addresses and the API "service") is
// an entry of the directory: what is offered to whom, where, when, by phone.
//
// Kinds of partners and categories of services are data. A category names the
// support regimes it serves, by the letters of the law, and whether people stay
// there. Where people stay no address is ever stored, only a phone and the
// province: what is not in the database cannot leak from it.
//
// The directory has two parts. The public part may be read by anybody, without
// signing in, on a page without cookies and as Open Referral HSDS 3.0
// (hsds.go). The confidential part is seen only with
// partner.service.confidential; its events hold no text of it.
//
// A service says when it was checked last and by whom. One that nobody has
// checked for some months (partner.verify.months) is marked and waits in the
// work of its unit.
//
// Law: 53/2024/QH15 art. 37(1) (letters a to k). Names and phones of individuals
// are published only with their consent: Law 91/2025/QH15 art. 16 (disclosure;
// its wording is unverified).
package partner
