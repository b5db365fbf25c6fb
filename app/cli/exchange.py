"""Exchange between two desks by a file, without a server."""

import getpass
import sys
from pathlib import Path
from typing import Any

from app.cli.parser import FILE, Commands, with_force, with_json
from app.cli.running import FINE, PROBLEMS, WRONG_USE, open_desk, print_json, refuse_to_replace
from app.models.errors import InvalidInputError


def register(commands: Commands) -> None:
    """Add the command."""
    made = commands.add("bundle", "trao đổi dữ liệu với máy khác bằng tệp (USB, mạng nội bộ)", _bundle, FILE)
    made.options.add_argument("--out", metavar="TỆP", help="ghi tệp trao đổi (.kh02b)")
    made.options.add_argument("--in", dest="into", metavar="TỆP", help="nhập tệp trao đổi của máy khác")
    with_force(made)
    made.options.add_argument("--files", action="store_true", help="kèm cả tệp minh chứng")
    made.options.add_argument("--password-stdin", action="store_true", help="đọc mật khẩu từ dòng đầu của stdin")
    asks = "đóng tệp bằng mật khẩu riêng, cho máy chưa tham gia đồng bộ"
    made.options.add_argument("--password", action="store_true", help=asks)
    with_json(made)


def _bundle(given: Any) -> int:
    from app.services.exchange import bundles

    if bool(given.out) == bool(given.into):
        print("Chọn một trong hai: --out TỆP hoặc --in TỆP.", file=sys.stderr)
        return WRONG_USE
    if given.out:
        refuse_to_replace(Path(given.out), force=given.force)
    with open_desk(given, writing=bool(given.into)) as desk:
        if given.out:
            passphrase = _asked(given) if given.password or bundles.needs_passphrase(desk) else _given(given)
            sent = bundles.write_bundle(desk, path=Path(given.out), passphrase=passphrase, with_files=given.files)
            if given.json:
                return print_json(sent)
            print(f"Đã ghi {sent.path}: {sent.words}.")
            return FINE
        try:
            received = bundles.read_bundle(desk, path=Path(given.into), passphrase=_given(given))
        except bundles.PassphraseNeededError:
            if given.password_stdin:
                raise
            received = bundles.read_bundle(desk, path=Path(given.into), passphrase=_asked(given))
    if given.json:
        print_json(received)
    else:
        print(f"Đã nhận từ máy {received.device}: {received.changes} thay đổi mới, {received.known} đã có.")
        for reason in received.refused:
            print(reason, file=sys.stderr)
    return PROBLEMS if received.refused else FINE


def _given(given: Any) -> str:
    """The passphrase from stdin; empty where the province key of this PC serves."""
    return sys.stdin.readline().rstrip("\n") if given.password_stdin else ""


def _asked(given: Any) -> str:
    try:
        return _given(given) or getpass.getpass("Mật khẩu tệp trao đổi: ")
    except EOFError:
        raise InvalidInputError(
            "Không có bàn phím để hỏi mật khẩu.", "Đưa mật khẩu vào bằng --password-stdin."
        ) from None
