"""The official signing program: the PDF is handed out, signed there, and taken back after checking every part of it."""

import unicodedata
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

from app.exports.signing.errors import ChangedError
from app.exports.signing.verification import SignatureReport, Verdict, Verification
from app.models.errors import InvalidInputError, RefusedError
from app.models.signing import queries
from app.models.signing.records import SealedRef, Signatory, SignatoryKind, SignedState, Way
from app.services.desk import Desk, Outcome
from app.services.signing import files
from app.services.signing.verifying import read_pdf, verify_bytes
from app.workspace import files as attachments

_SAME = timedelta(seconds=1)
_SHOWN = 4
"""How many problems a message names."""


def hand_out(desk: Desk, *, ref: SealedRef, path: Path) -> None:
    """Write the PDF for the official signing program.

    Raises:
        RefusedError: there is no file to sign.
        ExportError: it cannot be written; the old file stays whole.
    """
    files.write_pdf(desk, ref=ref, path=path)


def take_back(desk: Desk, *, ref: SealedRef, path: Path, assign: Mapping[str, str] | None = None) -> Outcome:
    """Check a signed file against what was handed out and record its new signatures.

    `assign` maps a signature field to a signatory's id where the certificate's name does not tell.

    Raises:
        PdfError: no PDF, damaged, or encrypted.
        ChangedError: another document, changed pages, a broken signature, or one that was there is gone.
        InvalidInputError: it cannot be told whose a new signature is.
        RefusedError: there is no file to sign, or no new signature in this one.
    """
    from app.exports.signing.binding import binding_in, reader_of
    from app.exports.signing.content import difference

    with desk.workspace.reading() as session:
        known = queries.state(session, ref)
    if known.file is None or known.current is None:
        raise RefusedError(f"“{ref.title}” chưa có tệp PDF để ký.", "Bấm “Tạo tệp ký” rồi chuyển đi ký.")
    pdf = read_pdf(path)
    export = attachments.read(desk.path, known.file.export.sha256, key=desk.workspace.key)
    binding = binding_in(reader_of(export).root)
    places = binding.places if binding else ()
    found = verify_bytes(path.name, pdf, desk, places)
    named = found.seal.ref
    if named is not None and (named.entity, named.id, named.sealed_hash) != (ref.entity, ref.id, ref.sealed_hash):
        raise ChangedError(
            f"Tệp này là của “{named.title}”, không phải bản chốt của “{ref.title}”.", "Chọn đúng tệp đã chuyển đi ký."
        )
    _refuse_changes(path, found, difference(export, pdf, places))
    new = tuple(_new(known, found))
    owners = _owners(known, new, assign or {})
    base = attachments.read(desk.path, known.current.sha256, key=desk.workspace.key)
    with desk.act(f"Nhận tệp đã ký: {ref.title}", undoable=False) as act:
        file = files.store(desk, pdf, f"{ref.title}.pdf")
        for one, owner in zip(new, owners, strict=True):
            files.note_signature(
                desk,
                act,
                ref,
                owner.id,
                way=Way.OFFICIAL,
                signed_at=one.signed_at or desk.now(),
                file=file,
                base=base,
                certificate=one.certificate,
                timestamped=one.timestamped,
            )
    return act.outcome


def _refuse_changes(path: Path, found: Verification, difference: str) -> None:
    problems = [f"Khác bản xuất: {difference}", *found.problems] if difference else list(found.problems)
    if not problems:
        return
    more = f" và {len(problems) - _SHOWN} điểm khác" if len(problems) > _SHOWN else ""
    raise ChangedError(
        f"Không nhận tệp {path.name}: tệp đã bị thay đổi ngoài phạm vi cho phép.",
        f"{'; '.join(problems[:_SHOWN])}{more}. Ký lại từ tệp gốc đã chuyển đi.",
    )


def _new(known: SignedState, found: Verification) -> Iterator[SignatureReport]:
    """The signatures not yet recorded.

    Raises:
        ChangedError: one that was recorded is gone.
        RefusedError: there is no new one.
    """
    left = [one for one in found.signatures if one.verdict is not Verdict.INVALID]
    for recorded in known.signatures:
        if recorded.certificate is None:
            continue
        same = [
            one
            for one in left
            if one.certificate.serial == recorded.certificate.serial
            and one.signed_at is not None
            and abs(one.signed_at - recorded.signed_at) <= _SAME
        ]
        if not same:
            raise ChangedError(
                f"Tệp thiếu chữ ký đã có của {recorded.certificate.subject}.", "Ký tiếp trên tệp mới nhất rồi nhận lại."
            )
        left.remove(same[0])
    if not left:
        raise RefusedError("Tệp này không có chữ ký nào mới.", "Chọn tệp đã ký xong bằng phần mềm ký số.")
    yield from left


def _owners(known: SignedState, new: tuple[SignatureReport, ...], assign: Mapping[str, str]) -> tuple[Signatory, ...]:
    """Whose each new signature is: as assigned, by our field's name, or by the name on the certificate."""
    from app.exports.signing.making import FIELD_PREFIX

    waiting = list(known.unsigned)
    owners = []
    for one in new:
        wanted = assign.get(one.field) or one.field.removeprefix(FIELD_PREFIX)
        owner = next((who for who in waiting if who.id == wanted), None) or _by_name(waiting, one)
        if owner is None:
            names = "; ".join(who.shown for who in waiting) or "không còn ai"
            raise InvalidInputError(
                f"Chưa biết chữ ký của “{one.certificate.subject}” là của ai trong danh sách ký.",
                f"Chọn người ký cho chữ ký “{one.field}”. Đang chờ ký: {names}.",
            )
        waiting.remove(owner)
        owners.append(owner)
    return tuple(owners)


def _by_name(waiting: list[Signatory], one: SignatureReport) -> Signatory | None:
    """The only one who bears the certificate's name, marks and all: Đào and Đạo are two persons."""
    subject, organisation = _name(one.certificate.subject), _name(one.certificate.organisation)
    same = [who for who in waiting if _name(who.full_name) == subject]
    same = same or [who for who in waiting if who.kind is SignatoryKind.AGENCY and _name(who.full_name) == organisation]
    return same[0] if len(same) == 1 else None


def _name(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
