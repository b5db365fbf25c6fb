"""Our window in a process of its own: says when the shell is painted or (`--loaded`) the data shown, and what it read.

`python -m bench.our_window [--loaded] [FILE]`. The second word it writes is the bytes read by the process so far
(Linux; 0 elsewhere).
"""

import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app.views.start import run


def main() -> int:
    """Open the window, write one line at the moment asked for, and leave."""
    loaded = "--loaded" in sys.argv

    def ready() -> None:
        sys.stdout.write(f"ready {_bytes_read()}\n")
        sys.stdout.flush()
        QTimer.singleShot(0, QApplication.closeAllWindows)
        QTimer.singleShot(0, QApplication.quit)

    arguments = [word for word in sys.argv if word != "--loaded"]
    return run(arguments, painted=None if loaded else ready, loaded=ready if loaded else None)


def _bytes_read() -> int:
    counters = Path("/proc/self/io")
    if not counters.exists():
        return 0
    return int(counters.read_text(encoding="utf-8").split()[1])


if __name__ == "__main__":
    sys.exit(main())
