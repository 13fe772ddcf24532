// Package regime says what the two laws on trafficking give to whom: the
// support regimes of Law 53/2024/QH15 art. 37 (letters a–k, no f) and of Law
// 66/2011/QH12 art. 32, with conditions, limits, amounts and legal clocks. It
// is pure: no SQL, no HTTP in what it computes, no clock of its own.
//
// The law follows the day of identification (Law 53/2024 art. 63): identified
// before 01/07/2025 means the law of 2011, also for the under-18s with them.
// Who is not identified yet follows the law in force on the day asked.
//
// Three answers: yes, no, unknown. What is not known is never guessed: the
// answer is unknown when the missing facts could change it, and it names them.
// An unknown age counts as under 18 (child procedure).
//
// Everything legal is dated data in data/*.tsv with instrument, article and
// whether the text was checked. Amounts not known are absent ("chưa có mức"),
// not zero; an amount that was not checked is shown on the rules page and is
// never the level of an entitlement. Cells of a matrix: + due, + with
// conditions (facts joined by commas), - not due, ? the law seen does not say.
//
// A time limit counts from the day after its start (Civil Code 91/2015 art.
// 147: unverified) and its last day is not moved by a holiday. Limits ends on
// Until, the first day after.
package regime
