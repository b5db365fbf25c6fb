"""Tests of the pure core: clock, change, merge, seals, wire form, undo."""
