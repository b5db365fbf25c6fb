"""The desk: an open workspace with the person who sits at it. Every act of a service goes through `Desk.act`."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from app.journal.change import natural_id
from app.models import secrecy, text
from app.models.errors import InvalidInputError, RefusedError
from app.models.plan import queries as plan_queries
from app.models.queries import PersonCard
from app.models.recording import RecordingSession, Ref
from app.models.units.gazetteer import Province
from app.services.seeing import Arrivals
from app.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an act did: for whom it matters is told by `changed`."""

    act_id: str
    title: str
    changed: tuple[Ref, ...] = ()
    created: tuple[str, ...] = ()
    message: str = ""
    """What the person should know beyond success, e.g. fields an undo had to leave."""


@dataclass(slots=True)
class Act:
    """An act while it runs; `outcome` once the block has ended."""

    session: RecordingSession
    outcome: Outcome


class Desk:
    """An open workspace and its current person. Not thread-safe in `person`; sessions may be opened on any thread."""

    def __init__(self, workspace: Workspace, person: PersonCard | None = None, *, is_sample: bool = False) -> None:
        self.workspace = workspace
        self.person = person
        self.is_sample = is_sample
        """Whether this is the sample province, whose clock stands in its plan's days and not today."""
        self.arrivals = Arrivals()

    @property
    def path(self) -> Path:
        """The workspace file."""
        return self.workspace.path

    @property
    def read_only(self) -> bool:
        """Whether acts are refused."""
        return self.workspace.read_only

    @property
    def notice(self) -> str:
        """Why it is read-only, or empty."""
        return self.workspace.notice

    @cached_property
    def province(self) -> Province:
        """The province of this workspace."""
        with self.workspace.reading() as session:
            return plan_queries.province(session)

    def now(self) -> datetime:
        """The present instant, aware UTC."""
        return self.workspace.now()

    def natural_id(self, entity: str, key: str) -> str:
        """The id that every desk of this province gives to the same thing."""
        return natural_id(self.province.code, entity, key)

    @contextmanager
    def act(self, title: str, *, kind: str = "do", target: str | None = None, undoable: bool = True) -> Iterator[Act]:
        """Do one act: everything inside is stored and journalled together, or nothing is.

        Raises:
            RefusedError: nobody has said who sits at the desk.
            ReadOnlyError, DiskError: as `Workspace.acting`.
        """
        if self.person is None:
            raise RefusedError("Chưa chọn người dùng.", "Bấm “Đổi người dùng” để chọn tên mình trước khi sửa.")
        with self.workspace.acting(
            title, author=self.person.id, kind=kind, target=target, undoable=undoable
        ) as session:
            session.unseen = self.arrivals.unseen()
            act = Act(session, Outcome(session.act_id, title))
            yield act
        act.outcome = Outcome(session.act_id, title, tuple(session.refs), tuple(session.created), act.outcome.message)

    def close(self) -> None:
        """Close the workspace."""
        self.workspace.close()


def typed(value: str, *, where: str, required: bool = False) -> str:
    """What a person typed, ready to store: cleaned, NFC, no state secrets.

    Raises:
        InvalidInputError: too long, or empty where `required`.
        SecretError: it bears a secrecy stamp.
    """
    cleaned = text.clean(value, where=where)
    if required and not cleaned:
        raise InvalidInputError(f"{where} đang để trống.", "Nhập nội dung rồi làm lại.")
    secrecy.refuse(cleaned)
    return cleaned
