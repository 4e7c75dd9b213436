// Package nameserver holds our authoritative name server against the field's: the
// same zones, the same questions, the same answers.
package nameserver
