package web

import "strconv"

// Status is the code of a response (RFC 9110 §15).
type Status int

// The codes that this package gives itself.
const (
	StatusContinue           Status = 100
	StatusOK                 Status = 200
	StatusMovedPermanently   Status = 301
	StatusFound              Status = 302
	StatusSeeOther           Status = 303
	StatusNotModified        Status = 304
	StatusTemporaryRedirect  Status = 307
	StatusPermanentRedirect  Status = 308
	StatusBadRequest         Status = 400
	StatusForbidden          Status = 403
	StatusNotFound           Status = 404
	StatusMethodNotAllowed   Status = 405
	StatusRequestTimeout     Status = 408
	StatusContentTooLarge    Status = 413
	StatusURITooLong         Status = 414
	StatusExpectationFailed  Status = 417
	StatusHeaderTooLarge     Status = 431
	StatusInternal           Status = 500
	StatusNotImplemented     Status = 501
	StatusBadGateway         Status = 502
	StatusUnavailable        Status = 503
	StatusVersionUnsupported Status = 505
)

// reasons are the phrases of RFC 9110 §15 and, for 431, RFC 6585.
var reasons = []struct {
	code   Status
	phrase string
}{
	{100, "Continue"}, {101, "Switching Protocols"}, {200, "OK"}, {201, "Created"}, {202, "Accepted"}, {204, "No Content"},
	{206, "Partial Content"}, {301, "Moved Permanently"}, {302, "Found"}, {303, "See Other"}, {304, "Not Modified"},
	{307, "Temporary Redirect"}, {308, "Permanent Redirect"}, {400, "Bad Request"}, {401, "Unauthorized"}, {403, "Forbidden"},
	{404, "Not Found"}, {405, "Method Not Allowed"}, {408, "Request Timeout"}, {409, "Conflict"}, {411, "Length Required"},
	{413, "Content Too Large"}, {414, "URI Too Long"}, {415, "Unsupported Media Type"}, {417, "Expectation Failed"},
	{431, "Request Header Fields Too Large"}, {500, "Internal Server Error"}, {501, "Not Implemented"}, {502, "Bad Gateway"},
	{503, "Service Unavailable"}, {504, "Gateway Timeout"}, {505, "HTTP Version Not Supported"},
}

// Reason returns the code's phrase; "" if it has none here.
func (s Status) Reason() string {
	for _, r := range reasons {
		if r.code == s {
			return r.phrase
		}
	}
	return ""
}

// String returns code and phrase: "404 Not Found".
func (s Status) String() string {
	text := strconv.Itoa(int(s))
	if phrase := s.Reason(); phrase != "" {
		text += " " + phrase
	}
	return text
}

// bodiless reports whether a response of the code never has content (RFC 9112 §6.3).
func (s Status) bodiless() bool { return s < 200 || s == 204 || s == 304 }

// Refusal says that a message can't be taken, and what its sender is told.
type Refusal struct {
	Status Status
	Why    string // in a few words: "two Host fields"
}

func (r *Refusal) Error() string { return r.Status.String() + ": " + r.Why }

func refuse(s Status, why string) error { return &Refusal{s, why} }

func bad(why string) error { return &Refusal{StatusBadRequest, why} }
