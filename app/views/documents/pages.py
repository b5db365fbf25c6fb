"""A paper's pages as pictures: what is seen is what is printed. Rendered by pypdfium2, page by page as needed."""

import pypdfium2
from PySide6.QtGui import QImage

SCREEN_DPI = 96
PRINT_DPI = 200
_POINTS = 72


class Pages:
    """An open PDF."""

    def __init__(self, pdf: bytes) -> None:
        self._document = pypdfium2.PdfDocument(pdf)

    def __len__(self) -> int:
        return len(self._document)

    def size(self, page: int) -> tuple[float, float]:
        """Width and height of a page in points."""
        width, height = self._document.get_page_size(page)
        return float(width), float(height)

    def picture(self, page: int, *, dpi: float) -> QImage:
        """A page as an image of its own memory."""
        bitmap = self._document[page].render(scale=dpi / _POINTS, rev_byteorder=False, force_bitmap_format=None)
        formats = {
            "BGR": QImage.Format.Format_BGR888,
            "BGRX": QImage.Format.Format_RGB32,
            "BGRA": QImage.Format.Format_ARGB32,
            "L": QImage.Format.Format_Grayscale8,
        }
        image = QImage(bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, formats[bitmap.mode])
        # pypdfium2 gives blue first; QImage's BGR888 reads exactly that order.
        return image.copy()

    def close(self) -> None:
        """Free the document."""
        self._document.close()
