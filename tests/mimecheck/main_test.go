package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"playnet/tests/peers"
)

const mailText = "From: Alice <alice@crepes.fr>\n" +
	"Date: Mon, 05 Jan 2026 09:00:00 +0100\n" +
	"Subject: =?utf-8?Q?cr=C3=AApe?=\n" +
	"Content-Type: multipart/mixed; boundary=b\n" +
	"\n" +
	"--b\n\nHello\n--b\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\nAAEC\n--b--\n"

const parseText = `{"parts":[
{"headers":[
{"name":"from","value":{"Address":{"List":[{"name":"Alice","address":"alice@crepes.fr"}]}},"offset_field":0,"offset_start":5,"offset_end":30},
{"name":"date","value":{"DateTime":{"year":2026,"month":1,"day":5,"hour":9,"minute":0,"second":0,"tz_before_gmt":false,"tz_hour":1,"tz_minute":0}},"offset_field":30,"offset_start":35,"offset_end":68},
{"name":"subject","value":{"Text":"crêpe"},"offset_field":68,"offset_start":76,"offset_end":100},
{"name":"content_type","value":{"ContentType":{"c_type":"multipart","c_subtype":"mixed","attributes":[{"name":"boundary","value":"b"}]}},"offset_field":100,"offset_start":113,"offset_end":142}],
"is_encoding_problem":false,"body":{"Multipart":[1,2]},"offset_header":0,"offset_body":143,"offset_end":233},
{"headers":[],"is_encoding_problem":false,"body":{"Text":"Hello"},"offset_header":147,"offset_body":148,"offset_end":153},
{"headers":[
{"name":"content_type","value":{"ContentType":{"c_type":"image","c_subtype":"png","attributes":null}},"offset_field":158,"offset_start":171,"offset_end":182},
{"name":"content_transfer_encoding","value":{"Text":"base64"},"offset_field":182,"offset_start":208,"offset_end":216}],
"is_encoding_problem":false,"body":{"Binary":[0,1,2]},"offset_header":158,"offset_body":217,"offset_end":221}]}`

func judgeText(t *testing.T, source, parse string) verdict {
	t.Helper()
	var expected message
	if err := json.Unmarshal([]byte(parse), &expected); err != nil {
		t.Fatal(err)
	}
	return judge([]byte(source), expected)
}

// A mail passes as it stands, with CRLF too, and each change of what is expected of it makes
// it fail where the change is.
func TestJudge(t *testing.T) {
	end := len(mailText)
	parse := strings.Replace(parseText, `"offset_end":233`, `"offset_end":`+strconv.Itoa(end), 1)
	for _, source := range []string{mailText, strings.ReplaceAll(mailText, "\n", "\r\n")} {
		if v := judgeText(t, source, parse); v.word() != "pass" || len(v.tastes) > 0 {
			t.Fatalf("%+v", v)
		}
	}
	for change, want := range map[[2]string]string{
		{`"alice@crepes.fr"`, `"bob@crepes.fr"`}:         "From",
		{`"name":"Alice"`, `"name":"Alicia"`}:            "From",
		{`"hour":9`, `"hour":8`}:                         "Date",
		{`crêpe`, `crepe`}:                               "Subject",
		{`"c_subtype":"mixed"`, `"c_subtype":"related"`}: "Content-Type",
		{`"value":"b"`, `"value":"c"`}:                   "Content-Type",
		{`[0,1,2]`, `[0,1,3]`}:                           `part "2": the body`,
		{`{"Text":"Hello"}`, `{"Text":"Hello\n"}`}:       `part "1": the body`,
		{`[1,2]`, `[1]`}:                                 "its parts",
		{`"offset_body":217`, `"offset_body":216`}:       `part "2": where header and body begin`,
		{`"offset_end":153`, `"offset_end":154`}:         `part "1": where it ends`,
		{`"name":"date"`, `"name":"subject"`}:            "a field's name",
		{`"offset_field":68`, `"offset_field":67`}:       "where Subject stands",
	} {
		v := judgeText(t, mailText, strings.Replace(parse, change[0], change[1], 1))
		if v.word() != "FAIL" || !strings.Contains(v.differences[0], want) {
			t.Errorf("%s: %+v, want %q", change[1], v, want)
		}
	}
}

// A taste excuses what it is about and nothing else.
func TestTaste(t *testing.T) {
	comment := &field{Value: fieldValue{Address: &addressValue{}}}
	for _, c := range []struct {
		d    difference
		want bool
	}{
		{difference{what: "Subject", ours: "Frösche", theirs: "Fr\ufffdsche", expected: &part{}}, true},
		{difference{what: "Subject", ours: "Frosche", theirs: "Fr\ufffdsche", expected: &part{}}, false},
		{difference{what: "To", ours: "Al <al@x>", theirs: "Al (Enforcer) <al@x>", expected: &part{}, field: comment}, true},
		{difference{what: "To", ours: "Al <al@y>", theirs: "Al (Enforcer) <al@x>", expected: &part{}, field: comment}, false},
		{difference{what: "Subject", ours: "Al", theirs: "Al (Enforcer)", expected: &part{}, field: &field{}}, false},
		{difference{what: "the body", expected: &part{EncodingProblem: true}}, true},
		{difference{what: "where it ends", expected: &part{EncodingProblem: true}, ours: "1"}, false},
	} {
		if got := c.d.taste() != ""; got != c.want {
			t.Errorf("%+v: %v", c.d, got)
		}
	}
}

// The mails that stand beside the repository, where they do.
func TestSharedMails(t *testing.T) {
	dir := filepath.Join("..", "..", "..", "shared", "mime")
	if _, err := os.Stat(dir); err != nil {
		peers.Skip(t, "there are no mails in ../shared/mime")
	}
	var out, errors bytes.Buffer
	if status := run([]string{dir}, &out, &errors); status != exitOK {
		t.Errorf("status %d\n%s%s", status, &out, &errors)
	}
}

// A directory without mails, and a mail without parse, are said.
func TestBadInput(t *testing.T) {
	var out, errors bytes.Buffer
	dir := t.TempDir()
	if status := run([]string{dir}, &out, &errors); status != exitBadInput {
		t.Errorf("an empty directory: status %d", status)
	}
	if err := os.WriteFile(filepath.Join(dir, "a.eml"), []byte(mailText), 0o600); err != nil {
		t.Fatal(err)
	}
	if status := run([]string{dir}, &out, &errors); status != exitOK || !strings.Contains(out.String(), "0 passed, 0 failed, 1 skipped") {
		t.Errorf("without a parse: status %d\n%s", status, &out)
	}
}
