package smtp_test

import (
	"strings"
	"testing"

	"playnet/core/smtp"
)

func TestChunking(t *testing.T) {
	const start = "EHLO x\r\nMAIL FROM:<a@b.c>\r\nRCPT TO:<bob@hamburger.edu>\r\n"
	for _, test := range []struct{ name, text, codes, source string }{
		{"one", "BDAT 7 LAST\r\nhello\r\n", "250 2.0.0", "\r\nhello\r\n"},
		{"several", "BDAT 3\r\nhelBDAT 4\r\nlo\r\nBDAT 0 LAST\r\n", "250 2.0.0, 250 2.0.0, 250 2.0.0", "\r\nhello\r\n"},
		{"dots stay", "BDAT 7 LAST\r\n.\r\n..\r\n", "250 2.0.0", "\r\n.\r\n..\r\n"},
		{"a pair parted", "BDAT 6\r\nhello\rBDAT 1 LAST\r\n\n", "250 2.0.0, 250 2.0.0", "\r\nhello\r\n"},
		{"what looks like commands", "BDAT 6 LAST\r\nQUIT\r\n", "250 2.0.0", "\r\nQUIT\r\n"},
		{"bare LF", "BDAT 6 LAST\r\nhello\n", "554 5.6.0", ""},
		{"NUL", "BDAT 5 LAST\r\nh\x00o\r\n", "554 5.6.0", ""},
		{"no end", "BDAT 5 LAST\r\nhello", "554 5.6.0", ""},
		{"too big", "BDAT 1008 LAST\r\n" + strings.Repeat("123456\r\n", 126), "552 5.3.4", ""},
		{"no number", "BDAT x LAST\r\n", "501 5.5.4", ""},
		{"negative", "BDAT -1 LAST\r\n", "501 5.5.4", ""},
		{"DATA between", "BDAT 3\r\nhelDATA\r\nRCPT TO:<alice@hamburger.edu>\r\nRSET\r\n", "250 2.0.0, 503 5.5.1, 503 5.5.1, 250 2.0.0", ""},
		{"before RCPT", "RSET\r\nMAIL FROM:<a@b.c>\r\nBDAT 6 LAST\r\nQUIT\r\nNOOP\r\n", "250 2.0.0, 250 2.1.0, 554 5.5.1, 250 2.0.0", ""},
		{"before MAIL", "RSET\r\nBDAT 6 LAST\r\nQUIT\r\nNOOP\r\n", "250 2.0.0, 503 5.5.1, 250 2.0.0", ""},
	} {
		s := newSite(t, smtp.Config{MaxSize: 1000})
		codes := strings.TrimPrefix(codesOf(s.raw(start+test.text)), "250, 250 2.1.0, 250 2.1.5, ")
		codes = strings.TrimSuffix(strings.TrimSuffix(codes, ", 421 4.4.2"), "421 4.4.2")
		if codes != test.codes {
			t.Errorf("%s: %s, want %s", test.name, codes, test.codes)
		}
		source := ""
		if len(s.inbox.mails) > 0 {
			_, source, _ = strings.Cut(s.inbox.mails[0].source, " +0000\r\n")
		}
		if source != test.source {
			t.Errorf("%s: took %q", test.name, source)
		}
	}
}
