"""Official papers as Word, PDF and Excel."""

import sys
from typing import Any

from app.cli.parser import FILE, Commands, with_force, with_json
from app.cli.running import FINE, WRONG_USE, folder, open_desk, print_json, refuse_to_replace


def register(commands: Commands) -> None:
    """Add the command."""
    made = commands.add("export", "xuất văn bản ra Word, PDF, Excel", _export, FILE)
    made.options.add_argument("document", nargs="?", metavar="VĂN_BẢN", help="tên văn bản, xem --list")
    made.options.add_argument("--list", action="store_true", help="liệt kê tên văn bản")
    made.options.add_argument("--to", metavar="THƯ_MỤC", help="nơi ghi")
    made.options.add_argument("--formats", default="", help="ví dụ docx,pdf; mặc định mọi dạng của văn bản")
    made.options.add_argument(
        "--of", default="", metavar="TÊN", help="của lượt, hệ thống, đợt kiểm tra nào; mặc định bản cuối"
    )
    with_force(made)
    with_json(made)


def _export(given: Any) -> int:
    from app.services import documents

    if given.list or not given.document:
        kinds = [{"name": kind.name, "title": kind.title, "formats": kind.formats} for kind in documents.catalogue()]
        if given.json:
            return print_json(kinds)
        for kind in documents.catalogue():
            print(f"{kind.name}: {kind.title} ({', '.join(kind.formats)})")
        return FINE if given.list else WRONG_USE
    if not given.to:
        print("Thiếu --to THƯ_MỤC.", file=sys.stderr)
        return WRONG_USE
    target = folder(given.to)
    with open_desk(given, writing=documents.leaves_trace(given.document)) as desk:
        formats = given.formats.split(",") if given.formats else documents.formats_of(given.document)
        paths = documents.paths(desk, name=given.document, formats=formats, folder=target)
        refuse_to_replace(*paths, force=given.force)
        documents.note_printed(desk, name=given.document, subject=given.of)
        written = documents.export(desk, name=given.document, formats=formats, folder=target, subject=given.of)
    if given.json:
        return print_json([str(path) for path in written])
    for path in written:
        print(f"Đã ghi {path}")
    return FINE
