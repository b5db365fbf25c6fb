"""What an import sheet lists: every cell that would change, be refused or be known."""

from dataclasses import dataclass

from app.views.common.badge import Badge
from app.views.common.palette import Tone
from app.views.common.table import Column

ADDED = Badge("Thêm", "plus", Tone.CONFIRMED)
CHANGED = Badge("Đổi", "pencil-simple", Tone.WATCH)
REFUSED = Badge("Từ chối", "prohibit", Tone.ACT_NOW)
REMARK = Badge("Lưu ý", "info", Tone.NEUTRAL)


@dataclass(frozen=True, slots=True)
class Line:
    """One cell of the preview; the first line of each of several files bears only `heading`."""

    kind: Badge
    cell: str = ""
    where: str = ""
    old: str = ""
    new: str = ""
    heading: str = ""


COLUMNS = (
    Column[Line]("kind", "Việc", lambda line: line.kind.word, 104, badge=lambda line: line.kind),
    Column[Line]("cell", "Ô", lambda line: line.cell, 116),
    Column[Line]("where", "Nội dung, lý do", lambda line: line.where, 330),
    Column[Line]("old", "Đang có", lambda line: line.old, 130),
    Column[Line]("new", "Trong tệp", lambda line: line.new, 240),
)


def sentence(words: str) -> str:
    """A reason that begins a line."""
    return words[:1].upper() + words[1:]
