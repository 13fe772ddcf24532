// Package trust holds tests of promises that no single slice can keep: headers
// on every answer, no secret outside its place, no acknowledged write lost when
// the program is killed or the disk is full, and a table of ASVS whose every
// line names a test or a document that exists.
package trust
