package main

import (
	"bufio"
	"crypto/x509"
	"fmt"
	"os"
	"sort"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"
)

const (
	heartbeat = 25 * time.Second
	step      = 50 * time.Millisecond

	comeBackAfter = time.Second
)

type fleet struct {
	devices []*device
	// Whether a device that is told answers with its receipt.
	receipts atomic.Bool
	told     counter
	stored   counter
	closed   counter
	// The last event that was read.
	event   atomic.Pointer[event]
	mutex   sync.Mutex
	failure string
}

// A counter that remembers when it counted first and last.
type counter struct{ count, first, last atomic.Int64 }

func (c *counter) add(at int64) {
	if c.count.Add(1) == 1 {
		c.first.Store(at)
	}
	for last := c.last.Load(); at > last && !c.last.CompareAndSwap(last, at); last = c.last.Load() {
	}
}

func (c *counter) reset() { c.count.Store(0); c.first.Store(0); c.last.Store(0) }

func monotonic() int64 {
	var now syscall.Timespec
	syscall.Syscall(syscall.SYS_CLOCK_GETTIME, 1, uintptr(unsafe.Pointer(&now)), 0)
	return now.Nano()
}

func (f *fleet) do(order command) (map[string]any, error) {
	switch order.Do {
	case "keys":
		return f.keys(order)
	case "tokens":
		return f.tokens(order)
	case "connect":
		return f.connect(order)
	case "watch":
		f.told.reset()
		f.stored.reset()
		f.closed.reset()
		f.receipts.Store(order.Receipts)
		for _, device := range f.devices {
			device.toldAt.Store(0)
			device.storedAt.Store(0)
			device.receipt.Store(nil)
		}
		if order.Event != "" {
			if err := f.signReceipts(order.Event); err != nil {
				return nil, err
			}
		}
		return map[string]any{"at": monotonic()}, nil
	case "told":
		return waited(&f.told, order), nil
	case "stored":
		return waited(&f.stored, order), nil
	case "closed":
		return waited(&f.closed, order), nil
	case "times":
		return f.times(order.Devices), nil
	case "drop":
		return f.drop(order), nil
	case "state":
		return f.state(), nil
	}
	return nil, fmt.Errorf("there is no such order")
}

// Makes devices, each with a key of its own, and writes their public keys into a file.
func (f *fleet) keys(order command) (map[string]any, error) {
	file, err := os.Create(order.File)
	if err != nil {
		return nil, err
	}
	out := bufio.NewWriter(file)
	for i := 0; i < order.Count; i++ {
		device, err := newDevice(f, len(f.devices))
		if err != nil {
			return nil, err
		}
		f.devices = append(f.devices, device)
		fmt.Fprintf(out, "%s %s\n", device.x, device.y)
	}
	if err := out.Flush(); err != nil {
		return nil, err
	}
	return map[string]any{"devices": len(f.devices)}, file.Close()
}

// One access token a line, in the order of the devices from `from` on.
func (f *fleet) tokens(order command) (map[string]any, error) {
	file, err := os.Open(order.File)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	next := order.From
	for ; lines.Scan() && next < len(f.devices); next++ {
		f.devices[next].take(lines.Text())
	}
	return map[string]any{"tokens": next - order.From}, lines.Err()
}

func (f *fleet) connect(order command) (map[string]any, error) {
	dialect, ok := dialects[order.Dialect]
	if !ok {
		return nil, fmt.Errorf("no dialect %q", order.Dialect)
	}
	var roots *x509.CertPool
	if order.CaFile != "" {
		pem, err := os.ReadFile(order.CaFile)
		if err != nil {
			return nil, err
		}
		roots = x509.NewCertPool()
		roots.AppendCertsFromPEM(pem)
	}
	f.failure = ""
	slots := make(chan struct{}, order.InFlight)
	var waits sync.WaitGroup
	var ready, failed atomic.Int64
	took := make([]float64, order.To-order.From)
	begun := monotonic()
	for i := order.From; i < order.To; i++ {
		slots <- struct{}{}
		waits.Add(1)
		go func(device *device) {
			defer func() { <-slots; waits.Done() }()
			at := monotonic()
			err := device.connect(order.URL, dialect, roots)
			for tries := 1; err != nil && tries < order.Tries; tries++ {
				// As a device comes back that was sent away.
				time.Sleep(comeBackAfter)
				err = device.connect(order.URL, dialect, roots)
			}
			if err != nil {
				failed.Add(1)
				f.note(err)
				return
			}
			ready.Add(1)
			took[device.number-order.From] = float64(monotonic()-at) / 1e6
		}(f.devices[i])
	}
	waits.Wait()
	ended := monotonic()
	sort.Float64s(took)
	return map[string]any{
		"ready": ready.Load(), "failed": failed.Load(), "failure": f.failure,
		"begunAt": begun, "endedAt": ended,
		"p50Ms": took[len(took)/2], "p99Ms": took[len(took)*99/100],
	}, nil
}

func (f *fleet) note(err error) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if f.failure == "" {
		f.failure = err.Error()
	}
}

func waited(c *counter, order command) map[string]any {
	deadline := time.Now().Add(time.Duration(order.WithinMs) * time.Millisecond)
	for c.count.Load() < int64(order.Count) && time.Now().Before(deadline) {
		time.Sleep(time.Millisecond)
	}
	return map[string]any{"count": c.count.Load(), "firstAt": c.first.Load(), "lastAt": c.last.Load()}
}

func (f *fleet) times(numbers []int) map[string]any {
	told := make([]int64, len(numbers))
	stored := make([]int64, len(numbers))
	for i, number := range numbers {
		told[i] = f.devices[number].toldAt.Load()
		stored[i] = f.devices[number].storedAt.Load()
	}
	return map[string]any{"told": told, "stored": stored}
}

// Cuts the wires: a reset, and no word of goodbye.
func (f *fleet) drop(order command) map[string]any {
	dropped := 0
	for _, device := range f.devices[order.From:order.To] {
		if device.drop() {
			dropped++
		}
	}
	return map[string]any{"dropped": dropped}
}

func (f *fleet) state() map[string]any {
	open, untold, codes := 0, 0, map[int]int{}
	for _, device := range f.devices {
		if device.isOpen() {
			open++
		}
		if device.toldAt.Load() == 0 {
			untold++
		}
		if code := device.closeCode.Load(); code != 0 {
			codes[int(code)]++
		}
	}
	return map[string]any{"devices": len(f.devices), "open": open, "untold": untold, "closes": codes}
}

// Each device pings at its own time, as the protocol asks for.
func (f *fleet) beat() {
	for now := range time.Tick(step) {
		for _, device := range f.devices {
			device.pingIfDue(now)
		}
	}
}
