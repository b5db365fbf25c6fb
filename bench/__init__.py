"""Benchmarks: each prints one figure against a baseline of the same run; none is a timed test. They need no display."""

import os

if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
