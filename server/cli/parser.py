"""argparse in Vietnamese, and the one way to add a command to it."""

import argparse
import sys
from collections.abc import Callable
from typing import Any, NoReturn

from typing_extensions import override

FAILED, WRONG_USE = 1, 2
_DATABASE = "sqlite:///kh02-server.db"


class _Formatter(argparse.HelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "Cách dùng: " if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """argparse with Vietnamese headings and errors."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**{"add_help": False, "formatter_class": _Formatter, **given})
        self._optionals.title = self._positionals.title = "Tham số"
        self.add_argument("-h", "--help", action="help", help="in hướng dẫn này")

    @override
    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        name = message.partition("'")[2].partition("'")[0] or message.partition("required: ")[2]
        about = f" ({name})" if name else ""
        self.exit(WRONG_USE, f"Sai cách dùng{about}: thiếu, thừa hoặc sai tham số. Xem: {self.prog} --help\n")


def command(commands: Any, name: str, about: str, run: Callable[[Any], None]) -> Parser:
    """Add a command that works on the databases."""
    made: Parser = commands.add_parser(name, help=about, description=about)
    made.add_argument("--database", default=_DATABASE, help=f"cơ sở dữ liệu (mặc định {_DATABASE})")
    made.add_argument("--routes", default="", help="bảng phân chia tỉnh - cơ sở dữ liệu (YAML), thay cho --database")
    made.set_defaults(run=run)
    return made


def province_command(commands: Any, name: str, about: str, run: Callable[[Any], None]) -> Parser:
    """Add a command that works on one province."""
    made = command(commands, name, about, run)
    made.add_argument("--province", required=True, help="mã tỉnh")
    return made


def group(commands: Any, name: str, about: str) -> Any:
    """Add a word that commands follow."""
    made = commands.add_parser(name, help=about, description=about)
    return made.add_subparsers(title="Lệnh", metavar="LỆNH", required=True, parser_class=Parser)
