package lab

import (
	"net/netip"
	"time"

	"playnet/core/lab/labfile"
	"playnet/core/mailserver"
)

// mailServerConfig reads how a mail server is set up. Members are read as the switches
// choose them.
func mailServerConfig(f *labfile.File, s labfile.MailServer, on []labfile.ID) mailserver.Config {
	c := mailserver.Config{
		Name: s.HostName(), Domains: texts(s.Domains), BackupFor: texts(s.BackupFor),
		Resolvers: serversOf(f, f.Host(s.Host).Resolvers),
		Greylist:  s.Greylist, Busy: s.Busy, SPF: s.SPF, VerifyDKIM: s.VerifyDKIM, DMARC: s.DMARC,
		GiveUpAfter: stdOf(s.GiveUpAfter), WarnAfter: stdOf(s.WarnAfter),
	}
	for _, a := range s.Accounts {
		c.Accounts = append(c.Accounts, mailserver.Account{User: string(a.User), Password: string(a.Password), Aliases: texts(a.Aliases)})
	}
	if s.Quota != nil {
		c.Quota = int64(*s.Quota)
	}
	if s.MaxSize != nil {
		c.MaxSize = int64(*s.MaxSize)
	}
	for _, p := range s.Protocols {
		c.Protocols = append(c.Protocols, mailserver.Protocol(p))
	}
	for _, client := range addressesOf(f, s.RelayFor) {
		c.RelayFor = append(c.RelayFor, netip.PrefixFrom(client, client.BitLen()))
	}
	for _, d := range s.Retry {
		c.Retry = append(c.Retry, d.Std())
	}
	if s.Signs && s.DKIM != nil {
		c.Sign = &mailserver.Signing{Domain: string(s.DKIM.Domain), Selector: string(s.DKIM.Selector), Seed: s.DKIM.Key.Bytes()}
	}
	for _, box := range s.Mailboxes {
		c.Folders = append(c.Folders, mailFolder(f, box, on))
	}
	return c
}

// mailFolder reads what lies in a folder when the lab begins.
func mailFolder(f *labfile.File, box labfile.MailFolder, on []labfile.ID) mailserver.Folder {
	folder := mailserver.Folder{User: string(box.User), Name: string(box.Folder), Flags: texts(box.Flags)}
	for _, name := range box.Messages {
		source, _ := f.Member(string(name), on) // the file's checks found it
		folder.Messages = append(folder.Messages, source)
	}
	if box.Copies != nil {
		folder.Copies = int(*box.Copies)
	}
	return folder
}

// texts writes names as strings.
func texts[T ~string](list []T) (all []string) {
	for _, v := range list {
		all = append(all, string(v))
	}
	return all
}

// stdOf returns a duration, zero if the lab says nothing.
func stdOf(d *labfile.Duration) time.Duration {
	if d == nil {
		return 0
	}
	return d.Std()
}
