"""Benchmarks: every figure stands beside a named reference that was measured in the same run."""
