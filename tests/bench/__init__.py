"""Benchmarks: `make bench` measures and writes var/bench.json; nothing here passes or fails."""
