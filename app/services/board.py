"""Publishing the province's figures for the central board: computed here, sent by the sync like any other record.

Every desk of a province would compute the same figures, so one of them does it: whoever published last goes on, and
another takes over when its beat stays away. Publish after an exchange that left nothing to fetch: a desk that lags
behind would publish what was.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.models import vietnam_time
from app.models.board import night, queries, work
from app.models.board.entities import BoardFigureRow
from app.models.board.records import Counts, Figure, GroupRef, Subject, UnitWork
from app.models.recording import RecordingSession
from app.services import settings
from app.services.desk import Desk
from app.services.exchange import joining
from app.services.runbook import runs

BEAT = timedelta(minutes=10)
"""How often figures are confirmed while none of them changes."""
NIGHT_BEAT = timedelta(minutes=1)
"""The same while a night is under way."""
_BEATS_MISSED = 2.5
"""After how many beats of silence another desk takes over."""
SLICE = 20
"""Figures written in one transaction, so that nobody at the window waits for it."""
_SPEAKERS = ("chuyen-vien-tong-hop", "dieu-phoi", "to-truong", "to-pho")
"""Roles that may write the figures of the central board."""
_ACT = "publish"
"""Kind of the act: no part of what a person undoes, and no wall in it either."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All figures of a province at an instant."""

    at: datetime
    figures: tuple[Figure, ...]
    has_night: bool
    """Whether a night is under way, so that figures are due every minute."""


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing did. `by_other` names the device that publishes instead of this one."""

    at: datetime
    written: int
    """Figures that changed, the beat among them."""
    by_other: str = ""


def publish(desk: Desk, *, even_if_other: bool = False) -> Published:
    """Publish what changed, and the beat. Nothing is written while another desk publishes, unless `even_if_other`.

    Raises:
        RefusedError: nobody has said who sits at the desk.
        ReadOnlyError, DiskError: as `Desk.act`.
    """
    other = "" if even_if_other else publisher(desk)
    if other:
        return Published(desk.now(), 0, other)
    return write(desk, snapshot=compute(desk))


def may_publish(desk: Desk) -> bool:
    """Whether who sits here may speak for the whole province (`server/rights.yaml`): a role without a unit."""
    person = desk.person.id if desk.person is not None else ""
    return any(role in _SPEAKERS and not scope for role, scope in joining.roles(desk, person_id=person))


def publisher(desk: Desk) -> str:
    """The other device that publishes for the province now; empty: this one may."""
    with desk.workspace.reading() as session:
        beat = queries.last_beat(session)
        is_night = any(night.is_on(row.figures) for row in queries.published(session).values())
    if beat is None or beat[1] == desk.workspace.device:
        return ""
    at, device = beat
    return device if abs(desk.now() - at) < _BEATS_MISSED * (NIGHT_BEAT if is_night else BEAT) else ""


def compute(desk: Desk) -> Snapshot:
    """All figures as they stand now. Reads only; may run on any thread."""
    now = desk.now()
    warn_days = settings.warn_days(desk)
    with desk.workspace.reading() as session:
        units = queries.work(session, desk.province, desk.natural_id, now=now, warn_days=warn_days)
    figures = [one for of_unit in units for one in work.figures(of_unit)] + _nights(desk, now)
    return Snapshot(now, tuple(figures), any(night.is_on(one.figures) for one in figures))


def write(desk: Desk, *, snapshot: Snapshot) -> Published:
    """Store the figures that differ from the published ones in short acts; last the beat that confirms them all."""
    with desk.workspace.reading() as session:
        stored = queries.published(session)
        session.expunge_all()
        beat = queries.last_beat(session)
    wanted = {desk.natural_id(BoardFigureRow.ENTITY, one.key): one for one in snapshot.figures}
    wanted |= _sunk(stored.values(), wanted)
    changed = {key: one for key, one in wanted.items() if not _is_same(stored.get(key), one)}
    due = NIGHT_BEAT if snapshot.has_night else BEAT
    is_confirmed = beat is not None and beat[1] == desk.workspace.device and snapshot.at - beat[0] < due
    if not changed and is_confirmed:
        return Published(snapshot.at, 0)
    beat_figure = Figure(Subject.PUBLISHED, "", "", "", GroupRef("", ""), {"device": desk.workspace.device})
    changed[desk.natural_id(BoardFigureRow.ENTITY, beat_figure.key)] = beat_figure
    for part in _slices(list(changed.items())):
        with desk.act("Gửi số liệu lên bảng Trung ương", kind=_ACT, undoable=False) as act:
            act.session.settling = True  # where two desks published at once, the later figure is the one that counts
            for key, one in part:
                _put(act.session, key, one, vietnam_time.iso(snapshot.at))
    return Published(snapshot.at, len(changed))


def _slices(changed: Sequence[tuple[str, Figure]]) -> Iterator[Sequence[tuple[str, Figure]]]:
    for first in range(0, len(changed), SLICE):
        yield changed[first : first + SLICE]


def _nights(desk: Desk, now: datetime) -> list[Figure]:
    found = []
    for run in runs.runs(desk):
        if not night.concerns(run, None, now=now):
            continue
        seen = runs.board(desk, run_id=run.id, now=now)
        if night.concerns(run, seen.state.closed_at, now=now):
            found.append(night.figure(seen.state, seen.forecast))
    return found


def _sunk(stored: Iterable[BoardFigureRow], wanted: Container[str]) -> dict[str, Figure]:
    """What was published and is there no more: a unit without work counts nothing, a page is empty, a night past."""
    found = {}
    for row in stored:
        if row.id in wanted or row.subject == Subject.PUBLISHED:
            continue
        group = GroupRef(row.group_key, row.heading)
        if row.subject == Subject.NIGHT:
            found[row.id] = Figure(Subject.NIGHT, "", "", "", group, night.PAST)
        elif row.subject in (Subject.WORK, Subject.MORE):
            (none,) = work.figures(UnitWork(row.unit_id, row.unit, row.unit_kind, group, Counts()))
            found[row.id] = none if row.subject == Subject.WORK else work.more(none, row.figures.get("page", 0), ())
    return found


def _put(session: RecordingSession, key: str, one: Figure, at: str) -> None:
    row = session.get(BoardFigureRow, key)
    values: dict[str, Any] = {
        "unit": one.unit,
        "unit_kind": one.unit_kind,
        "heading": one.group.heading,
        "figures": dict(one.figures),
        "computed_at": at,
    }
    if row is None:
        fixed = {"subject": one.subject.value, "unit_id": one.unit_id, "group_key": one.group.key}
        session.add(BoardFigureRow(id=key, **fixed, **values))
        return
    for name, value in values.items():
        setattr(row, name, value)


def _is_same(row: BoardFigureRow | None, one: Figure) -> bool:
    if row is None:
        return False
    return (row.unit, row.unit_kind, row.heading, row.figures) == (
        one.unit,
        one.unit_kind,
        one.group.heading,
        dict(one.figures),
    )
