"""Hệ thống không được chọn as lines: a system a row, a column for each piece it must have."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.models.selection.unchosen import Piece, PieceKey, PieceState, Unchosen, pieces
from app.models.vietnam_time import show_moment
from app.views.common.badge import Badge
from app.views.common.table import CENTRE, Column
from app.views.selection import badges

_WIDTHS = {
    PieceKey.RESTORE: 112,
    PieceKey.MIGRATION: 122,
    PieceKey.CONTRACT: 112,
    PieceKey.DATA: 100,
}


@dataclass(frozen=True, slots=True)
class UnchosenLine:
    """A system with its pieces, or the heading of its kind (`one` is None)."""

    kind_id: str
    one: Unchosen | None
    pieces: tuple[Piece, ...] = ()
    heading: str = ""

    @property
    def system_id(self) -> str:
        """The system's id, "" for a heading."""
        return self.one.system_id if self.one is not None else ""

    @property
    def missing(self) -> int:
        """How many pieces are not there."""
        return sum(1 for each in self.pieces if each.state is not PieceState.DONE)

    def piece(self, key: PieceKey) -> Piece | None:
        """A piece by its key."""
        return next((each for each in self.pieces if each.key is key), None)


def unchosen_lines(systems: Sequence[Unchosen], *, now: datetime) -> tuple[UnchosenLine, ...]:
    """Every system under its kind."""
    made: list[UnchosenLine] = []
    kind_id = ""
    for one in systems:
        if one.kind_id != kind_id:
            kind_id = one.kind_id
            stays = f": dùng chung {one.shared}" if one.shared else ""
            made.append(UnchosenLine(kind_id, None, heading=f"{one.kind}{stays}"))
        made.append(UnchosenLine(kind_id, one, pieces(one, now=now)))
    return tuple(made)


def heading(line: UnchosenLine) -> str | None:
    """The text of a heading row."""
    return line.heading if line.one is None else None


def _piece_text(line: UnchosenLine, key: PieceKey) -> str:
    piece = line.piece(key)
    if piece is None:
        return ""
    due = f"; hạn trước {show_moment(piece.due_at)}" if piece.due_at and piece.state is not PieceState.DONE else ""
    return f"{key.label}: {piece.state.label.lower()}{due}"


def _piece_badge(line: UnchosenLine, key: PieceKey) -> Badge | None:
    piece = line.piece(key)
    return badges.PIECE[piece.state] if piece is not None else None


def _piece_column(key: PieceKey) -> Column[UnchosenLine]:
    titles = {PieceKey.CONTRACT: "BG hợp đồng", PieceKey.DATA: "BG dữ liệu", PieceKey.BLOCK: "Chặn"}
    return Column(
        key.value,
        titles.get(key, key.label),
        lambda line: _piece_text(line, key),
        _WIDTHS.get(key, 96),
        badge=lambda line: _piece_badge(line, key),
    )


def _missing(line: UnchosenLine) -> str:
    if line.one is None:
        return ""
    return f"{line.missing}/8" if line.missing else "đủ"


COLUMNS: tuple[Column[UnchosenLine], ...] = (
    Column("system", "Hệ thống", lambda line: line.one.shown if line.one else "", 200),
    Column("missing", "Còn thiếu", _missing, 86, CENTRE),
    *(_piece_column(key) for key in PieceKey),
    Column(
        "lead",
        "Chủ trì chuyển",
        lambda line: line.one.lead.name if line.one and line.one.lead else "",
        160,
        hidden=True,
    ),
    Column(
        "deadline",
        "Hạn chuyển",
        lambda line: line.one.deadline.text if line.one and line.one.deadline else "",
        120,
        hidden=True,
    ),
)
