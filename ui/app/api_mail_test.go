package app_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"

	"playnet/ui/app"
)

// The method mail gives messages, and pages of folders, of mail programs and of servers; what
// is not there it refuses, and what it can't read, too.
func TestCallsOfMail(t *testing.T) {
	a := mailed(t, "mail-adventure")
	var page struct {
		Messages []struct {
			UID     uint32 `json:"uid"`
			Subject string `json:"subject"`
		}
		Total int
	}
	if err := json.Unmarshal([]byte(ok(t, a, "mail", `[{"host":"mail.crepes.fr","folder":"alice/INBOX","from":0,"n":1}]`)), &page); err != nil {
		t.Fatal(err)
	}
	if page.Total != 2 || len(page.Messages) != 1 || page.Messages[0].UID != 2 {
		t.Fatalf("the page is %+v", page)
	}
	var message struct {
		Source string
		Whole  bool
	}
	if err := json.Unmarshal([]byte(ok(t, a, "mail", `[{"host":"mail.crepes.fr","folder":"alice/INBOX","uid":2}]`)), &message); err != nil {
		t.Fatal(err)
	}
	source, err := base64.StdEncoding.DecodeString(message.Source)
	if err != nil || !message.Whole || !strings.Contains(string(source), "Subject: "+page.Messages[0].Subject) {
		t.Errorf("the message is %q, %v", source, err)
	}
	for params, want := range map[string]string{
		`[{"host":"mail.crepes.fr","folder":"alice/INBOX","uid":99}]`: app.Refused, `[{"host":"dns.crepes.fr","folder":"INBOX"}]`: app.Refused,
		`[{"host":"mail.crepes.fr","folder":"nobody/INBOX"}]`: app.Refused,
		`[{"folder":"INBOX"}]`:                                app.BadParams, `[{"host":"bob","folder":"INBOX","uid":-1}]`: app.BadParams, `[]`: app.BadParams,
	} {
		if _, failure := called(t, a, "mail", params); failure == nil || failure.Code != want {
			t.Errorf("mail(%s): %+v, want %s", params, failure, want)
		}
	}
}

// A link of a run in which a mail with a large file was sent opens the same run, file and all.
func TestLinkWithALargeAttachment(t *testing.T) {
	a := opened(t, "mime-crepe")
	data := make([]byte, 200_000)
	for i := range data {
		data[i] = byte(i * i >> 3)
	}
	ok(t, a, "do", `{"op":"mail.send","host":"bob","to":["alice@crepes.fr"],"subject":"Large","text":"x","attachments":[{"name":"large.bin","type":"application/octet-stream","data":"`+
		base64.StdEncoding.EncodeToString(data)+`"}]}`)
	ok(t, a, "run", `[{"until":"10s"}]`)
	l := link(t, a)
	b := follow(t, l.Fragment)
	if hash(t, b) != hash(t, a) || b.Now() != a.Now() {
		t.Errorf("the link, of %d characters, opens another run", len(l.Fragment))
	}
	b.OpenMail("bob")
	b.ChooseMailFolder("Sent")
	b.SelectMail(0)
	if f, found := b.MailFile("2"); !found || !bytes.Equal(f.Content, data) {
		t.Errorf("the file has %d bytes, %v", len(f.Content), found)
	}
}
