// Package arch tests the source itself: who may import whom, what core/ must not say, how
// long a file may be. Each rule stands in a table with its reason, so that whoever runs into
// one learns why it is there; each exception stands there with its reason too.
package arch
