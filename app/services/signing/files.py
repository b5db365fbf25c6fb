"""The PDF of a sealed record: made once, bound to the seal, then carrying one signature after another."""

import hashlib
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from app.exports.render import write
from app.exports.tree import Document
from app.journal.change import new_id
from app.models import vietnam_time
from app.models.errors import RefusedError
from app.models.recording import RecordingSession
from app.models.signing import queries
from app.models.signing.entities import SignatureRow, SignedFileRow
from app.models.signing.records import CertificateCard, SealedRef, Signature, SignedState, StoredFile, Way
from app.services.desk import Act, Desk, Outcome
from app.workspace import files


def prepare(desk: Desk, *, ref: SealedRef, document: Document) -> Outcome:
    """Make the PDF that is to be signed, once for a sealed content; later calls leave it as it is.

    Raises:
        RefusedError: the record is not sealed, or the paper is a draft.
    """
    if not ref.sealed_hash:
        raise RefusedError(f"“{ref.title}” chưa thông qua nên chưa ký được.", "Bấm “Thông qua” để chốt nội dung trước.")
    if document.watermark:
        raise RefusedError(f"Bản in còn dấu chìm “{document.watermark}”.", "Ký trên bản chính thức.")
    from app.exports.pdf import render_placed
    from app.exports.progress import Meter
    from app.exports.signing.binding import Binding, bind

    with desk.act(f"Tạo tệp ký: {ref.title}", undoable=False) as act:
        if queries.signed_file(act.session, ref) is None:
            drawn = render_placed(document, Meter(0, None))
            pdf = bind(drawn.data, Binding(ref, drawn.places), desk.now())
            _put_file(desk, act.session, ref, store(desk, pdf, f"{ref.title}.pdf"))
    return act.outcome


def _put_file(desk: Desk, session: RecordingSession, ref: SealedRef, file: StoredFile) -> None:
    record_id = desk.natural_id("signed_file", f"{ref.entity}/{ref.id}/{ref.sealed_hash}")
    known = session.get(SignedFileRow, record_id)
    if known is not None:
        known.deleted, known.file = False, asdict(file)
        return
    owner = {"subject_entity": ref.entity, "subject_id": ref.id}
    session.add(SignedFileRow(id=record_id, sealed_hash=ref.sealed_hash, title=ref.title, file=asdict(file), **owner))


def current_pdf(desk: Desk, *, ref: SealedRef) -> bytes:
    """The PDF with every digital signature so far.

    Raises:
        RefusedError: it has not been made.
        NotFoundError: its content is not on this PC.
    """
    with desk.workspace.reading() as session:
        known = queries.state(session, ref)
    return pdf_of(desk, known)


def pdf_of(desk: Desk, known: SignedState) -> bytes:
    """The same for a state already read."""
    if known.current is None:
        raise RefusedError(f"“{known.ref.title}” chưa có tệp PDF để ký.", "Bấm “Tạo tệp ký” trước.")
    return files.read(desk.path, known.current.sha256, key=desk.workspace.key)


def write_pdf(desk: Desk, *, ref: SealedRef, path: Path) -> None:
    """Write the PDF with every digital signature so far; a file of that name is replaced in one step.

    Raises:
        ExportError: the disk, the folder or an open target refuses; the old file stays whole.
    """
    write(path, current_pdf(desk, ref=ref))


def write_signed(desk: Desk, *, signature: Signature, path: Path) -> None:
    """Write the signed PDF, or the scan, of one signature; a file of that name is replaced in one step.

    Raises:
        NotFoundError: the file is not on this PC.
        ExportError: the disk, the folder or an open target refuses; the old file stays whole.
    """
    write(path, files.read(desk.path, signature.file.sha256, key=desk.workspace.key))


def store(desk: Desk, data: bytes, name: str) -> StoredFile:
    """Keep bytes beside the workspace by their content."""
    return StoredFile(name, *files.add_bytes(desk.path, data, key=desk.workspace.key))


def note_signature(
    desk: Desk,
    act: Act,
    ref: SealedRef,
    signatory_id: str,
    *,
    way: Way,
    signed_at: datetime,
    file: StoredFile,
    base: bytes = b"",
    certificate: CertificateCard | None = None,
    timestamped: bool = False,
) -> None:
    """Add the record of one signature to an act."""
    row: dict[str, Any] = {
        "subject_entity": ref.entity,
        "subject_id": ref.id,
        "signatory_id": signatory_id,
        "sealed_hash": ref.sealed_hash,
        "way": way.value,
        "signed_at": vietnam_time.iso(signed_at),
        "recorded_at": vietnam_time.iso(desk.now()),
        "recorded_by": desk.person.full_name if desk.person else "",
        "file": asdict(file),
        "base": hashlib.sha256(base).hexdigest() if base else "",
        "certificate": queries.certificate_fields(certificate) if certificate else None,
        "timestamped": timestamped,
    }
    act.session.add(SignatureRow(id=new_id(), **row))
