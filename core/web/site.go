package web

import (
	"strconv"

	"playnet/core/host"
	"playnet/core/view"
)

// SiteKind is the kind of a [Site], as a lab file writes it.
const SiteKind = "web.server"

// Site is the program of a web server that serves files.
type Site struct {
	files  Files
	server *Server
}

// NewSite returns a web server of some files.
func NewSite(files Files) *Site {
	return &Site{files: files, server: NewServer(ServerConfig{Handler: files, Name: "playnet"})}
}

// Kind returns [SiteKind].
func (s *Site) Kind() string { return SiteKind }

// Run serves until the host stops.
func (s *Site) Run(h host.Host) error { return s.server.Run(h) }

// View describes the server.
func (s *Site) View() view.Program {
	p := view.Program{Kind: SiteKind, State: "listening", Mail: &view.Mail{Sessions: s.server.Sessions()}}
	p.Fields = []view.Field{
		{ID: "web.files", Value: strconv.Itoa(len(s.files))},
		{ID: "web.requests", Value: strconv.FormatInt(s.server.Served(), 10)},
	}
	return p
}
