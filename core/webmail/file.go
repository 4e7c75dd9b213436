package webmail

import (
	"errors"
	"net/url"
	"strconv"
	"strings"

	"playnet/core/imap"
	"playnet/core/mail/mailbox"
	"playnet/core/web"
)

// numberOf reads the UID of a message.
func numberOf(text string) (uint32, error) {
	n, err := strconv.ParseUint(text, 10, 32)
	if err != nil || n == 0 {
		return 0, errNoMessage
	}
	return uint32(n), nil
}

// creating does what needs a folder, which is made where there is none: RFC 3501, section 7.1,
// "[TRYCREATE]".
func creating(c *imap.Client, folder string, do func() error) error {
	err := do()
	var refused imap.Reply
	if !errors.As(err, &refused) || !strings.EqualFold(refused.CodeName(), "TRYCREATE") {
		return err
	}
	if err := c.Create(folder); err != nil {
		return err
	}
	return do()
}

// move puts a message into another folder.
func (s *Server) move(u *user, form web.Form) *web.Response {
	folder, to := form.Get("folder"), line(form.Get("to"))
	uid, err := numberOf(form.Get("uid"))
	switch {
	case err != nil:
		return failed(err)
	case to == "":
		return problem(web.StatusBadRequest, "A folder has a name.")
	}
	err = s.with(u, func(c *imap.Client) error {
		if _, err := c.Select(folder); err != nil {
			return err
		}
		return creating(c, to, func() error {
			_, err := c.Move(imap.OneUID(uid), to)
			return err
		})
	})
	if err != nil {
		return failed(err)
	}
	s.h.Emit(EventMoved{User: u.name, Folder: folder, UID: int64(uid), To: to})
	return web.Redirect(web.StatusSeeOther, "/mail?folder="+url.QueryEscape(folder))
}

// delete deletes a message for good.
func (s *Server) delete(u *user, form web.Form) *web.Response {
	folder := form.Get("folder")
	uid, err := numberOf(form.Get("uid"))
	if err != nil {
		return failed(err)
	}
	err = s.with(u, func(c *imap.Client) error {
		if _, err := c.Select(folder); err != nil {
			return err
		}
		if _, err := c.Store(imap.OneUID(uid), mailbox.AddFlags, `\Deleted`); err != nil {
			return err
		}
		return c.Expunge(uid)
	})
	if err != nil {
		return failed(err)
	}
	return web.Redirect(web.StatusSeeOther, "/mail?folder="+url.QueryEscape(folder))
}
