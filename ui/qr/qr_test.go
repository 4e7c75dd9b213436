package qr_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"playnet/tests/peers"
	"playnet/ui/qr"
)

var run = regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1h-(\d+)z`)

// paint makes the picture that a browser draws of a code.
func paint(t *testing.T, c qr.Code, scale int) *image.Gray {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, c.Size*scale, c.Size*scale))
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	if rest := run.ReplaceAllString(c.Path, ""); rest != "" {
		t.Fatalf("the path holds %q", rest)
	}
	for _, m := range run.FindAllStringSubmatch(c.Path, -1) {
		n := func(i int) int { v, _ := strconv.Atoi(m[i]); return v }
		if n(3) != n(4) {
			t.Fatalf("a run of %s that is %s back", m[3], m[4])
		}
		for y := n(2) * scale; y < (n(2)+1)*scale; y++ {
			for x := n(1) * scale; x < (n(1)+n(3))*scale; x++ {
				img.SetGray(x, y, color.Gray{})
			}
		}
	}
	return img
}

// A reader that is not ours reads what was written.
func TestReadersReadIt(t *testing.T) {
	zbarimg := peers.Need(t, "zbarimg")
	for _, text := range []string{
		"p1.A",
		"https://example.org/courses/net/#p1.Jsoq4gLq_oleuBGebl0GRjWQsu-Bs2UcFX1cjhjxiJGGx_0KwKKSa2Cp3ByzRIIXQZjlC0ZSi1HCCC9D5LgyMaBCakMkYVSz",
		"https://example.org/#p1." + strings.Repeat("aZ9-_x", 130),
	} {
		code, ok := qr.Encode(text)
		if !ok {
			t.Fatalf("%d characters get no code", len(text))
		}
		var out bytes.Buffer
		if err := png.Encode(&out, paint(t, code, 4)); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), "code.png")
		if err := os.WriteFile(file, out.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		read, err := exec.Command(zbarimg, "--quiet", "--raw", file).Output()
		if got := strings.TrimSuffix(string(read), "\n"); err != nil || got != text {
			t.Errorf("read as %q, %v; want %q", got, err, text)
		}
	}
}

func TestMarginAndSize(t *testing.T) {
	code, _ := qr.Encode("p1.A")
	if code.Size != 21+2*qr.Quiet { // version 1 has 21 modules a side
		t.Errorf("%d modules", code.Size)
	}
	img := paint(t, code, 1)
	for i := range code.Size {
		for _, p := range [][2]int{{i, qr.Quiet - 1}, {qr.Quiet - 1, i}, {i, code.Size - qr.Quiet}, {code.Size - qr.Quiet, i}} {
			if img.GrayAt(p[0], p[1]).Y == 0 {
				t.Fatalf("the margin is dark at %v", p)
			}
		}
	}
	if img.GrayAt(qr.Quiet, qr.Quiet).Y != 0 {
		t.Error("the finder pattern's corner is light")
	}
}

func TestTooLongForAScreen(t *testing.T) {
	if _, ok := qr.Encode(strings.Repeat("x", 858)); !ok { // version 20 at level L
		t.Error("858 characters get no code")
	}
	if _, ok := qr.Encode(strings.Repeat("x", 859)); ok {
		t.Error("859 characters get a code")
	}
}
