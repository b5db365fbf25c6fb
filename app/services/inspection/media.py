"""Ảnh, video hiện trường: the original kept once by its content, a smaller picture to show, bound to an item."""

from pathlib import Path

from app.models import vietnam_time
from app.models.errors import RefusedError
from app.models.inspection.entities import MediumRow, VisitRow
from app.models.writing import assign, put, require
from app.services import secrets_guard
from app.services.desk import Desk, Outcome, typed
from app.services.inspection import guarding, photographs
from app.services.inspection.photographs import Look
from app.workspace import files


def add_medium(
    desk: Desk,
    *,
    visit_id: str,
    path: Path,
    checklist_key: str = "",
    item_key: str = "",
    caption: str = "",
    declared_open: bool = False,
    look: Look | None = None,
) -> Outcome:
    """Attach a photo or a video under 30 seconds to a visit, or to one item of its checklist.

    `declared_open`: the person states "không chứa bí mật nhà nước". The same file added twice is one. `look`: what
    `photographs.look_at` found of this file on a worker, where reading a large picture does not hold the window.

    Raises:
        RefusedError: not declared, or the minutes were agreed.
        SecretError: its name or caption bears a secrecy stamp.
        InvalidInputError: no photo or video, damaged, too large or too long; nothing is stored.
        NotFoundError: no such visit.
    """
    if not declared_open:
        raise RefusedError("Chưa xác nhận tệp không chứa bí mật nhà nước.", "Đánh dấu xác nhận rồi đính kèm lại.")
    caption = typed(caption, where="Chú thích ảnh")
    name = typed(path.name, where="Tên tệp")
    look = look or photographs.look_at(path)
    files.measure(path)
    secrets_guard.refuse_file(path)
    with desk.act(f"Đính kèm {look.kind.label.lower()}") as act:
        require(act.session, VisitRow, visit_id)
        guarding.refuse_adopted_visit(act.session, visit_id)
        digest, size = files.add(desk.path, path, key=desk.workspace.key)
        put(
            act.session,
            MediumRow,
            desk.natural_id("visit_medium", f"{visit_id}/{checklist_key}/{item_key}/{digest}"),
            visit_id=visit_id,
            kind=look.kind.value,
            checklist_key=checklist_key,
            item_key=item_key,
            caption=caption,
            file={"name": name, "sha256": digest, "size": size},
            shown=_store_smaller(desk, look),
            taken=_taken(look),
            duration_ms=look.duration_ms,
            added_at=vietnam_time.iso(desk.now()),
            person=desk.person.full_name if desk.person else "",
        )
    return act.outcome


def set_caption(desk: Desk, *, medium_id: str, caption: str) -> Outcome:
    """Change the caption of a photo or video.

    Raises:
        RefusedError: the minutes were agreed.
    """
    caption = typed(caption, where="Chú thích ảnh")
    with desk.act("Sửa chú thích ảnh") as act:
        row = require(act.session, MediumRow, medium_id)
        guarding.refuse_adopted_visit(act.session, row.visit_id)
        assign(row, caption=caption)
    return act.outcome


def remove_medium(desk: Desk, *, medium_id: str) -> Outcome:
    """Take a photo or video off its visit; the file itself stays stored.

    Raises:
        RefusedError: the minutes were agreed.
    """
    with desk.act("Bỏ ảnh, video") as act:
        row = require(act.session, MediumRow, medium_id)
        guarding.refuse_adopted_visit(act.session, row.visit_id)
        row.deleted = True
    return act.outcome


def picture(desk: Desk, *, medium_id: str) -> bytes:
    """The picture to show and print: the smaller one, or the original where that is small enough.

    Raises:
        NotFoundError: no such photo, or its file is not on this PC.
    """
    with desk.workspace.reading() as session:
        row = require(session, MediumRow, medium_id)
        digest = (row.shown or row.file)["sha256"]
    return files.read(desk.path, digest, key=desk.workspace.key)


def content(desk: Desk, *, sha256: str) -> bytes:
    """A file by its hash: what agreed minutes name, whatever became of the record since.

    Raises:
        NotFoundError: it is not on this PC.
    """
    return files.read(desk.path, sha256, key=desk.workspace.key)


def _store_smaller(desk: Desk, look: Look) -> dict[str, object] | None:
    if not look.smaller:
        return None
    digest, size = files.add_bytes(desk.path, look.smaller, key=desk.workspace.key)
    return {"sha256": digest, "size": size, "width": look.width, "height": look.height}


def _taken(look: Look) -> dict[str, str | None] | None:
    taken = look.taken
    if not (taken.at or taken.latitude):
        return None
    return {
        "at": taken.at or None,
        "offset": taken.offset or None,
        "latitude": taken.latitude or None,
        "longitude": taken.longitude or None,
    }
