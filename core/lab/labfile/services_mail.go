package labfile

import "playnet/core/lab/strict"

// MailServer is a domain's mail server: it takes mail in and passes it on (SMTP, RFC
// 5321), takes its own users' submissions (RFC 6409), and lets them fetch what has come
// (POP3, RFC 1939, and IMAP, RFC 3501).
type MailServer struct {
	// The host that runs it.
	Host Name `json:"host" strict:"required"`
	// The domain name with which it introduces itself; the host's name if absent.
	Name DomainName `json:"name,omitempty"`
	// The domains that it takes mail for, to be put into its users' mailboxes. A server without any passes on what others send.
	Domains []DomainName `json:"domains,omitempty" strict:"max=100"`
	// Its users.
	Accounts []MailAccount `json:"accounts,omitempty" strict:"max=1000"`
	// How many bytes the messages of a user may have together; as many as come if absent.
	Quota *Size `json:"quota,omitempty" set:"reload"`
	// What it speaks: "smtp" (port 25), "submission" (587), "pop3" (110), "imap" (143); all of them if absent.
	Protocols []MailProtocol `json:"protocols,omitempty" strict:"min=1,max=4"`
	// Whose mail it passes on to other servers without a password, on port 25: names of hosts, or addresses.
	RelayFor []HostRef `json:"relayFor,omitempty" strict:"max=100" set:"reload"`
	// The domains of other servers that it takes mail for and passes on, as a server that their MX records name in the second place.
	BackupFor []DomainName `json:"backupFor,omitempty" strict:"max=100"`
	// Whether it puts off what comes from senders that it doesn't know, once (a 450 reply, RFC 6647).
	Greylist bool `json:"greylist,omitempty" set:"reload"`
	// Whether it is overloaded, and puts off all that comes in (a 451 reply).
	Busy bool `json:"busy,omitempty" set:"reload"`
	// How long it waits before each new try to pass a message on; the last one holds for all that follow. 5 minutes, then 10, 20, 40 minutes and so on if absent.
	Retry []Duration `json:"retry,omitempty" strict:"min=1,max=32"`
	// After what time it gives a message up and tells the sender; 5 days if absent.
	GiveUpAfter *Duration `json:"giveUpAfter,omitempty" set:"reload"`
	// After what time it tells the sender that a message is delayed; 4 hours if absent.
	WarnAfter *Duration `json:"warnAfter,omitempty" set:"reload"`
	// The largest message that it takes; 10 MiB if absent.
	MaxSize *Size `json:"maxSize,omitempty" set:"reload"`
	// Whether it checks that the sender's domain lets the sender's host send (SPF, RFC 7208), and writes what it has found into the message.
	SPF bool `json:"spf,omitempty" set:"reload"`
	// Whether it verifies the signatures of messages (DKIM, RFC 6376), and writes what it has found into them.
	VerifyDKIM bool `json:"verifyDkim,omitempty" set:"reload"`
	// Whether it does what the sender's domain asks for where both checks fail (DMARC, RFC 7489).
	DMARC bool `json:"dmarc,omitempty" set:"reload"`
	// How it signs what its users send.
	DKIM *MailSigning `json:"dkim,omitempty"`
	// Whether it signs what its users send, as "dkim" says.
	Signs bool `json:"signs,omitempty" set:"reload"`
	// What lies in its users' mailboxes when the lab begins.
	Mailboxes []MailFolder `json:"mailboxes,omitempty" strict:"max=200"`
	// What the service is called on the screen.
	Title string `json:"title,omitempty" strict:"max=120"`
}

// MailAccount is a user of a mail server.
type MailAccount struct {
	// The user's name: what stands before the @ of the address, and the name to log in with.
	User MailUser `json:"user" strict:"required"`
	// The password.
	Password Password `json:"password" strict:"required"`
	// Other names whose mail is the user's, too.
	Aliases []MailUser `json:"aliases,omitempty" strict:"max=32"`
}

// MailFolder is a folder of a user's mailboxes.
type MailFolder struct {
	// The user.
	User MailUser `json:"user" strict:"required"`
	// The folder, as "INBOX" (so if absent) or "Recipes/Crepes".
	Folder FolderName `json:"folder,omitempty"`
	// The messages in it, oldest first: members mail/NAME.eml.
	Messages []MemberName `json:"messages,omitempty" strict:"max=1000"`
	// The flags that they have, as "\\Seen".
	Flags []MailFlagName `json:"flags,omitempty" strict:"max=16"`
	// How often each of them lies there, for a large mailbox; once if absent.
	Copies *Copies `json:"copies,omitempty"`
}

// MailSigning is how a server signs mail (DKIM, with an Ed25519 key, RFC 8463). The
// public key stands in the DNS, at SELECTOR._domainkey.DOMAIN.
type MailSigning struct {
	// The domain that vouches.
	Domain DomainName `json:"domain" strict:"required"`
	// The name of the key.
	Selector DomainName `json:"selector" strict:"required"`
	// The private key: 32 bytes (RFC 8032) in base64.
	Key MailSigningKey `json:"key" strict:"required"`
}

// MailAgent is a user's mail program: it writes mail, hands it to the user's server, and
// fetches what has come.
type MailAgent struct {
	// The host that runs it.
	Host Name `json:"host" strict:"required"`
	// The user's name, as messages show it: "Alice".
	Name string `json:"name,omitempty" strict:"max=100"`
	// The user's address.
	Address MailAddress `json:"address" strict:"required"`
	// The name to log in with; what stands before the @ of the address if absent.
	User MailUser `json:"user,omitempty"`
	// The password.
	Password Password `json:"password" strict:"required"`
	// The server that takes what the user sends (port 587): its domain name, or an address.
	Submission DomainName `json:"submission" strict:"required"`
	// The server that the user's mail is fetched from: its domain name, or an address; that of "submission" if absent.
	Incoming DomainName `json:"incoming,omitempty"`
	// How it is fetched: "pop3" or "imap"; "imap" if absent.
	Protocol FetchProtocol `json:"protocol,omitempty" set:"reload"`
	// Whether POP3 leaves on the server what it has fetched.
	Keep bool `json:"keep,omitempty" set:"reload"`
	// How often it looks by itself for new mail; only when it is told to if absent.
	Every *Duration `json:"every,omitempty" set:"reload"`
	// How long it waits before it hands in again what the server did not take, and twice as long each time after; 1 minute if absent.
	RetryAfter *Duration `json:"retryAfter,omitempty" set:"reload"`
	// What the program is called on the screen.
	Title string `json:"title,omitempty" strict:"max=120"`
}

// MailProtocol is a protocol of a mail server.
type MailProtocol string

// The protocols.
const (
	ProtocolSMTP       MailProtocol = "smtp"
	ProtocolSubmission MailProtocol = "submission"
	ProtocolPOP3       MailProtocol = "pop3"
	ProtocolIMAP       MailProtocol = "imap"
)

// Enum lists the protocols.
func (MailProtocol) Enum() []string { return []string{"smtp", "submission", "pop3", "imap"} }

// FetchProtocol is how a user agent fetches mail.
type FetchProtocol string

// The ways of fetching.
const (
	FetchPOP3 FetchProtocol = "pop3"
	FetchIMAP FetchProtocol = "imap"
)

// Enum lists the protocols.
func (FetchProtocol) Enum() []string { return []string{"pop3", "imap"} }

func (MailServer) Kind() string { return "mail.server" }
func (MailAgent) Kind() string  { return "mail.agent" }

func (s MailServer) On() Name { return s.Host }
func (s MailAgent) On() Name  { return s.Host }

// Speaks says whether the server speaks a protocol.
func (s MailServer) Speaks(p MailProtocol) bool {
	return len(s.Protocols) == 0 || contains(s.Protocols, p)
}

// Ports: RFC 5321 §4.5.4.2, RFC 6409 §3.1, RFC 1939 §3, RFC 3501 §2.1.
func (s MailServer) Ports() (list []string) {
	for _, p := range []struct {
		speaks MailProtocol
		port   string
	}{{ProtocolSMTP, "25/tcp"}, {ProtocolSubmission, "587/tcp"}, {ProtocolPOP3, "110/tcp"}, {ProtocolIMAP, "143/tcp"}} {
		if s.Speaks(p.speaks) {
			list = append(list, p.port)
		}
	}
	return list
}

// Ports: it listens nowhere.
func (MailAgent) Ports() []string { return nil }

// Account returns the user's account for a name or one of its aliases, or nil.
func (s MailServer) Account(user MailUser) *MailAccount {
	for i := range s.Accounts {
		a := &s.Accounts[i]
		for _, name := range append([]MailUser{a.User}, a.Aliases...) {
			if name.same(user) {
				return a
			}
		}
	}
	return nil
}

// HostName returns the name with which the server introduces itself.
func (s MailServer) HostName() string {
	if s.Name != "" {
		return bareDomain(s.Name)
	}
	return string(s.Host)
}

// Login returns the name that the agent logs in with.
func (s MailAgent) Login() string {
	if s.User != "" {
		return string(s.User)
	}
	return s.Address.Local()
}

// IncomingServer returns the name of the server that mail is fetched from.
func (s MailAgent) IncomingServer() string {
	if s.Incoming != "" {
		return bareDomain(s.Incoming)
	}
	return bareDomain(s.Submission)
}

var (
	servesNoDomain = strict.Define("mail-no-domain", `accounts need one of the "domains" that the server takes mail for`)
	userTwice      = strict.Define("mail-user-twice", `the user "{user}" stands here a second time; the first is in line {line}`)
	domainTwice    = strict.Define("mail-domain-twice", `the mail of "{domain}" goes to the server in line {line} already`)
	unknownUser    = strict.Define("mail-unknown-user", `the server on "{host}" has no user "{user}"`)
	nearUser       = strict.Define("mail-unknown-user-near", `the server on "{host}" has no user "{user}"; did you mean "{near}"?`)
	unknownDomain  = strict.Define("mail-unknown-domain", `no mail server of the lab takes mail for "{domain}"`)
	nearDomain     = strict.Define("mail-unknown-domain-near", `no mail server of the lab takes mail for "{domain}"; did you mean "{near}"?`)
	signsNothing   = strict.Define("mail-signs-nothing", `there is no "dkim" that says how it signs`)
	agentTwice     = strict.Define("mail-agent-twice", `a mail program runs on "{host}" already: see line {line}`)
	agentAlone     = strict.Define("mail-agent-no-resolvers", `the host "{host}" has no "resolvers": its mail program could not find the server "{server}"`)
	notAMail       = strict.Define("not-a-mail", `"{name}" is no message: messages are the members mail/NAME.eml`)
)
