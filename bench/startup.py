"""Process start until the shell is painted, against a bare PySide6 window on this machine."""

import sys

from bench.measure import against_bare_window

if __name__ == "__main__":
    sys.exit(against_bare_window("startup", target=2.0))
