"""Lệnh kh02-server: serving, and administration of provinces, persons, devices, backups. Every act is audited."""

import os
import sys
from collections.abc import Sequence

from server.cli import centre, devices, persons, provinces, serving, upkeep
from server.cli.parser import FAILED, Parser
from server.errors import ServerError

_READER_GONE = 141
"""What a shell says of a command that the end of its pipe has left (128 + SIGPIPE)."""


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
        return _READER_GONE


def _run(arguments: Sequence[str] | None) -> int:
    parser = Parser(prog="kh02-server", description="Máy chủ trung tâm của các bàn làm việc kh02.")
    commands = parser.add_subparsers(title="Lệnh", metavar="LỆNH", required=True, parser_class=Parser)
    for module in (serving, provinces, persons, devices, centre, upkeep):
        module.add(commands)
    asked = parser.parse_args(arguments)
    try:
        asked.run(asked)
    except ServerError as error:
        print(f"{error.title} {error.detail}".strip(), file=sys.stderr)
        return FAILED
    return 0
