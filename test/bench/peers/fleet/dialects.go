package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// How the server before the fleet wants to be spoken to.
type dialect struct {
	// Instead of the URL's own.
	path, subprotocol, ping string
	// What a device says first; nil = the server does.
	opened func(*device) []byte
	// A frame before it is in: whether it is now.
	greeted func(*device, []byte) (bool, error)
	heard   func(*device, []byte)
}

var dialects = map[string]dialect{
	"signoff":    {subprotocol: "signoff.v1", ping: "ping", greeted: answerChallenge, heard: obey},
	"socket.io":  {path: "/socket.io/?EIO=4&transport=websocket", greeted: joinNamespace, heard: hearSocketIo},
	"centrifuge": {path: "/connection/websocket", opened: sayConnect, greeted: isConnected, heard: hearCentrifuge},
}

// Both peers carry the frame that our gateway writes, and nothing else has this in it.
var eventMark = []byte("session-revoked")

func answerChallenge(d *device, payload []byte) (bool, error) {
	var frame struct {
		Type, Nonce string
		Session     struct{ Sid string }
	}
	if err := json.Unmarshal(payload, &frame); err != nil {
		return false, err
	}
	switch frame.Type {
	case "challenge":
		proof, err := d.proof(frame.Nonce)
		if err != nil {
			return false, err
		}
		d.say(`{"type":"hello","accessToken":"` + d.token + `","proof":"` + proof + `"}`)
		return false, nil
	case "ready":
		d.sid = frame.Session.Sid
		return true, nil
	case "going-away":
		return false, errors.New("the gateway sent it away")
	}
	return false, fmt.Errorf("%s before it was ready", frame.Type)
}

func obey(d *device, payload []byte) {
	at := monotonic()
	switch {
	case bytes.HasPrefix(payload, []byte(`{"type":"session-revoked"`)):
		d.wasTold(at)
		if d.fleet.receipts.Load() {
			d.answerWithReceipt(payload)
		}
	case bytes.HasPrefix(payload, []byte(`{"type":"receipt-stored"`)):
		if d.storedAt.CompareAndSwap(0, at) {
			d.fleet.stored.add(at)
		}
	}
}

func joinNamespace(d *device, payload []byte) (bool, error) {
	if payload[0] == '0' {
		d.say("40")
		return false, nil
	}
	if bytes.HasPrefix(payload, []byte("40")) {
		return true, nil
	}
	return false, fmt.Errorf("Socket.IO said %q", payload)
}

func hearSocketIo(d *device, payload []byte) {
	switch {
	case payload[0] == '2':
		d.say("3")
	case bytes.Contains(payload, eventMark):
		d.wasTold(monotonic())
	}
}

func sayConnect(d *device) []byte { return encode(opText, []byte(`{"id":1,"connect":{}}`)) }

func isConnected(_ *device, payload []byte) (bool, error) {
	if bytes.Contains(payload, []byte(`"connect":`)) {
		return true, nil
	}
	return false, fmt.Errorf("centrifuge said %q", payload)
}

func hearCentrifuge(d *device, payload []byte) {
	// Its ping is an empty object, which it may put into one frame with a publication.
	if bytes.HasPrefix(payload, []byte("{}")) || bytes.Contains(payload, []byte("\n{}")) {
		d.say("{}")
	}
	if bytes.Contains(payload, eventMark) {
		d.wasTold(monotonic())
	}
}
