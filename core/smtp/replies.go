package smtp

import (
	"fmt"
	"time"
)

// What the server answers. The codes are those of RFC 5321, section 4.2.3, the enhanced
// ones those of RFC 3463; the words are ours, and say what would have been right.

var (
	replyOK        = Reply{250, "2.0.0", "Ok"}
	replyReset     = Reply{250, "2.0.0", "Ok: forgotten, begin again with MAIL"}
	replySenderOK  = Reply{250, "2.1.0", "Ok"}
	replyRcptOK    = Reply{250, "2.1.5", "Ok"}
	replyStartMail = Reply{354, "", "End data with <CR><LF>.<CR><LF>"}
	replyCannotSay = Reply{252, "2.5.2", "I don't say who has a mailbox here, but will take mail and try"}

	replyUnknown   = Reply{500, "5.5.2", "command not recognized"}
	replyTooLong   = Reply{500, "5.5.2", "line too long"}
	replyBareLF    = Reply{500, "5.5.2", "a line ends with CR LF; this one ended with LF alone"}
	replyBareCR    = Reply{500, "5.5.2", "CR without LF in a command"}
	replyNUL       = Reply{500, "5.5.2", "NUL in a command"}
	replyNot7Bit   = Reply{500, "5.5.2", "a command is made of ASCII characters"}
	replyNoArgs    = Reply{501, "5.5.4", "this command takes no argument"}
	replyNeedsName = Reply{501, "5.5.4", "say who you are: HELO your.domain"}
	replyNoExpn    = Reply{502, "5.5.1", "this server does not do that"}
	replyNoTLS     = Reply{502, "5.5.1", "STARTTLS is not offered: this server speaks in clear only"}

	replyHelloFirst = Reply{503, "5.5.1", "say HELO or EHLO first"}
	replyMailFirst  = Reply{503, "5.5.1", "bad sequence of commands: MAIL first"}
	replyNoRcpt     = Reply{554, "5.5.1", "no valid recipients"}
	replyNested     = Reply{503, "5.5.1", "bad sequence of commands: a mail transaction is going on (RSET ends it)"}
	replyInBdat     = Reply{503, "5.5.1", "bad sequence of commands: BDAT goes on until LAST"}

	replyMailSyntax = Reply{501, "5.5.4", "syntax: MAIL FROM:<address>"}
	replyRcptSyntax = Reply{501, "5.5.4", "syntax: RCPT TO:<address>"}
	replyBadSender  = Reply{501, "5.1.7", "that is no address: <local-part@domain>, or <>"}
	replyBadRcpt    = Reply{501, "5.1.3", "that is no address: <local-part@domain>"}
	replyLongPath   = Reply{501, "5.1.7", "path too long"}
	replyBadParam   = Reply{501, "5.5.4", "syntax error in a parameter"}
	replyParam      = Reply{555, "5.5.4", "parameter not recognized"}
	replyNeedsUTF8  = Reply{553, "5.6.7", "an address beyond ASCII needs the parameter SMTPUTF8"}
	replyManyRcpts  = Reply{452, "4.5.3", "too many recipients"}
	replyNoRelay    = Reply{554, "5.7.1", "relay access denied"}
	replyGreylisted = Reply{450, "4.7.1", "greylisted: not seen before, please try again later"}

	replyTooBig    = Reply{552, "5.3.4", "message too big"}
	replyDataLF    = Reply{554, "5.6.0", "refused: bare LF in the message (lines end with CR LF)"}
	replyDataCR    = Reply{554, "5.6.0", "refused: bare CR in the message (lines end with CR LF)"}
	replyDataNUL   = Reply{554, "5.6.0", "refused: NUL in the message"}
	replyDataLine  = Reply{554, "5.6.0", "refused: a line longer than 1000 octets in the message"}
	replyHops      = Reply{554, "5.4.6", "too many hops: this mail goes round in a loop"}
	replyLocal     = Reply{451, "4.3.0", "local error in processing"}
	replyBdatSize  = Reply{501, "5.5.4", "syntax: BDAT octets [LAST]"}
	replyBdatLines = Reply{554, "5.6.0", "refused: the message does not end with CR LF"}

	replyAuthFirst = Reply{530, "5.7.0", "authentication required"}
	replyAuthOK    = Reply{235, "2.7.0", "authentication successful"}
	replyAuthBad   = Reply{535, "5.7.8", "user or password wrong"}
	replyAuthTwice = Reply{503, "5.5.1", "already authenticated"}
	replyAuthNone  = Reply{502, "5.5.1", "AUTH is not offered here: submit mail on port 587"}
	replyAuthMech  = Reply{504, "5.5.4", "mechanism not known: PLAIN or LOGIN"}
	replyAuthStop  = Reply{501, "5.7.0", "authentication cancelled"}
	replyAuthB64   = Reply{501, "5.5.2", "that is no base64"}
)

// The replies after which the server closes the connection. RFC 5321, section 3.8, lets
// it do so with 421 alone.

func replyTimeout(name string, d time.Duration) Reply {
	return Reply{421, "4.4.2", fmt.Sprintf("%s closes: nothing heard for %s", name, shortly(d))}
}

func replyErrors(name string) Reply {
	return Reply{421, "4.7.0", name + " closes: too many errors"}
}

func replyFlood(name string) Reply {
	return Reply{421, "4.7.0", name + " closes: too much data without an end"}
}

func replyBusy(name string) Reply {
	return Reply{421, "4.3.2", name + " has too many connections, try later"}
}

// shortly writes a time without its zero parts: "5m" for 5m0s.
func shortly(d time.Duration) string {
	switch {
	case d >= time.Hour && d%time.Hour == 0:
		return fmt.Sprintf("%dh", d/time.Hour)
	case d >= time.Minute && d%time.Minute == 0:
		return fmt.Sprintf("%dm", d/time.Minute)
	}
	return d.String()
}
