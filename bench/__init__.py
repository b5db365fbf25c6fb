"""Benchmarks: each prints one figure against its target and fails where it falls short. None is a timed test."""
