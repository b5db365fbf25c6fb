"""The person (Người dùng) as the workspace keeps it."""

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import SearchLine, Synced


class Person(Synced):
    """A person who works at a desk of this province (họ tên, chức vụ, đơn vị)."""

    __tablename__ = "person"
    ENTITY = "person"

    full_name: Mapped[str]
    position: Mapped[str] = mapped_column(default="")
    unit: Mapped[str] = mapped_column(default="")
    pin_hash: Mapped[str] = mapped_column(default="")
    """argon2 hash of the PIN; empty where the person wants none."""

    def search_line(self) -> SearchLine:
        """By name, position and unit."""
        return self.full_name, f"{self.position} · {self.unit}".strip(" ·"), ()
