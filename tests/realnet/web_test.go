//go:build linux

package main

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"playnet/public"
	"playnet/tests/peers"
)

// webLab is a site with a page and a picture.
const webLab = `-- lab.json --
{
  "playnet": 1, "id": "site", "title": "A site", "subject": "web", "epoch": "2026-03-02T09:00:00Z",
  "hosts": [{"name": "client", "address": "192.0.2.1"}, {"name": "www", "address": "192.0.2.80"}],
  "services": [{"kind": "web.server", "host": "www"}]
}
-- site/index.html --
<h1>Crepes</h1>
-- site/crepe.jpg.b64 --
/9j/4AAQSkZJRgAB
`

// browse runs a script beside a lab's servers, and returns what it prints.
func browse(t *testing.T, lab, host, script string, tools ...string) (output string) {
	t.Helper()
	for _, tool := range tools {
		peers.Need(t, tool)
	}
	forUsers(t, func(t *testing.T, r *runner) {
		file := r.write("web.lab", strings.NewReader(lab), 0o644)
		got := r.shell(file, []string{"-as", host}, "cd "+r.temp()+"\n"+script)
		output = strings.ReplaceAll(got.stdout, "\r", "")
		if got.stderr != "" {
			t.Log(got.stderr)
		}
	})
	return output
}

// curl understands what the server says: bodies, status codes, validators, ranges of
// methods, several requests on one connection, and content that waits to be called for.
func TestCurlBrowses(t *testing.T) {
	got := browse(t, webLab, "client", `
		at=http://$PLAYNET_HOST_WWW
		curl -sS $at/
		curl -sS $at/crepe.jpg | od -An -tx1
		curl -sS -o /dev/null -w '%{http_code} %{content_type} %{size_download}\n' $at/crepe.jpg
		curl -sS -I $at/ | grep -i -e '^HTTP' -e '^Content-Length'
		tag=$(curl -sS -I $at/ | grep -i '^etag' | tr -d '\r' | cut -d' ' -f2)
		curl -sS -o /dev/null -w '%{http_code} %{size_download}\n' -H "If-None-Match: $tag" $at/
		curl -sS -o one -z 'Mon, 02 Mar 2026 09:00:00 GMT' -w '%{http_code}\n' $at/
		curl -sS -o /dev/null -o /dev/null -o /dev/null -w '%{http_code} %{num_connects}\n' $at/ $at/none $at/crepe.jpg
		curl -sS -0 -o /dev/null -w '%{http_version} %{http_code}\n' $at/
		curl -sS -X DELETE -o /dev/null -w '%{http_code}\n' $at/
		head -c 3000000 /dev/zero | curl -sS -H 'Expect: 100-continue' --data-binary @- -o /dev/null -w '%{http_code} %{size_upload}\n' $at/
		head -c 20000000 /dev/zero | curl -sS -H 'Expect: 100-continue' --data-binary @- -o /dev/null -w '%{http_code} %{size_upload}\n' $at/
		head -c 100000 /dev/zero | curl -sS -H 'Transfer-Encoding: chunked' -H Expect: --data-binary @- -o /dev/null -w '%{http_code}\n' $at/
		curl -sS -H 'A: '$(head -c 40000 /dev/zero | tr '\0' a) -o /dev/null -w '%{http_code}\n' $at/
		printf 'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n' | curl -sS --http0.9 telnet://$PLAYNET_HOST_WWW:80 | head -n 1`, "curl")
	const want = `<h1>Crepes</h1>
 ff d8 ff e0 00 10 4a 46 49 46 00 01
200 image/jpeg 12
HTTP/1.1 200 OK
Content-Length: 16
304 0
304
200 1
404 0
200 0
1.1 200
405
405 3000000
413 0
405
431
HTTP/1.1 400 Bad Request
`
	if got != want {
		t.Errorf("printed\n%s\nwant\n%s", got, want)
	}
}

// Many connections at a time, kept open, all answered.
func TestWrkOnASite(t *testing.T) {
	got := browse(t, webLab, "client", `wrk -t 2 -c 50 -d 1s http://$PLAYNET_HOST_WWW/`, "wrk")
	checkWrk(t, got)
}

// checkWrk looks at what wrk prints: requests were answered, all of them well.
func checkWrk(t *testing.T, got string) {
	t.Helper()
	m := regexp.MustCompile(`(\d+) requests in`).FindStringSubmatch(got)
	if m == nil || strings.Contains(got, "Non-2xx") || strings.Contains(got, "Socket errors") {
		t.Fatalf("wrk says\n%s", got)
	}
	if n, _ := strconv.Atoi(m[1]); n < 100 {
		t.Errorf("%d requests were answered:\n%s", n, got)
	}
}

// curl, with a cookie jar, logs in, reads a mail, sends one with a file to another server,
// and finds it again; wrk reads the mailbox many times at once.
func TestWebmailByCurl(t *testing.T) {
	lab, _ := public.Lab("webmail")
	text := regexp.MustCompile(`(?s)"timeline": \[.*?\n  \],\n\n  "questions": \[.*?\n  \],\n\n  "checks": \[.*?\n  \]\n`).ReplaceAllString(string(lab), `"timeline": []`+"\n")
	if text == string(lab) {
		t.Fatal("the lab's timeline was not found")
	}
	got := browse(t, text, "alice", `
		at=http://192.0.2.80
		browse() { curl -sS -L -b jar -c jar "$@"; }
		browse -o /dev/null -w '%{http_code} %{url_effective} %{num_redirects}\n' $at/mail
		browse -o /dev/null -w '%{http_code}\n' -d user=alice -d password=wrong $at/login
		browse -o mail.html -w '%{http_code} %{url_effective}\n' -d user=alice -d password=butter $at/login
		grep -c 'The recipe' mail.html
		grep -c HttpOnly jar
		token=$(sed -n 's/.*name="token" value="\([0-9a-f]*\)".*/\1/p' mail.html | head -n 1)
		browse $at'/message?folder=INBOX&uid=1' | grep pickles
		head -c 200000 /dev/urandom > data.bin
		browse -o /dev/null -w '%{http_code}\n' -F to=bob@hamburger.edu -F subject=x $at/send
		browse -o /dev/null -w '%{http_code} %{url_effective}\n' -F token=$token -F to=bob@hamburger.edu -F 'to2=x' -F subject='Crêpe <b>' -F 'text=Voilà.' -F 'file=@data.bin;type=application/x-own' $at/send
		browse $at'/mail?folder=Sent' | grep -o 'Crêpe[^<]*'
		browse -o back.bin $at'/part?folder=Sent&uid=1&part=2' && cmp data.bin back.bin && echo same
		for n in 1 2 3 4 5 6 7 8 9 10; do curl -sS --user bob:ketchup pop3://198.51.100.25/1 > bob.eml 2>/dev/null && break; sleep 0.2; done
		grep -c -e '^Subject: =?utf-8' -e '^From: .*alice@crepes.fr' bob.eml
		wrk -t 1 -c 8 -d 1s -H "Cookie: session=$(awk '$6 == "session" {print $7}' jar)" $at/mail > wrk.txt; cat wrk.txt | grep -e 'requests in' -e Non-2xx -e errors
		browse -o /dev/null -w '%{http_code} %{url_effective}\n' -d token=$token $at/logout
		browse -o /dev/null -w '%{url_effective}\n' $at/mail`, "curl", "wrk")
	lines := strings.Split(got, "\n")
	var rest []string
	for _, line := range lines {
		if strings.Contains(line, "requests in") {
			if n, _ := strconv.Atoi(strings.Fields(line)[0]); n < 10 {
				t.Errorf("wrk: %s", line)
			}
			continue
		}
		rest = append(rest, line)
	}
	const want = `200 http://192.0.2.80/login 1
403
200 http://192.0.2.80/mail
1
1
How about pickles?
403
200 http://192.0.2.80/mail
Crêpe &lt;b&gt;
same
2
200 http://192.0.2.80/login
http://192.0.2.80/login
`
	if s := strings.Join(rest, "\n"); s != want {
		t.Errorf("printed\n%s\nwant\n%s", s, want)
	}
}
