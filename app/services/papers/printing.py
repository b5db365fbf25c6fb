"""The papers of the văn thư: Phiếu trình of one paper, the register of outgoing papers, who signed what."""

from app.exports.paper_register import outgoing_register, signed_list
from app.exports.paper_slip import submission_slip
from app.exports.tree import Document
from app.models.errors import InvalidInputError, RefusedError
from app.models.papers.records import Paper
from app.models.papers.registers import RegisterQuery
from app.services import settings
from app.services.desk import Desk
from app.services.documents import Subject
from app.services.papers import reading, registers


def slip(desk: Desk, subject: str) -> Document:
    """Phiếu trình of a paper, the newest where none is named.

    Raises:
        RefusedError: there is none that is submitted for signature.
    """
    known = _submitted(desk)
    found = next((one for one in reversed(known) if subject in ("", one.id, _title(one))), None)
    if found is None:
        raise RefusedError(
            "Không có văn bản này." if subject else "Chưa có văn bản nào để trình ký.",
            "Lập văn bản trong mục Văn thư rồi in Phiếu trình.",
        )
    return submission_slip(found, settings.body(desk), desk.now())


def register(desk: Desk, year: str) -> Document:
    """Sổ đăng ký văn bản đi of a year, of all years where none is named.

    Raises:
        InvalidInputError: not a year.
    """
    wanted = _year(year)
    lines = registers.register(desk, query=RegisterQuery(year=wanted))
    return outgoing_register(lines, settings.body(desk), desk.now(), _about(wanted))


def signed(desk: Desk, year: str) -> Document:
    """Who signed what in a year, in all years where none is named.

    Raises:
        InvalidInputError: not a year.
    """
    wanted = _year(year)
    lines = [one for one in registers.who_signed(desk) if wanted in (None, one.signed_on.year)]
    return signed_list(lines, settings.body(desk), desk.now(), _about(wanted))


def subjects(desk: Desk) -> tuple[Subject, ...]:
    """The papers a slip can be of, newest last."""
    return tuple(Subject(one.id, _title(one)) for one in _submitted(desk))


def years(desk: Desk) -> tuple[Subject, ...]:
    """The years of the register and of the signatures, newest last."""
    found = {one.issued_on.year for one in registers.register(desk)}
    found |= {one.signed_on.year for one in registers.who_signed(desk)}
    return tuple(Subject(str(year), _about(year)) for year in sorted(found))


def _submitted(desk: Desk) -> tuple[Paper, ...]:
    """Papers that go to signature on a slip; those that the parties sign there and then do not."""
    return tuple(one for one in reading.papers(desk) if not one.kind.several_signers)


def _title(one: Paper) -> str:
    number = f" {one.printed}" if one.printed else ""
    return f"{one.kind.name}{number}: {one.title}"


def _year(subject: str) -> int | None:
    text = subject.removeprefix("Năm ").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit()):
        raise InvalidInputError(f"“{subject}” không phải là năm.", "Ghi năm bằng bốn chữ số, ví dụ 2025.")
    return int(text)


def _about(year: int | None) -> str:
    return f"Năm {year}" if year else ""
