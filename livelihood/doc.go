// Package livelihood keeps what helps people at risk to make a living, and the
// work against trafficking that is done inside other programmes.
//
// Words: a support ("đợt hỗ trợ") is counted without names: a trade course, job
// counselling, placement, a loan, health insurance. Its kind says which of
// persons, turns and money apply; these are three measures and never add up to
// one. Not applicable, blank and zero are three different things. A programme
// link ("lồng ghép") says what was worked into which programme, by whom. A
// person at risk ("người có nguy cơ") is a named record of one unit; a help
// ("lần hỗ trợ") is support given to that person.
//
// Everything counts on its last day: the results of a course are known at its
// end, so a course over New Year belongs to the year in which it ended.
//
// A person's name, birth, contact and reason are sealed for the unit that keeps
// the record (internal/seal). Only officers of exactly that unit, or of the
// commune that took its place, open them, and every reading is an event. Higher
// levels see codes and numbers. A help feeds the same measures as a support,
// but a person counts once per kind and calendar year, and a help that stands
// in a support counts nothing of its own.
//
// Law: 53/2024/QH15 art. 37 (letters i and k: vocational training, job advice,
// help to get work, initial allowance, loans); before 2025-07-01 Decree
// 09/2013/NĐ-CP. Personal data: Law 91/2025/QH15 art. 19 (processing by state
// agencies without consent). Which article asks for work inside other
// programmes is not checked (unverified); provinces do it by their yearly plan.
package livelihood
