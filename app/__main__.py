"""Opens the window: `python -m app [FILE]`."""

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str]) -> int:
    """Open the window on the file that is named, or on the start page."""
    is_plain = len(arguments) < 2 and not any(one.startswith("-") for one in arguments)
    files = list(arguments) if is_plain else _read(arguments)

    from app.views.start import run

    return run([sys.argv[0], *files])


def _read(arguments: Sequence[str]) -> list[str]:
    """The file among what was typed; help and wrong use end here. The frame does not wait for these imports."""
    from app.cli.parser import Parser

    parser = Parser(prog="python -m app", description="Mở cửa sổ. Các lệnh không cần cửa sổ: kh02 --help")
    parser.options.add_argument(
        "file", nargs="?", metavar="TỆP", help="tệp kế hoạch (.kh02); không có thì mở trang đầu"
    )
    file = parser.parse_args(arguments).file
    return [] if file is None else [file]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
