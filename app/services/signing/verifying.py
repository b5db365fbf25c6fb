"""Verifying a PDF: who signed, when, with which certificate, whether it was changed, against which sealed record."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.exports.signing.errors import PdfError
from app.exports.signing.verification import SealReport, SealState, Verification
from app.models import vietnam_time
from app.models.errors import AppError, NotFoundError
from app.models.signing import queries
from app.models.signing.records import SealedRef
from app.services.desk import Desk
from app.services.signing import trust
from app.workspace import files
from app.workspace.errors import disk_errors

if TYPE_CHECKING:
    from app.exports.pdf.places import Place

FINE, PROBLEMS = 0, 1


def verify_pdf(path: Path, desk: Desk | None = None) -> Verification:
    """Everything that can be said of a PDF; with a desk, also against the sealed record of its workspace.

    Raises:
        PdfError: no PDF, damaged beyond reading, or encrypted.
        DiskError: it cannot be read.
    """
    return verify_bytes(path.name, read_pdf(path), desk)


def verify_bytes(
    name: str, pdf: bytes, desk: Desk | None = None, places: Sequence["Place"] | None = None
) -> Verification:
    """The same for a file in memory; `places` for one that another program wrote anew."""
    from app.exports.signing.verifying import verify

    now = desk.now() if desk is not None else datetime.now(UTC)
    found = verify(name, pdf, trust.trust(), now, places)
    return replace(found, seal=_sealed(desk, found.seal, pdf)) if desk is not None else found


def report(path: Path, desk: Desk | None = None) -> tuple[tuple[str, ...], int]:
    """The lines that `kh02 verify FILE.pdf` prints, and its exit code: 0 only for signed, unchanged and valid."""
    try:
        found = verify_pdf(path, desk)
    except AppError as error:
        return (f"{path.name}: {error.title}", error.detail), PROBLEMS
    return tuple(found.lines()), FINE if found.is_valid else PROBLEMS


def read_pdf(path: Path) -> bytes:
    """The bytes of a file that may be a PDF.

    Raises:
        PdfError: it is larger than a stored file may be.
        DiskError: it cannot be read.
    """
    with disk_errors(path):
        if path.stat().st_size > files.MAX_BYTES:
            limit = files.MAX_BYTES // files.CHUNK
            raise PdfError(f"Tệp {path.name} lớn hơn {limit} MB.", "Chọn đúng tệp PDF đã ký.")
        return path.read_bytes()


def _sealed(desk: Desk, seal: SealReport, pdf: bytes) -> SealReport:
    """How the file stands to this workspace's sealed record."""
    from app.exports.signing.content import difference

    ref = seal.ref
    if ref is None:
        return seal
    with desk.workspace.reading() as session:
        hashes = queries.sealed_hashes(session, ref.id)
        known = queries.state(session, ref)
    file = known.file
    sealed_at = next((at for digest, at in hashes if digest == ref.sealed_hash), None)
    if file is None and sealed_at is None:
        return SealReport(SealState.UNKNOWN, f"“{ref.title}”: không gian làm việc này không có bản chốt đó", ref)
    if file is not None and (export := _stored(desk, file.export.sha256)) is not None:
        reason = difference(export, pdf, _places(export))
        if reason:
            return SealReport(SealState.DIFFERS, f"Khác bản xuất của “{ref.title}”: {reason}", ref)
    if hashes and hashes[-1][0] != ref.sealed_hash:
        when = vietnam_time.show_moment(hashes[-1][1])
        return SealReport(SealState.OUTDATED, f"“{ref.title}”: bản chốt cũ, đã có bản chốt mới lúc {when}", ref)
    kept = {one.file.sha256 for one in known.signatures} | ({file.export.sha256} if file else set())
    beside = "đúng từng byte bản đang lưu" if hashlib.sha256(pdf).hexdigest() in kept else "không phải bản đang lưu"
    return SealReport(SealState.MATCHES, f"{_matching(ref, sealed_at)}; {beside}", ref)


def _matching(ref: SealedRef, sealed_at: datetime | None) -> str:
    when = f" lúc {vietnam_time.show_moment(sealed_at)}" if sealed_at else ""
    return f"Khớp bản đã chốt{when} của “{ref.title}”, mã băm {ref.sealed_hash[:16]}…"


def _stored(desk: Desk, sha256: str) -> bytes | None:
    try:
        return files.read(desk.path, sha256, key=desk.workspace.key)
    except NotFoundError:
        return None


def _places(export: bytes) -> "tuple[Place, ...]":
    from app.exports.signing.binding import binding_in, reader_of

    binding = binding_in(reader_of(export).root)
    return binding.places if binding else ()
