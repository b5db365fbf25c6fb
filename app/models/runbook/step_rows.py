"""A step list copied from Excel: rows of text read into steps, with what could not be read named cell by cell. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from app.models import vietnam_time
from app.models.errors import InvalidInputError
from app.models.runbook.master import numbered
from app.models.runbook.records import Master, Step, StepKind
from app.models.text import clean, fold

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "number": ("tt", "stt", "so thu tu", "buoc"),
    "start": ("thoi gian", "bat dau", "gio bat dau"),
    "end": ("ket thuc", "gio ket thuc"),
    "duration": ("thoi luong", "so phut", "phut"),
    "content": ("noi dung cong viec", "noi dung", "cong viec"),
    "lead_unit": ("don vi chu tri", "chu tri"),
    "coordinating": ("don vi phoi hop", "phoi hop"),
    "owner": ("nguoi phu trach", "phu trach"),
    "deputy": ("nguoi du phong", "du phong"),
    "needs": ("buoc truoc", "phai xong truoc", "cho buoc"),
    "expected_result": ("ket qua can dat", "ket qua"),
    "undo_action": ("cach hoan lai", "hoan lai"),
    "kind": ("loai buoc", "loai"),
    "note": ("ghi chu",),
}
"""Field -> folded headings that mean it."""

_CLOCK = re.compile(r"(\d{1,2})\s*(?:giờ|h|:)\s*(\d{2})?", re.IGNORECASE)
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}))?")
_KINDS = {fold(kind.label): kind for kind in StepKind}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A cell that could not be read."""

    row: int
    """0 is the first row behind the headings."""
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class RowsRead:
    """A master with the rows read into it, and what was refused. A refused row adds no step."""

    master: Master
    added: tuple[str, ...]
    refused: tuple[Refusal, ...]


def headings(cells: Sequence[str]) -> dict[int, str]:
    """Column number -> field, by the words of a heading row; unknown columns are left out."""
    found: dict[int, str] = {}
    for place, cell in enumerate(cells):
        words = " ".join(fold(cell).split())
        name = next((field for field, known in COLUMNS.items() if words in known and field not in found.values()), "")
        if name:
            found[place] = name
    return found


def with_rows(master: Master, rows: Sequence[Mapping[str, str]], *, stage_id: str, made: Sequence[str]) -> RowsRead:
    """The master with rows (field -> text) added at the end of a stage; `made` gives an id for each row.

    Without a predecessor a row waits for the row above it. Times without a date belong to the night: before noon is the
    morning after giờ G.
    """
    stage = next((one for one in master.stages if one.id == stage_id), None)
    if stage is None:
        raise InvalidInputError("Không có giai đoạn này.", "Chọn lại giai đoạn.")
    steps: list[Step] = []
    refused: list[Refusal] = []
    numbers = {step.number: step.id for step in master.steps}
    given = {row.get("number", "").strip(): step_id for row, step_id in zip(rows, made, strict=True)}
    for place, (row, step_id) in enumerate(zip(rows, made, strict=True)):
        try:
            before = steps[-1].id if steps else ""
            step = _step(row, step_id, master, {**numbers, **given}, before)
            steps.append(replace(step, stage_id=stage_id, branch=stage.branch))
        except InvalidInputError as error:
            refused.append(Refusal(place, error.title, error.detail))
    order = [one.id for one in master.stages]
    upto = sum(1 for one in master.steps if order.index(one.stage_id) <= order.index(stage_id))
    kept = {step.id for step in steps}
    steps = [replace(one, needs=tuple(n for n in one.needs if n in kept or n not in made)) for one in steps]
    every = (*master.steps[:upto], *steps, *master.steps[upto:])
    return RowsRead(replace(master, steps=numbered(every)), tuple(step.id for step in steps), tuple(refused))


def moment(text: str, *, anchor: datetime, where: str) -> datetime | None:
    """The instant of "21h05", "00h15 (01/7)", "23:30 30/6/2025"; None of an empty cell.

    Raises:
        InvalidInputError: unreadable; its title is the field.
    """
    if not text.strip():
        return None
    clock = _CLOCK.search(text)
    unreadable = InvalidInputError(where, f"“{text}” không phải giờ. Ghi theo mẫu 21h05 hoặc 00h15 (01/7).")
    if clock is None:
        raise unreadable
    evening = vietnam_time.local(anchor).date()
    day = _DAY.search(_CLOCK.sub("", text))
    try:
        wall = time(int(clock[1]), int(clock[2] or 0))
        if day is not None:
            return vietnam_time.at(date(int(day[3] or evening.year), int(day[2]), int(day[1])), wall)
    except ValueError:
        raise unreadable from None
    after_midnight = wall < time(12)
    return vietnam_time.at(evening + timedelta(days=1 if after_midnight else 0), wall)


def span(text: str, *, where: str) -> timedelta | None:
    """The duration of "45", "45 phút", "1h30"; None of an empty cell.

    Raises:
        InvalidInputError: unreadable; its title is the field.
    """
    words = fold(text).replace("phut", "").replace("'", "").strip()
    if not words:
        return None
    if words.isdigit() and len(words) <= 4:
        return timedelta(minutes=int(words))
    parts = re.fullmatch(r"(\d{1,2})\s*(?:h|gio|:)\s*(\d{1,2})?", words)
    if parts is None:
        raise InvalidInputError(where, f"“{text}” không phải thời lượng. Ghi số phút, hoặc 1h30.")
    return timedelta(hours=int(parts[1]), minutes=int(parts[2] or 0))


def _step(row: Mapping[str, str], step_id: str, master: Master, numbers: Mapping[str, str], before: str) -> Step:
    content = clean(row.get("content", ""), where="Nội dung công việc")
    if not content:
        raise InvalidInputError("content", "Nội dung công việc đang để trống.")
    start = moment(row.get("start", ""), anchor=master.anchor, where="start")
    end = moment(row.get("end", ""), anchor=master.anchor, where="end")
    duration = span(row.get("duration", ""), where="duration")
    if start is not None and end is not None and duration is None:
        if end < start:
            raise InvalidInputError("end", "Giờ kết thúc trước giờ bắt đầu.")
        duration = end - start
    elif start is None and end is not None and duration is not None:
        start = end - duration
    kind = _KINDS.get(fold(row.get("kind", "")).strip(), StepKind.DO)
    units = [clean(one, where="Đơn vị phối hợp") for one in re.split(r"[;\n]", row.get("coordinating", ""))]
    return Step(
        step_id,
        "",
        "",
        content,
        kind=kind,
        lead_unit=clean(row.get("lead_unit", ""), where="Đơn vị chủ trì"),
        coordinating=tuple(dict.fromkeys(one for one in units if one)),
        owner_id=_person(row.get("owner", ""), master, "owner"),
        deputy_id=_person(row.get("deputy", ""), master, "deputy"),
        needs=_needs(row.get("needs", ""), numbers, before),
        planned_start=start,
        duration=duration or timedelta(),
        expected_result=clean(row.get("expected_result", ""), where="Kết quả cần đạt"),
        undo_action=clean(row.get("undo_action", ""), where="Cách hoàn lại"),
        note=clean(row.get("note", ""), where="Ghi chú"),
    )


def _needs(text: str, numbers: Mapping[str, str], before: str) -> tuple[str, ...]:
    wanted = [one for one in re.split(r"[,;\s]+", text.strip()) if one]
    unknown = [one for one in wanted if one not in numbers]
    if unknown:
        raise InvalidInputError("needs", f"Không có bước {', '.join(unknown)}.")
    if not wanted:
        return (before,) if before else ()
    return tuple(sorted({numbers[one] for one in wanted}))


def _person(name: str, master: Master, where: str) -> str:
    wanted = fold(name).strip()
    if not wanted:
        return ""
    found = [one.id for one in master.contacts if fold(one.name) == wanted]
    if len(found) != 1:
        raise InvalidInputError(where, f"“{name}” không có trong danh sách trực, hoặc trùng tên.")
    return found[0]
