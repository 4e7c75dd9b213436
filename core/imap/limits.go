package imap

import "time"

// Port is IMAP's (RFC 3501, section 2.1).
const Port = 143

// What comes from outside is limited.
const (
	// maxLine is how long a command's lines may be together, literals not counted;
	// RFC 7162, section 4, wants at least 8192 octets.
	maxLine = 64 << 10
	// maxArgument is how long a literal may be that is no message: a name, a password, a
	// string to search for.
	maxArgument = 32 << 10
	// maxLogin is that for who has not logged in, where nobody knows yet who speaks.
	maxLogin = 1 << 10
	// maxLiterals is how many literals a command may have.
	maxLiterals = 100
	// DefaultMaxMessage is how long a message may be that APPEND brings (RFC 7889),
	// unless the server is made otherwise.
	DefaultMaxMessage = 32 << 20
	// maxDepth is how deep lists and search keys may be nested.
	maxDepth = 32
	// maxSet is how many ranges a set of messages may have.
	maxSet = 4096
	// maxKeys is how many search keys a command may have.
	maxKeys = 256
	// maxItems is how many data items FETCH may ask for.
	maxItems = 64
	// maxName is how long a mailbox's name may be, in bytes.
	maxName = 255
	// maxFlag is how long a keyword may be, and maxFlags how many a command may bring.
	maxFlag, maxFlags = 64, 64
	// maxErrors is how many commands in a row may be wrong before the server hangs up.
	maxErrors = 20
	// maxSessions is how many connections a server holds.
	maxSessions = 200
	// maxOfOneUser is how many of them a user may have from one address, and maxStrangers how
	// many of one address may not have logged in. All are not counted together: a webmail server
	// comes for many users from one address.
	maxOfOneUser, maxStrangers = 20, 20
	// flushAt is how many bytes of a response are collected before they are sent.
	flushAt = 32 << 10
)

const (
	// RFC 3501, section 5.4: "If a server has an inactivity autologout timer, the duration
	// of that timer MUST be at least 30 minutes."
	autologout = 30 * time.Minute
	// loginTime is how long a client may take to log in: a stranger holds no connection.
	loginTime = 3 * time.Minute
	// sendTime is how long a client may take nothing of what it is sent.
	sendTime = 5 * time.Minute
	// literalPiece is how many bytes of a literal have to come within the time: slow links
	// bring large messages, but a client that dribbles is sent away.
	literalPiece = 4 << 10
)
