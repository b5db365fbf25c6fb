"""Copies of papers (Bản sao): the three forms of NĐ 30/2020, Điều 25-27, as an attribute of evidence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from app.models.vietnam_time import show_date


class CopyForm(StrEnum):
    """The form of a copy (hình thức sao)."""

    SY = "SY"
    TRS = "TrS"
    SL = "SL"

    @property
    def label(self) -> str:
        """The Vietnamese."""
        return {"SY": "Sao y", "TrS": "Trích sao", "SL": "Sao lục"}[self.value]


@dataclass(frozen=True, slots=True)
class Copy:
    """That a piece of evidence is a copy: its form, who made it, where and when."""

    evidence_id: str
    form: CopyForm
    agency: str
    place: str
    copied_on: date | None
    number: str = ""
    """Number and ký hiệu of the copy, e.g. "12/SY-UBND", where it has one."""
    title: str = ""
    """Of the evidence, for lists."""

    @property
    def shown(self) -> str:
        """In words: "Sao y số 12/SY-UBND, UBND tỉnh Lâm Đồng, Lâm Đồng, 25/06/2025"."""
        form = f"{self.form.label} số {self.number}" if self.number else self.form.label
        when = show_date(self.copied_on) if self.copied_on else ""
        return ", ".join(part for part in (form, self.agency, self.place, when) if part)


def copied_on(data: Mapping[str, Any]) -> date | None:
    """The day of a copy, as stored; None where none is said.

    Raises:
        ValueError, TypeError: it is no day.
    """
    day = data.get("copied_on")
    return date.fromisoformat(day) if day else None
