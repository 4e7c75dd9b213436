package lab

import (
	"playnet/core/agent"
	"playnet/core/lab/labfile"
	"playnet/core/mail"
)

// planMail plans what a user does with a mail program; nil for any other action.
func (r *run) planMail(a labfile.Action) (func(), error) {
	host, do := mailJob(a)
	if do == nil {
		return nil, nil
	}
	if !r.machine(host).Up() {
		return nil, hostDown.With("host", string(host))
	}
	p := r.serviceOf(host, agent.Kind).program.(*agent.Agent)
	return func() { do(p) }, nil
}

// mailJob returns the host of the mail program that an action means, and what that is to do.
func mailJob(a labfile.Action) (labfile.Name, func(*agent.Agent)) {
	switch a := a.(type) {
	case labfile.MailSend:
		return a.Host, func(p *agent.Agent) { p.Send(letterOf(a)) }
	case labfile.MailDraft:
		l := letterOf(labfile.MailSend{To: a.To, Cc: a.Cc, Bcc: a.Bcc, Subject: a.Subject, Text: a.Text, HTML: a.HTML,
			Attachments: a.Attachments, InReplyTo: a.InReplyTo, Reply: a.Reply, Forward: a.Forward, Draft: a.Draft})
		return a.Host, func(p *agent.Agent) { p.Draft(l) }
	case labfile.MailFetch:
		return a.Host, func(p *agent.Agent) { p.Fetch() }
	case labfile.MailOpen:
		return a.Host, func(p *agent.Agent) { p.Open(string(a.Folder), uint32(a.UID), string(a.Part)) }
	case labfile.MailList:
		n := 100
		if a.N != nil {
			n = int(*a.N)
		}
		return a.Host, func(p *agent.Agent) { p.Browse(string(a.Folder), int(a.From), n) }
	case labfile.MailMove:
		return a.Host, func(p *agent.Agent) { p.Move(string(a.Folder), uidsOf(a.UIDs), string(a.To)) }
	case labfile.MailCopy:
		return a.Host, func(p *agent.Agent) { p.Copy(string(a.Folder), uidsOf(a.UIDs), string(a.To)) }
	case labfile.MailFlag:
		return a.Host, func(p *agent.Agent) { p.Flag(string(a.Folder), uidsOf(a.UIDs), texts(a.Add), texts(a.Remove)) }
	case labfile.MailDelete:
		return a.Host, func(p *agent.Agent) { p.Delete(string(a.Folder), uidsOf(a.UIDs)) }
	case labfile.MailFolderCreate:
		return a.Host, func(p *agent.Agent) { p.CreateFolder(string(a.Folder)) }
	case labfile.MailFolderDelete:
		return a.Host, func(p *agent.Agent) { p.DeleteFolder(string(a.Folder)) }
	case labfile.MailFolderRename:
		return a.Host, func(p *agent.Agent) { p.RenameFolder(string(a.Folder), string(a.To)) }
	case labfile.MailIdle:
		return a.Host, func(p *agent.Agent) { p.Listen(a.On) }
	}
	return "", nil
}

// letterOf reads what a user has written.
func letterOf(a labfile.MailSend) agent.Letter {
	l := agent.Letter{
		To: texts(a.To), Cc: texts(a.Cc), Bcc: texts(a.Bcc), Subject: string(a.Subject), Text: a.Text, HTML: a.HTML,
		InReplyTo: string(a.InReplyTo), Reply: mailPlace(a.Reply), Forward: mailPlace(a.Forward), From: string(a.From),
	}
	if a.Draft != nil {
		l.Draft = uint32(*a.Draft)
	}
	for _, f := range a.Attachments {
		l.Attachments = append(l.Attachments, mail.Attachment{Name: string(f.Name), Type: string(f.Type),
			ContentID: string(f.ContentID), Description: string(f.Description), Data: f.Data.Bytes()})
	}
	return l
}

func mailPlace(p *labfile.MailPlace) *agent.Place {
	if p == nil {
		return nil
	}
	return &agent.Place{Folder: string(p.Folder), UID: uint32(p.UID)}
}

func uidsOf(list []labfile.MailUID) []uint32 {
	all := make([]uint32, len(list))
	for i, uid := range list {
		all[i] = uint32(uid)
	}
	return all
}

// agentConfig reads what a mail program is told.
func agentConfig(f *labfile.File, s labfile.MailAgent) agent.Config {
	c := agent.Config{
		Name: s.Name, Address: string(s.Address), User: s.Login(), Password: string(s.Password),
		Submission: string(s.Submission), Incoming: s.IncomingServer(), Resolvers: serversOf(f, f.Host(s.Host).Resolvers),
		Keep: s.Keep, Every: stdOf(s.Every), RetryAfter: stdOf(s.RetryAfter),
	}
	if s.Protocol == labfile.FetchPOP3 {
		c.Protocol = agent.POP3
	}
	return c
}
