package vnet

import (
	"errors"
	"net"
	"testing"
	"time"

	"playnet/core/host"
)

// started is a program that starts another and says what became of it.
func (w *world) started(m *Machine, p host.Program, killAfter time.Duration) (took time.Duration, err error) {
	w.exec(m, func(h host.Host) {
		begin := h.Now()
		job := h.(host.Spawner).Spawn(p)
		if killAfter > 0 {
			h.After(killAfter, job.Kill)
		}
		err = job.Wait()
		took = h.Now().Sub(begin)
		if again := job.Wait(); !errors.Is(again, err) && !sameCrash(again, err) {
			w.Errorf("waiting again gives %v, not %v", again, err)
		}
		job.Kill() // of what has ended: nothing happens
	})
	w.run()
	return took, err
}

func sameCrash(a, b error) bool {
	var ca, cb *host.CrashError
	return errors.As(a, &ca) && errors.As(b, &cb) && *ca == *cb
}

func TestJobs(t *testing.T) {
	w := newWorld(t, 1)
	a, _ := w.pair(LinkConfig{})
	idle := len(a.Programs())

	took, err := w.started(a, &prog{"short", func(h host.Host) error { return h.Sleep(3 * time.Second) }}, 0)
	if err != nil || took != 3*time.Second {
		t.Errorf("one that returns: %v after %v", err, took)
	}

	_, err = w.started(a, &prog{"broken", func(h host.Host) error { h.Sleep(time.Second); panic("alas") }}, 0)
	var crash *host.CrashError
	if !errors.As(err, &crash) || crash.Message != "alas" {
		t.Errorf("one that panics: %v", err)
	}

	last := "nothing"
	took, err = w.started(a, &prog{"long", func(h host.Host) error {
		c := w.dial(h, "10.0.0.2:9")
		h.Go("straggler", func() { wantErr(t, "sleep", h.Sleep(time.Hour), net.ErrClosed) })
		_, err := c.Read(make([]byte, 1))
		wantErr(t, "read", err, net.ErrClosed)
		last = "its cleaning up"
		return err
	}}, 2*time.Second)
	if err != nil || took != 2*time.Second || last != "its cleaning up" {
		t.Errorf("one that is killed: %v after %v, the last thing it did was %s", err, took, last)
	}
	if len(a.Sockets()) != 0 {
		t.Errorf("sockets are left: %v", a.Sockets())
	}
	if n := len(a.Programs()); n != idle+1 { // what has crashed can be looked at
		t.Errorf("programs are left: %v", a.Programs())
	}
}

// A machine that stops takes the programs along that others have started, and who waits
// for one hears that the host is closed.
func TestJobsDieWithTheirMachine(t *testing.T) {
	w := newWorld(t, 1)
	a, _ := w.pair(LinkConfig{})
	var waited, slept error
	a.Install("parent", func() host.Program {
		return &prog{"parent", func(h host.Host) error {
			job := h.(host.Spawner).Spawn(&prog{"child", func(h host.Host) error {
				slept = h.Sleep(time.Hour)
				return slept
			}})
			waited = job.Wait()
			late := h.(host.Spawner).Spawn(&prog{"late", func(host.Host) error { t.Error("a dying program has started another"); return nil }})
			return late.Wait()
		}}
	})
	w.k.After(time.Second, a.Stop)
	w.run()
	wantErr(t, "wait", waited, net.ErrClosed)
	wantErr(t, "sleep", slept, net.ErrClosed)
	a.Start()
	w.k.After(time.Second, a.Stop)
	w.run()
	if n := len(w.events(KindProgramStarted)); n != 4 {
		t.Errorf("%d programs were started, want parent and child, twice", n)
	}
}
