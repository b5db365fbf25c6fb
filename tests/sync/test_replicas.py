"""Desks that edit, undo, go offline, crash and meet a restored server end up the same; nothing confirmed vanishes."""

import random
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.workspace import workspace
from tests.sync.fake_server import Centre, Memory
from tests.sync.world import START, Replica, check, copy_of, heal

MOST = 3
FAULTS = ("lost", "unanswered", "twice", "truncated", "")


@dataclass(frozen=True)
class Step:
    """One thing that happens to one desk."""

    act: str
    desk: int
    other: int
    record: int
    seed: int


ACTS = (
    *("write", "write", "write", "round", "round", "round", "delete", "child", "undo", "settle"),
    *("faults", "offline", "crash", "bundle", "jump", "wait", "strangers", "backup", "restore", "empty", "setback"),
    *("news", "pages", "forbid", "repair", "old", "upgrade"),
)
STEP = st.builds(
    Step,
    st.sampled_from(ACTS),
    st.integers(0, MOST - 1),
    st.integers(0, MOST - 1),
    st.integers(0, 2),
    st.integers(0, 99),
)
STORY = st.lists(STEP, min_size=5, max_size=12)
DESKS = st.integers(2, 3)
SHARDS, SHARD = 20, 500
"""The long campaign in parts that several processes share."""
QUICK = settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Where files cost least: memory, where the system has it."""
    shared = Path("/dev/shm")  # noqa: S108 a folder of our own is made in it
    made = Path(tempfile.mkdtemp(prefix="kh02-", dir=shared if shared.is_dir() else None))
    yield made
    shutil.rmtree(made)


@pytest.fixture(scope="module")
def template(folder: Path) -> Path:
    """A workspace with all tables and nothing in them."""
    path = folder / "mẫu.kh02"
    workspace.create(path).close()
    return path


def play(story: Sequence[Step], replicas: list[Replica], centre: Centre) -> None:
    backup = centre.memory.copy(centre.memory.epoch)
    epochs = 0
    for step in story:
        centre.now += timedelta(seconds=1)
        if step.act == "backup":
            backup = centre.memory.copy(centre.memory.epoch)
        elif step.act in ("restore", "empty"):
            epochs += 1
            centre.restore(backup if step.act == "restore" else Memory(""), f"epoch-{epochs}")
        elif step.act == "setback":
            centre.restore(backup, backup.epoch)
        else:
            happen(step, replicas)


def happen(step: Step, replicas: list[Replica]) -> None:
    one, other = replicas[step.desk % len(replicas)], replicas[step.other % len(replicas)]
    chance = random.Random(step.seed)  # noqa: S311 a story, not a secret
    match step.act:
        case "write":
            one.write(step.record, ("full_name", "position", "unit")[step.seed % 3], f"giá trị {step.seed % 4}")
        case "delete":
            one.delete(step.record)
        case "child":
            one.add_child(step.record, f"vướng {step.seed}")
        case "undo":
            one.undo()
        case "settle":
            one.settle_all()
        case "repair":
            one.repair()
        case "upgrade":
            one.upgrade()
        case "bundle" if one is not other:
            one.carry_to(other, chance)
        case _:
            meet(step, one)
            trouble(step, one, chance)


def meet(step: Step, one: Replica) -> None:
    match step.act:
        case "round":
            one.round(compares=step.seed % 10 == 0)
        case "news":
            log = len(one.centre.memory.log)
            one.hear(after=max(0, log - step.seed % 8), count=1 + step.record)
        case "strangers":
            one.take_strangers()


def trouble(step: Step, one: Replica, chance: random.Random) -> None:
    match step.act:
        case "faults":
            one.line.faults = [chance.choice(FAULTS) for _ in range(4)]
        case "offline":
            one.line.faults = ["lost"] * (step.seed % 8)
        case "crash":
            one.writes_until_crash = step.seed % 4
            one.round()
        case "pages":
            one.line.page = 1 + step.seed % 4
        case "forbid":
            one.centre.refuse ^= {one.person}
        case "old":
            one.is_old = step.seed % 3 == 0
        case "jump":
            one.skew = chance.choice((timedelta(days=1), timedelta(days=-1), timedelta(hours=2), timedelta()))
        case "wait":
            one.centre.now += timedelta(minutes=step.seed)


def run_story(story: Sequence[Step], desks: int, template: Path, folder: Path, *, compares: bool) -> None:
    centre = Centre(START)
    replicas = [Replica(number, centre, copy_of(template, folder, number)) for number in range(desks)]
    try:
        play(story, replicas, centre)
        heal(replicas, compares=compares)
        check(replicas)
    finally:
        for replica in replicas:
            replica.desk.workspace.close()
            for path in folder.glob(replica.path.name + "*"):
                path.unlink()


@QUICK
@given(story=STORY, desks=DESKS, compares=st.booleans())
def test_all_desks_end_up_the_same(
    template: Path, folder: Path, story: list[Step], desks: int, *, compares: bool
) -> None:
    run_story(story, desks, template, folder, compares=compares)


@pytest.mark.soak
@pytest.mark.parametrize("shard", range(SHARDS))
def test_long_campaign(template: Path, folder: Path, shard: int) -> None:
    @settings(QUICK, max_examples=SHARD, derandomize=False, database=None, print_blob=True)
    @given(story=STORY, desks=DESKS, compares=st.booleans())
    def campaign(story: list[Step], desks: int, *, compares: bool) -> None:
        run_story(story, desks, template, folder, compares=compares)

    campaign()


def test_the_stories_do_what_they_say(template: Path, folder: Path) -> None:
    """Two desks that have not met make a conflict; a crash loses nothing; an emptied server is filled again."""
    write, meet = Step("write", 0, 1, 0, 0), Step("round", 0, 1, 0, 1)
    centre = Centre(START)
    one, two = (Replica(number, centre, copy_of(template, folder, number)) for number in range(2))
    play(
        [write, meet, Step("round", 1, 0, 0, 1), Step("write", 0, 1, 0, 1), Step("write", 1, 0, 0, 4)],
        [one, two],
        centre,
    )
    play([Step("crash", 0, 1, 0, 0), Step("empty", 0, 0, 0, 0)], [one, two], centre)
    assert centre.memory.log == []
    heal([one, two])
    check([one, two])
    assert len(centre.memory.log) == 3
    from app.services import conflicts

    assert conflicts.count(one.desk).total == 1
    for replica in (one, two):
        replica.desk.workspace.close()


def test_a_memory_that_was_lost_gets_what_a_later_edit_covers(template: Path, folder: Path) -> None:
    """Numbers of an emptied server say nothing: a confirmed edit below them that another edit covers is sent again."""
    centre = Centre(START)
    one, two = (Replica(number, centre, copy_of(template, folder, number)) for number in range(2))
    write, meet = Step("write", 0, 0, 2, 3), Step("round", 0, 0, 0, 1)
    play([write, meet, Step("write", 0, 0, 2, 6), Step("empty", 0, 0, 0, 0)], [one, two], centre)
    heal([one, two])
    check([one, two])
    assert len(centre.memory.log) == 2
    for replica in (one, two):
        replica.desk.workspace.close()
