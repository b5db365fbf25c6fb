"""Acts on the systems that were not chosen: backup, test restore, migration, counts, look-up, block, hand-over."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypedDict, Unpack

from app.exports.errors import CancelledError
from app.exports.progress import Progress
from app.models import vietnam_time
from app.models.errors import InvalidInputError, RefusedError
from app.models.plan.deadline import parse
from app.models.recording import RecordingSession
from app.models.selection import unchosen_checks
from app.models.selection.aftermath import Finding
from app.models.selection.aftermath_entities import BackupRow, HandoverRow, MigrationRow
from app.models.selection.unchosen import Unchosen, is_sha256
from app.services.desk import Desk, Outcome, typed
from app.services.selection import unchosen_ground as ground
from app.services.tasks import find_unit
from app.workspace.errors import disk_errors

_CHUNK = 1 << 22


@dataclass(frozen=True, slots=True)
class BackupFile:
    """Size and checksum of a backup file, computed from it (Tệp sao lưu)."""

    name: str
    size: int
    sha256: str


def systems(desk: Desk) -> tuple[Unchosen, ...]:
    """Every system that a decision in force stops, kind by kind, and those with records that now stay."""
    with desk.workspace.reading() as session:
        return ground.read(desk, session)


def findings(desk: Desk) -> tuple[Finding, ...]:
    """What is missing, late or wrong, errors first."""
    return unchosen_checks.check(systems(desk), now=desk.now())


def measure(path: Path, progress: Progress | None = None) -> BackupFile:
    """Size and SHA-256 of a backup file, read once; nothing of it is stored. Slow for a large one.

    Raises:
        InvalidInputError: it is missing or empty.
        CancelledError: the listener wants no more.
        DiskError: it cannot be read.
    """
    name = typed(path.name, where="Tên tệp sao lưu")
    with disk_errors(path):
        if not path.is_file():
            raise InvalidInputError(f"Không có tệp {name}.", "Chọn lại tệp sao lưu.")
        total, done, digest = path.stat().st_size, 0, hashlib.sha256()
        with path.open("rb") as file:
            while data := file.read(_CHUNK):
                digest.update(data)
                done += len(data)
                if progress and not progress(done, total):
                    raise CancelledError("Đã dừng tính mã băm.", "Chưa ghi gì; chọn lại tệp khi cần.")
    if not done:
        raise InvalidInputError(f"Tệp {name} rỗng.", "Chọn lại tệp sao lưu.")
    return BackupFile(name, done, digest.hexdigest())


def record_backup(
    desk: Desk,
    *,
    system_id: str,
    at: datetime,
    by: str,
    size: int = 0,
    sha256: str = "",
    place: str = "",
    part: str = "all",
    file: BackupFile | None = None,
) -> Outcome:
    """Record a backup that was made: of a file its own size and checksum, else as they were given.

    Raises:
        InvalidInputError: nobody named, a moment to come, no size, or a checksum that is no SHA-256.
        RefusedError: no decision stops this system.
    """
    by = typed(by, where="Người sao lưu", required=True)
    given = "".join(typed(sha256, where="Mã băm").lower().split())
    taken = {
        "at": vietnam_time.iso(ground.past(desk, at, "Thời điểm sao lưu")),
        "by": by,
        "size": file.size if file else size,
        "sha256": file.sha256 if file else given,
        "place": typed(place, where="Nơi lưu bản sao"),
        "file": file.name if file else "",
        "is_computed": file is not None,
    }
    if not file and not is_sha256(given):
        raise InvalidInputError(
            f"Mã băm “{given}” không phải SHA-256.", "SHA-256 gồm 64 chữ số hệ mười sáu; hoặc chọn tệp để tính."
        )
    if not file and not 0 < size <= ground.MOST:
        raise InvalidInputError("Chưa ghi đúng dung lượng bản sao lưu.", "Nhập số byte, hoặc chọn tệp để tính.")

    def write(session: RecordingSession, one: Unchosen) -> None:
        ground.say_part(desk, session, BackupRow, one, ground.named(one.backups, part), taken=taken)

    return ground.do(desk, "Ghi bản sao lưu", system_id, write)


def clear_backup(desk: Desk, *, system_id: str, part: str = "all") -> Outcome:
    """Take back a backup that was recorded by mistake, with its test restore."""

    def write(session: RecordingSession, one: Unchosen) -> None:
        ground.say_part(desk, session, BackupRow, one, ground.named(one.backups, part), taken=None, restored=None)

    return ground.do(desk, "Bỏ bản sao lưu đã ghi", system_id, write, needs_stop=False)


def record_restore(
    desk: Desk, *, system_id: str, at: datetime, by: str, passed: bool, note: str = "", part: str = "all"
) -> Outcome:
    """Record a test restore of the backup on record; it speaks of that backup's checksum only.

    Raises:
        RefusedError: there is no backup on record, or no decision stops this system.
        InvalidInputError: nobody named, before the backup or to come; a failure without its cause.
    """
    by = typed(by, where="Người khôi phục thử", required=True)
    note = typed(note, where="Kết quả khôi phục thử", required=not passed)
    moment = ground.past(desk, at, "Thời điểm khôi phục thử")

    def write(session: RecordingSession, one: Unchosen) -> None:
        known = next((part_ for part_ in one.backups if part_.key == part), None)
        if known is None or known.taken is None:
            raise RefusedError(f"{one.shown}: chưa ghi bản sao lưu nào.", "Ghi bản sao lưu trước khi khôi phục thử.")
        if moment < known.taken.at:
            raise InvalidInputError("Khôi phục thử trước khi sao lưu.", "Kiểm tra lại hai thời điểm.")
        restored = {
            "at": vietnam_time.iso(moment),
            "by": by,
            "passed": passed,
            "note": note,
            "sha256": known.taken.sha256,
        }
        ground.say_part(desk, session, BackupRow, one, (known.key, known.name), restored=restored)

    return ground.do(desk, "Ghi khôi phục thử", system_id, write)


def add_backup_part(desk: Desk, *, system_id: str, name: str) -> Outcome:
    """Add a part that is backed up on its own (kho tệp đính kèm, máy chủ ...)."""
    return ground.add_part(desk, BackupRow, system_id, name, "Thêm phần sao lưu", "backups", {})


def remove_backup_part(desk: Desk, *, system_id: str, part: str) -> Outcome:
    """Take out a part that the province added.

    Raises:
        RefusedError: it is one every system has.
    """
    return ground.remove_part(desk, BackupRow, system_id, part, "Bỏ phần sao lưu", "backups")


def set_lead(desk: Desk, *, system_id: str, unit: str) -> Outcome:
    """Give the migration its lead unit, by id or name; empty takes it out.

    Raises:
        InvalidInputError: unknown or ambiguous.
    """

    def write(session: RecordingSession, one: Unchosen) -> None:
        lead_id = find_unit(session, unit, where="Đơn vị chủ trì chuyển dữ liệu") if unit.strip() else ""
        ground.say_of(desk, session, one, lead_id=lead_id)

    return ground.do(desk, "Đặt đơn vị chủ trì chuyển dữ liệu", system_id, write)


def set_deadline(desk: Desk, *, system_id: str, text: str) -> Outcome:
    """Set the deadline of the migration in official wording; empty takes it out.

    Raises:
        InvalidInputError: the wording states no deadline, or none that ends.
    """
    text = typed(text, where="Thời hạn chuyển dữ liệu")

    def write(session: RecordingSession, one: Unchosen) -> None:
        deadline = parse(text, year=ground.year_of_night(session)) if text else None
        if deadline is not None and deadline.due_at() is None:
            raise InvalidInputError(f"Thời hạn “{text}” không có ngày cuối.", "Ghi ngày phải xong, ví dụ 30/9/2025.")
        ground.say_of(desk, session, one, deadline=deadline.to_json() if deadline else None)

    return ground.do(desk, "Đặt thời hạn chuyển dữ liệu", system_id, write)


def set_note(desk: Desk, *, system_id: str, text: str) -> Outcome:
    """Set the note on a system that stops."""
    text = typed(text, where="Ghi chú")
    return ground.set_of(desk, "Sửa ghi chú", system_id, note=text)


def report_migration(desk: Desk, *, system_id: str, item: str, done: int, total: int) -> Outcome:
    """Report how many of an object are in the new system.

    Raises:
        InvalidInputError: negative, or more than there are.
    """
    ground.refuse_unsound(done, total)

    def write(session: RecordingSession, one: Unchosen) -> None:
        values = {"progress": {"done": done, "total": total}, "skipped": ""}
        ground.say_part(desk, session, MigrationRow, one, ground.named(one.migrations, item), **values)

    return ground.do(desk, "Ghi tiến độ chuyển dữ liệu", system_id, write)


def reconcile(
    desk: Desk, *, system_id: str, item: str, old: int, new: int, by: str, at: datetime | None = None
) -> Outcome:
    """Record the counts in the old and the new system.

    Raises:
        InvalidInputError: a negative count, nobody named, or a moment to come.
    """
    by = typed(by, where="Người đối chiếu", required=True)
    if not (0 <= old <= ground.MOST and 0 <= new <= ground.MOST):
        raise InvalidInputError("Số lượng đối chiếu không hợp lý.", "Ghi lại số lượng cũ và mới.")
    moment = vietnam_time.iso(ground.past(desk, at or desk.now(), "Thời điểm đối chiếu"))

    def write(session: RecordingSession, one: Unchosen) -> None:
        counted = {"old": old, "new": new, "at": moment, "by": by}
        ground.say_part(desk, session, MigrationRow, one, ground.named(one.migrations, item), counted=counted)

    return ground.do(desk, "Đối chiếu số lượng", system_id, write)


def explain(desk: Desk, *, system_id: str, item: str, text: str) -> Outcome:
    """Explain the difference of the counts on record; empty takes the explanation back.

    Raises:
        RefusedError: nothing was counted, or the counts agree.
    """
    text = typed(text, where="Giải trình chênh lệch")

    def write(session: RecordingSession, one: Unchosen) -> None:
        known = next((part for part in one.migrations if part.key == item), None)
        if text and (known is None or known.counted is None or not known.counted.difference):
            raise RefusedError("Không có chênh lệch để giải trình.", "Ghi số lượng cũ và mới trước.")
        difference = known.counted.difference if known and known.counted else 0
        explained = {"difference": difference, "text": text} if text else None
        ground.say_part(desk, session, MigrationRow, one, ground.named(one.migrations, item), explained=explained)

    return ground.do(desk, "Giải trình chênh lệch", system_id, write)


def skip_migration(desk: Desk, *, system_id: str, item: str, reason: str) -> Outcome:
    """Say why nothing of an object is migrated; empty: it is migrated after all."""
    reason = typed(reason, where="Lý do không chuyển")

    def write(session: RecordingSession, one: Unchosen) -> None:
        ground.say_part(desk, session, MigrationRow, one, ground.named(one.migrations, item), skipped=reason)

    return ground.do(desk, "Ghi lý do không chuyển", system_id, write)


def add_migration(desk: Desk, *, system_id: str, name: str, unit: str = "") -> Outcome:
    """Add an object to be migrated and counted."""
    values = {"unit": typed(unit, where="Đơn vị tính")}
    return ground.add_part(desk, MigrationRow, system_id, name, "Thêm dữ liệu phải chuyển", "migrations", values)


def remove_migration(desk: Desk, *, system_id: str, item: str) -> Outcome:
    """Take out an object that the province added.

    Raises:
        RefusedError: it is one every system has; say why it is not migrated instead.
    """
    return ground.remove_part(desk, MigrationRow, system_id, item, "Bỏ dữ liệu phải chuyển", "migrations")


def set_lookup(desk: Desk, *, system_id: str, until: date | None, person: str, phone: str) -> Outcome:
    """Say until when the system can be read, and who answers; all empty takes the arrangement out."""
    person = typed(person, where="Người trả lời tra cứu")
    phone = typed(phone, where="Điện thoại")
    given = {"until": until.isoformat() if until else None, "person": person, "phone": phone}
    lookup = given if any(given.values()) else None
    return ground.set_of(desk, "Đặt phương án tra cứu", system_id, lookup=lookup)


def plan_block(desk: Desk, *, system_id: str, at: datetime | None) -> Outcome:
    """Set when access will be blocked; None takes it out."""
    moment = vietnam_time.iso(at) if at else None
    return ground.set_of(desk, "Đặt giờ chặn truy cập", system_id, block_planned=moment)


def record_block(desk: Desk, *, system_id: str, at: datetime | None) -> Outcome:
    """Record when access was blocked; None takes it back.

    Raises:
        InvalidInputError: a moment to come.
    """
    moment = vietnam_time.iso(ground.past(desk, at, "Thời điểm chặn truy cập")) if at else None
    return ground.set_of(desk, "Ghi đã chặn truy cập", system_id, blocked_at=moment)


class HandoverFields(TypedDict, total=False):
    """What `hand_over` may be given: what, to whom, when, and number and date of its document."""

    content: str
    receiver: str
    on: date | None
    number: str
    issued_on: date | None


def hand_over(desk: Desk, *, system_id: str, subject: str, **given: Unpack[HandoverFields]) -> Outcome:
    """Record what is given of a hand-over. What is not known yet stays empty."""
    values: dict[str, Any] = {"skipped": ""}
    if "content" in given:
        values["content"] = typed(given["content"], where="Nội dung bàn giao")
    if "receiver" in given:
        values["receiver"] = typed(given["receiver"], where="Bên nhận")
    if "on" in given:
        values["handed_on"] = given["on"].isoformat() if given["on"] else None
    number = typed(given["number"], where="Số văn bản bàn giao") if "number" in given else None

    def write(session: RecordingSession, one: Unchosen) -> None:
        part = ground.named(one.handovers, subject)
        known = next(each for each in one.handovers if each.key == subject)
        said = known.number if number is None else number
        day = given.get("issued_on", known.issued_on)
        if "number" in given or "issued_on" in given:
            stored = {"number": said, "issued_on": day.isoformat() if day else None}
            values["document"] = stored if said or day else None
        ground.say_part(desk, session, HandoverRow, one, part, **values)

    return ground.do(desk, "Ghi bàn giao", system_id, write)


def skip_handover(desk: Desk, *, system_id: str, subject: str, reason: str) -> Outcome:
    """Say why there is nothing to hand over; empty: there is."""
    reason = typed(reason, where="Lý do không bàn giao")

    def write(session: RecordingSession, one: Unchosen) -> None:
        ground.say_part(desk, session, HandoverRow, one, ground.named(one.handovers, subject), skipped=reason)

    return ground.do(desk, "Ghi lý do không bàn giao", system_id, write)


def add_handover(desk: Desk, *, system_id: str, name: str) -> Outcome:
    """Add something else to be handed over."""
    return ground.add_part(desk, HandoverRow, system_id, name, "Thêm nội dung bàn giao", "handovers", {})


def remove_handover(desk: Desk, *, system_id: str, subject: str) -> Outcome:
    """Take out a hand-over that the province added.

    Raises:
        RefusedError: contract or data.
    """
    return ground.remove_part(desk, HandoverRow, system_id, subject, "Bỏ nội dung bàn giao", "handovers")
