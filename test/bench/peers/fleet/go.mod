module signoff/bench/fleet

go 1.22
