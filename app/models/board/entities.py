"""The table of published figures. Each has a natural id, so that two desks that publish write the same record."""

from typing import Any, ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from app.models import vietnam_time
from app.models.base import Synced


class BoardFigureRow(Synced):
    """One published figure (Số liệu gửi Trung ương). Natural id: subject, unit, group, and page of a long list.

    Never deleted: it sinks to 0.

    It holds no text that a person typed except the unit's name: what a purge takes out must not live on here.
    """

    __tablename__ = "board_figure"
    ENTITY = "board_figure"
    READ_AS: ClassVar = {"computed_at": vietnam_time.from_iso}

    subject: Mapped[str]
    """work | more | night | published"""
    unit_id: Mapped[str] = mapped_column(default="")
    unit: Mapped[str] = mapped_column(default="")
    unit_kind: Mapped[str] = mapped_column(default="")
    group_key: Mapped[str] = mapped_column(default="")
    """Of work the group's key, of a night the run's id."""
    heading: Mapped[str] = mapped_column(default="")
    figures: Mapped[dict[str, Any]]
    computed_at: Mapped[str]

    def scope(self) -> str:
        """The unit."""
        return self.unit_id
