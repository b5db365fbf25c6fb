"""Search everywhere over 50,000 records, worst of several queries; reading one row by its key as the baseline."""

import sys
from functools import partial

from app.services import opening, search
from bench.big_workspace import workspace
from bench.measure import report, seconds

RECORDS = 50_000
TARGET_MS = 100.0
QUERIES = ("chuyen doi", "đường truyền", "so hoa ket qua", "uy ban", "d", "nhiem vu 4999", "khong co gi ca")


def main() -> int:
    """Measure the slowest query."""
    with workspace(RECORDS) as path:
        desk = opening.open_desk(path)
        taken = {query: seconds(partial(search.search, desk, text=query)) for query in QUERIES}
        single = seconds(lambda: search.search(desk, text="1.1"))
        desk.close()
    for query, one in taken.items():
        sys.stdout.write(f"{query!r}: {one * 1000:.1f} ms, {one / single:.1f}x a look-up by number\n")
    return report("search", max(taken.values()) * 1000, TARGET_MS, better="<=", unit="ms")


if __name__ == "__main__":
    sys.exit(main())
