"""The pictures of a signature and a seal: PNG with a transparent ground, blue and red (NĐ 30/2020, Phụ lục I)."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageChops, ImageOps

from app.exports.signing.errors import PictureError

BLUE, RED = (0, 51, 160), (220, 20, 30)
MAX_BYTES = 5 << 20
MAX_SIDE = 4000
"""Image.Image."""
_CLEAR = 250
"""Alpha from which a pixel counts as opaque."""
_MM_AN_INCH = 25.4


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture ready for the page: PNG bytes with a transparent ground, its size in pixels and on paper."""

    data: bytes
    width: int
    height: int
    width_mm: float
    """From the resolution that the file states, 0 where it states none."""


def read_picture(path: Path, ink: tuple[int, int, int]) -> Picture:
    """A picture file; one on a white ground is made transparent and drawn in `ink`.

    Raises:
        PictureError: missing, too large, or no picture.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise PictureError(f"Ảnh {path.name} lớn hơn 5 MB.", "Cắt sát chữ ký hoặc con dấu rồi chọn lại.")
        with Image.open(BytesIO(path.read_bytes()), formats=("PNG", "JPEG")) as opened:
            if max(opened.size) > MAX_SIDE:
                raise PictureError(f"Ảnh {path.name} quá lớn.", f"Thu nhỏ còn dưới {MAX_SIDE} điểm ảnh mỗi chiều.")
            resolution = float(opened.info.get("dpi", (0, 0))[0])
            picture = opened.convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise PictureError(f"Không đọc được ảnh {path.name}.", "Chọn ảnh PNG nền trong suốt.") from error
    if not any(picture.getchannel("A").histogram()[:_CLEAR]):
        picture = _on_clear_ground(picture, ink)
    stream = BytesIO()
    picture.save(stream, "PNG")
    width_mm = picture.width / resolution * _MM_AN_INCH if resolution else 0.0
    return Picture(stream.getvalue(), picture.width, picture.height, width_mm)


def _on_clear_ground(picture: Image.Image, ink: tuple[int, int, int]) -> Image.Image:
    """The darker or more coloured a pixel of a scan, the more ink; white becomes clear."""
    red, green, blue = picture.convert("RGB").split()
    lightest_missing = ImageOps.invert(ImageChops.darker(ImageChops.darker(red, green), blue))
    inked = Image.new("RGBA", picture.size, (*ink, 0))
    inked.putalpha(lightest_missing)
    return inked
