package labfile

import (
	"encoding/base64"
	"net/mail"
	"strconv"
	"strings"
	"unicode/utf8"

	"playnet/core/lab/strict"
)

var (
	badMailUser   = strict.Define("bad-mail-user", `"{value}" is no user's name: letters, digits and . _ + - with a letter or digit at both ends, 1 to 40 characters`)
	longPassword  = strict.Define("password-too-long", `the password has {length} characters; at most {most} are possible (RFC 1939, section 3)`)
	badPassword   = strict.Define("bad-password", `a password has printing ASCII characters only, at least one`)
	badAddressOf  = strict.Define("bad-mail-address", `"{value}" is no address such as "alice@crepes.fr"`)
	badFolder     = strict.Define("bad-folder", `"{value}" is no folder's name: names are divided by /, with no % * " \ and no invisible character`)
	longFolder    = strict.Define("folder-too-long", `the folder's name is longer than {most} bytes`)
	badMailFlag   = strict.Define("bad-mail-flag", `"{value}" is no flag: there are \Seen, \Answered, \Flagged, \Deleted, \Draft, and words such as "Urgent"`)
	badMessageID  = strict.Define("bad-message-id", `"{value}" is no Message-ID such as "17.alice@crepes.fr", without its angle brackets`)
	badPartPath   = strict.Define("bad-part", `"{value}" is no part of a message: parts are numbered "1", "2.1"`)
	badMediaType  = strict.Define("bad-media-type", `"{value}" is no media type such as "image/jpeg"`)
	badFileName   = strict.Define("bad-file-name", `"{value}" is no file's name`)
	badHeaderText = strict.Define("bad-header-text", `the text can't stand in a header: it holds control characters`)
	badContent    = strict.Define("bad-content", `must be base64 (RFC 4648)`)
	badSigningKey = strict.Define("bad-signing-key", `must be base64 of 32 bytes`)
)

// MailUser is a user's name on a mail server.
type MailUser string

// Password is a user's password.
type Password string

// MailAddress is an address of mail without a name: "alice@crepes.fr".
type MailAddress string

// Recipient is an address of mail, perhaps with a name: "Alice <alice@crepes.fr>".
type Recipient string

// FolderName is the name of a folder of mail, as "INBOX" or "Recipes/Crepes".
type FolderName string

// MailFlagName is a flag of a message (RFC 3501 §2.3.2).
type MailFlagName string

// MessageID identifies a message (RFC 5322 §3.6.4); written without its angle brackets.
type MessageID string

// MailUID is a message's number in its folder (RFC 3501 §2.3.1.1), from 1.
type MailUID int64

// PartPath numbers a part of a message as IMAP does: "1", "2.1".
type PartPath string

// MediaType is what a file is, as "image/jpeg".
type MediaType string

// FileName is the name of a file that is attached.
type FileName string

// HeaderText is text that stands in a header, in any language.
type HeaderText string

// Content is a file's bytes, in base64.
type Content string

// MailSigningKey is a private Ed25519 key in base64.
type MailSigningKey string

// Copies is how often something is there: 1 to 100,000.
type Copies int

// Validate implements strict.Validator.
func (n Copies) Validate() error { return between(int64(n), 1, 100_000) }

// Place is a place in a list, from 0.
type Place int64

// Validate implements strict.Validator.
func (p Place) Validate() error { return between(int64(p), 0, 1<<32-1) }

// PageSize is how many lines of a list are wanted: 1 to 1,000.
type PageSize int

// Validate implements strict.Validator.
func (n PageSize) Validate() error { return between(int64(n), 1, 1000) }

const (
	maxUser = 40
	// RFC 1939 §3: "Each argument may be up to 40 characters long."
	maxPassword = 40
	maxFolder   = 200
)

// Validate implements strict.Validator.
func (u MailUser) Validate() error {
	s := strings.ToLower(string(u))
	if len(s) > maxUser || !isLabel(s, "._+-") || strings.Contains(s, "..") {
		return badMailUser.With("value", string(u))
	}
	return nil
}

func (u MailUser) same(v MailUser) bool { return strings.EqualFold(string(u), string(v)) }

// Validate implements strict.Validator.
func (p Password) Validate() error {
	if len(p) > maxPassword {
		return longPassword.With("length", strconv.Itoa(len(p)), "most", strconv.Itoa(maxPassword))
	}
	if p == "" || strings.ContainsFunc(string(p), func(r rune) bool { return r < ' ' || r > '~' }) {
		return badPassword.With()
	}
	return nil
}

// Validate implements strict.Validator.
func (a MailAddress) Validate() error {
	if addr, err := mail.ParseAddress(string(a)); err != nil || addr.Address != string(a) || addr.Name != "" || !plainAddress(addr.Address) {
		return badAddressOf.With("value", string(a))
	}
	return nil
}

// plainAddress reports whether an address is one that a lab's users write: no spaces, no
// quotes, not longer than RFC 5321 §4.5.3.1 lets a path be, less its brackets.
func plainAddress(a string) bool {
	at := strings.LastIndexByte(a, '@')
	return len(a) <= 254 && at > 0 && !strings.ContainsAny(a, " \"<>\t\r\n") && DomainName(a[at+1:]).Validate() == nil
}

// Local returns what stands before the @.
func (a MailAddress) Local() string {
	local, _, _ := strings.Cut(string(a), "@")
	return local
}

// Domain returns what stands behind the @.
func (a MailAddress) Domain() DomainName {
	_, domain, _ := strings.Cut(string(a), "@")
	return DomainName(domain)
}

// Validate implements strict.Validator.
func (r Recipient) Validate() error {
	addr, err := mail.ParseAddress(string(r))
	if err != nil || !plainAddress(addr.Address) || strings.ContainsFunc(string(r), isControl) {
		return badAddressOf.With("value", string(r))
	}
	return nil
}

// Validate implements strict.Validator.
func (f FolderName) Validate() error {
	if len(f) > maxFolder {
		return longFolder.With("most", strconv.Itoa(maxFolder))
	}
	for _, part := range strings.Split(string(f), "/") {
		if part == "" || strings.TrimSpace(part) != part || strings.ContainsAny(part, "%*\"\\") || strings.ContainsFunc(part, isControl) {
			return badFolder.With("value", string(f))
		}
	}
	return nil
}

// Validate implements strict.Validator.
func (f MailFlagName) Validate() error {
	switch f {
	case `\Seen`, `\Answered`, `\Flagged`, `\Deleted`, `\Draft`:
		return nil
	}
	// RFC 3501 §9: a flag-keyword is an atom.
	if f == "" || len(f) > 40 || strings.ContainsFunc(string(f), func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`(){%*"\]`, r) }) {
		return badMailFlag.With("value", string(f))
	}
	return nil
}

// Validate implements strict.Validator.
func (id MessageID) Validate() error {
	at := strings.IndexByte(string(id), '@')
	if at < 1 || at == len(id)-1 || len(id) > 250 || strings.ContainsFunc(string(id), func(r rune) bool { return r <= ' ' || r == 0x7f || strings.ContainsRune(`<>"()`, r) }) {
		return badMessageID.With("value", string(id))
	}
	return nil
}

// Validate implements strict.Validator. RFC 3501 §2.3.1.1: a UID has 32 bits.
func (u MailUID) Validate() error { return between(int64(u), 1, 1<<32-1) }

// Validate implements strict.Validator.
func (p PartPath) Validate() error {
	for _, number := range strings.Split(string(p), ".") {
		if number == "" || len(number) > 5 || number[0] == '0' || strings.Trim(number, "0123456789") != "" {
			return badPartPath.With("value", string(p))
		}
	}
	return nil
}

// Validate implements strict.Validator. RFC 2045 §5.1: type and subtype are tokens.
func (t MediaType) Validate() error {
	kind, sub, ok := strings.Cut(string(t), "/")
	if !ok || len(t) > 100 || !isMediaName(kind) || !isMediaName(sub) {
		return badMediaType.With("value", string(t))
	}
	return nil
}

// isMediaName reports whether s can be a type or a subtype (RFC 6838 §4.2).
func isMediaName(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$&-^_.+") == ""
}

// Validate implements strict.Validator.
func (f FileName) Validate() error {
	if f == "" || f == "." || f == ".." || utf8.RuneCountInString(string(f)) > 120 || strings.ContainsAny(string(f), "/\\") || strings.ContainsFunc(string(f), isControl) {
		return badFileName.With("value", string(f))
	}
	return nil
}

// Validate implements strict.Validator. A line break in a subject would begin a field of
// the sender's making.
func (t HeaderText) Validate() error {
	if strings.ContainsFunc(string(t), isControl) {
		return badHeaderText.With()
	}
	return nil
}

// Validate implements strict.Validator.
func (c Content) Validate() error {
	if _, err := base64.StdEncoding.DecodeString(string(c)); err != nil || strings.ContainsAny(string(c), "\r\n") {
		return badContent.With()
	}
	return nil
}

// Bytes returns the bytes themselves.
func (c Content) Bytes() []byte {
	b, _ := base64.StdEncoding.DecodeString(string(c)) // it was validated
	return b
}

// Validate implements strict.Validator.
func (k MailSigningKey) Validate() error {
	if b, err := base64.StdEncoding.DecodeString(string(k)); err != nil || len(b) != 32 {
		return badSigningKey.With()
	}
	return nil
}

// Bytes returns the key itself.
func (k MailSigningKey) Bytes() []byte {
	b, _ := base64.StdEncoding.DecodeString(string(k)) // it was validated
	return b
}

func isControl(r rune) bool { return r < ' ' || r >= 0x7f && r < 0xa0 }

func bareDomain(n DomainName) string { return strings.ToLower(strings.TrimSuffix(string(n), ".")) }

// IsInbox reports whether it is the folder into which mail comes: RFC 3501 §5.1 reserves the
// name INBOX in any case of letters.
func (f FolderName) IsInbox() bool { return strings.EqualFold(string(f), "INBOX") }
