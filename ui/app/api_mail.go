package app

import "playnet/core/view"

// mostListed is how many messages one call of mail lists.
const mostListed = 1000

// mailList is what mail lists of a folder.
type mailList struct {
	Messages []view.MailItem `json:"messages"` // the newest first
	Total    int             `json:"total"`    // how many the folder holds
}

// mail is the method mail({host, folder, uid}): a message, as far as a mail program has it or
// as a mail server keeps it; without a uid, mail({host, folder, from, n}), a page of the
// folder's list.
func (c *call) mail() (work, *APIError) {
	var o struct {
		Host   string  `json:"host"`
		Folder string  `json:"folder"`
		UID    *uint32 `json:"uid"`
		From   int     `json:"from"`
		N      *int    `json:"n"`
	}
	if err := strictly(c.arg(0), &o); err != nil || o.Host == "" || o.Folder == "" {
		return nil, badParams("mail: the argument is {host, folder, uid} or {host, folder, from, n}")
	}
	n := 100
	if o.N != nil {
		n = min(max(*o.N, 0), mostListed)
	}
	return atOnce(func() (any, *APIError) {
		w := c.app.world
		if w == nil {
			return nil, noLab()
		}
		var result any
		var err error
		if o.UID != nil {
			result, err = w.Mail(o.Host, o.Folder, *o.UID)
		} else {
			list := mailList{Messages: []view.MailItem{}}
			var page []view.MailItem
			page, list.Total, err = w.MailList(o.Host, o.Folder, o.From, n)
			list.Messages = append(list.Messages, page...)
			result = list
		}
		if err != nil {
			return nil, &APIError{Code: Refused, Message: err.Error()}
		}
		return result, nil
	}), nil
}
