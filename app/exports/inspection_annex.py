"""Phụ lục of the minutes: the checklists as they were answered, and what was photographed, two pictures a page."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, TypeAlias

from app.exports.inspection_parts import MISSING, appendix
from app.exports.layout import date_in_words
from app.exports.paper_parts import day_month
from app.exports.tree import (
    Block,
    Column,
    Heading,
    Paragraph,
    Picture,
    Role,
    Row,
    Run,
    Section,
    Table,
    paragraph,
)
from app.models.inspection.minutes_records import AnsweredChecklist, AnsweredItem, Medium, MediumKind, Minutes
from app.models.vietnam_time import VIETNAM, local

if TYPE_CHECKING:
    from PIL import Image

TITLE = "Danh sách kiểm tra và ảnh tại hiện trường"
PHOTOS = "ẢNH TẠI HIỆN TRƯỜNG"
PHOTOS_A_PAGE = 2
PHOTO_WIDTH_MM, PHOTO_HEIGHT_MM = 140.0, 90.0
"""Two of them with captions of four lines stand on a portrait page."""
ROUGH_PIXELS = (560, 360)
"""Of a photo in the live preview, which is made anew at every pause of the typing."""
Shown: TypeAlias = tuple[str, Medium, str]
"""Its mark ("Ảnh 1"), the photo or video, the item of a checklist that it proves."""
_DRAWN = ("PNG", "JPEG")
_QUALITY = 85
_UNANSWERED = "Chưa trả lời"
_NOT_HERE = "(Tệp ảnh không có trên máy này.)"


def annex(minutes: Minutes, pictures: Mapping[str, bytes]) -> tuple[Section, ...]:
    """The annex; nothing where the visit has neither a checklist nor a photo."""
    work = minutes.field_work
    shown = _numbered(minutes)
    if not work.checklists and not shown:
        return ()
    blocks: list[Block] = []
    for answered in work.checklists:
        blocks += [Heading(2, answered.checklist.title), _table(answered, shown)]
    blocks += _videos(shown)
    attached_to = f"Biên bản làm việc{day_of(minutes)} với {minutes.unit_name or minutes.unit.shown}"
    return (appendix("", TITLE, attached_to, blocks), *_photos(shown, pictures))


def day_of(minutes: Minutes) -> str:
    """` ngày 26 tháng 6 năm 2025` of the meeting; empty while unknown."""
    return f" {date_in_words(local(minutes.started_at).date())}" if minutes.started_at else ""


def _numbered(minutes: Minutes) -> Sequence[Shown]:
    """Every photo and video in the order of the checklists, then those of no item."""
    work = minutes.field_work
    found = [
        (medium, item.item.label) for answered in work.checklists for item in answered.items for medium in item.media
    ]
    found += [(medium, "") for medium in work.media]
    return [(f"{medium.kind.label} {at}", medium, about) for at, (medium, about) in enumerate(found, 1)]


def _table(answered: AnsweredChecklist, shown: Sequence[Shown]) -> Table:
    columns = (
        Column("TT", 11, "center"),
        Column("Nội dung kiểm tra", 84),
        Column("Kết quả", 25, "center"),
        Column("Ghi chú", 45),
    )
    marks = {medium.id: mark for mark, medium, _ in shown}
    rows = tuple(
        Row(
            (
                str(at),
                _question(one),
                one.result.label if one.result else _UNANSWERED,
                "\n".join(part for part in (one.note, ", ".join(marks[medium.id] for medium in one.media)) if part),
            )
        )
        for at, one in enumerate(answered.items, 1)
    )
    return Table(columns, rows, answered.checklist.title)


def _question(one: AnsweredItem) -> str:
    return f"{one.item.label}: {one.item.text}" if one.item.text else one.item.label


def _videos(shown: Sequence[Shown]) -> Iterator[Block]:
    for mark, medium, about in shown:
        if medium.kind is MediumKind.VIDEO:
            yield paragraph(f"{_caption(mark, medium, about)}. Tệp video lưu cùng hồ sơ điện tử.")


def _photos(shown: Sequence[Shown], pictures: Mapping[str, bytes]) -> Iterator[Section]:
    """Two photos a page, so that Word and PDF turn the page at the same place."""
    photos = [one for one in shown if one[1].kind is MediumKind.PHOTO]
    for at in range(0, len(photos), PHOTOS_A_PAGE):
        heading = (Paragraph((Run(PHOTOS),), Role.APPENDIX_TITLE, outline=1),) if at == 0 else ()
        first, *others = photos[at : at + PHOTOS_A_PAGE]
        blocks = [*heading, *_photo(first, pictures)]
        for other in others:
            blocks += [paragraph("", Role.CELL), *_photo(other, pictures)]
        yield Section(tuple(blocks))


def _photo(shown: Shown, pictures: Mapping[str, bytes]) -> Iterator[Block]:
    mark, medium, about = shown
    yield paragraph(_caption(mark, medium, about), Role.APPENDIX_REF)
    yield _picture(pictures.get(medium.id, b""), medium) or paragraph(_NOT_HERE, Role.APPENDIX_REF)


def _caption(mark: str, medium: Medium, about: str) -> str:
    """`Ảnh 1. Đèn tín hiệu (Mạng Internet; chụp lúc 08:41 ngày 26/6/2025; vị trí 12,092000; 108,184583)`."""
    taken = _taken(medium.taken_at)
    place = f"vị trí {_decimal(medium.latitude)}; {_decimal(medium.longitude)}" if medium.latitude else ""
    details = "; ".join(part for part in (about, taken, place) if part)
    text = f"{mark}. {medium.caption.rstrip(' .') or medium.name or MISSING}"
    return f"{text} ({details})" if details else text


def _decimal(degrees: str) -> str:
    return degrees.replace(".", ",")


def _taken(written: str) -> str:
    """The camera's wall time; Vietnam's where the camera wrote an offset."""
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        return ""
    wall = at.astimezone(VIETNAM) if at.tzinfo else at
    return f"chụp lúc {wall:%H:%M} ngày\u00a0{day_month(wall.date())}/{wall.year}"


def _picture(data: bytes, medium: Medium) -> Picture | None:
    """A photo as large as its room allows; None where it is not here or is no picture (any more)."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(BytesIO(data)) as image:
            drawn = data if image.format in _DRAWN else _as_jpeg(image)
            wide, high = image.size
    except (UnidentifiedImageError, OSError):
        return None
    scale = min(PHOTO_WIDTH_MM / wide, PHOTO_HEIGHT_MM / high)
    return Picture(drawn, wide * scale, high * scale, medium.caption or medium.name)


def _as_jpeg(image: "Image.Image") -> bytes:
    """A picture of another kind (WEBP) as one that Word and PDF hold."""
    stream = BytesIO()
    image.convert("RGB").save(stream, "JPEG", quality=_QUALITY)
    return stream.getvalue()


def rough(data: bytes) -> bytes:
    """A photo decoded only as finely as a live preview shows it; what is no picture comes back as it is."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(BytesIO(data)) as image:
            if image.format != "JPEG":
                return data
            image.draft("RGB", ROUGH_PIXELS)
            return _as_jpeg(image)
    except (UnidentifiedImageError, OSError):
        return data
