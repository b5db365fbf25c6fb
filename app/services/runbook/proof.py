"""The log that proves itself: anchoring heads outside the file, reading codes aloud, verifying."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.journal.change import new_id
from app.models.errors import InvalidInputError
from app.models.runbook import queries, writing
from app.models.runbook.log_chain import (
    Anchor,
    ChainReport,
    Entry,
    Problem,
    find_code,
    genesis,
    heads,
    short_code,
    verify,
)
from app.models.runbook.records import Run
from app.services import opening
from app.services.desk import Desk, typed
from app.services.runbook.night_clock import clock_of
from app.services.runbook.recording import remembered_heads

PROFILE_PLACE = "hồ sơ người dùng của máy này"


@dataclass(frozen=True, slots=True)
class HeadCode:
    """A chain's last entry and its short code, as it is printed and read aloud."""

    chain: str
    seq: int
    hash: str
    code: str

    @property
    def shown(self) -> str:
        """e.g. "Máy 3f2a09b1, mục 41: 4821-0937-5512"."""
        return f"Máy {self.chain[:8]}, mục {self.seq}: {self.code}"


@dataclass(frozen=True, slots=True)
class RunReport:
    """One run's log as verified."""

    run: Run
    chains: tuple[ChainReport, ...]
    journal: tuple[Problem, ...] = ()
    """Entries of which table and journal say different things, or of which one is gone."""

    @property
    def problems(self) -> tuple[str, ...]:
        """Each thing wrong, in words; the first bad or missing entry of each chain."""
        found = [f"Máy {one.chain[:8]}: {one.problem.text}" for one in self.chains if one.problem is not None]
        return (*found, *(one.text for one in self.journal))

    @property
    def unanchored(self) -> int:
        """How many entries no anchor outside proves yet."""
        return sum(one.unanchored for one in self.chains)


def codes(desk: Desk, *, run_id: str) -> tuple[HeadCode, ...]:
    """The short code of each chain's head, this device's first."""
    with desk.workspace.reading() as session:
        found = heads(queries.entries(session, run_id))
    own = desk.workspace.device
    ordered = sorted(found.values(), key=lambda entry: (not entry.chain.startswith(own), entry.chain))
    return tuple(_code(entry) for entry in ordered)


def anchor(desk: Desk, *, run_id: str, place: str) -> tuple[HeadCode, ...]:
    """Record that the present heads now stand outside this file (printed, read aloud), and give their codes.

    Call it before printing: the codes belong on the paper.
    """
    place = typed(place, where="Nơi ghi mốc đối chiếu", required=True)
    person = desk.person.full_name if desk.person is not None else ""
    with desk.act(f"Ghi mốc đối chiếu: {place}", undoable=False) as act:
        run = queries.run(act.session, run_id)
        found = heads(queries.entries(act.session, run.id))
        at = clock_of(desk).now()
        for entry in found.values():
            made = Anchor(entry.chain, entry.seq, entry.hash, place, at)
            act.session.add(writing.anchor_row(new_id(), run.id, made, person))
    return tuple(_code(found[chain]) for chain in sorted(found))


def locate_code(desk: Desk, *, run_id: str, code: str) -> HeadCode:
    """The entry that a code read aloud or printed stands for: it proves everything of that chain up to there.

    Raises:
        InvalidInputError: no entry has that code: it was mistyped, or the log is not the one it was read from.
    """
    with desk.workspace.reading() as session:
        entry = find_code(queries.entries(session, run_id), code)
    if entry is None:
        raise InvalidInputError(
            f"Không có mục nhật ký nào mang mã {code}.",
            "Đọc lại mã; nếu đúng mã thì nhật ký này không phải bản đã đọc, hoặc đã bị sửa.",
        )
    return _code(entry)


def verify_runs(desk: Desk) -> tuple[RunReport, ...]:
    """Verify the log of every run against all anchors: recorded ones, other devices', this user's profile."""
    with desk.workspace.reading() as session:
        return tuple(_report(session, run) for run in queries.runs(session))


def verify_file(path: Path) -> tuple[RunReport, ...]:
    """The same for a file that is opened only to read (`kh02 verify FILE`).

    Raises:
        WorkspaceMissingError, WorkspaceDamagedError, KeyNeededError: as `opening.open_desk`.
    """
    desk = opening.open_desk(path, read_only=True)
    try:
        return verify_runs(desk)
    finally:
        desk.close()


def _report(session: Any, run: Run) -> RunReport:
    entries = queries.entries(session, run.id)
    remembered = [
        Anchor(chain, seq, digest, PROFILE_PLACE) for chain, (seq, digest) in remembered_heads(run.id).items()
    ]
    anchors = (*queries.anchors(session, run.id), *remembered)
    chains = verify(entries, anchors, genesis(run))
    return RunReport(run, chains, tuple(_against_journal(session, run, entries)))


def _against_journal(session: Any, run: Run, entries: Iterable[Entry]) -> Iterable[Problem]:
    """The journal holds each event as well (P-17): whoever changes one table must change both."""
    journal = queries.journalled_events(session, run.id)
    present = {entry.event_id: entry for entry in entries}
    for entry in present.values():
        fields = journal.get(entry.event_id)
        if fields is None:
            yield Problem("unjournalled", entry.seq, f"Mục {entry.seq} không có trong sổ thay đổi.", entry.event_id)
        elif fields.get("hash") != entry.hash or fields.get("body") != entry.content["body"]:
            yield Problem("unjournalled", entry.seq, f"Mục {entry.seq} khác với sổ thay đổi.", entry.event_id)
    for event_id, fields in journal.items():
        if event_id not in present:
            seq = int(fields.get("seq", 0))
            yield Problem("missing", seq, f"Mục {seq} đã bị xoá, sổ thay đổi còn giữ.", event_id)


def _code(entry: Entry) -> HeadCode:
    return HeadCode(entry.chain, entry.seq, entry.hash, short_code(entry.hash))
