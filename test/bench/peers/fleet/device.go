package main

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"time"
)

// Ports of one pair of addresses run out.
const devicesAnAddress = 2_000
const handshakeWithin = 60 * time.Second

type device struct {
	fleet     *fleet
	number    int
	key       *ecdsa.PrivateKey
	x, y      string
	token     string
	ath       string
	sid       string
	htu       string
	toldAt    atomic.Int64
	storedAt  atomic.Int64
	closeCode atomic.Int64
	pingedAt  atomic.Int64
	pings     atomic.Bool
	// Signed before its event came; else nil.
	receipt atomic.Pointer[receipt]
	mutex   sync.Mutex
	wire    net.Conn
	tcp     *net.TCPConn
}

var b64 = base64.RawURLEncoding

func newDevice(f *fleet, number int) (*device, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	point, err := key.PublicKey.ECDH()
	if err != nil {
		return nil, err
	}
	raw := point.Bytes()
	return &device{fleet: f, number: number, key: key, x: b64.EncodeToString(raw[1:33]), y: b64.EncodeToString(raw[33:65])}, nil
}

func (d *device) take(token string) {
	hash := sha256.Sum256([]byte(token))
	d.token, d.ath = token, b64.EncodeToString(hash[:])
}

// Connects, does the handshake of the dialect, and leaves a reader behind once the server has said that it is in.
func (d *device) connect(address string, speak dialect, roots *x509.CertPool) error {
	target, err := url.Parse(address)
	if err != nil {
		return err
	}
	from := net.IPv4(127, 0, byte(d.number/devicesAnAddress/250), byte(1+d.number/devicesAnAddress%250))
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: from}, Timeout: handshakeWithin}
	// By number: a name would be looked up ten thousand times.
	wire, err := dialer.Dial("tcp4", net.JoinHostPort("127.0.0.1", target.Port()))
	if err != nil {
		return err
	}
	tcp := wire.(*net.TCPConn)
	wire.SetDeadline(time.Now().Add(handshakeWithin))
	if target.Scheme == "wss" {
		secured := tls.Client(wire, &tls.Config{RootCAs: roots, ServerName: target.Hostname(), MinVersion: tls.VersionTLS13})
		if err := secured.Handshake(); err != nil {
			return errors.Join(err, wire.Close())
		}
		wire = secured
	}
	d.htu = address
	d.pings.Store(false)
	d.mutex.Lock()
	d.wire, d.tcp = wire, tcp
	d.mutex.Unlock()
	d.closeCode.Store(0)
	reader := bufio.NewReaderSize(wire, 1024)
	if err := upgrade(wire, reader, target, speak); err != nil {
		return errors.Join(err, wire.Close())
	}
	if speak.opened != nil {
		d.write(speak.opened(d))
	}
	for ready := false; !ready; {
		frame, err := readFrame(reader)
		if err != nil {
			return errors.Join(err, wire.Close())
		}
		if frame.opcode == opClose {
			return errors.Join(fmt.Errorf("closed with %d before it was ready", frame.closeCode()), wire.Close())
		}
		if ready, err = speak.greeted(d, frame.payload); err != nil {
			return errors.Join(err, wire.Close())
		}
	}
	wire.SetDeadline(time.Time{})
	d.pingedAt.Store(time.Now().Add(time.Duration(d.number%1000) * time.Millisecond).UnixNano())
	d.pings.Store(speak.ping != "")
	go d.listen(wire, reader, speak)
	return nil
}

func (d *device) listen(wire net.Conn, reader *bufio.Reader, speak dialect) {
	for {
		frame, err := readFrame(reader)
		if err != nil {
			break
		}
		switch frame.opcode {
		case opClose:
			d.closeCode.Store(int64(frame.closeCode()))
			d.write(encode(opClose, frame.payload[:min(2, len(frame.payload))]))
		case opPing:
			d.write(encode(opPong, frame.payload))
		default:
			speak.heard(d, frame.payload)
			continue
		}
		if frame.opcode == opClose {
			break
		}
	}
	wire.Close()
	d.mutex.Lock()
	if d.wire == wire {
		d.wire, d.tcp = nil, nil
	}
	d.mutex.Unlock()
	d.fleet.closed.add(monotonic())
}

func (d *device) write(bytes []byte) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if d.wire != nil {
		d.wire.Write(bytes)
	}
}

func (d *device) say(text string) { d.write(encode(opText, []byte(text))) }

// At the moment when the frame had come, whenever it is read.
func (d *device) wasTold(at int64) {
	d.mutex.Lock()
	tcp := d.tcp
	d.mutex.Unlock()
	if tcp != nil {
		at -= int64(unreadFor(tcp))
	}
	if d.toldAt.CompareAndSwap(0, at) {
		d.fleet.told.add(at)
	}
}

func (d *device) drop() bool {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if d.wire == nil {
		return false
	}
	d.tcp.SetLinger(0)
	d.tcp.Close()
	d.wire, d.tcp = nil, nil
	return true
}

func (d *device) isOpen() bool {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	return d.wire != nil
}

func (d *device) pingIfDue(now time.Time) {
	last := d.pingedAt.Load()
	if last == 0 || !d.pings.Load() || now.UnixNano()-last < int64(heartbeat) || !d.isOpen() {
		return
	}
	d.pingedAt.Store(now.UnixNano())
	d.say(`{"type":"ping"}`)
}
