// Package training keeps how officials are trained against trafficking: the
// courses of a programme year, their clusters (cụm: one group of people at one
// place on its days), who took part, what a short test showed, and who holds
// a certificate.
//
// A Course belongs to the unit that organises it and has one or more Clusters.
// Participants are counts by level and group, or names. Names win: where a
// cluster has names its counts are those of the names, a typed count stays
// beside them and is questioned when it differs. Nothing is counted twice.
//
// States of a cluster: planned → held, or cancelled with a reason; a cluster
// entered by mistake is removed. It is held as soon as its last day is over
// and somebody took part; nobody sets that by hand. A course is cancelled when
// all its clusters are, planned while one of them is, and held otherwise.
//
// Measures: training.cluster.count, training.participant.people with .women and
// one per level, on the last day of a cluster; training.course.count and
// training.course.amount on the last day of the last cluster held.
//
// Names are basic personal data of officials: only training.participant.read
// shows them and single test results, never an event, an address or a count.
//
// Law: 91/2025/QH15 (personal data). Training is part of the yearly plans;
// groups and topics are our own lists, kept as data: unverified against the
// ministry's form.
package training
