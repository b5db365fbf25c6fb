"""The cut-over night, played without a window."""

import sys
from typing import Any

from app.cli.parser import FILE, Commands, with_force, with_json
from app.cli.running import FINE, folder, open_desk, print_json, refuse_to_replace
from app.models.errors import InvalidInputError, RefusedError


def register(commands: Commands) -> None:
    """Add the command."""
    made = commands.add("runbook", "đêm chuyển đổi: chạy mô phỏng cả đêm", _runbook, ("action", "simulate"), FILE)
    made.options.add_argument("--seed", type=int, default=1, metavar="SỐ", help="cùng số cho cùng một đêm")
    made.options.add_argument("--speed", type=float, default=0, metavar="LẦN", help="nhanh gấp mấy lần; 0 là in ngay")
    made.options.add_argument("--rollback", action="store_true", help="phương án phải khôi phục hệ thống cũ")
    made.options.add_argument("--to", metavar="THƯ_MỤC", help="nơi ghi văn bản của lượt mô phỏng")
    with_force(made)
    with_json(made)


def _runbook(given: Any) -> int:
    from app.models.runbook.playing import Script
    from app.services import documents
    from app.services.runbook import masters, simulate

    if given.action != "simulate":
        raise InvalidInputError(f"Không có việc “{given.action}”.", "Dùng: kh02 runbook simulate TỆP.")
    with open_desk(given, writing=True) as desk:
        to = folder(given.to) if given.to else None
        papers = [one for one in documents.catalogue() if documents.leaves_trace(one.name)]
        if to is not None:
            for kind in papers:
                paths = documents.paths(desk, name=kind.name, formats=kind.formats, folder=to)
                refuse_to_replace(*paths, force=given.force)
        if not masters.has_master(desk):
            masters.create(desk)
        played = simulate.simulate(desk, seed=given.seed, script=Script(is_rollback=given.rollback))
        if given.json:
            print_json(played.timeline)
        else:
            for line in simulate.paced(played, speed=given.speed):
                print(line.shown, flush=True)
        if to is not None:
            run_id = simulate.record(desk, simulation=played)
            for kind in papers:
                try:
                    documents.note_printed(desk, name=kind.name, subject=run_id)
                    documents.export(desk, name=kind.name, formats=kind.formats, folder=to, subject=run_id)
                except RefusedError as refusal:
                    print(f"{kind.title}: {refusal.title}", file=sys.stderr)
    return FINE
