"""Rules of loyalty as plain Python: no I/O, no clock, no randomness."""
