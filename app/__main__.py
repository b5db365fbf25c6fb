"""Opens the window: `python -m app [FILE]`."""

import sys

from app.views.start import main

if __name__ == "__main__":
    sys.exit(main())
