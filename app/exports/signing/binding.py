"""Ties a PDF to its sealed record: entity, id, hash and the places of the page, invisible to reader and printer.

They stand in the catalog's page-piece dictionary (ISO 32000-1, 14.5: private data of an application), in the part of
the file that the first signature covers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

import msgspec

from app.exports.pdf.places import Place, PlaceKind
from app.exports.signing.errors import PdfError
from app.models import vietnam_time
from app.models.signing.records import SealedRef

_PIECES, _OURS, _PRIVATE, _SEAL = "/PieceInfo", "/KH02", "/Private", "/Seal"


@dataclass(frozen=True, slots=True)
class Binding:
    """Which sealed record a PDF is of, and where on its pages a hand may still write."""

    ref: SealedRef
    places: tuple[Place, ...]

    def signatures(self) -> tuple[Place, ...]:
        """The places of the signatures, in the order of the paper."""
        return tuple(place for place in self.places if place.kind is PlaceKind.SIGNATURE)


def bind(pdf: bytes, binding: Binding, at: datetime) -> bytes:
    """The same pages with the binding added behind them.

    Raises:
        PdfError: it is no PDF that can be written on.
    """
    from pyhanko.pdf_utils import generic

    writer = writer_of(pdf)
    text = msgspec.json.encode(binding).decode("utf-8")
    moment = generic.pdf_date(vietnam_time.local(at))
    private = generic.DictionaryObject({generic.pdf_name(_SEAL): generic.TextStringObject(text)})
    ours = generic.DictionaryObject(
        {generic.pdf_name("/LastModified"): moment, generic.pdf_name(_PRIVATE): writer.add_object(private)}
    )
    pieces = generic.DictionaryObject({generic.pdf_name(_OURS): writer.add_object(ours)})
    writer.root[_PIECES] = writer.add_object(pieces)
    writer.update_root()
    stream = BytesIO()
    writer.write(stream)
    return stream.getvalue()


def binding_in(root: Any) -> Binding | None:
    """What the catalog of a file or of one of its revisions is bound to; None where it is not one of ours."""
    try:
        return msgspec.json.decode(str(root[_PIECES][_OURS][_PRIVATE][_SEAL]), type=Binding)
    except (KeyError, TypeError, ValueError):
        return None


def reader_of(pdf: bytes) -> Any:
    """A pyHanko reader of a whole file.

    Raises:
        PdfError: no PDF, damaged, or encrypted.
    """
    from pyhanko.pdf_utils.reader import PdfFileReader

    return _opened(pdf, lambda stream: PdfFileReader(stream, strict=False))


def writer_of(pdf: bytes) -> Any:
    """A pyHanko writer that adds a revision.

    Raises:
        PdfError: as `reader_of`.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    return _opened(pdf, lambda stream: IncrementalPdfFileWriter(stream, strict=False))


def _opened(pdf: bytes, how: Any) -> Any:
    from pyhanko.pdf_utils.misc import PdfError as Broken

    if not pdf[:1024].lstrip().startswith(b"%PDF-"):
        raise PdfError("Tệp này không phải PDF.", "Chọn đúng tệp PDF đã ký.")
    try:
        opened = how(BytesIO(pdf))
        encrypted = getattr(opened, "prev", opened).encrypted
    except (Broken, ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise PdfError(
            "Tệp PDF hỏng hoặc đã bị sửa, không đọc được.", "Lấy lại tệp gốc từ nơi gửi hoặc xuất lại."
        ) from error
    if encrypted:
        raise PdfError("Tệp PDF đang đặt mật khẩu.", "Bỏ mật khẩu của tệp rồi làm lại.")
    return opened


def is_open(place: Place) -> bool:
    """Whether a number or date still stands blank on the paper, so that the văn thư may fill it."""
    if place.kind is PlaceKind.NUMBER:
        return not any(sign.isdigit() for sign in place.text.partition("/")[0].partition("-")[0])
    if place.kind is PlaceKind.DATE:
        return not any(sign.isdigit() for sign in place.text.partition("ngày")[2].partition("năm")[0])
    return True


def place_for(places: Sequence[Place], name: str, order: int) -> Place | None:
    """The place of a signatory: where this name is printed, else the one of this order if no other name stands there.

    None: the paper has none.
    """
    named = next((place for place in places if place.text and place.text == name), None)
    if named is not None:
        return named
    at_order = places[order] if 0 <= order < len(places) else None
    return at_order if at_order is not None and not at_order.text else None
