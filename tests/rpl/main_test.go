package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const scenarioText = `
server:
	qname-minimisation: no	# a comment
stub-zone:
	name: "."
	stub-addr: 192.0.2.1
CONFIG_END
SCENARIO_BEGIN one zone
RANGE_BEGIN 0 15
	ADDRESS 192.0.2.1
ENTRY_BEGIN
MATCH opcode qtype qname
ADJUST copy_id
REPLY QR AA NOERROR
SECTION QUESTION
www.test. IN A
SECTION ANSWER
www.test. 60 IN A 203.0.113.1 ; the address
ENTRY_END
RANGE_END
STEP 1 QUERY
ENTRY_BEGIN
REPLY RD
SECTION QUESTION
www.test. IN A
ENTRY_END
STEP 10 CHECK_ANSWER
ENTRY_BEGIN
MATCH all ttl
REPLY QR RD RA NOERROR
SECTION QUESTION
www.test. IN A
SECTION ANSWER
www.test. 60 IN A 203.0.113.1
ENTRY_END
STEP 15 TIME_PASSES ELAPSE 20
STEP 20 QUERY
ENTRY_BEGIN
REPLY RD
SECTION QUESTION
www.test. IN A
ENTRY_END
STEP 30 CHECK_ANSWER
ENTRY_BEGIN
MATCH all ttl
REPLY QR RD RA NOERROR
SECTION QUESTION
www.test. IN A
SECTION ANSWER
www.test. 40 IN A 203.0.113.1
ENTRY_END
SCENARIO_END
`

// A scenario passes as it stands, and each change of what is expected, or of what the
// server says, makes it fail at the step that it is about.
func TestJudge(t *testing.T) {
	if v := judge("iter_own", scenarioText); v.word() != "pass" {
		t.Fatalf("%+v", v)
	}
	for change, want := range map[[2]string]string{
		{"www.test. 40 IN A 203.0.113.1", "www.test. 41 IN A 203.0.113.1"}:    "step 30: answer",
		{"QR RD RA NOERROR", "QR AA RD RA NOERROR"}:                           "step 10: the flags",
		{"QR RD RA NOERROR", "QR RD RA NXDOMAIN"}:                             "step 10: the response code",
		{"MATCH opcode qtype qname\nADJUST", "MATCH opcode qtype\nADJUST"}:    "",
		{"SECTION QUESTION\nwww.test. IN A\n", "SECTION QUESTION\nw. IN A\n"}: "step 10: the response code is SERVFAIL",
		{"RANGE_END\n", ""}: "RANGE_END is missing",
	} {
		v := judge("iter_own", strings.Replace(scenarioText, change[0], change[1], 1))
		if want == "" && v.difference != "" || !strings.Contains(v.difference, want) {
			t.Errorf("%q: %q, want %q", change[1], v.difference, want)
		}
	}
	for change, want := range map[[2]string]string{
		{"STEP 1 QUERY\nENTRY_BEGIN\nREPLY RD\nSECTION QUESTION\nwww.test. IN A", "STEP 1 QUERY\nENTRY_BEGIN\nREPLY RD\nSECTION QUESTION\nwww.test. CH A"}: "class CH",
		{"qname-minimisation: no", "frobnicate: yes"}: "frobnicate",
	} {
		if v := judge("iter_own", strings.Replace(scenarioText, change[0], change[1], 1)); !strings.Contains(v.skip, want) {
			t.Errorf("%q: %+v, want %q", change[1], v, want)
		}
	}
}

// The exit status and the summary tell what became of a directory.
func TestRun(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	check := func(want int, says string, args ...string) {
		t.Helper()
		var out, errs strings.Builder
		if got := run(args, &out, &errs); got != want || !strings.Contains(out.String()+errs.String(), says) {
			t.Errorf("%v: %d\n%s%s", args, got, &out, &errs)
		}
	}
	check(exitBadInput, "no scenarios", dir)
	check(exitBadInput, "usage")
	write("iter_own.rpl", scenarioText)
	write("iter_dname_ttl0.rpl", scenarioText)
	check(exitOK, "1 passed, 0 failed, 1 skipped", dir)
	write("iter_wrong.rpl", strings.ReplaceAll(scenarioText, "QR RD RA", "QR RD"))
	check(exitFailed, "1 passed, 1 failed, 1 skipped", dir)
}
