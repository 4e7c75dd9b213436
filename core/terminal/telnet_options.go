package terminal

// The bytes of the TELNET protocol that begin commands (RFC 854).
const (
	telnetSE   = 240 // end of a subnegotiation
	telnetSB   = 250 // begin of a subnegotiation
	telnetWILL = 251
	telnetWONT = 252
	telnetDO   = 253
	telnetDONT = 254
	telnetIAC  = 255 // "interpret as command"
)

// optionState is where in a command of the protocol a stream of bytes stands.
type optionState uint8

const (
	optionText    optionState = iota // no command
	optionIAC                        // behind 255
	optionWord                       // behind WILL, WONT, DO, DONT: the option follows
	optionSub                        // in a subnegotiation
	optionSubIAC                     // behind 255 in a subnegotiation
	optionsStates = iota
)

func (s optionState) String() string {
	return [optionsStates]string{"text", "IAC", "option", "subnegotiation", "subnegotiation IAC"}[s]
}

// optionFilter takes the commands of the TELNET protocol out of what a server sends, and
// declines every option: what is left is a plain line terminal, which each server has to
// be content with.
type optionFilter struct {
	state optionState
	word  byte
}

// take returns the text among some bytes, and what is to be answered.
func (f *optionFilter) take(b []byte) (text, answer []byte) {
	for _, c := range b {
		switch f.state {
		case optionText:
			if c == telnetIAC {
				f.state = optionIAC
			} else {
				text = append(text, c)
			}
		case optionIAC:
			text = f.command(c, text)
		case optionWord:
			f.state = optionText
			switch f.word {
			case telnetWILL:
				answer = append(answer, telnetIAC, telnetDONT, c)
			case telnetDO:
				answer = append(answer, telnetIAC, telnetWONT, c)
			}
		case optionSub:
			if c == telnetIAC {
				f.state = optionSubIAC
			}
		case optionSubIAC:
			f.state = optionSub
			if c == telnetSE {
				f.state = optionText
			}
		}
	}
	return text, answer
}

// command takes the byte behind 255.
func (f *optionFilter) command(c byte, text []byte) []byte {
	f.state = optionText
	switch c {
	case telnetIAC: // the byte itself
		text = append(text, c)
	case telnetWILL, telnetWONT, telnetDO, telnetDONT:
		f.state, f.word = optionWord, c
	case telnetSB:
		f.state = optionSub
	}
	return text
}
