"""Process start until the sample province stands on the screen, against a bare PySide6 window on this machine."""

import os
import sys
import tempfile
from pathlib import Path

from app.services import sample
from bench.measure import against_bare_window

TARGET = 6.0


def main() -> int:
    """Make the sample, then measure."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["KH02_HOME"] = str(Path(folder) / "home")
        path = Path(folder) / "mau.kh02"
        sample.make(path).close()
        return against_bare_window("startup_sample", "--loaded", str(path), target=TARGET)


if __name__ == "__main__":
    sys.exit(main())
