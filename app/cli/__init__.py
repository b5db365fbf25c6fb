"""`kh02`: the same jobs as the window, through the same services.

Exit codes: 0 fine, 1 problems found or refused, 2 wrong use. Messages are Vietnamese; `--json` gives data.
"""

import os
import sys
from collections.abc import Sequence

from app.cli import board, due, exchange, papers, plan, runbook, sync, verify, workspaces
from app.cli.parser import Commands
from app.cli.running import FINE, PROBLEMS, READER_GONE, WRONG_USE, print_json
from app.models.errors import AppError

__all__ = ["FINE", "PROBLEMS", "READER_GONE", "WRONG_USE", "main"]

_MODULES = (workspaces, plan, papers, runbook, exchange, sync, board, due, verify)
"""In the order of the help."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit code."""
    try:
        try:
            return _run(arguments)
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        # Who reads along (head, less) has seen enough: nothing more is written, not at the end of the process either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return READER_GONE


def _run(arguments: Sequence[str] | None) -> int:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    commands = Commands()
    for module in _MODULES:
        module.register(commands)
    given = commands.parser.parse_args(arguments)
    try:
        return int(given.command(given))
    except AppError as error:
        if getattr(given, "json", False):
            print_json({"error": {"title": error.title, "detail": error.detail}})
        print(f"{error.title}\n{error.detail}".strip(), file=sys.stderr)
        return PROBLEMS
