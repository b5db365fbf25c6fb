"""How an event enters the log: one act, one transaction, chained by hash behind the last entry of this device."""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from app.journal.change import new_id
from app.journal.clock import MAX_AHEAD
from app.models import vietnam_time
from app.models.errors import InvalidInputError, RefusedError
from app.models.pc_clock import TOLERANCE
from app.models.recording import RecordingSession
from app.models.runbook import queries, writing
from app.models.runbook.log_chain import linked
from app.models.runbook.records import Master, Run, Step
from app.models.runbook.run_records import PC_TIME, EventKind, RunEvent, RunState, StepState
from app.models.runbook.state import state
from app.services.desk import Desk, Outcome
from app.services.runbook.night_clock import clock_of
from app.workspace import profile

_CHAIN = "run_chain"
_HEADS = "run_heads"
_HEADS_KEPT = 200
_TICK = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What an event verb gives back."""

    outcome: Outcome
    event: RunEvent
    """The (last) entry that was written; its id is what undo and correction name."""
    state: RunState
    """The run with it."""


@dataclass
class Recorder:
    """A run inside an act: its state as known, and the entries that the act adds."""

    desk: Desk
    session: RecordingSession
    run: Run
    master: Master
    state: RunState
    events: tuple[RunEvent, ...]
    added: list[RunEvent] = field(default_factory=list)
    recorded: Recorded | None = None

    def append(
        self, kind: EventKind, step_id: str = "", body: Mapping[str, Any] | None = None, *, at: datetime | None = None
    ) -> RunEvent:
        """Add an entry; `at` is the paper's time of a late entry."""
        chain = _chain(self.desk, self.session, self.run.id)
        last = self.added[-1] if self.added else queries.head(self.session, self.run.id, chain)
        present = clock_of(self.desk).now()
        if last is not None:
            present = clock_of(self.desk).not_before(last.entered_at)
        present = self._behind_others(present, chain)
        if at is not None and at > present:
            raise InvalidInputError("Giờ trên giấy ở tương lai.", "Kiểm tra lại ngày và giờ đã ghi.")
        said = {key: value for key, value in (body or {}).items() if value not in ("", None, {}, [])}
        person = self.desk.person
        event = RunEvent(
            id=new_id(),
            run_id=self.run.id,
            kind=kind,
            occurred_at=at or present,
            step_id=step_id,
            body=said | self._skew(present),
            recorded_at=present,
            person_id=person.id if person is not None else "",
            person=person.full_name if person is not None else "",
            device=self.desk.workspace.device,
            chain=chain,
            seen=queries.other_heads(self.session, self.run.id, chain),
            from_paper=at is not None,
        )
        event = linked(event, after=last, run=self.run)
        self.session.add(queries.row_of(event))
        self.session.flush()
        self.added.append(event)
        return event

    def _behind_others(self, present: datetime, chain: str) -> datetime:
        """Later than what other devices recorded and this one has seen, so that order of time keeps cause and effect.

        A device whose clock is far ahead pulls nobody along.
        """
        seen = (one.entered_at for one in self.events if one.chain != chain)
        near = [moment for moment in seen if present <= moment <= present + MAX_AHEAD]
        return max(near) + _TICK if near else present

    def _skew(self, present: datetime) -> dict[str, str]:
        """What this PC's own clock shows, for the body of an entry, where it differs from the time of the run."""
        wall = self.desk.now()
        return {PC_TIME: vietnam_time.iso(wall)} if abs(wall - present) > TOLERANCE else {}

    def step(self, step_id: str) -> StepState:
        """A step of the run.

        Raises:
            RefusedError: no such step in this run.
        """
        found = self.state.step(step_id)
        if found is None:
            raise RefusedError("Bước này không có trong lượt thực hiện.", "Chọn lại bước.")
        return found

    def require_open(self) -> None:
        """Refuse what comes after the run was closed.

        Raises:
            RefusedError: it was closed.
        """
        if self.state.is_over:
            raise RefusedError("Lượt thực hiện đã kết thúc.", "Dùng “Đính chính” nếu cần sửa nhật ký.")

    @property
    def outcome(self) -> Recorded:
        """What was recorded, once the act has ended."""
        assert self.recorded is not None  # noqa: S101 asked for only behind the block
        return self.recorded


@contextmanager
def recording(desk: Desk, run_id: str, title: str, *, needs_open: bool = True) -> Iterator[Recorder]:
    """One act on a run: its entries are stored and journalled together, or none is.

    Raises:
        NotFoundError: no such run.
        RefusedError: it was closed (unless `needs_open` is false), or nobody sits at the desk.
    """
    with desk.act(title, undoable=False) as act:
        run = queries.run(act.session, run_id)
        master = queries.locked(act.session, run.lock_id)
        events = queries.events(act.session, run_id)
        recorder = Recorder(desk, act.session, run, master, state(master, run, events), events)
        if needs_open:
            recorder.require_open()
        yield recorder
    if recorder.added:
        last = recorder.added[-1]
        _remember(last)
        known = state(master, run, (*events, *recorder.added))
        recorder.recorded = Recorded(act.outcome, last, known)


def own_events(recorder: Recorder) -> tuple[RunEvent, ...]:
    """What this device and incarnation recorded, in order of entry."""
    chain = _chain(recorder.desk, recorder.session, recorder.run.id)
    return tuple(sorted((one for one in recorder.events if one.chain == chain), key=lambda one: one.seq))


def remembered_heads(run_id: str) -> dict[str, tuple[int, str]]:
    """Heads of the run's chains as this user's profile remembers them: an anchor outside the file."""
    heads = profile.read(_HEADS) or {}
    prefix = f"{run_id}/"
    return {key.removeprefix(prefix): (seq, digest) for key, (seq, digest) in heads.items() if key.startswith(prefix)}


def name_of(step: Step) -> str:
    """How a message names a step: "Bước 4"."""
    return f"Bước {step.number}"


def _chain(desk: Desk, session: RecordingSession, run_id: str) -> str:
    """The chain of this device and this incarnation of the file.

    A file copied or restored (another inode, another device, or a shorter log than this user's profile remembers)
    goes on in a chain of its own: it is seen as a second incarnation and never mixed with the first.
    """
    device = desk.workspace.device
    mark = _file_mark(desk)
    known = writing.local_setting(session, _CHAIN)
    if isinstance(known, dict) and known.get("device") == device and known.get("file") == mark:
        chain = f"{device}-{known['incarnation']}"
        if _holds_what_was_remembered(session, run_id, chain):
            return chain
    incarnation = secrets.token_hex(2)
    writing.set_local(session, _CHAIN, {"device": device, "file": mark, "incarnation": incarnation})
    return f"{device}-{incarnation}"


def _holds_what_was_remembered(session: RecordingSession, run_id: str, chain: str) -> bool:
    remembered = remembered_heads(run_id).get(chain)
    if remembered is None:
        return True
    head = queries.head(session, run_id, chain)
    return head is not None and (head.seq > remembered[0] or (head.seq, head.hash) == remembered)


def _file_mark(desk: Desk) -> str:
    found = desk.path.stat()
    return f"{found.st_dev}:{found.st_ino}"


def _remember(event: RunEvent) -> None:
    heads = dict(profile.read(_HEADS) or {})
    key = f"{event.run_id}/{event.chain}"
    heads.pop(key, None)
    heads[key] = [event.seq, event.hash]
    profile.write(_HEADS, dict(list(heads.items())[-_HEADS_KEPT:]))
