package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"strings"
	"time"
)

func identifier() string {
	var bytes [16]byte
	rand.Read(bytes[:])
	return fmt.Sprintf("%x-%x-%x-%x-%x", bytes[:4], bytes[4:6], bytes[6:8], bytes[8:10], bytes[10:])
}

// JWS compact serialization (RFC 7515 section 7.1), ES256, the key in the header.
func (d *device) sign(kind, claims string) (string, error) {
	header := `{"alg":"ES256","typ":"` + kind + `","jwk":{"kty":"EC","crv":"P-256","x":"` + d.x + `","y":"` + d.y + `"}}`
	input := b64.EncodeToString([]byte(header)) + "." + b64.EncodeToString([]byte(claims))
	hash := sha256.Sum256([]byte(input))
	r, s, err := ecdsa.Sign(rand.Reader, d.key, hash[:])
	if err != nil {
		return "", err
	}
	var signature [64]byte
	r.FillBytes(signature[:32])
	s.FillBytes(signature[32:])
	return input + "." + b64.EncodeToString(signature[:]), nil
}

func (d *device) proof(nonce string) (string, error) {
	return d.sign("signoff-proof+jwt", fmt.Sprintf(`{"jti":"%s","iat":%d,"nonce":"%s","ath":"%s","use":"hello","htu":"%s"}`,
		identifier(), time.Now().Unix(), nonce, d.ath, d.htu))
}

// What a device reads in an event before it answers.
type event struct {
	frame       []byte
	issuer, jti string
	hash        string
	window      time.Duration
}

func readEvent(frame []byte) *event {
	var told struct{ Event string }
	parts := []string{}
	if json.Unmarshal(frame, &told) == nil {
		parts = strings.Split(told.Event, ".")
	}
	if len(parts) != 3 {
		return nil
	}
	body, err := b64.DecodeString(parts[1])
	var claims struct {
		Iss, Jti string
		Events   map[string]struct {
			Window float64 `json:"receipt_window_ms"`
		}
	}
	if err != nil || json.Unmarshal(body, &claims) != nil {
		return nil
	}
	hash := sha256.Sum256(body)
	read := &event{frame: bytes.Clone(frame), issuer: claims.Iss, jti: claims.Jti, hash: b64.EncodeToString(hash[:])}
	for _, one := range claims.Events {
		read.window = time.Duration(one.Window * float64(time.Millisecond))
	}
	return read
}

// Waits a random part of the event's window, and sends the receipt. That the issuer's signature is not verified, and
// that an event which many devices hear is read by the first alone, costs the server nothing, and leaves it the
// processor it would have if devices were elsewhere.
func (d *device) answerWithReceipt(frame []byte) {
	last := d.fleet.event.Load()
	if last == nil || !bytes.Equal(last.frame, frame) {
		if last = readEvent(frame); last == nil {
			return
		}
		d.fleet.event.Store(last)
	}
	event := last
	send := func() {
		if receipt := d.receiptFor(event); receipt != nil {
			d.write(receipt)
		}
	}
	if event.window == 0 {
		send()
		return
	}
	time.AfterFunc(time.Duration(mathrand.Float64()*float64(event.window)), send)
}

// A receipt as it goes over the wire.
type receipt struct {
	event   *event
	encoded []byte
}

// Nil when it cannot be signed.
func (d *device) receiptFor(event *event) []byte {
	if ready := d.receipt.Load(); ready != nil && ready.event == event {
		return ready.encoded
	}
	signed, err := d.sign("signoff-receipt+jwt", fmt.Sprintf(
		`{"jti":"%s","aud":"%s","iat":%d,"sid":"%s","event_jti":"%s","event_hash":"%s","wiped":["tokens","profile"]}`,
		identifier(), event.issuer, time.Now().Unix(), d.sid, event.jti, event.hash))
	if err != nil {
		return nil
	}
	return encode(opText, []byte(`{"type":"receipt","receipt":"`+signed+`"}`))
}

// Has every device that is connected sign its receipt for an event which it is about to hear. Ten thousand devices
// have ten thousand processors; the one they have here would leave the frames of some unread while it signs for others.
func (f *fleet) signReceipts(frame string) error {
	event := readEvent([]byte(frame))
	if event == nil {
		return errors.New("no event in the frame")
	}
	f.event.Store(event)
	for _, device := range f.devices {
		if device.isOpen() {
			device.receipt.Store(&receipt{event, device.receiptFor(event)})
		}
	}
	return nil
}
