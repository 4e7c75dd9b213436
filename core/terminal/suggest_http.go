package terminal

import (
	"slices"
	"strings"

	"playnet/core/view"
)

// suggestHTTP builds a request line by line (RFC 9112 §2.1).
func (c *conversation) suggestHTTP() []view.Suggestion {
	var request []string // since the last one was ended
	for _, t := range c.turns {
		switch {
		case t.mine && t.line == "" && len(request) > 0:
			request = nil
		case t.mine && t.line != "":
			request = append(request, strings.ToLower(t.line))
		}
	}
	if len(request) == 0 {
		if line, last := c.last(true); last && line == "" && len(c.turns) > 0 {
			return nil // the answer is to come
		}
		return suggestions("GET / HTTP/1.1", "http.get", "HEAD / HTTP/1.1", "http.head")
	}
	var next []string
	all := "\n" + strings.Join(request, "\n")
	if !strings.Contains(all, "\nhost:") {
		next = append(next, "Host: "+c.peer, "http.host")
	}
	if !strings.Contains(all, "\nconnection:") {
		next = append(next, "Connection: close", "http.close")
	}
	return suggestions(append(next, "", "http.empty")...)
}

// replyHTTP suggests what a server would say, once the request's header has ended.
func (c *conversation) replyHTTP() []view.Suggestion {
	var response []string
	ended := false
	for _, t := range c.turns {
		switch {
		case !t.mine:
			ended, response = t.line == "", nil
		case ended:
			response = append(response, t.line)
		}
	}
	switch {
	case !ended:
		return nil
	case len(response) == 0:
		return suggestions("HTTP/1.1 200 OK", "reply.200", "HTTP/1.1 404 Not Found", "reply.404")
	case len(response) == 1:
		return suggestions("Content-Type: text/plain", "reply.type", "Content-Length: 7", "reply.length", "Connection: close", "http.close")
	case !slices.Contains(response, ""): // the header goes on
		return suggestions("Content-Length: 7", "reply.length", "", "http.empty")
	}
	return suggestions("Hello", "reply.body", EndKey, "reply.end")
}
