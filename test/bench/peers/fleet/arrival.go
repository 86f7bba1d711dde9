package main

import (
	"encoding/binary"
	"net"
	"syscall"
	"time"
	"unsafe"
)

// Offset of tcpi_last_data_recv in struct tcp_info (linux/tcp.h): ms since the last data came.
const lastDataRecv = 52

// The kernel counts in ticks of at most this.
const tick = 10 * time.Millisecond

// How long at least what was just read has lain in the kernel. All devices share one thread here: while it is at
// something else, or has no processor, frames that have arrived wait for it, as they would not on ten thousand devices.
func unreadFor(tcp *net.TCPConn) time.Duration {
	var info [lastDataRecv + 4]byte
	size := uint32(len(info))
	raw, err := tcp.SyscallConn()
	if err != nil {
		return 0
	}
	raw.Control(func(fd uintptr) {
		syscall.Syscall6(syscall.SYS_GETSOCKOPT, fd, syscall.IPPROTO_TCP, syscall.TCP_INFO,
			uintptr(unsafe.Pointer(&info)), uintptr(unsafe.Pointer(&size)), 0)
	})
	since := time.Duration(binary.NativeEndian.Uint32(info[lastDataRecv:])) * time.Millisecond
	return max(0, since-tick)
}
