// Package report writes what the law asks for: sentences whose figures lead to
// their sources, and tables. Screen and document come from the same content.
//
// Law: Decree 30/2020/NĐ-CP (layout, numbers), Decree 09/2019/NĐ-CP (periods).
package report
