package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/url"
)

const (
	opText  = 1
	opClose = 8
	opPing  = 9
	opPong  = 10
)

type frame struct {
	opcode  byte
	payload []byte
}

func (f frame) closeCode() int {
	if len(f.payload) < 2 {
		return 1005
	}
	return int(binary.BigEndian.Uint16(f.payload))
}

// RFC 6455 section 5.2, as a client writes it. The mask is zero: it protects proxies, of which there are none here.
func encode(opcode byte, payload []byte) []byte {
	out := []byte{0x80 | opcode}
	switch length := len(payload); {
	case length < 126:
		out = append(out, 0x80|byte(length))
	default:
		out = append(out, 0x80|126, byte(length>>8), byte(length))
	}
	return append(append(out, 0, 0, 0, 0), payload...)
}

func readFrame(reader *bufio.Reader) (frame, error) {
	var head [8]byte
	if _, err := io.ReadFull(reader, head[:2]); err != nil {
		return frame{}, err
	}
	opcode, length := head[0]&15, uint64(head[1]&127)
	switch length {
	case 126:
		if _, err := io.ReadFull(reader, head[:2]); err != nil {
			return frame{}, err
		}
		length = uint64(binary.BigEndian.Uint16(head[:2]))
	case 127:
		if _, err := io.ReadFull(reader, head[:8]); err != nil {
			return frame{}, err
		}
		length = binary.BigEndian.Uint64(head[:8])
	}
	if length > 1<<20 {
		return frame{}, fmt.Errorf("a frame of %d bytes", length)
	}
	payload := make([]byte, length)
	_, err := io.ReadFull(reader, payload)
	return frame{opcode, payload}, err
}

func upgrade(wire net.Conn, reader *bufio.Reader, target *url.URL, speak dialect) error {
	path := target.RequestURI()
	if speak.path != "" {
		path = speak.path
	}
	protocol := ""
	if speak.subprotocol != "" {
		protocol = "Sec-WebSocket-Protocol: " + speak.subprotocol + "\r\n"
	}
	_, err := fmt.Fprintf(wire, "GET %s HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"+
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n%s\r\n", path, target.Host, protocol)
	if err != nil {
		return err
	}
	status, err := reader.ReadSlice('\n')
	if err != nil {
		return err
	}
	if !bytes.HasPrefix(status, []byte("HTTP/1.1 101")) {
		return fmt.Errorf("the handshake was answered %q", bytes.TrimSpace(status))
	}
	for {
		line, err := reader.ReadSlice('\n')
		if err != nil {
			return err
		}
		if len(bytes.TrimSpace(line)) == 0 {
			return nil
		}
	}
}
