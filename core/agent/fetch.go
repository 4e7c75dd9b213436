package agent

import "errors"

// Fetch looks for new mail.
func (a *Agent) Fetch() {
	a.do("fetch", func() error {
		if a.config.Protocol == POP3 {
			return a.fetchByPOP3()
		}
		return a.fetchByIMAP()
	})
}

// Open opens a message: it fetches what is not there of it, with IMAP a part alone if that is
// wanted.
func (a *Agent) Open(folder string, uid uint32, part string) {
	a.do("open", func() error {
		own, name := a.place(folder)
		if !own {
			return a.fetchPart(name, uid, part)
		}
		return a.flag(folder, []uint32{uid}, []string{`\Seen`}, nil)
	})
}

// whole returns a message with its flags; one on the server is fetched if it isn't there.
func (a *Agent) whole(folder string, uid uint32) (source []byte, flags []string, err error) {
	own, name := a.place(folder)
	if !own {
		return a.wholeFromServer(name, uid)
	}
	box, err := a.ownFolder(name, false)
	if err != nil {
		return nil, nil, err
	}
	msg, _, ok := box.Find(uid)
	if !ok {
		return nil, nil, errGone
	}
	return msg.Source(), msg.Flags(), nil
}

var errGone = errors.New("the message is not there any more")
