package lab

import (
	"net/netip"
	"strings"

	"playnet/core/lab/labfile"
	"playnet/core/web"
	"playnet/core/webmail"
)

// siteFiles are the files that a web server serves, in the order of the lab. They were
// last changed when the lab begins.
func siteFiles(f *labfile.File, s labfile.WebServer, on []labfile.ID, all *torrents) (files web.Files) {
	for _, id := range s.Torrents {
		files = append(files, web.File{Path: "/" + f.Torrent(id).FileName(), Data: all.of(id).content, Modified: f.Lab.Epoch.Time})
	}
	for _, m := range f.Members {
		name, ok := strings.CutPrefix(m.Name, s.Prefix())
		if !ok {
			continue
		}
		data, _ := f.Member(m.Name, on) // it is there
		files = append(files, web.File{Path: "/" + name, Data: data, Modified: f.Lab.Epoch.Time})
	}
	return files
}

// downloadConfig reads what is downloaded.
func downloadConfig(f *labfile.File, s labfile.WebDownload) web.DownloadConfig {
	addr, _ := f.Resolve(s.Server) // the file's checks found it
	c := web.DownloadConfig{Server: netip.AddrPortFrom(addr, web.Port), Host: string(s.Server), Target: string(s.Path)}
	if s.After != nil {
		c.After = s.After.Std()
	}
	return c
}

// webmailConfig reads how a webmail server is set up.
func webmailConfig(f *labfile.File, s labfile.Webmail) webmail.Config {
	c := webmail.Config{Title: s.Title, Domain: strings.TrimSuffix(string(s.Domain), "."), IMAP: s.IMAPServer(), Submission: s.SubmissionServer(),
		Name: string(s.Host), Resolvers: serversOf(f, f.Host(s.Host).Resolvers)}
	if c.Title == "" {
		c.Title = "Webmail"
	}
	return c
}
