// Package mailauth holds core/mail/auth against dkimpy and pyspf, on random messages and
// records.
package mailauth
