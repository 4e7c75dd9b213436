package interop

import (
	"slices"
	"testing"
)

// onMail are filters on what mail's protocols and HTTP say. Each capture is read alone: the
// dissectors of mail remember what was said before. What is spread over segments is left out
// (letters, long responses): ours chooses the frame in which its head is, where one who looks
// for it finds it, tshark the one that ends it.
var onMail = []string{
	"smtp", "smtp.req", "smtp.rsp", "smtp.req.command == \"MAIL\"", "smtp.req.command == \"QUIT\"", "smtp.req.parameter contains \"crepes\"",
	"smtp.response.code == 250", "smtp.response.code == 354", "smtp.response.code == 235",
	"pop", "pop.request.command == \"RETR\"", "pop.response.indicator == \"+OK\"", "pop.request.parameter == \"1\"",
	"imap", "imap.isrequest == 1", "imap.request.command == \"SELECT\"", "imap.request.command == \"FETCH\"",
	"http.request", "http.request.method == \"POST\"", "http.response.code == 303", "http.request.uri contains \"mail\"",
	"http.cookie", "http.set_cookie", "http.host == \"webmail.crepes.fr\"",
}

// For filters on mail that both languages know, tshark and ours choose the same frames.
func TestFiltersOnMailChooseWhatTsharkChooses(t *testing.T) {
	texts := labs(t)
	some := map[string]bool{}
	for _, id := range []string{"mail-adventure", "pop3-modes", "webmail", "mail-forged"} {
		w := open(t, texts[id], 7)
		run(w)
		x := ofWorld(t, w)
		want := theirs(t, x.capture, onMail)
		for i, text := range onMail {
			got := x.frames(choice(t, text))
			some[text] = some[text] || len(got) > 0
			if !slices.Equal(got, want[i]) && len(got)+len(want[i]) > 0 {
				t.Errorf("%s: %s: we choose %v, tshark %v", id, text, got, want[i])
			}
		}
	}
	for _, text := range onMail {
		if !some[text] {
			t.Errorf("%s chooses nothing anywhere", text)
		}
	}
}
