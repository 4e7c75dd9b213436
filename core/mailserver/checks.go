package mailserver

import (
	"errors"
	"net/netip"
	"slices"
	"strings"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
	"playnet/core/host"
	"playnet/core/mail"
	"playnet/core/mail/auth"
	"playnet/core/smtp"
)

// replyForged refuses a mail whose alleged author's domain wants it so (RFC 7489, section
// 6.3, whose section 10.3 has these codes in its example).
var replyForged = smtp.Reply{Code: 550, Enhanced: "5.7.1", Text: "the domain in From has such mail rejected (DMARC)"}

// check looks at a mail that comes in from anywhere, and writes on top of it what it has found.
func (s *Server) check(h host.Host, e smtp.Envelope, source []byte) ([]byte, error) {
	c := &s.config
	// Whatever the message says that this server has found, it has not: RFC 8601, section 5.
	source = auth.Strip(source, c.Name)
	if !c.SPF && !c.VerifyDKIM && !c.DMARC || e.User != "" || !e.Peer.IsValid() {
		return source, nil
	}
	sender := auth.Sender{IP: e.Peer, Hello: e.Helo, From: e.From.String()}
	r := resolver{h, dns.NewStub(c.Resolvers)}
	report := auth.Check(r, auth.Checks{SPF: c.SPF, DKIM: c.VerifyDKIM, DMARC: c.DMARC}, sender, source, h.Now())
	s.tell(h, report, sender, source)
	if report.Rejects() {
		return nil, replyForged
	}
	return slices.Concat(report.Field(c.Name), source), nil
}

// tell records what was found of a mail: what happens to it is due to the last of it.
func (s *Server) tell(h host.Host, report auth.Report, sender auth.Sender, source []byte) {
	item := mail.ItemOf(source)
	for _, f := range report.Findings() {
		h.Because(h.Emit(EventAuthenticated{Method: f.Method, Result: string(f.Result), Domain: f.Domain, Reason: f.Reason,
			MessageID: item.MessageID, From: item.From, Sender: sender.From}))
	}
}

// sign signs what a user of the server sends from the domain that it vouches for.
func (s *Server) sign(h host.Host, _ smtp.Envelope, source []byte) ([]byte, error) {
	k := s.config.Sign
	if k == nil {
		return source, nil
	}
	header, _ := mail.ParseHeader(source)
	from := mail.ParseAddresses(header.Get("From"))
	if len(from) != 1 || !strings.EqualFold(from[0].Domain, k.Domain) {
		return source, nil
	}
	return slices.Concat(auth.Sign(source, auth.NewKey(k.Domain, k.Selector, k.Seed), h.Now()), source), nil
}

// resolver asks the DNS for what mail is checked by.
type resolver struct {
	h    host.Host
	stub *dns.Stub
}

var _ auth.Resolver = resolver{}

var errNoAnswer = errors.New("the DNS gives no answer")

// records looks a name up.
func (r resolver) records(name string, qtype uint16) ([]mdns.RR, error) {
	switch reply := r.stub.Lookup(r.h, name, qtype); reply.State {
	case dns.LookupFound:
		return reply.Records, nil
	case dns.LookupNoData, dns.LookupNXDomain, dns.LookupInvalid:
		return nil, auth.ErrNothing
	}
	return nil, errNoAnswer
}

func (r resolver) TXT(name string) (list []string, err error) {
	records, err := r.records(name, mdns.TypeTXT)
	for _, rr := range records {
		if txt, ok := rr.(*mdns.TXT); ok {
			list = append(list, strings.Join(txt.Txt, ""))
		}
	}
	return list, orNothing(list, err)
}

func (r resolver) Addresses(name string, v6 bool) (list []netip.Addr, err error) {
	qtype := mdns.TypeA
	if v6 {
		qtype = mdns.TypeAAAA
	}
	records, err := r.records(name, qtype)
	for _, rr := range records {
		var ip []byte
		switch rr := rr.(type) {
		case *mdns.A:
			ip = rr.A
		case *mdns.AAAA:
			ip = rr.AAAA
		}
		if a, ok := netip.AddrFromSlice(ip); ok {
			list = append(list, a.Unmap())
		}
	}
	return list, orNothing(list, err)
}

func (r resolver) MX(name string) (list []string, err error) {
	records, err := r.records(name, mdns.TypeMX)
	var all []*mdns.MX
	for _, rr := range records {
		if mx, ok := rr.(*mdns.MX); ok {
			all = append(all, mx)
		}
	}
	slices.SortFunc(all, func(a, b *mdns.MX) int {
		if a.Preference != b.Preference {
			return int(a.Preference) - int(b.Preference)
		}
		return strings.Compare(a.Mx, b.Mx)
	})
	for _, mx := range all {
		list = append(list, strings.TrimSuffix(mx.Mx, "."))
	}
	return list, orNothing(list, err)
}

func (r resolver) Names(of netip.Addr) (list []string, err error) {
	name, err := mdns.ReverseAddr(of.String())
	if err != nil {
		return nil, auth.ErrNothing
	}
	records, err := r.records(name, mdns.TypePTR)
	for _, rr := range records {
		if ptr, ok := rr.(*mdns.PTR); ok {
			list = append(list, strings.TrimSuffix(ptr.Ptr, "."))
		}
	}
	return list, orNothing(list, err)
}

// orNothing: an answer with other records than those that were asked for (an alias that leads
// nowhere) has nothing, either.
func orNothing[T any](list []T, err error) error {
	if err == nil && len(list) == 0 {
		return auth.ErrNothing
	}
	return err
}
