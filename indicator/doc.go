// Package indicator turns facts into figures: definitions with their legal
// basis, windows, roll-up on the unit tree of any date, completeness, targets.
//
// A figure has two numbers. Value is what has its place on the asked tree;
// Unallocated belongs to units that were split between several units of that
// tree and have no share set. Their sum is always the total that was reported.
//
// Law: Decree 09/2019/NĐ-CP (periods); Decision 193/QĐ-TTg of 09/02/2021
// (programme 2021–2025) for the communication figures.
package indicator
