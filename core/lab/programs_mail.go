package lab

import (
	"playnet/core/lab/labfile"
	"playnet/core/mailserver"
)

// mailServerConfig reads how a mail server is set up.
func mailServerConfig(s labfile.MailServer) mailserver.Config {
	var c mailserver.Config
	for _, d := range s.Domains {
		c.Domains = append(c.Domains, string(d))
	}
	for _, a := range s.Accounts {
		account := mailserver.Account{User: string(a.User), Password: string(a.Password)}
		for _, alias := range a.Aliases {
			account.Aliases = append(account.Aliases, string(alias))
		}
		c.Accounts = append(c.Accounts, account)
	}
	if s.Quota != nil {
		c.Quota = int64(*s.Quota)
	}
	for _, p := range s.Protocols {
		c.Protocols = append(c.Protocols, mailserver.Protocol(p))
	}
	return c
}
