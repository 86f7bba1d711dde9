package main

import (
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
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

// Reads the event, waits a random part of its window, and sends the receipt. That it does not verify the issuer's
// signature costs the server nothing, and leaves it the processor it would have if devices were elsewhere.
func (d *device) answerWithReceipt(payload []byte) {
	var told struct{ Event string }
	parts := []string{}
	if json.Unmarshal(payload, &told) == nil {
		parts = strings.Split(told.Event, ".")
	}
	if len(parts) != 3 {
		return
	}
	body, err := b64.DecodeString(parts[1])
	var event struct {
		Iss, Jti string
		Events   map[string]struct {
			Window float64 `json:"receipt_window_ms"`
		}
	}
	if err != nil || json.Unmarshal(body, &event) != nil {
		return
	}
	window := 0.0
	for _, one := range event.Events {
		window = one.Window
	}
	hash := sha256.Sum256(body)
	send := func() {
		receipt, err := d.sign("signoff-receipt+jwt", fmt.Sprintf(
			`{"jti":"%s","aud":"%s","iat":%d,"sid":"%s","event_jti":"%s","event_hash":"%s","wiped":["tokens","profile"]}`,
			identifier(), event.Iss, time.Now().Unix(), d.sid, event.Jti, b64.EncodeToString(hash[:])))
		if err == nil {
			d.say(`{"type":"receipt","receipt":"` + receipt + `"}`)
		}
	}
	if window == 0 {
		send()
		return
	}
	time.AfterFunc(time.Duration(mathrand.Float64()*window*float64(time.Millisecond)), send)
}
