// Package measure says what a countable fact is and keeps the sums.
//
// A fact is (unit that reported it, day, measure, value, entry it came from).
// It is written in the transaction of its record and never rewritten when units
// merge. Every statutory window is a union of half months (1–14 and 15–end),
// so sums are kept per unit × half month × measure; a Cube holds them in memory
// as running totals and answers any window with two look-ups per cell.
//
// Law: Decree 09/2019/NĐ-CP art. 12 (administrative month 15th–14th, half-year
// 15/12–14/06, year 15/12–14/12).
package measure
