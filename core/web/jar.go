package web

import (
	"net/netip"
	"slices"
	"strings"
	"time"
)

// Jar keeps a client's cookies, and knows which go along with a request (RFC 6265 §5.3,
// §5.4).
type Jar struct {
	kept []kept
	made int // counts cookies: which is older
}

type kept struct {
	Cookie
	hostOnly bool
	number   int // the lower, the earlier it was made
}

// Bounds of a jar: the least that RFC 6265 §6.1 asks clients to provide.
const (
	maxPerDomain = 50
	maxCookies   = 3000
)

// Set takes the cookies of a response to a request for a path of a host, and returns
// those that it keeps or, expired, drops.
func (j *Jar) Set(host, path string, resp *Response, now time.Time) (taken []Cookie) {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	for _, field := range resp.Header.Values("Set-Cookie") {
		c, ok := parseSetCookie(field, now)
		if !ok {
			continue
		}
		k := kept{Cookie: c, number: j.made}
		if !k.settle(host, path) {
			continue
		}
		j.made++
		at := slices.IndexFunc(j.kept, func(o kept) bool {
			return o.Name == k.Name && o.Domain == k.Domain && o.Path == k.Path && o.hostOnly == k.hostOnly
		})
		gone := expired(k, now)
		switch {
		case at >= 0 && gone:
			j.kept = slices.Delete(j.kept, at, at+1)
		case at >= 0:
			k.number = j.kept[at].number // it counts as made when the old one was (RFC 6265 §5.3)
			j.kept[at] = k
		case !gone:
			j.makeRoom(k.Domain)
			j.kept = append(j.kept, k)
		}
		if at >= 0 || !gone {
			taken = append(taken, k.Cookie)
		}
	}
	return taken
}

// settle decides for whom a cookie is; false if the host may not set it.
func (k *kept) settle(host, path string) bool {
	if k.Domain == "" {
		k.Domain, k.hostOnly = host, true
	} else {
		// A public suffix would reach everybody below it. Here that is each domain of one
		// label: a simple rule, which knows nothing of co.uk.
		if !domainMatch(host, k.Domain) || !strings.Contains(k.Domain, ".") && host != k.Domain {
			return false
		}
		if _, err := netip.ParseAddr(k.Domain); err == nil || !strings.Contains(k.Domain, ".") {
			k.hostOnly = true
		}
	}
	if !strings.HasPrefix(k.Path, "/") {
		k.Path = defaultPath(path)
	}
	return true
}

// makeRoom drops the oldest cookies where there are too many.
func (j *Jar) makeRoom(domain string) {
	of, oldest := 0, -1
	for i, k := range j.kept {
		if k.Domain == domain {
			of++
			if oldest < 0 || k.number < j.kept[oldest].number {
				oldest = i
			}
		}
	}
	if of >= maxPerDomain {
		j.kept = slices.Delete(j.kept, oldest, oldest+1)
	}
	if len(j.kept) >= maxCookies {
		j.kept = slices.Delete(j.kept, 0, 1)
	}
}

// Field returns the Cookie field of a request for a path of a host; "" for none. Longer
// paths stand first, then older cookies.
func (j *Jar) Field(host, path string, secure bool, now time.Time) string {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	j.kept = slices.DeleteFunc(j.kept, func(k kept) bool { return expired(k, now) })
	var list []kept
	for _, k := range j.kept {
		if (k.Domain == host || !k.hostOnly && domainMatch(host, k.Domain)) && pathMatch(path, k.Path) && (secure || !k.Secure) {
			list = append(list, k)
		}
	}
	slices.SortStableFunc(list, func(a, b kept) int {
		if d := len(b.Path) - len(a.Path); d != 0 {
			return d
		}
		return a.number - b.number
	})
	var pairs []string
	for _, k := range list {
		pairs = append(pairs, k.Name+"="+k.Value)
	}
	return strings.Join(pairs, "; ")
}

// Cookies lists the cookies that are kept, in the order of their making.
func (j *Jar) Cookies() []Cookie {
	var list []Cookie
	for _, k := range j.kept {
		list = append(list, k.Cookie)
	}
	return list
}

func expired(k kept, now time.Time) bool { return !k.Expires.IsZero() && !k.Expires.After(now) }

// domainMatch: the string is the domain, or ends in a dot and the domain and is a host
// name (RFC 6265 §5.1.3).
func domainMatch(host, domain string) bool {
	if host == domain {
		return true
	}
	_, err := netip.ParseAddr(host)
	return err != nil && domain != "" && strings.HasSuffix(host, "."+domain)
}

// defaultPath is the folder of what was asked for (RFC 6265 §5.1.4).
func defaultPath(path string) string {
	if i := strings.LastIndexByte(path, '/'); i > 0 && path[0] == '/' {
		return path[:i]
	}
	return "/"
}

// pathMatch: RFC 6265 §5.1.4.
func pathMatch(path, cookie string) bool {
	rest, ok := strings.CutPrefix(path, cookie)
	return ok && (rest == "" || strings.HasSuffix(cookie, "/") || rest[0] == '/')
}
