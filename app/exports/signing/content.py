"""Whether the pages that came back are the pages that went out."""

from collections.abc import Sequence

from app.exports.pdf.places import Place
from app.exports.signing.visual import compare


def difference(export: bytes, pdf: bytes, places: Sequence[Place]) -> str:
    """How a file differs from the export it should be, in words; empty where it does not.

    A signing program that adds revisions keeps every byte in front; one that writes the file anew is judged by what
    a person sees: the same pages, nothing hidden, additions only in the places left for them.

    Raises:
        PdfError: it cannot be drawn.
    """
    if pdf.startswith(export):
        return ""
    seen = compare(export, pdf, places)
    findings = (
        (seen.pages_differ, "thêm, bớt hoặc đổi khổ trang"),
        (bool(seen.covered), f"che hoặc xoá chữ ở trang {_numbers(seen.covered)}"),
        (bool(seen.outside), f"nội dung khác bản xuất ở trang {_numbers(seen.outside)}"),
        (bool(seen.lettered), f"thêm chữ quanh chỗ ký ở trang {_numbers(seen.lettered)}"),
    )
    return next((text for found, text in findings if found), "")


def _numbers(pages: Sequence[int]) -> str:
    return ", ".join(map(str, pages))
