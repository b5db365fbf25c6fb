"""What becomes of a system that was not chosen: its eight pieces and their one rule of state."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models import vietnam_time
from app.models.plan.deadline import parse
from app.models.plan.records import UnitRef
from app.models.selection.aftermath import Counts, backup_before
from app.models.selection.unchosen import (
    Backup,
    Explained,
    Handover,
    Lookup,
    Migration,
    PieceKey,
    PieceState,
    Reconciled,
    Restored,
    Taken,
    Unchosen,
    is_sha256,
    pieces,
    state_of,
)

SHA = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
OTHER = SHA[::-1]


def at(day: int, hour: int, month: int = 6) -> datetime:
    """An hour of a day of 2025 on Vietnam's clock."""
    return vietnam_time.at(date(2025, month, day)) + timedelta(hours=hour)


TAKEN = Taken(at(30, 22), "Trần Đình Đức", 7_340_032, SHA, "Kho lưu trữ Đà Lạt")
RESTORED = Restored(at(30, 23), "Trần Đình Đức", passed=True, sha256=SHA)


def whole() -> Unchosen:
    """A system of which nothing is missing."""
    return Unchosen(
        "s2",
        "k1",
        "VNPT iGate",
        "Giải quyết TTHC",
        "Đắk Nông",
        "VNPT iGate (Lâm Đồng)",
        lead=UnitRef("u1", "Sở Khoa học và Công nghệ"),
        deadline=parse("trước ngày 30/9/2025"),
        backups=(Backup("all", "Toàn bộ dữ liệu", TAKEN, RESTORED),),
        migrations=(
            Migration("dossiers", "Hồ sơ", "hồ sơ", Counts(100, 100), Reconciled(100, 100, at(2, 9, 7), "Lê Thị Đào")),
            Migration("files", "Tệp đính kèm", "tệp", skipped="Chỉ tra cứu tại hệ thống cũ"),
        ),
        lookup=Lookup(date(2025, 12, 31), "Phạm Văn Đông", "0900 000 310"),
        block_planned=at(30, 21),
        blocked_at=at(30, 21),
        handovers=(
            Handover("contract", "Hợp đồng", "Hợp đồng số 12", "Sở KHCN", date(2025, 7, 1), "03/BB"),
            Handover("data", "Dữ liệu", skipped="Dữ liệu nằm chung máy chủ"),
        ),
        backup_due=backup_before().deadline.due_at(),
    )


def states(one: Unchosen, now: datetime) -> dict[PieceKey, PieceState]:
    """Piece -> state at an instant."""
    return {piece.key: piece.state for piece in pieces(one, now=now)}


def test_a_whole_one_is_complete_whenever_it_is_looked_at() -> None:
    assert set(states(whole(), at(1, 0, 12)).values()) == {PieceState.DONE}


@pytest.mark.parametrize(
    ("piece", "without"),
    [
        (PieceKey.BACKUP, {"backups": ()}),
        (PieceKey.RESTORE, {"backups": (Backup("all", "Toàn bộ", TAKEN),)}),
        (PieceKey.MIGRATION, {"lead": None}),
        (PieceKey.MIGRATION, {"deadline": None}),
        (PieceKey.RECONCILIATION, {"migrations": (Migration("dossiers", "Hồ sơ", progress=Counts(5, 5)),)}),
        (PieceKey.LOOKUP, {"lookup": Lookup(date(2025, 12, 31), "Phạm Văn Đông", "")}),
        (PieceKey.BLOCK, {"blocked_at": None}),
        (PieceKey.CONTRACT, {"handovers": (Handover("data", "Dữ liệu", skipped="không"),)}),
        (PieceKey.DATA, {"handovers": (Handover("contract", "Hợp đồng", skipped="không"),)}),
    ],
)
def test_each_missing_piece_leaves_it_incomplete(piece: PieceKey, without: dict[str, Any]) -> None:
    lacking = replace(whole(), **without)
    assert states(lacking, at(24, 12))[piece] is not PieceState.DONE


def test_a_backup_is_late_from_the_first_of_july_on() -> None:
    lacking = replace(whole(), backups=())
    assert states(lacking, at(30, 23))[PieceKey.BACKUP] is PieceState.MISSING
    assert states(lacking, at(1, 0, 7))[PieceKey.BACKUP] is PieceState.LATE


def test_a_backup_with_a_checksum_that_is_none_is_only_begun() -> None:
    bad = replace(whole(), backups=(Backup("all", "Toàn bộ", replace(TAKEN, sha256="abc")),))
    assert states(bad, at(24, 12))[PieceKey.BACKUP] is PieceState.STARTED


def test_a_restore_of_another_backup_does_not_count() -> None:
    assert not Backup("all", "Toàn bộ", TAKEN, replace(RESTORED, sha256=OTHER)).is_restored


def test_a_failed_restore_does_not_count() -> None:
    assert not Backup("all", "Toàn bộ", TAKEN, replace(RESTORED, passed=False)).is_restored


def test_every_part_has_to_be_backed_up() -> None:
    half = replace(whole(), backups=(*whole().backups, Backup("tep", "Kho tệp")))
    assert states(half, at(24, 12))[PieceKey.BACKUP] is PieceState.STARTED


def test_what_was_explained_is_one_difference_and_no_other() -> None:
    counted = Reconciled(100, 97, at(2, 9, 7), "Lê Thị Đào")
    part = Migration("dossiers", "Hồ sơ", counted=counted, explained=Explained(-3, "Ba hồ sơ trùng"))
    assert part.is_explained
    assert not replace(part, counted=replace(counted, new=96)).is_explained


def test_nothing_of_nothing_is_not_moved() -> None:
    assert not Migration("dossiers", "Hồ sơ", progress=Counts(0, 0)).is_moved


@pytest.mark.parametrize(("text", "is_one"), [(SHA, True), (SHA.upper(), False), (SHA[:-1], False), ("", False)])
def test_a_checksum(text: str, is_one: bool) -> None:  # noqa: FBT001 a table
    assert is_sha256(text) is is_one


INSTANTS = st.datetimes(datetime(2025, 6, 1), datetime(2025, 8, 1), timezones=st.just(UTC))  # noqa: DTZ001 bounds


@given(done=st.booleans(), begun=st.booleans(), due=st.none() | INSTANTS, now=INSTANTS)
def test_the_state_of_a_piece(done: bool, begun: bool, due: datetime | None, now: datetime) -> None:  # noqa: FBT001
    state = state_of(done, begun, due, now)
    assert (state is PieceState.DONE) is done
    assert (state is PieceState.LATE) is (not done and due is not None and due <= now)
    if state is PieceState.STARTED:
        assert begun


@given(begun=st.booleans(), due=INSTANTS, now=INSTANTS, later=st.timedeltas(timedelta(), timedelta(days=90)))
def test_what_is_late_stays_late(begun: bool, due: datetime, now: datetime, later: timedelta) -> None:  # noqa: FBT001
    if state_of(False, begun, due, now) is PieceState.LATE:  # noqa: FBT003
        assert state_of(False, begun, due, now + later) is PieceState.LATE  # noqa: FBT003
