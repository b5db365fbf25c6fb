"""Lệnh kh02-server: serving, and administration of provinces, persons, devices, backups. Every act is audited."""

import sys
from collections.abc import Sequence

from server.cli import centre, devices, persons, provinces, serving, upkeep
from server.cli.parser import FAILED, Parser
from server.errors import ServerError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit code."""
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
