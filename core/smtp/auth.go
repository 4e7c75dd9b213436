package smtp

import (
	"encoding/base64"
	"errors"
	"strings"
)

// offersAuth reports whether users can log in here: where mail is submitted. RFC 4954,
// section 4, wants PLAIN only below TLS; a world without TLS shows why.
func (c *session) offersAuth() bool {
	return c.config().Submission && c.config().Authenticate != nil
}

var errCancelled = errors.New("cancelled")

// obeyAuth: AUTH mechanism [initial-response] (RFC 4954).
func (c *session) obeyAuth(args string) Reply {
	switch {
	case !c.greeted():
		return replyHelloFirst
	case !c.offersAuth():
		return replyAuthNone
	case c.user != "":
		return replyAuthTwice
	case c.state != Ready:
		return replyNested // RFC 4954, section 4: not during a mail transaction
	}
	mechanism, initial, _ := strings.Cut(args, " ")
	exchange, known := mechanisms[strings.ToUpper(mechanism)]
	if !known {
		return replyAuthMech
	}
	c.become(Login, "AUTH")
	user, password, err := exchange(c, initial)
	c.become(Ready, "AUTH")
	c.step = "AUTH " + mechanism
	switch {
	case errors.Is(err, errCancelled):
		return replyAuthStop
	case isBase64Error(err):
		return replyAuthB64
	case err != nil:
		return c.misread(err)
	case !c.config().Authenticate(user, password):
		return replyAuthBad
	}
	c.user = user
	return replyAuthOK
}

var mechanisms = map[string]func(c *session, initial string) (user, password string, err error){
	"PLAIN": (*session).plain,
	"LOGIN": (*session).login,
}

// plain: RFC 4616: [authzid] NUL authcid NUL passwd, in one go.
func (c *session) plain(initial string) (user, password string, err error) {
	b, err := c.response("", initial)
	if err != nil {
		return "", "", err
	}
	parts := strings.Split(string(b), "\x00")
	if len(parts) != 3 {
		return "", "", base64.CorruptInputError(0)
	}
	return parts[1], parts[2], nil
}

// login asks for the user, then for the password. No RFC has it, but everybody.
func (c *session) login(initial string) (user, password string, err error) {
	u, err := c.response("Username:", initial)
	if err != nil {
		return "", "", err
	}
	p, err := c.response("Password:", "")
	return string(u), string(p), err
}

// response challenges the client, unless it has answered already, and returns what it
// answers. An initial response of "=" is an empty one.
func (c *session) response(challenge, initial string) ([]byte, error) {
	if initial == "=" {
		return nil, nil
	}
	if initial == "" {
		c.say(Reply{334, "", base64.StdEncoding.EncodeToString([]byte(challenge))})
		c.flush()
		line, err := c.readLine(maxAuthLine)
		if err != nil {
			return nil, err
		}
		// RFC 4954, section 4: "If the client wishes to cancel the authentication exchange, it
		// issues a line with a single "*"."
		if line == "*" {
			return nil, errCancelled
		}
		initial = line
	}
	return base64.StdEncoding.DecodeString(initial)
}

func isBase64Error(err error) bool {
	var bad base64.CorruptInputError
	return errors.As(err, &bad)
}
