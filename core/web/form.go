package web

import (
	"bufio"
	"bytes"
	"mime"
	"net/url"
	"strings"
)

// FormValue is a field of a form that was filled in.
type FormValue struct {
	Name, Value string
	File        string // the file's name; Value is its content then
	Type        string // of the file
	IsFile      bool
}

// Form is a form that was filled in.
type Form []FormValue

// Get returns the value of the first field of a name; "" if there is none.
func (f Form) Get(name string) string {
	for _, v := range f {
		if v.Name == name && !v.IsFile {
			return v.Value
		}
	}
	return ""
}

// maxFormValues bounds the fields of a form.
const maxFormValues = 200

// Form reads the content of a request as a form: application/x-www-form-urlencoded or,
// with files, multipart/form-data (RFC 7578). An error is a [*Refusal].
func (r *Request) Form() (Form, error) {
	mediaType, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return nil, bad("no form")
	}
	switch mediaType {
	case "application/x-www-form-urlencoded":
		return parseURLEncoded(string(r.Body))
	case "multipart/form-data":
		return parseMultipart(r.Body, params["boundary"])
	}
	return nil, refuse(415, "no form")
}

func parseURLEncoded(body string) (Form, error) {
	var f Form
	for pair := range strings.SplitSeq(body, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		n, err1 := url.QueryUnescape(name)
		v, err2 := url.QueryUnescape(value)
		if err1 != nil || err2 != nil || len(f) == maxFormValues {
			return nil, bad("a form that can't be read")
		}
		f = append(f, FormValue{Name: n, Value: v})
	}
	return f, nil
}

// parseMultipart takes the parts apart (RFC 2046 §5.1). They hold no parts themselves: a
// file that is a message, say, is taken as it is.
func parseMultipart(body []byte, boundary string) (Form, error) {
	if boundary == "" || len(boundary) > 70 {
		return nil, bad("a form without a boundary")
	}
	delimiter := []byte("\r\n--" + boundary)
	_, rest, closing, found := cutDelimiter(append([]byte("\r\n"), body...), delimiter)
	var f Form
	for found {
		if closing {
			return f, nil
		}
		var part []byte
		if part, rest, closing, found = cutDelimiter(rest, delimiter); !found || len(f) == maxFormValues {
			break
		}
		v, err := parsePart(part)
		if err != nil {
			return nil, err
		}
		f = append(f, v)
	}
	return nil, bad("a form that does not end")
}

// cutDelimiter cuts at the next line that is the delimiter, or the closing one. The whole line
// must be it, but for blanks at its end: in a file, other lines may begin so.
func cutDelimiter(b, delimiter []byte) (before, after []byte, closing, found bool) {
	for at := 0; ; at += len(delimiter) {
		i := bytes.Index(b[at:], delimiter)
		if i < 0 {
			return nil, nil, false, false
		}
		at += i
		line, after, ended := bytes.Cut(b[at+len(delimiter):], []byte("\r\n"))
		switch line = bytes.TrimRight(line, " \t"); {
		case string(line) == "--":
			return b[:at], nil, true, true
		case len(line) == 0 && ended:
			return b[:at], after, false, true
		}
	}
}

// parsePart reads a part of a form.
func parsePart(part []byte) (v FormValue, err error) {
	r := &reader{r: bufio.NewReader(bytes.NewReader(part))}
	h, err := r.fields(DefaultLimits)
	if err != nil {
		return v, bad("a part of the form has no header")
	}
	disposition, params, err := mime.ParseMediaType(h.Get("Content-Disposition"))
	if err != nil || disposition != "form-data" {
		return v, bad("a part of the form has no name")
	}
	v = FormValue{Name: params["name"], Value: string(part[r.n:]), File: params["filename"], Type: h.Get("Content-Type")}
	_, v.IsFile = params["filename"]
	return v, nil
}

// EncodeForm writes the fields of a form as application/x-www-form-urlencoded.
func EncodeForm(f Form) []byte {
	var parts []string
	for _, v := range f {
		parts = append(parts, url.QueryEscape(v.Name)+"="+url.QueryEscape(v.Value))
	}
	return []byte(strings.Join(parts, "&"))
}
