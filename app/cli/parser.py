"""argparse with Vietnamese headings and errors, and the one way to add a command to it."""

import argparse
import sys
from collections.abc import Callable
from typing import Any, NoReturn

from typing_extensions import override

from app.cli.running import WRONG_USE

FILE = ("file", "tệp kế hoạch (.kh02)")
_SHOWN = {"file": "TỆP", "archive": "BẢN_SAO_LƯU", "xlsx": "TỆP_EXCEL", "start": "LÚC", "action": "VIỆC"}
"""How the help writes a word whose name in the code it would show."""


class _Formatter(argparse.HelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "Cách dùng: " if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """argparse with Vietnamese headings and errors."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**{"add_help": False, "formatter_class": _Formatter, "allow_abbrev": False, **given})
        self.options = self.add_argument_group("Tham số")
        self.options.add_argument("-h", "--help", action="help", help="in hướng dẫn này")

    @override
    def error(self, message: str) -> NoReturn:
        name = message.partition("'")[2].partition("'")[0] or message.partition("required: ")[2]
        about = f" ({name})" if name else ""
        self.print_usage(sys.stderr)
        self.exit(WRONG_USE, f"Sai cách dùng{about}: thiếu, thừa hoặc sai tham số. Xem: {self.prog} --help\n")


class Commands:
    """The commands of `kh02`; each module of this package adds its own."""

    def __init__(self) -> None:
        self.parser = Parser(prog="kh02", description="Bàn làm việc của Tổ Công tác thực hiện Kế hoạch 02-KH/BCĐTW.")
        self._commands = self.parser.add_subparsers(title="Lệnh", metavar="LỆNH", required=True, parser_class=Parser)

    def add(self, name: str, help_text: str, run: Callable[[Any], int], *positional: tuple[str, str]) -> Parser:
        """Add a command; `positional` are (argument, help)."""
        made: Parser = self._commands.add_parser(name, help=help_text, description=help_text)
        for argument, text in positional:
            made.options.add_argument(argument, help=text, metavar=_SHOWN.get(argument, argument.upper()))
        made.set_defaults(command=run)
        return made


def with_force(made: Parser) -> None:
    """Let a command replace the files that it writes; without being asked it never does."""
    made.options.add_argument("--force", action="store_true", help="ghi đè tệp đã có")


def with_json(made: Parser) -> None:
    """Let a command print data."""
    made.options.add_argument("--json", action="store_true", help="in dạng JSON")
