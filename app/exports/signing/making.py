"""Adds one signature to a PDF (PAdES, ETSI.CAdES.detached), as a revision of its own behind all earlier ones."""

import asyncio
import logging
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from app.exports.signing.binding import reader_of, writer_of
from app.exports.signing.certificates import check_time
from app.exports.signing.errors import ClockError, SigningError
from app.exports.signing.keys import Key
from app.exports.signing.stamps import Stamp
from app.models import vietnam_time

_log = logging.getLogger(__name__)
FIELD_PREFIX = "kh02-"
"""Names of our signature fields: the prefix and the signatory's id."""
TOLERANCE = timedelta(minutes=5)
"""How far two clocks may lie apart before it is said."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What goes into the signature beside the certificate."""

    field: str
    name: str
    at: datetime
    reason: str = ""
    place: str = ""


def sign(pdf: bytes, key: Key, statement: Statement, stamp: Stamp | None = None) -> bytes:
    """The file with one more signature; `stamp` None signs without showing anything on the page.

    Raises:
        CertificateTimeError: the certificate may not sign now.
        ClockError: an earlier signature lies in this desk's future.
        PdfError: the file cannot be signed.
        TokenError, WrongPasswordError: what the token says (raised by its block).
        SigningError: the key does not match or cannot sign.
    """
    from pyhanko.pdf_utils.misc import PdfError as Broken
    from pyhanko.sign.general import SigningError as Refused

    check_time(key.card, statement.at)
    _check_clock(pdf, statement.at)
    try:
        return asyncio.run(_signed(pdf, key, statement, stamp))
    except (Refused, Broken) as error:
        _log.warning("signing failed", exc_info=error)
        raise SigningError(
            "Không ký được tệp này: tệp hoặc chứng thư không nhận thêm chữ ký.",
            "Tạo lại tệp ký, kiểm tra chứng thư còn hạn và dùng để ký, rồi ký lại.",
        ) from error


async def _signed(pdf: bytes, key: Key, statement: Statement, stamp: Stamp | None) -> bytes:
    from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
    from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

    writer = writer_of(pdf)
    spec = SigFieldSpec(statement.field, on_page=stamp.page if stamp else 0, box=stamp.box if stamp else None)
    meta = PdfSignatureMetadata(
        field_name=statement.field,
        md_algorithm="sha256",
        name=statement.name,
        reason=statement.reason or None,
        location=statement.place or None,
        subfilter=SigSeedSubFilter.PADES,
    )
    with tempfile.TemporaryDirectory(prefix="kh02-") as folder:
        style = _style(stamp, Path(folder)) if stamp else None
        signer = PdfSigner(meta, key.signer, stamp_style=style, new_field_spec=spec)
        session = signer.init_signing_session(writer)
        session.system_time = vietnam_time.local(statement.at)
        reserved = await session.estimate_signature_container_size(None, tight=False)
        document = session.prepare_tbs_document(validation_info=None, bytes_reserved=reserved)
        stream = BytesIO()
        digest, _ = document.digest_tbs_document(output=stream)
        signed = await document.perform_signature(digest.document_digest, PdfCMSSignedAttributes())
        await signed.post_signature_processing(stream)
    return stream.getvalue()


def _style(stamp: Stamp, folder: Path) -> Any:
    from pyhanko.pdf_utils import layout
    from pyhanko.stamp import StaticStampStyle

    drawn = folder / "stamp.pdf"
    drawn.write_bytes(stamp.drawn)
    middle = layout.AxisAlignment.ALIGN_MID
    rule = layout.SimpleBoxLayoutRule(x_align=middle, y_align=middle)
    return StaticStampStyle.from_pdf_file(str(drawn), border_width=0, background_layout=rule)


def _check_clock(pdf: bytes, at: datetime) -> None:
    for earlier in reader_of(pdf).embedded_regular_signatures:
        told = earlier.self_reported_timestamp
        if told is not None and told.tzinfo is not None and told > at + TOLERANCE:
            raise ClockError(
                f"Văn bản đã có chữ ký lúc {vietnam_time.show_moment(told)}, sau giờ của máy này.",
                f"Máy này đang ghi {vietnam_time.show_moment(at)}: chỉnh lại đồng hồ rồi ký.",
            )
