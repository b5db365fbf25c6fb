"""What the sync says of itself: frozen, light to import, free of any library that talks to a network."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum


class Phase(Enum):
    """Where the sync stands."""

    OFF = "off"
    CONNECTING = "connecting"
    SYNCED = "synced"
    UNSENT = "unsent"
    OFFLINE = "offline"
    OUTDATED = "outdated"
    """The server speaks a newer major version."""
    REVOKED = "revoked"
    NO_TOKEN = "no_token"  # noqa: S105 a state, not a secret
    """Joined, but this PC keeps no token: the person is asked at each start."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class FileCounts:
    """Attachments on their way, in both directions."""

    received: int = 0
    wanted: int = 0
    """All that records name, those that are here included."""
    to_send: int = 0

    @property
    def words(self) -> str:
        """`đã nhận 3/5 tệp`; empty where nothing is awaited."""
        return f"đã nhận {self.received}/{self.wanted} tệp" if self.received < self.wanted else ""


@dataclass(frozen=True, slots=True)
class SyncState:
    """One moment of the status line."""

    phase: Phase = Phase.OFF
    words: str = "Chưa tham gia đồng bộ"
    detail: str = ""
    """Why, and what to do."""
    unsent: int = 0
    parked: int = 0
    """Changes that the server refused: they wait for a person."""
    conflicts: int = 0
    urgent: int = 0
    """Conflicts on a step that is due."""
    synced_at: datetime | None = None
    offset: timedelta = timedelta()
    """Server time minus this PC's."""
    skew: str = ""
    """What to tell the person whose clock is wrong; empty where it is right."""
    files: FileCounts = FileCounts()


@dataclass(frozen=True, slots=True)
class Presence:
    """Who looks at a record or edits it: a hint, no lock."""

    person: str
    entity: str
    id: str
    is_editing: bool
