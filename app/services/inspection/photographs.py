"""Reads photos and short videos: whether they are what they claim, what the camera wrote, a smaller picture to show.

Knows no record and stores nothing.
"""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from app.models.errors import InvalidInputError
from app.models.inspection.minutes_records import MediumKind
from app.workspace.errors import disk_errors

LONG_EDGE = 2048
"""Pixels of the longer side of the picture that is shown and printed (bars 5.2)."""
MAX_PHOTO = 50 << 20
MAX_VIDEO = 100 << 20
"""Bytes; half a minute of a telephone's ordinary quality stays well below."""
MAX_SECONDS = 30
"""A video is shorter than this (Sổ tay 8.4)."""

_FORMATS = ("JPEG", "PNG", "WEBP")
_VIDEOS = (".mp4", ".mov", ".m4v", ".3gp")
_PHOTOS = (".jpg", ".jpeg", ".png", ".webp")
_QUALITY = 85
_EXIF_IFD, _GPS_IFD = 0x8769, 0x8825
_TAKEN, _TAKEN_OFFSET, _ORIENTATION = 0x9003, 0x9011, 0x0112
_LATITUDE_REF, _LATITUDE, _LONGITUDE_REF, _LONGITUDE = 1, 2, 3, 4
_PLACES = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Taken:
    """What the camera wrote. Wall time `YYYY-MM-DDTHH:MM:SS`, offset `+07:00`, decimal degrees as text; "" unknown."""

    at: str = ""
    offset: str = ""
    latitude: str = ""
    longitude: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """What a file turned out to be."""

    kind: MediumKind
    taken: Taken = Taken()
    smaller: bytes = b""
    """JPEG of at most LONG_EDGE, upright, without the camera's data; empty where the original can be shown."""
    width: int = 0
    height: int = 0
    """Of what is shown."""
    duration_ms: int | None = None


def look_at(path: Path) -> Look:
    """What a photo or video is.

    Raises:
        InvalidInputError: neither; damaged; too large or too long.
    """
    suffix = path.suffix.lower()
    if suffix in _VIDEOS:
        return _video(path)
    if suffix in _PHOTOS:
        return _photo(path)
    raise InvalidInputError(
        f"Tệp {path.name} không phải ảnh hoặc video dùng được.",
        "Chọn ảnh JPG, PNG, WEBP hoặc video MP4, MOV; ảnh HEIC của điện thoại thì đổi sang JPG trước.",
    )


def _photo(path: Path) -> Look:
    from PIL import Image, ImageOps

    _refuse_large(path, MAX_PHOTO, "Ảnh")
    with disk_errors(path):
        content = io.BytesIO(path.read_bytes())
    with _pictures(path), Image.open(content, formats=_FORMATS) as image:
        image.load()
        exif = image.getexif()
        taken = _taken(exif)
        turned = exif.get(_ORIENTATION, 1) not in (0, 1)
        width, height = image.size
        if max(width, height) <= LONG_EDGE and not turned:
            return Look(MediumKind.PHOTO, taken, b"", width, height)
        upright = ImageOps.exif_transpose(image).convert("RGB")
        upright.thumbnail((LONG_EDGE, LONG_EDGE), Image.Resampling.LANCZOS)
        upright.info.clear()  # place and time stay with the original
        written = io.BytesIO()
        upright.save(written, "JPEG", quality=_QUALITY)
        return Look(MediumKind.PHOTO, taken, written.getvalue(), *upright.size)


@contextmanager
def _pictures(path: Path) -> Iterator[None]:
    """What the picture library says of a damaged or monstrous file, as one refusal."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of camera data it cannot read: left unknown
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            yield
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, SyntaxError, ValueError, OSError) as error:
        raise InvalidInputError(
            f"Tệp {path.name} không phải là ảnh, hoặc ảnh bị hỏng.", "Mở thử ảnh trên máy rồi chọn lại tệp."
        ) from error


def _taken(exif: Any) -> Taken:
    """The camera's time and place; what cannot be read is left unknown."""
    camera, place = exif.get_ifd(_EXIF_IFD), exif.get_ifd(_GPS_IFD)
    latitude = _degrees(place.get(_LATITUDE), place.get(_LATITUDE_REF), "S")
    longitude = _degrees(place.get(_LONGITUDE), place.get(_LONGITUDE_REF), "W")
    known = bool(latitude and longitude)
    return Taken(
        _wall_time(camera.get(_TAKEN)),
        _offset(camera.get(_TAKEN_OFFSET)),
        latitude if known else "",
        longitude if known else "",
    )


def _wall_time(value: object) -> str:
    """EXIF's "2025:06:26 08:12:40" as ISO."""
    from datetime import datetime

    try:
        return datetime.strptime(str(value).strip("\0 "), "%Y:%m:%d %H:%M:%S").isoformat()  # noqa: DTZ007 wall time
    except ValueError:
        return ""


def _offset(value: object) -> str:
    text = str(value or "").strip("\0 ")
    is_offset = len(text) == len("+07:00") and text[0] in "+-" and text[3] == ":"
    return text if is_offset and text[1:3].isdigit() and text[4:].isdigit() else ""


def _degrees(value: Any, reference: object, negative: str) -> str:
    """Degrees, minutes, seconds as decimal degrees."""
    try:
        degrees, minutes, seconds = (Decimal(str(float(part))) for part in value)
        found = (degrees + minutes / 60 + seconds / 3600).quantize(_PLACES)
    except (TypeError, ValueError, ZeroDivisionError, InvalidOperation):
        return ""
    if not found.is_finite() or not 0 <= found <= (90 if negative == "S" else 180):
        return ""
    sign = "-" if str(reference).strip("\0 ").upper() == negative else ""
    return f"{sign}{found:f}"


def _video(path: Path) -> Look:
    from tinytag import TinyTag, TinyTagException

    _refuse_large(path, MAX_VIDEO, "Video")
    with disk_errors(path):
        try:
            seconds = TinyTag.get(path, tags=False).duration
        except (TinyTagException, ValueError):
            seconds = None
    if not seconds:
        raise InvalidInputError(
            f"Tệp {path.name} không phải là video, hoặc video bị hỏng.", "Mở thử video trên máy rồi chọn lại tệp."
        )
    if seconds >= MAX_SECONDS:
        raise InvalidInputError(
            f"Video {path.name} dài {round(seconds)} giây.", f"Sổ tay 8.4: video dưới {MAX_SECONDS} giây; cắt ngắn lại."
        )
    return Look(MediumKind.VIDEO, duration_ms=round(seconds * 1000))


def _refuse_large(path: Path, limit: int, word: str) -> None:
    with disk_errors(path):
        if not path.is_file():
            raise InvalidInputError(f"Không có tệp {path.name}.", "Chọn lại tệp.")
        size = path.stat().st_size
    if size > limit:
        raise InvalidInputError(
            f"{word} {path.name} nặng {size >> 20} MB, giới hạn {limit >> 20} MB.",
            "Quay lại ngắn hơn hoặc với chất lượng thấp hơn." if word == "Video" else "Chọn ảnh nhỏ hơn.",
        )
