"""`python -m server` is the command `kh02-server`."""

import sys

from server.cli import main

sys.exit(main())
