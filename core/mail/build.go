package mail

import (
	"hash/fnv"
	"math/rand/v2"
	"strings"
	"time"

	"playnet/core/view"
)

// Draft is what somebody has written and wants to send.
type Draft struct {
	From        Address
	To, Cc, Bcc []Address
	Subject     string
	Date        time.Time // zero: no Date, which no message should do without
	MessageID   string    // without angle brackets, see [NewMessageID]; "": none
	InReplyTo   string    // the message ID that this answers
	References  []string  // the message IDs of the thread, the oldest first
	Text        string    // plain text, any language, any line ends
	HTML        string    // the same as HTML; "" if there is none
	Attachments []Attachment
	// Fields are further fields, written behind the others.
	Fields []view.NameValue
	// KeepBcc: Bcc is written, too. Nobody but its author reads a draft that is not sent yet.
	KeepBcc bool
	// Rand draws the boundaries. Without it they follow from the draft.
	Rand *rand.Rand
}

// Attachment is a file that goes with a draft.
type Attachment struct {
	Name string // of the file, any language
	Type string // "image/jpeg"; "" is application/octet-stream
	// ContentID, without angle brackets, makes of it an image inside of the HTML, which names it
	// as "cid:…" (RFC 2392).
	ContentID   string
	Description string
	Data        []byte
}

// NewMessageID returns a message ID that no other has: the instant, dice, and the host that
// vouches for it (RFC 5322 §3.6.4).
func NewMessageID(r *rand.Rand, now time.Time, hostname string) string {
	return now.UTC().Format("20060102150405") + "." + randomWord(r, 10) + "@" + hostname
}

// randomWord draws small letters and digits.
func randomWord(r *rand.Rand, n int) string {
	const alphabet = "0123456789abcdefghijklmnopqrstuvwxyz"
	b := make([]byte, n)
	for i := range b {
		b[i] = alphabet[r.IntN(len(alphabet))]
	}
	return string(b)
}

// Build writes a draft as a message: US-ASCII in lines of at most 78 bytes that CRLF ends,
// unless an attached message has others. Bcc is not written unless the draft stays where it is
// (RFC 5322 §3.6.3): it is for the envelope, see [Draft.Recipients].
func Build(d Draft) []byte {
	r := d.Rand
	if r == nil {
		hash := fnv.New64a()
		hash.Write([]byte(d.MessageID + "\n" + d.Subject + "\n" + d.Text))
		r = rand.New(rand.NewPCG(hash.Sum64(), uint64(len(d.HTML))))
	}
	var w fieldWriter
	if !d.Date.IsZero() {
		w.structured("Date", FormatDate(d.Date))
	}
	w.addresses("From", []Address{d.From})
	w.addresses("To", d.To)
	w.addresses("Cc", d.Cc)
	if d.KeepBcc {
		w.addresses("Bcc", d.Bcc)
	}
	w.text("Subject", d.Subject)
	w.messageIDs("Message-ID", d.MessageID)
	w.messageIDs("In-Reply-To", d.InReplyTo)
	w.messageIDs("References", d.References...)
	for _, f := range d.Fields {
		w.text(f.Name, f.Value)
	}
	return WriteMessage(w.Bytes(), d.entity(), r)
}

// Recipients are the addresses of the envelope: To, Cc and Bcc, each once.
func (d *Draft) Recipients() []string {
	var list []string
	seen := map[string]bool{}
	for _, some := range [][]Address{d.To, d.Cc, d.Bcc} {
		for _, a := range some {
			if spec := a.Spec(); a.Domain != "" && !seen[spec] {
				seen[spec] = true
				list = append(list, spec)
			}
		}
	}
	return list
}

// entity is the tree that a draft becomes: the text, with HTML as an alternative to it, with
// the images of that related to it, and all this mixed with files.
func (d *Draft) entity() Entity {
	var inline, files []Entity
	for _, a := range d.Attachments {
		if a.ContentID != "" && d.HTML != "" {
			inline = append(inline, a.entity("inline"))
		} else {
			files = append(files, a.entity("attachment"))
		}
	}
	root := textEntity("plain", d.Text)
	if d.HTML != "" {
		html := textEntity("html", d.HTML)
		if len(inline) > 0 {
			html = Entity{Type: "multipart/related", Params: []view.NameValue{{Name: "type", Value: "text/html"}},
				Parts: append([]Entity{html}, inline...)}
		}
		if d.Text == "" {
			root = html
		} else {
			root = Entity{Type: "multipart/alternative", Parts: []Entity{root, html}}
		}
	}
	if len(files) > 0 {
		root = Entity{Type: "multipart/mixed", Parts: append([]Entity{root}, files...)}
	}
	return root
}

// textEntity is a text in US-ASCII, or else in UTF-8. Its line ends become CRLF.
func textEntity(subtype, text string) Entity {
	text = strings.ToValidUTF8(text, "\ufffd")
	text = strings.NewReplacer("\r\n", "\r\n", "\r", "\r\n", "\n", "\r\n").Replace(text)
	charset := "us-ascii"
	if !isASCII(text) {
		charset = "utf-8"
	}
	return Entity{Type: "text/" + subtype, Params: []view.NameValue{{Name: "charset", Value: charset}}, Body: []byte(text)}
}

// entity is an attachment as a part.
func (a *Attachment) entity(disposition string) Entity {
	kind, params := ParseParams(a.Type)
	if !isMediaType(kind) || strings.HasPrefix(kind, "multipart/") {
		kind, params = "application/octet-stream", nil
	}
	e := Entity{Type: kind, Params: params, Body: a.Data, Binary: true,
		Disposition: disposition, Name: a.Name, ContentID: a.ContentID, Description: a.Description}
	if kind == "message/rfc822" {
		e.Binary = false
	}
	return e
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
