"""What the server counts, for Prometheus. Nothing here names a person, a device or a text."""

import os

from prometheus_client import REGISTRY as _OWN
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest, multiprocess

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60)

REQUESTS = Counter("kh02_requests_total", "Requests answered", ("method", "route", "status"))
SECONDS = Histogram("kh02_request_seconds", "Time to answer", ("route",), buckets=_SECONDS)
VERDICTS = Counter("kh02_verdicts_total", "Verdicts given to pushed changes", ("verdict", "reason"))
FEEDS = Gauge("kh02_open_feeds", "Open live feeds", multiprocess_mode="livesum")


def exposition() -> bytes:
    """The counts of this server, of all its processes, in Prometheus' text form."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        together = CollectorRegistry()
        multiprocess.MultiProcessCollector(together)  # type: ignore[no-untyped-call]  # it has no types
        return generate_latest(together)
    return generate_latest(_OWN)
