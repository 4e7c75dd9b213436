package terminal

import (
	"strconv"
	"strings"
	"time"
)

// Flags are the options that a command was called with.
type Flags map[byte]string

// Has reports whether an option was given.
func (f Flags) Has(letter byte) bool {
	_, ok := f[letter]
	return ok
}

// Parse takes the arguments apart by the command's options, as getopt(3) does:
// letters may stand together behind one hyphen, values behind their letter or in the
// next argument; "--" ends the options. The message is that of getopt; ok is false
// after it was printed.
func (p *Process) Parse() (flags Flags, operands []string, ok bool) {
	flags = Flags{}
	for i := 0; i < len(p.Args); i++ {
		arg := p.Args[i]
		if arg == "--" {
			return flags, append(operands, p.Args[i+1:]...), true
		}
		if len(arg) < 2 || arg[0] != '-' {
			operands = append(operands, arg)
			continue
		}
		for j := 1; j < len(arg); j++ {
			o := p.command.option(arg[j])
			switch {
			case o == nil:
				p.Usage("invalid option -- '%c'", arg[j])
				return nil, nil, false
			case o.Value == "":
				flags[o.Letter] = ""
				continue
			case j+1 < len(arg):
				flags[o.Letter] = arg[j+1:]
			case i+1 < len(p.Args):
				i++
				flags[o.Letter] = p.Args[i]
			default:
				p.Usage("option requires an argument -- '%c'", arg[j])
				return nil, nil, false
			}
			break
		}
	}
	return flags, operands, true
}

func (c *Command) option(letter byte) *Option {
	for i := range c.Options {
		if c.Options[i].Letter == letter {
			return &c.Options[i]
		}
	}
	return nil
}

// Usage prints what is wrong with the arguments and how the command is called, and
// returns the exit status for that.
func (p *Process) Usage(format string, args ...any) int {
	p.Fail(0, format, args...)
	p.Printf("usage: %s\n", p.command.Usage())
	return statusUsage
}

// Int reads an option's number; without the option it is the default. ok is false
// after a message was printed.
func (p *Process) Int(f Flags, letter byte, otherwise, least, most int) (n int, ok bool) {
	s, given := f[letter]
	if !given {
		return otherwise, true
	}
	n, err := strconv.Atoi(s)
	switch {
	case err != nil:
		p.Fail(0, "invalid argument: '%s'", s)
	case n < least || n > most:
		p.Fail(0, "invalid argument: '%s': out of range: %d <= value <= %d", s, least, most)
	default:
		return n, true
	}
	return 0, false
}

// Seconds reads an option's time in seconds, which may have a fraction.
func (p *Process) Seconds(f Flags, letter byte, otherwise, least, most time.Duration) (d time.Duration, ok bool) {
	s, given := f[letter]
	if !given {
		return otherwise, true
	}
	d, ok = seconds(s)
	switch {
	case !ok:
		p.Fail(0, "invalid argument: '%s'", s)
	case d < least || d > most:
		p.Fail(0, "invalid argument: '%s': out of range: %s <= value <= %s", s, plain(least), plain(most))
	default:
		return d, true
	}
	return 0, false
}

// seconds reads a decimal number of seconds, exactly.
func seconds(s string) (time.Duration, bool) {
	if s == "" || strings.Trim(s, "0123456789.") != "" {
		return 0, false
	}
	d, err := time.ParseDuration(s + "s")
	return d, err == nil
}

func plain(d time.Duration) string { return strconv.FormatFloat(d.Seconds(), 'f', -1, 64) }
