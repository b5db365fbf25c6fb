"""What opening a 100 MB workspace reads until its plan is on the screen, beyond what an empty plan's opening reads."""

import sys

from bench.big_workspace import workspace
from bench.measure import ready, report

TASKS = 8_000
PADDING = 3_400
LIMIT_MB = 5.0
_MB = 1 << 20


def main() -> int:
    """Measure both."""
    with workspace(0) as small:
        _, plain = ready("bench.our_window", "--loaded", str(small))
    with workspace(TASKS, padding=PADDING) as large:
        size = large.stat().st_size / _MB
        _, read = ready("bench.our_window", "--loaded", str(large))
    sys.stdout.write(f"workspace {size:.0f} MB; read {read / _MB:.1f} MB, an empty plan {plain / _MB:.1f} MB\n")
    return report("open_workspace", (read - plain) / _MB, LIMIT_MB, better="<=", unit="MB")


if __name__ == "__main__":
    sys.exit(main())
