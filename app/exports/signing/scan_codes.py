"""Reads the QR codes of a scanned paper: PDF, PNG, JPEG or TIFF of several pages."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from app.exports.signing.errors import ScanError
from app.exports.signing.slip import is_slip_text

DPI = 200
"""At which a scanned PDF is drawn before reading: the least resolution of digitised paper (NĐ 30, Phụ lục I)."""
MAX_PAGES = 300


def slip_texts(data: bytes) -> frozenset[str]:
    """The texts of every integrity slip's code in a scan.

    Raises:
        ScanError: it is neither a PDF nor a picture.
        PdfError: a PDF that cannot be drawn.
    """
    import zxingcpp

    found: set[str] = set()
    for page in _pages(data):
        codes = zxingcpp.read_barcodes(page, formats=zxingcpp.barcode_formats_from_str("QRCode"))
        found |= {code.text for code in codes if is_slip_text(code.text)}
    return frozenset(found)


def _pages(data: bytes) -> Iterator[Any]:
    from PIL import Image, ImageSequence

    from app.exports.signing.visual import drawn_pages

    if data[:1024].lstrip().startswith(b"%PDF-"):
        yield from drawn_pages(data, DPI)
        return
    try:
        with Image.open(BytesIO(data), formats=("PNG", "JPEG", "TIFF")) as picture:
            for at, page in enumerate(ImageSequence.Iterator(picture)):
                if at >= MAX_PAGES:
                    return
                yield page.convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise ScanError("Tệp này không phải bản quét.", "Chọn tệp PDF, PNG, JPG hoặc TIFF của bản đã ký.") from error
