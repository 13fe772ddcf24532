// Package demo fills a database with the reference year: Long An 2024.
//
// The published totals of the province are spread over its communes and the
// days of 2024 by a seeded generator, through the same commands that pages use.
// The spread is simulated and says so; the totals are exactly the published
// ones (public account of Long An for 2024).
package demo
