"""Phiếu kiểm tra tính toàn vẹn: ties a paper signed by hand to its sealed content by a short code and a QR code.

A sheet of its own, filed with the paper and scanned with it: the paper itself shows nothing that Decree 30 does not
know.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from app.exports import paper_parts
from app.exports.plan_words import rules_of
from app.exports.tree import (
    Block,
    Column,
    Document,
    Picture,
    Row,
    Section,
    Signature,
    SignatureBlock,
    Table,
    Title,
    paragraph,
)
from app.models import vietnam_time
from app.models.plan.records import IssuingBody
from app.models.runbook.log_chain import short_code
from app.models.signing.records import WAYS, SealedRef, Signatory, SignedState

KIND = "PHIẾU KIỂM TRA TÍNH TOÀN VẸN"
_MARK = "KH02"
QR_MM = 42.0
_SCALE = 8
"""Pixels a module of the QR code."""


@dataclass(frozen=True, slots=True)
class Slip:
    """What a slip says."""

    body: IssuingBody
    state: SignedState
    sealed_at: datetime | None
    at: datetime


def code_of(ref: SealedRef) -> str:
    """The short code of a sealed content, to read and type: "4821-0937-5512"."""
    return short_code(ref.sealed_hash)


def qr_text(ref: SealedRef) -> str:
    """What the QR code holds."""
    return "/".join((_MARK, ref.entity, ref.id, ref.sealed_hash))


def is_slip_text(text: str) -> bool:
    """Whether a code read from a scan is one of ours at all."""
    return text.startswith(f"{_MARK}/") and text.count("/") == qr_text(SealedRef("", "", "", "")).count("/")


def integrity_slip(slip: Slip) -> Document:
    """The slip of a sealed paper."""
    ref = slip.state.ref
    sealed = vietnam_time.show_moment(slip.sealed_at) if slip.sealed_at else "không ghi"
    blocks: tuple[Block, ...] = (
        paper_parts.letterhead(slip.body),
        Title(KIND, ref.title),
        paper_parts.fact("Chốt nội dung lúc", sealed),
        paper_parts.fact("Mã kiểm tra", code_of(ref)),
        Picture(qr_picture(ref), QR_MM, QR_MM, f"Mã QR, mã kiểm tra {code_of(ref)}"),
        paper_parts.fact("Mã băm SHA-256 của nội dung đã chốt", paper_parts.blocks(ref.sealed_hash)),
        *paper_parts.or_none(_signatories(slip.state), "Chưa có danh sách người ký."),
        paragraph("Phiếu lưu cùng bản giấy, không thay cho văn bản. Quét phiếu này cùng bản đã ký để đối chiếu."),
        SignatureBlock((Signature(position="NGƯỜI LẬP PHIẾU", note="(Chữ ký)"),)),
    )
    return Document(
        f"{KIND} - {ref.title}",
        (Section(blocks),),
        rules=rules_of(slip.body),
        author=slip.body.name,
        created=slip.at,
    )


def qr_picture(ref: SealedRef) -> bytes:
    """The QR code as PNG, with its quiet zone; level Q stands a crease and a stamp."""
    import segno

    stream = BytesIO()
    segno.make(qr_text(ref), error="q", micro=False).save(stream, kind="png", scale=_SCALE, border=4)
    return stream.getvalue()


def _signatories(state: SignedState) -> Table:
    columns = (Column("TT", 10, "center"), Column("Họ và tên, chức vụ", 75), Column("Ký", 80))
    rows = (Row((str(at), one.shown, how)) for at, (one, how) in enumerate(_ways(state), 1))
    return Table(columns, tuple(rows), "Người ký")


def _ways(state: SignedState) -> Iterator[tuple[Signatory, str]]:
    for one in state.signatories:
        given = state.of(one.id)
        said = f"{WAYS[given.way]}, {vietnam_time.show_moment(given.signed_at)}" if given else "chưa ký"
        yield one, said
