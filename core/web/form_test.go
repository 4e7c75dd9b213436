package web

import (
	"reflect"
	"strings"
	"testing"
)

func post(mediaType, body string) *Request {
	return &Request{Method: "POST", Header: Header{{"Content-Type", mediaType}}, Body: []byte(body)}
}

func TestForms(t *testing.T) {
	crlf := func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }
	multi := crlf("preamble\n--b\nContent-Disposition: form-data; name=\"to\"\n\nbob@hamburger.edu\n--b \nContent-Disposition: form-data; name=file; filename=\"crêpe \\\"1\\\".jpg\"\nContent-Type: image/jpeg\n\n\x00\xff\n--b\nContent-Disposition: form-data; name=empty\n\n\n--b--\nepilogue")
	for _, c := range []struct {
		request *Request
		want    Form
		status  Status
	}{
		{post("application/x-www-form-urlencoded", "a=1&b=%26+x&c"), Form{{Name: "a", Value: "1"}, {Name: "b", Value: "& x"}, {Name: "c"}}, 0},
		{post("application/x-www-form-urlencoded; charset=utf-8", ""), nil, 0},
		{post("application/x-www-form-urlencoded", "a=%zz"), nil, 400},
		{post("application/x-www-form-urlencoded", strings.Repeat("a&", 201)), nil, 400},
		{post("text/plain", "a=1"), nil, 415},
		{post("", "a=1"), nil, 400},
		{post("multipart/form-data; boundary=b", multi), Form{{Name: "to", Value: "bob@hamburger.edu"},
			{Name: "file", Value: "\x00\xff", File: `crêpe "1".jpg`, Type: "image/jpeg", IsFile: true}, {Name: "empty"}}, 0},
		{post("multipart/form-data", multi), nil, 400},
		{post("multipart/form-data; boundary=c", multi), nil, 400},
		{post("multipart/form-data; boundary=b", strings.TrimSuffix(multi, "--\r\nepilogue")), nil, 400},
		{post("multipart/form-data; boundary=b", crlf("--b\nno header\n--b--")), nil, 400},
		{post("multipart/form-data; boundary=b", crlf("--b\nContent-Disposition: attachment\n\nx\n--b--")), nil, 400},
	} {
		got, err := c.request.Form()
		if status(err) != c.status || err == nil && !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v, %v", c.request.Header.Get("Content-Type"), got, err)
		}
	}
}

// What ends a field of a form is the boundary alone on its line (RFC 2046 §5.1.1): lines of a
// file may begin as it does.
func TestWhatEndsAField(t *testing.T) {
	for line, ends := range map[string]bool{"--b": true, "--b \t": true, "--b--": true, "--b-- ": true, "--b1": false, "--b--1": false, "--b---": false, "--b-": false, " --b": false} {
		body := "--b\r\nContent-Disposition: form-data; name=a\r\n\r\nbefore\r\n" + line + "\r\nContent-Disposition: form-data; name=c\r\n\r\nafter\r\n--b--\r\n"
		got, err := post("multipart/form-data; boundary=b", body).Form()
		if err != nil || (got.Get("a") == "before") != ends {
			t.Errorf("%q: %+v, %v", line, got, err)
		}
	}
}

func FuzzForm(f *testing.F) {
	f.Add("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--b--")
	f.Add("application/x-www-form-urlencoded", "a=1&b=%26")
	f.Fuzz(func(t *testing.T, mediaType, body string) {
		form, err := post(mediaType, body).Form()
		if err == nil && len(form) > maxFormValues {
			t.Fatalf("%d fields", len(form))
		}
	})
}
