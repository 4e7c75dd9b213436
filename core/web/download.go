package web

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/netip"
	"strconv"
	"time"

	"playnet/core/host"
	"playnet/core/view"
)

// DownloadKind is the kind of a [Download], as a lab file writes it.
const DownloadKind = "web.download"

// DownloadConfig says what is downloaded.
type DownloadConfig struct {
	Server netip.AddrPort
	Host   string        // of the URL
	Target string        // its path
	After  time.Duration // that it begins after the program has started
}

// Download is a user's program that gets one large file from a web server, and has it then.
// The file's bytes are counted and not kept. It may take as long as it likes, but is given up
// when the server says nothing for [ClientPatience].
type Download struct {
	config DownloadConfig
	h      host.Host
	state  downloadState
	size   int64 // that the server has announced; 0: not yet
	got    int64
	began  time.Time
	took   time.Duration
	failed string
}

type downloadState uint8

const (
	downloadWaiting downloadState = iota
	downloadAsking
	downloadGetting
	downloadDone
	downloadFailed
	downloadStates = iota
)

// String returns the name that the screen shows.
func (s downloadState) String() string {
	return [downloadStates]string{"waiting", "asking", "downloading", "done", "failed"}[s]
}

// NewDownload returns a download that has not begun.
func NewDownload(c DownloadConfig) *Download { return &Download{config: c} }

// Kind returns [DownloadKind].
func (d *Download) Kind() string { return DownloadKind }

// Progress returns what the program is doing, and how many bytes of the file have come.
func (d *Download) Progress() (state string, got int64) { return d.state.String(), d.got }

func (d *Download) become(s downloadState) { d.state = s }

// errNoFile says that the server did not send the file.
var errNoFile = errors.New("the server does not send the file")

// Run downloads the file, once.
func (d *Download) Run(h host.Host) error {
	d.h = h
	if err := h.Sleep(d.config.After); err != nil {
		return err
	}
	d.began = h.Now()
	h.Serve(h.Emit(EventDownloading{URL: "http://" + d.config.Host + d.config.Target}))
	d.become(downloadAsking)
	err := d.get()
	if errors.Is(err, net.ErrClosed) {
		return err // the host stops
	}
	d.took = h.Now().Sub(d.began)
	done := EventDownloaded{URL: "http://" + d.config.Host + d.config.Target, Bytes: d.got, Took: d.took}
	if err != nil {
		d.failed = err.Error()
		done.Failed = d.failed
	}
	h.Emit(done)
	if err != nil {
		d.become(downloadFailed)
	} else {
		d.become(downloadDone)
	}
	return nil
}

func (d *Download) get() error {
	conn, err := d.h.DialTimeout("tcp", d.config.Server, ClientPatience)
	if err != nil {
		return err
	}
	defer conn.Close()
	ask := &Request{Method: "GET", Target: d.config.Target, Version: HTTP11}
	ask.Header.Set("Host", d.config.Host)
	ask.Header.Set("Connection", "close")
	out, err := ask.Encode()
	if err != nil {
		return err
	}
	if _, err := conn.Write(out); err != nil {
		return err
	}
	r := &reader{r: bufio.NewReaderSize(patient{conn, d.h}, 64<<10)}
	resp, how, length, err := r.responseHead("GET", Limits{}.orDefault())
	switch {
	case err != nil:
		return err
	case resp.Status != StatusOK || how != byLength:
		return errNoFile
	}
	d.size = int64(length)
	d.become(downloadGetting)
	_, err = io.CopyN(counter{d}, r.r, d.size)
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return err
}

// patient reads of a connection as long as something comes.
type patient struct {
	net.Conn
	h host.Host
}

// Read implements io.Reader.
func (p patient) Read(b []byte) (int, error) {
	if err := p.SetReadDeadline(p.h.Now().Add(ClientPatience)); err != nil {
		return 0, err
	}
	return p.Conn.Read(b)
}

// counter counts what comes.
type counter struct{ d *Download }

// Write implements io.Writer.
func (c counter) Write(b []byte) (int, error) {
	c.d.got += int64(len(b))
	return len(b), nil
}

// View describes the download.
func (d *Download) View() view.Program {
	p := view.Program{Kind: DownloadKind, State: d.state.String()}
	p.Fields = []view.Field{
		{ID: "web.download.got", Value: strconv.FormatInt(d.got, 10)},
		{ID: "web.download.size", Value: strconv.FormatInt(d.size, 10)},
	}
	if d.failed != "" {
		p.Fields = append(p.Fields, view.Field{ID: "web.download.failed", Value: d.failed})
	}
	return p
}
