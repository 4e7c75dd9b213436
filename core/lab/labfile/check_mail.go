package labfile

import (
	"net/netip"
	"strings"

	"playnet/core/lab/strict"
	"playnet/core/spelling"
)

func (s MailServer) check(c *checker, at *strict.Node) {
	if len(s.Accounts) > 0 && len(s.Domains) == 0 {
		c.fail(at.Get("accounts"), servesNoDomain.With())
	}
	c.accounts(s, at.Get("accounts"))
	c.mailDomains(s, at.Get("domains"))
	c.refs(s.RelayFor, at.Get("relayFor"))
	c.mailboxes(s, at.Get("mailboxes"))
	for i := range s.Retry {
		c.positive(&s.Retry[i], at.Get("retry").At(i))
	}
	s.checkSettings(c, at)
}

// checkSettings checks what can be changed while it runs.
func (s MailServer) checkSettings(c *checker, at *strict.Node) {
	c.positive(s.GiveUpAfter, at.Get("giveUpAfter"))
	c.positive(s.WarnAfter, at.Get("warnAfter"))
	if s.Signs && s.DKIM == nil {
		c.fail(at, signsNothing.With())
	}
}

// accounts checks that each name means one user.
func (c *checker) accounts(s MailServer, at *strict.Node) {
	seen := make(map[string]*strict.Node)
	claim := func(user MailUser, at *strict.Node) {
		key := strings.ToLower(string(user))
		if first := seen[key]; first != nil {
			c.fail(at, userTwice.With("user", string(user), "line", c.line(first)))
			return
		}
		seen[key] = at
	}
	for i, a := range s.Accounts {
		claim(a.User, at.At(i).Get("user"))
		for k, alias := range a.Aliases {
			claim(alias, at.At(i).Get("aliases").At(k))
		}
	}
}

// mailDomains checks that no other server before this one takes the same domain's mail.
func (c *checker) mailDomains(s MailServer, at *strict.Node) {
	for i, domain := range s.Domains {
		if k := c.domainBefore(s, i, domain); k >= 0 {
			c.fail(at.At(i), domainTwice.With("domain", string(domain), "line", c.line(c.root.Get("services").At(k))))
		}
	}
}

// domainBefore returns which service has a domain before the i-th domain of a server; -1: none.
func (c *checker) domainBefore(s MailServer, i int, domain DomainName) int {
	for k, other := range c.file.Lab.Services {
		o, ok := other.(MailServer)
		if !ok {
			continue
		}
		list, same := o.Domains, o.Host == s.Host
		if same {
			list = list[:min(i, len(list))]
		}
		for _, d := range list {
			if d.FQDN() == domain.FQDN() {
				return k
			}
		}
		if same {
			return -1
		}
	}
	return -1
}

// mailboxes checks what lies in mailboxes when the lab begins.
func (c *checker) mailboxes(s MailServer, at *strict.Node) {
	for i, box := range s.Mailboxes {
		if s.Account(box.User) == nil {
			c.noUser(s, box.User, at.At(i).Get("user"))
		}
		for k, m := range box.Messages {
			c.mailMember(m, at.At(i).Get("messages").At(k))
		}
	}
}

func (c *checker) noUser(s MailServer, user MailUser, at *strict.Node) {
	var known []string
	for _, a := range s.Accounts {
		known = append(known, string(a.User))
	}
	if near := spelling.Nearest(string(user), known); near != "" {
		c.fail(at, nearUser.With("host", string(s.Host), "user", string(user), "near", near))
		return
	}
	c.fail(at, unknownUser.With("host", string(s.Host), "user", string(user)))
}

// mailMember checks that a member is a message.
func (c *checker) mailMember(name MemberName, at *strict.Node) {
	_, there := c.file.index[string(name)]
	switch {
	case there && strings.HasPrefix(string(name), "mail/"):
		return
	case there:
		c.fail(at, notAMail.With("name", string(name)))
		return
	}
	var known []string
	for _, m := range c.file.Members {
		if strings.HasPrefix(m.Name, "mail/") {
			known = append(known, m.Name)
		}
	}
	if near := spelling.Nearest(string(name), known); near != "" {
		c.fail(at, nearMember.With("name", string(name), "near", near))
		return
	}
	c.fail(at, noSuchMember.With("name", string(name)))
}

func (s MailAgent) check(c *checker, at *strict.Node) {
	for k, other := range c.file.Lab.Services {
		node := c.root.Get("services").At(k)
		if node == at {
			break
		}
		if o, ok := other.(MailAgent); ok && o.Host == s.Host {
			c.fail(at.Get("host"), agentTwice.With("host", string(s.Host), "line", c.line(node)))
		}
	}
	c.mailAccount(s, at)
	_, literal := netip.ParseAddr(bareDomain(s.Submission))
	if h := c.file.Host(s.Host); h != nil && literal != nil && len(h.Resolvers) == 0 {
		c.fail(at.Get("submission"), agentAlone.With("host", string(s.Host), "server", string(s.Submission)))
	}
	s.checkSettings(c, at)
}

// checkSettings checks what can be changed while it runs.
func (s MailAgent) checkSettings(c *checker, at *strict.Node) {
	c.positive(s.Every, at.Get("every"))
	c.positive(s.RetryAfter, at.Get("retryAfter"))
}

// mailAccount checks that the agent's user has an account. Whether the password is right,
// the server will say.
func (c *checker) mailAccount(s MailAgent, at *strict.Node) {
	var known []string
	for _, other := range c.file.Lab.Services {
		server, ok := other.(MailServer)
		if !ok {
			continue
		}
		for _, d := range server.Domains {
			if d.FQDN() != s.Address.Domain().FQDN() {
				known = append(known, bareDomain(d))
				continue
			}
			field, user := "address", MailUser(s.Address.Local())
			if s.User != "" {
				field, user = "user", s.User
			}
			if server.Account(user) == nil {
				c.noUser(server, user, at.Get(field))
			}
			return
		}
	}
	domain := string(s.Address.Domain())
	if near := spelling.Nearest(domain, known); near != "" {
		c.fail(at.Get("address"), nearDomain.With("domain", domain, "near", near))
		return
	}
	c.fail(at.Get("address"), unknownDomain.With("domain", domain))
}
