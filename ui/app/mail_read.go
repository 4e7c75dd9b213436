package app

import (
	"encoding/base64"
	"errors"
	"slices"
	"strings"

	"playnet/core/lab"
	"playnet/core/view"
	"playnet/ui/mailhtml"
	"playnet/ui/text"
)

// letters is what the world tells of messages, as far as a host has them. from counts the
// lines of a folder from the newest message on.
type letters interface {
	Mail(host, folder string, uid uint32) (view.MailMessage, error)
	QueuedMail(host, id string) (view.MailMessage, error)
	MailList(host, folder string, from, n int) (list []view.MailItem, total int, err error)
}

// letter is the message that was read last. It is read anew when another one is meant, or
// more of the same is there.
type letter struct {
	host, folder string
	uid          uint32
	queued       string // or its id in the queue
	has          string
	size         int64
	worlds       uint64
	message      view.MailMessage
	html         map[string]mailhtml.Page // by part: see MailHTML
	err          error
}

// letters returns where messages are read; nil where nothing has any.
func (a *App) letters() letters {
	if a.mailing.from != nil {
		return a.mailing.from
	}
	l, _ := any(a.world).(letters)
	return l
}

func (a *App) lettersList(from, n int) []view.MailItem {
	if l := a.letters(); l != nil && n > 0 {
		list, _, _ := l.MailList(a.mailing.host, a.MailFolder().Key, from, n) // what can't be listed is not there
		return list
	}
	return nil
}

var errNoLetter = errors.New("nothing reads messages here")

// MailMessage returns the message that is shown, as far as the host has it; ok is false
// while none is.
func (a *App) MailMessage() (m view.MailMessage, ok bool) {
	l := a.readLetter()
	return l.message, (l.uid != 0 || l.queued != "") && l.err == nil
}

func (a *App) readLetter() *letter {
	l := &a.mailing.letter
	row, ok := a.MailSelected()
	if !ok {
		*l = letter{}
		return l
	}
	is := letter{host: a.mailing.host, folder: a.MailFolder().Key, uid: row.Item.UID, has: row.Item.Has, size: row.Item.Size, worlds: a.worlds}
	if row.Queued != nil {
		is.queued = row.Queued.ID
	}
	if l.host == is.host && l.folder == is.folder && l.uid == is.uid && l.queued == is.queued && l.has == is.has && l.size == is.size && l.worlds == is.worlds && l.err == nil {
		return l
	}
	*l = is
	l.html = map[string]mailhtml.Page{}
	if from := a.letters(); from == nil {
		l.err = errNoLetter
	} else if is.queued != "" {
		l.message, l.err = from.QueuedMail(is.host, is.queued)
	} else {
		l.message, l.err = from.Mail(is.host, is.folder, is.uid)
	}
	return l
}

// MailParts lists the parts of a message, each before those within it.
func MailParts(root *view.MailPart) []*view.MailPart {
	list := []*view.MailPart{root}
	for i := range root.Children {
		list = append(list, MailParts(&root.Children[i])...)
	}
	return list
}

// MailPart returns a part of the message that is shown.
func (a *App) MailPart(path string) (p view.MailPart, ok bool) {
	m, ok := a.MailMessage()
	if !ok {
		return p, false
	}
	for _, p := range MailParts(&m.Root) {
		if p.Path == path {
			return *p, true
		}
	}
	return p, false
}

// MailContent returns the body of a part of the message that is shown, its transfer encoding
// undone; ok is false where it is not all there.
func (a *App) MailContent(p view.MailPart) (content []byte, ok bool) {
	m, ok := a.MailMessage()
	end := p.Offset + p.Len
	if !ok || p.BodyAt > end || end > len(m.Source) || p.Decoded > 0 && p.BodyAt == end {
		return nil, false
	}
	return lab.MailContent(m, p), true
}

// PartName is the name under which a part is saved: that of the message, made harmless, or one
// made of its place and its type.
func PartName(p view.MailPart) string {
	name := strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || strings.ContainsRune(`/\:*?"<>|`, r) || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return -1 // marks of direction make "gpj.exe" read "exe.jpg"
		}
		return r
	}, p.Name)
	name = strings.Trim(name, " .")
	if name != "" {
		return name
	}
	kind := "bin"
	if _, sub, ok := strings.Cut(p.Type, "/"); ok && sub != "" && len(sub) < 12 && plainWord(sub) {
		kind = sub
	}
	return "part-" + max(p.Path, "1") + "." + kind
}

func plainWord(s string) bool {
	for _, r := range s {
		if !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9') {
			return false
		}
	}
	return true
}

// MailFile returns a part as a file to be saved.
func (a *App) MailFile(path string) (f File, ok bool) {
	p, ok := a.MailPart(path)
	if !ok {
		return f, false
	}
	content, ok := a.MailContent(p)
	if !ok {
		a.Note(text.T("reader.notthere"), true)
		return f, false
	}
	kind := "application/octet-stream" // a browser may be tempted to open what it knows
	if Picture(p) {
		kind = p.Type
	}
	return File{Name: PartName(p), Type: kind, Content: content, Binary: true}, true
}

// Picture reports whether a part is a picture that is shown.
func Picture(p view.MailPart) bool { return slices.Contains(mailhtml.PictureTypes, p.Type) }

// manyPicture bounds what is shown of a picture, in bytes.
const manyPicture = 4 << 20

// MailPicture returns a part as a URL that holds the picture itself.
func (a *App) MailPicture(p view.MailPart) (url string, ok bool) {
	if !Picture(p) {
		return "", false
	}
	content, ok := a.MailContent(p)
	if !ok || len(content) > manyPicture {
		return "", false
	}
	return "data:" + p.Type + ";base64," + base64.StdEncoding.EncodeToString(content), true
}

// MailHTML returns an HTML part of the message that is shown, made harmless. The pictures that
// it names by their Content-ID are in it.
func (a *App) MailHTML(p view.MailPart) mailhtml.Page {
	l := a.readLetter()
	page, ok := l.html[p.Path]
	if !ok {
		page = mailhtml.Clean(p.Text, func(cid string) (string, bool) {
			for _, other := range MailParts(&l.message.Root) {
				if other.ContentID != "" && other.ContentID == cid {
					return a.MailPicture(*other)
				}
			}
			return "", false
		})
		l.html[p.Path] = page
	}
	return page
}

// MailShows lists the parts that are shown, in their order: of alternatives the last that can
// be (RFC 2046 §5.1.4), of the others all.
func MailShows(p *view.MailPart) []*view.MailPart {
	switch {
	case len(p.Children) == 0:
		return []*view.MailPart{p}
	case p.Type == "multipart/alternative":
		for i := len(p.Children) - 1; i >= 0; i-- {
			if c := &p.Children[i]; len(c.Children) > 0 || strings.HasPrefix(c.Type, "text/") && c.Text != "" {
				return MailShows(c)
			}
		}
		return MailShows(&p.Children[0])
	}
	var list []*view.MailPart
	for i := range p.Children {
		list = append(list, MailShows(&p.Children[i])...)
	}
	return list
}

// Attached reports whether a part is offered as a file rather than shown in its place.
func Attached(p view.MailPart) bool {
	return p.Disposition == "attachment" || !strings.HasPrefix(p.Type, "text/") || p.Type == "text/calendar"
}

// PointAtPart points at a part of the message; on is false to point at none.
func (a *App) PointAtPart(path string, on bool) {
	m := &a.mailing
	if m.points == on && m.part == path {
		return
	}
	m.part, m.points = path, on
	a.pointed++
}

// PartPointed returns the part that is pointed at.
func (a *App) PartPointed() (path string, ok bool) { return a.mailing.part, a.mailing.points }

// ShowMailSource chooses whether source, tree of parts and rendering stand side by side.
func (a *App) ShowMailSource(on bool) {
	a.mailing.source = on
	a.pointed++
}

// MailSource reports whether they do.
func (a *App) MailSource() bool { return a.mailing.source }

// ToggleSourcePart shows the whole of a long part's source, or its beginning.
func (a *App) ToggleSourcePart(path string) {
	m := &a.mailing
	if m.unfold == nil {
		m.unfold = map[string]bool{}
	}
	m.unfold[path] = !m.unfold[path]
	a.pointed++
}

// SourceUnfolded reports whether the whole of a part's source is shown.
func (a *App) SourceUnfolded(path string) bool { return a.mailing.unfold[path] }
