package web

import (
	"crypto/sha256"
	"encoding/hex"
	"path"
	"strings"
	"time"
)

// File is a file of a site.
type File struct {
	Path     string // "/index.html"
	Type     string // a media type; by the path's extension if ""
	Data     []byte
	Modified time.Time
}

// Files serves the files of a site, as they lie there.
type Files []File

// mediaTypes by extension. A character set is stated: what the labs hold is UTF-8.
var mediaTypes = []struct{ extension, mediaType string }{
	{".html", "text/html; charset=utf-8"}, {".htm", "text/html; charset=utf-8"}, {".txt", "text/plain; charset=utf-8"},
	{".css", "text/css; charset=utf-8"}, {".js", "text/javascript; charset=utf-8"}, {".json", "application/json"},
	{".jpg", "image/jpeg"}, {".jpeg", "image/jpeg"}, {".png", "image/png"}, {".gif", "image/gif"}, {".svg", "image/svg+xml"},
	{".mpg", "video/mpeg"}, {".mp3", "audio/mpeg"}, {".pdf", "application/pdf"},
}

// MediaType returns the media type of a file, as its name says it.
func MediaType(name string) string {
	extension := strings.ToLower(path.Ext(name))
	for _, t := range mediaTypes {
		if t.extension == extension {
			return t.mediaType
		}
	}
	return "application/octet-stream"
}

// Serve answers GET and HEAD, and says 304 to a client that has the file.
func (files Files) Serve(r *Request) *Response {
	if r.Method != "GET" && r.Method != "HEAD" {
		resp := TextResponse(StatusMethodNotAllowed)
		resp.Header.Set("Allow", "GET, HEAD")
		return resp
	}
	name := r.Path()
	if strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	for _, f := range files {
		if f.Path == name {
			return f.serve(r)
		}
	}
	return TextResponse(StatusNotFound)
}

func (f File) serve(r *Request) *Response {
	mediaType := f.Type
	if mediaType == "" {
		mediaType = MediaType(f.Path)
	}
	resp := NewResponse(StatusOK, mediaType, f.Data)
	tag := f.etag()
	resp.Header.Set("ETag", tag)
	if !f.Modified.IsZero() {
		resp.Header.Set("Last-Modified", Date(f.Modified))
	}
	if f.fresh(r, tag) {
		resp.Status, resp.Body = StatusNotModified, nil
		resp.Header.Del("Content-Type")
	}
	return resp
}

func (f File) etag() string {
	sum := sha256.Sum256(f.Data)
	return `"` + hex.EncodeToString(sum[:8]) + `"`
}

// fresh reports whether the client has the file as it is. If-Modified-Since counts only
// where there is no If-None-Match (RFC 9110 §13.2.2).
func (f File) fresh(r *Request, tag string) bool {
	if r.Header.Has("If-None-Match") {
		for _, v := range r.Header.Values("If-None-Match") {
			for one := range strings.SplitSeq(v, ",") {
				one = strings.TrimPrefix(strings.Trim(one, " \t"), "W/") // weak comparison (RFC 9110 §13.1.2)
				if one == tag || one == "*" {
					return true
				}
			}
		}
		return false
	}
	since, ok := ParseDate(r.Header.Get("If-Modified-Since"))
	return ok && !f.Modified.IsZero() && !f.Modified.Truncate(time.Second).After(since)
}
