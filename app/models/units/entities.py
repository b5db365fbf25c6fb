"""The unit (Đơn vị) as the workspace keeps it: a department, a commune, a team, a vendor, a group of units."""

from datetime import date
from typing import ClassVar

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import DERIVED, SearchLine, Synced
from app.models.text import fold, sort_key


class Unit(Synced):
    """A unit that leads or coordinates work, or that has ceased to exist and names its successor."""

    __tablename__ = "unit"
    __table_args__ = (Index(None, "name_folded"),)
    ENTITY = "unit"
    READ_AS: ClassVar = {"valid_until": date.fromisoformat}

    key: Mapped[str] = mapped_column(default="")
    """Slug of the shipped catalogue; empty for a unit the province added."""
    name: Mapped[str]
    short_name: Mapped[str] = mapped_column(default="")
    aliases: Mapped[str] = mapped_column(default="")
    """Other spellings, one a line."""
    kind: Mapped[str] = mapped_column(default="department")
    gazetteer_code: Mapped[str] = mapped_column(default="")
    valid_until: Mapped[str | None]
    """Last day of its existence (`YYYY-MM-DD`)."""
    successor_id: Mapped[str | None]
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    name_folded: Mapped[str] = mapped_column(default="", info=DERIVED)
    name_sort: Mapped[str] = mapped_column(default="", info=DERIVED)

    def search_line(self) -> SearchLine:
        """By name, short name and older names."""
        return self.name, self.short_name, ((self.aliases or "").replace("\n", " "),)

    def derive(self) -> None:
        """Fold the name and its other spellings for search; order by the Vietnamese alphabet."""
        self.name_folded = fold(" ".join((self.name, self.short_name or "", (self.aliases or "").replace("\n", " "))))
        self.name_sort = sort_key(self.name)
