package agent

import (
	"fmt"
	"slices"
	"strings"

	"playnet/core/imap"
	"playnet/core/mail"
	"playnet/core/mail/mailbox"
	"playnet/core/view"
)

// listed are the header fields that a list shows, or that an answer needs.
var listed = []string{"DATE", "FROM", "TO", "CC", "REPLY-TO", "SUBJECT", "MESSAGE-ID", "IN-REPLY-TO", "REFERENCES"}

// atFirst is how many headers of a folder are fetched when it is first looked at.
const atFirst = 100

// fetchByIMAP looks what is new in the server's folders: headers come, and nothing else.
func (a *Agent) fetchByIMAP() error {
	return a.onServer(Fetching, a.config.Incoming, func(l *line) error {
		folders, err := a.list(l)
		if err != nil {
			return err
		}
		fresh := 0
		for _, f := range folders {
			n, err := a.glance(l, f)
			if err != nil {
				return err
			}
			if strings.EqualFold(f.name, mailbox.Inbox) {
				fresh = n
			}
		}
		a.h.Emit(EventChecked{Protocol: "imap", Server: a.config.Incoming, New: int64(fresh)})
		return nil
	})
}

// glance finds out whether anything has changed in a folder, and asks for it. It returns how
// many messages are new.
func (a *Agent) glance(l *line, f *remote) (fresh int, err error) {
	if !strings.EqualFold(f.name, mailbox.Inbox) {
		now, err := l.Status(f.name, "MESSAGES", "UIDNEXT", "UIDVALIDITY", "UNSEEN")
		if err != nil {
			return 0, err
		}
		if int(now["MESSAGES"]) == f.total && uint32(now["UIDNEXT"]) == f.next && uint32(now["UIDVALIDITY"]) == f.validity && int(now["UNSEEN"]) == f.unseen {
			return 0, nil
		}
	}
	before := f.newest()
	if err := a.sync(l, f.name); err != nil {
		return 0, err
	}
	for _, k := range f.known {
		if k.item.UID > before {
			fresh++
		}
	}
	return fresh, nil
}

func (f *remote) newest() uint32 {
	if len(f.known) == 0 {
		return 0
	}
	return f.known[len(f.known)-1].item.UID
}

// sync brings what is known of a folder up to date: new headers, and the flags of the
// messages whose headers are there.
func (a *Agent) sync(l *line, folder string) error {
	f := a.server.add(folder)
	box := l.Selected()
	if box != nil && box.Name == folder {
		if err := l.Noop(); err != nil { // hear what has changed
			return err
		}
	} else if err := a.open(l, folder); err != nil {
		return err
	}
	box = l.Selected()
	f.renew(box.UIDValidity)
	if err := a.refresh(l, f); err != nil {
		return err
	}
	if box.Exists > 0 {
		if err := a.fetchHeaders(l, f, box.Exists); err != nil {
			return err
		}
	}
	f.total, f.next = box.Exists, max(box.UIDNext, f.newest()+1)
	return a.countUnseen(l, f)
}

// refresh asks for the flags of known messages, and forgets those that are gone.
func (a *Agent) refresh(l *line, f *remote) error {
	if len(f.known) == 0 {
		return nil
	}
	flags := map[uint32][]string{}
	some := imap.UIDs(imap.Range{First: f.known[0].item.UID, Last: f.newest()})
	err := l.FetchEach(some, func(m *imap.Message) { flags[m.UID] = m.Flags }, imap.ItemFlags)
	if err != nil {
		return err
	}
	f.known = slices.DeleteFunc(f.known, func(k *known) bool {
		now, there := flags[k.item.UID]
		k.item.Flags = lasting(now)
		return !there
	})
	return nil
}

// fetchHeaders asks for the headers of messages that are newer than those that are known,
// or of the newest ones of all.
func (a *Agent) fetchHeaders(l *line, f *remote, exists int) error {
	n := imap.Seqs(imap.Range{First: uint32(max(1, exists-atFirst+1)), Last: uint32(exists)})
	newest := f.newest()
	if newest > 0 {
		n = imap.UIDs(imap.Range{First: newest + 1, Last: imap.Star})
	}
	return a.headers(l, f, n, func(uid uint32) bool { return uid > newest })
}

// headers asks for headers. RFC 3501, section 6.4.8: a range of UIDs that ends with * has
// the last message in it, wherever it begins; what is not wanted is passed over.
func (a *Agent) headers(l *line, f *remote, n imap.Numbers, wanted func(uid uint32) bool) error {
	section := &imap.Section{Text: "HEADER.FIELDS", Fields: listed, Peek: true}
	messages, err := l.Fetch(n, imap.ItemUID, imap.ItemFlags, imap.ItemSize, imap.Item{Name: "BODY", Section: section})
	if err != nil {
		return err
	}
	for _, m := range messages {
		if m.UID == 0 || len(m.Sections) == 0 || !wanted(m.UID) {
			continue // told unasked, or known
		}
		k := &known{header: m.Sections[0].Data}
		k.item = mail.ItemOf(k.header)
		k.item.UID, k.item.Flags, k.item.Size = m.UID, lasting(m.Flags), m.Size
		f.put(k)
		a.fetched(f, k, "header", len(k.header))
	}
	return nil
}

func (a *Agent) fetched(f *remote, k *known, what string, size int) {
	a.h.Emit(EventFetched{Protocol: "imap", Folder: f.name, UID: int64(k.item.UID), MessageID: k.item.MessageID,
		From: k.item.From, Subject: k.item.Subject, What: what, Size: int64(size)})
}

// countUnseen counts the messages that are not \Seen: by asking, where not all are known.
func (a *Agent) countUnseen(l *line, f *remote) error {
	if len(f.known) < f.total {
		found, err := l.Search(imap.Key{Name: "UNSEEN"})
		f.unseen = len(found)
		return err
	}
	f.unseen = f.unseenKnown()
	return nil
}

// Browse lets the program ask for headers of older messages, as its user scrolls: up to n, the
// newest first, from a place on that is counted from 0.
func (a *Agent) Browse(folder string, from, n int) {
	a.do("browse", func() error {
		own, name := a.place(folder)
		if own {
			return nil
		}
		return a.onServer(Fetching, name, func(l *line) error {
			if err := a.sync(l, name); err != nil {
				return err
			}
			f := a.server.folder(name)
			last := f.total - from
			if last < 1 || n < 1 {
				return nil
			}
			return a.headers(l, f, imap.Seqs(imap.Range{First: uint32(max(1, last-n+1)), Last: uint32(last)}),
				func(uid uint32) bool { return f.find(uid) == nil })
		})
	})
}

// fetchPart fetches a message, or a part of it, unless it is there.
func (a *Agent) fetchPart(folder string, uid uint32, part string) error {
	return a.onServer(Fetching, folder, func(l *line) error {
		f, k, err := a.knownOnServer(l, folder, uid)
		if err != nil {
			return err
		}
		if k.whole || part != "" && slices.Contains(k.parts, part) {
			return a.markSeen(l, f, k)
		}
		if part == "" {
			source, err := l.FetchSection(uid, imap.Section{})
			if err != nil {
				return err
			}
			k.source, k.whole, k.parts = source, true, nil
			a.fetched(f, k, "message", len(source))
		} else if err := a.fetchSection(l, f, k, part); err != nil {
			return err
		}
		f.reflag(uid, withSeen(k.item.Flags)) // RFC 3501, section 6.4.5: BODY[…] sets it
		return nil
	})
}

func (a *Agent) markSeen(l *line, f *remote, k *known) error {
	if slices.Contains(k.item.Flags, mailbox.Seen) {
		return nil
	}
	if _, err := l.Store(imap.OneUID(k.item.UID), mailbox.AddFlags, mailbox.Seen); err != nil {
		return err
	}
	f.reflag(k.item.UID, withSeen(k.item.Flags))
	return nil
}

func withSeen(flags []string) []string {
	if slices.Contains(flags, mailbox.Seen) {
		return flags
	}
	return append(slices.Clone(flags), mailbox.Seen)
}

// knownOnServer opens a folder and returns what is known of a message in it; what is not
// known yet is asked for.
func (a *Agent) knownOnServer(l *line, folder string, uid uint32) (*remote, *known, error) {
	if err := a.open(l, folder); err != nil {
		return nil, nil, err
	}
	f := a.server.add(folder)
	if k := f.find(uid); k != nil {
		return f, k, nil
	}
	if err := a.headers(l, f, imap.OneUID(uid), func(n uint32) bool { return n == uid }); err != nil {
		return nil, nil, err
	}
	if k := f.find(uid); k != nil {
		return f, k, nil
	}
	return nil, nil, errGone
}

// wholeFromServer returns a message on the server, with its flags.
func (a *Agent) wholeFromServer(folder string, uid uint32) (source []byte, flags []string, err error) {
	err = a.onServer(Fetching, folder, func(l *line) error {
		f, k, err := a.knownOnServer(l, folder, uid)
		if err != nil {
			return err
		}
		if !k.whole {
			if k.source, err = l.FetchSection(uid, imap.Section{Peek: true}); err != nil {
				return err
			}
			k.whole, k.parts = true, nil
			a.fetched(f, k, "message", len(k.source))
		}
		source, flags = k.source, k.item.Flags
		return nil
	})
	return source, flags, err
}

// fetchSection fetches a part of a message: the structure and the header of the message
// first, then the part alone.
func (a *Agent) fetchSection(l *line, f *remote, k *known, part string) error {
	section, err := imap.PartSection(part, false)
	if err != nil {
		return err
	}
	head := imap.Section{Text: "HEADER", Peek: true}
	mime := section
	mime.Text, mime.Peek = "MIME", true
	items := []imap.Item{imap.ItemUID, {Name: "BODY", Section: &mime}, {Name: "BODY", Section: &section}}
	if k.structure == nil {
		items = append(items, imap.ItemStructure, imap.Item{Name: "BODY", Section: &head})
	}
	messages, err := l.Fetch(imap.OneUID(k.item.UID), items...)
	if err != nil {
		return err
	}
	for _, m := range messages {
		if m.UID != k.item.UID || len(m.Sections) < 2 {
			continue
		}
		if m.Structure != nil && len(m.Sections) > 2 {
			k.structure, k.header = m.Structure, m.Sections[2].Data
		}
		if m.Sections[1].Missing {
			return fmt.Errorf("%w: %s", imap.ErrNoPart, part)
		}
		k.addPart(part, m.Sections[0].Data, m.Sections[1].Data)
		a.fetched(f, k, "part "+part, len(m.Sections[1].Data))
		return nil
	}
	return errGone
}

// addPart puts a part to what is there of the message.
func (k *known) addPart(path string, header, body []byte) {
	if k.structure == nil {
		return
	}
	if k.have == nil {
		k.have = map[string]section{}
	}
	k.have[path] = section{header, body}
	k.parts = append(k.parts, path)
	k.source = skeleton(k.header, *k.structure, k.have)
}

// section is a part that was fetched.
type section struct{ header, body []byte }

// skeleton writes a message of which some parts are there: its header and the structure
// around them, with nothing in the place of the others.
func skeleton(header []byte, root view.MailPart, have map[string]section) []byte {
	out := slices.Clone(header)
	if len(root.Children) == 0 {
		return append(out, have["1"].body...)
	}
	return appendParts(out, root, have)
}

func appendParts(out []byte, p view.MailPart, have map[string]section) []byte {
	boundary := ""
	for _, v := range p.Params {
		if strings.EqualFold(v.Name, "boundary") {
			boundary = v.Value
		}
	}
	for i, child := range p.Children {
		// RFC 2046, section 5.1.1: the line end before a boundary belongs to it. Before the first
		// that is the empty line behind the header, where nothing stands between the two.
		if i > 0 {
			out = append(out, "\r\n"...)
		}
		out = append(out, "--"+boundary+"\r\n"...)
		if s, ok := have[child.Path]; ok {
			out = append(append(out, s.header...), s.body...)
			continue
		}
		out = append(out, "Content-Type: "+child.Type...)
		for _, v := range child.Params {
			out = append(out, "; "+v.Name+"="+mail.Quote(v.Value)...)
		}
		out = append(out, "\r\n\r\n"...)
		if strings.HasPrefix(child.Type, "multipart/") {
			out = appendParts(out, child, have)
		}
	}
	return append(out, "\r\n--"+boundary+"--\r\n"...)
}
