"""Programs for developers: the local stack, stand-ins, the demo and the benchmarks. Never deployed."""
