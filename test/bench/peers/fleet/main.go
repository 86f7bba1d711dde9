// The client of the benches: thousands of connections that do the whole handshake of the server before them, in one
// process that needs less than the server, so that its own cost does not hide the server's. It is told what to do by
// lines of JSON on its input and answers each with one; times are CLOCK_MONOTONIC in nanoseconds, as Node's hrtime is.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"runtime/debug"
)

type command struct {
	Do       string `json:"do"`
	Count    int    `json:"count"`
	From     int    `json:"from"`
	To       int    `json:"to"`
	File     string `json:"file"`
	URL      string `json:"url"`
	CaFile   string `json:"caFile"`
	Dialect  string `json:"dialect"`
	InFlight int    `json:"inFlight"`
	// How often a device that was not let in comes; 0 as 1.
	Tries    int  `json:"tries"`
	WithinMs int  `json:"withinMs"`
	Receipts bool `json:"receipts"`
	// The frame for which receipts are signed at once; "" = when a device is told.
	Event   string `json:"event"`
	Devices []int  `json:"devices"`
}

func main() {
	// Its own garbage must not take the processor from the server in the middle of a measurement.
	debug.SetGCPercent(800)
	fleet := &fleet{}
	go fleet.beat()
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 1<<20), 1<<26)
	answers := json.NewEncoder(os.Stdout)
	for lines.Scan() {
		var order command
		if err := json.Unmarshal(lines.Bytes(), &order); err != nil {
			answers.Encode(map[string]any{"error": err.Error()})
			continue
		}
		answer, err := fleet.do(order)
		if err != nil {
			answers.Encode(map[string]any{"error": fmt.Sprintf("%s: %v", order.Do, err)})
			continue
		}
		answers.Encode(answer)
	}
}
