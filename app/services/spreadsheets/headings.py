"""How the columns of a foreign table are recognised by the words of their headings."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.models.text import fold

WHOLE = "="
"""Before a wording that must be the whole heading, because it stands inside other words."""


@dataclass(frozen=True, slots=True)
class Headings:
    """The fields that a table can be read into, and the wordings of their headings."""

    labels: Mapping[str, str]
    """Field -> what it is called, in order."""
    wordings: Mapping[str, tuple[str, ...]]
    """Field -> words of a heading without marks; the first that a heading holds decides, longer ones first."""
    required: str
    """The field that must be there."""
    wanted: str
    """How a message asks for its column: "“Nội dung công việc”"."""
    said: str
    """What that column contains, in a sentence."""

    def field_of(self, heading: str) -> tuple[str, int] | None:
        """The field a heading names and how surely (small is sure); None where none."""
        words = " ".join(fold(heading).replace(".", " ").split())
        if not words:
            return None
        for field, wordings in self.wordings.items():
            for place, wording in enumerate(wordings):
                if words == wording.removeprefix(WHOLE) or (len(wording) > 3 and wording in words):
                    return field, place + (0 if words.startswith(wording) else 10)
        return None
