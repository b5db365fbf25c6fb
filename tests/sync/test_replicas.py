"""Desks that edit, undo, issue, purge, go offline, crash and meet a restored server end up the same.

Nothing confirmed vanishes, and nothing that two persons took out for good is left anywhere.
"""

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

from app.models.recording import change_of
from app.services import conflicts
from app.services.exchange.taking_in import take_in
from app.workspace import workspace
from tests.steps import changes
from tests.sync.agreement import assert_forgotten, check, gone_words, saying
from tests.sync.real_centre import Backup, Database, RealCentre
from tests.sync.world import (
    COLUMNS,
    PERSONS_OF_PCS,
    RECORDS,
    START,
    WORDS,
    Replica,
    copy_of,
    found_province,
    heal,
    joined,
)

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
    *("purge", "conclude", "issue", "join", "drop", "export", "import", "copy"),
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
ARE_SO = st.booleans()
ARE_BEGUN = st.sampled_from((False, False, False, True))
"""Stories that begin with every record cost twice as much."""
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


@dataclass(frozen=True)
class Beginning:
    """What a story starts from: the file of every PC, and the server's database beside it."""

    desk: Path
    server: Path


@dataclass(frozen=True)
class Beginnings:
    """All that stories start from, and the database that they all use one after the other."""

    folder: Path
    database: Database
    newcomer: Path
    """All tables and nothing in them."""
    empty: Path
    """A server that knows who belongs to the province, and nothing else."""
    bare: Beginning
    """A plan without tasks."""
    begun: Beginning
    """With every record that stories write to, known to all."""

    def centre(self, server: Path) -> RealCentre:
        return RealCentre(START, self.database, server, empty=self.empty)


@pytest.fixture(scope="module")
def beginnings(folder: Path) -> Iterator[Beginnings]:
    database = Database(folder / "máy chủ.db")
    database.fill(PERSONS_OF_PCS)
    bare, begun = (Beginning(folder / f"{name}.kh02", folder / f"{name}.máy chủ") for name in ("trống", "đã có"))
    made = Beginnings(folder, database, folder / "trắng.kh02", folder / "không.máy chủ", bare, begun)
    database.copy_to(made.empty)
    workspace.create(made.newcomer).close()
    found_province(bare.desk, made.centre(made.empty))
    database.copy_to(bare.server)
    writer = Replica(0, made.centre(bare.server), copy_of(bare.desk, folder, 0))
    for record in range(RECORDS):
        writer.write(record, COLUMNS[0], record)
    writer.add_child(0, 0)
    writer.conclude(0)
    assert writer.round()
    assert writer.left() == 0
    writer.desk.close()
    shutil.copyfile(writer.path, begun.desk)
    database.copy_to(begun.server)
    yield made
    database.store.close()


@dataclass
class World:
    """One story while it is told."""

    beginnings: Beginnings
    centre: RealCentre
    replicas: list[Replica]
    backup: Backup

    def __init__(self, beginnings: Beginnings, desks: int, *, is_begun: bool = False) -> None:
        self.beginnings = beginnings
        start = beginnings.begun if is_begun else beginnings.bare
        self.centre = beginnings.centre(start.server)
        self.replicas = [
            Replica(number, self.centre, copy_of(start.desk, beginnings.folder, number)) for number in range(desks)
        ]
        self.backup = Backup(start.server, self.centre.epoch)

    def close(self) -> None:
        for replica in self.replicas:
            replica.close()

    def play(self, story: Sequence[Step]) -> None:
        for step in story:
            self.centre.now += timedelta(seconds=1)
            match step.act:
                case "backup":
                    self.backup = self.centre.back_up(self.beginnings.folder / "máy chủ.sao")
                case "restore" | "setback":
                    self.centre.restore(self.backup, is_told=step.act == "restore")
                case "empty":
                    self.centre.lose_all()
                case "join":
                    self.join()
                case _:
                    happen(step, self.replicas)

    def join(self) -> None:
        """A new PC, where the server has something to give: else somebody would begin the plan there."""
        number = len(self.replicas)
        if number <= MOST and self.centre.sequence:
            path = copy_of(self.beginnings.newcomer, self.beginnings.folder, number)
            self.replicas.append(joined(number, self.centre, path))

    def end(self, *, compares: bool) -> None:
        heal(self.replicas, compares=compares)
        check(self.replicas)


def happen(step: Step, replicas: list[Replica]) -> None:
    one, other = replicas[step.desk % len(replicas)], replicas[step.other % len(replicas)]
    chance = random.Random(step.seed)  # noqa: S311 a story, not a secret
    match step.act:
        case "write":
            one.write(step.record, COLUMNS[step.seed % 3], step.seed % 4)
        case "delete":
            one.delete(step.record)
        case "child":
            one.add_child(step.record, step.seed)
        case "conclude":
            one.conclude(step.record)
        case "undo":
            one.undo()
        case "settle":
            one.settle_all()
        case "bundle" if one is not other:
            one.carry_to(other, chance)
        case "import" if one is not other:
            one.read(other.carried, chance)
        case _:
            sign(step, one)
            meet(step, one)
            trouble(step, one, chance)


def sign(step: Step, one: Replica) -> None:
    """What is done by a person with more than their own rights, or for later."""
    match step.act:
        case "purge":
            assert_forgotten(one, gone_words([one.purge(step.seed)]))
        case "issue":
            one.issue()
        case "drop":
            one.drop()
        case "export":
            one.carried = one.handed_on()
        case "copy":
            one.copy_daily()
        case "repair":
            one.repair()
        case "upgrade":
            one.upgrade()


def meet(step: Step, one: Replica) -> None:
    match step.act:
        case "round":
            one.round(compares=step.seed % 10 == 0)
        case "news":
            one.hear(after=max(0, one.centre.sequence - step.seed % 8), count=1 + step.record)
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
            one.centre.refuse(one.centre.refused ^ {one.person})
        case "old":
            one.is_old = step.seed % 3 == 0
        case "jump":
            one.skew = chance.choice((timedelta(days=1), timedelta(days=-1), timedelta(hours=2), timedelta()))
        case "wait":
            one.centre.now += timedelta(minutes=step.seed)


def run_story(story: Sequence[Step], world: World, *, compares: bool) -> None:
    try:
        world.play(story)
        world.end(compares=compares)
    finally:
        world.close()


@QUICK
@given(story=STORY, desks=DESKS, is_begun=ARE_BEGUN, compares=ARE_SO)
def test_all_desks_end_up_the_same(
    beginnings: Beginnings, story: list[Step], desks: int, *, is_begun: bool, compares: bool
) -> None:
    run_story(story, World(beginnings, desks, is_begun=is_begun), compares=compares)


@pytest.mark.soak
@pytest.mark.parametrize("shard", range(SHARDS))
def test_long_campaign(beginnings: Beginnings, shard: int) -> None:
    @settings(QUICK, max_examples=SHARD, derandomize=False, database=None, print_blob=True)
    @given(story=STORY, desks=DESKS, is_begun=ARE_BEGUN, compares=ARE_SO)
    def campaign(story: list[Step], desks: int, *, is_begun: bool, compares: bool) -> None:
        run_story(story, World(beginnings, desks, is_begun=is_begun), compares=compares)

    campaign()


@pytest.fixture
def world(beginnings: Beginnings) -> Iterator[World]:
    made = World(beginnings, 2)
    yield made
    made.close()


def test_the_stories_do_what_they_say(world: World) -> None:
    """Two desks that have not met make a conflict; a crash loses nothing; an emptied server is filled again."""
    write, meet = Step("write", 0, 1, 0, 0), Step("round", 0, 1, 0, 1)
    begun = world.centre.sequence
    world.play([write, meet, Step("round", 1, 0, 0, 1), Step("write", 0, 1, 0, 1), Step("write", 1, 0, 0, 4)])
    world.play([Step("crash", 0, 1, 0, 0), Step("empty", 0, 0, 0, 0)])
    assert world.centre.log() == []
    world.end(compares=True)
    assert len(world.centre.log()) == begun + 3
    assert conflicts.count(world.replicas[0].desk).total == 1


def test_a_memory_that_was_lost_gets_what_a_later_edit_covers(world: World) -> None:
    """Numbers of an emptied server say nothing: a confirmed edit below them that another edit covers is sent again."""
    begun = world.centre.sequence
    write, meet = Step("write", 0, 0, 2, 3), Step("round", 0, 0, 0, 1)
    world.play([write, meet, Step("write", 0, 0, 2, 6), Step("empty", 0, 0, 0, 0)])
    world.end(compares=True)
    assert len(world.centre.log()) == begun + 2


FIRST_TASK = 1
"""Where the first task stands among what can be purged, by id: behind the minutes."""


def test_what_was_purged_is_nowhere_whatever_others_made_of_it(beginnings: Beginnings) -> None:
    """Edited, issued, exported and copied offline; then an older server, a new PC, and the bundle of before."""
    world, words = World(beginnings, 2, is_begun=True), WORDS[:1]
    elsewhere = ("write", "child", "issue", "export", "copy")
    world.play([Step("backup", 0, 0, 0, 0), *(Step(act, 1, 0, 0, 3) for act in elsewhere)])
    world.play([Step("purge", 0, 0, 0, FIRST_TASK), Step("round", 0, 0, 0, 1), Step("round", 1, 0, 0, 1)])
    first, second = world.replicas
    assert saying(second.carried, words)
    assert not saying(world.centre.log(), words)
    for replica in world.replicas:
        assert_forgotten(replica, words)
    world.play([Step("setback", 0, 0, 0, 0), Step("join", 0, 0, 0, 0)])
    third = world.replicas[2]
    assert saying(third.handed_on(), words)
    world.play([Step("import", 0, 1, 0, 0), Step("import", 2, 1, 0, 1)])
    assert_forgotten(first, words)
    run_story((), world, compares=True)


@pytest.mark.parametrize("writes", range(8))
def test_a_desk_that_dies_while_it_takes_a_purge_in_finishes_it(beginnings: Beginnings, writes: int) -> None:
    world = World(beginnings, 2, is_begun=True)
    world.play([Step("copy", 1, 0, 0, 0), Step("purge", 0, 0, 0, FIRST_TASK), Step("round", 0, 0, 0, 1)])
    world.replicas[1].writes_until_crash = writes
    run_story([Step("round", 1, 0, 0, 1)], world, compares=False)


def test_news_of_numbers_that_were_given_anew_are_not_taken_for_what_follows(beginnings: Beginnings) -> None:
    """The desk that hears them has sent nothing itself; it knows by what it has read."""
    world = World(beginnings, 3, is_begun=True)
    hears, writes, late = world.replicas
    for replica in world.replicas:
        assert replica.round()
    world.play([Step("backup", 0, 0, 0, 0)])
    writes.write(0, "note", 1)
    for replica in (writes, hears):
        assert replica.round()
    reached = world.centre.sequence
    world.play([Step("setback", 0, 0, 0, 0)])
    late.write(0, "products", 2)
    assert late.round()
    late.write(1, "content", 3)
    assert late.round()
    assert world.centre.sequence == reached + 1
    hears.hear(after=reached, count=1)
    run_story((), world, compares=False)


def test_a_lower_cap_that_only_one_desk_knows_reaches_who_capped_it_anew(world: World) -> None:
    """A PC a day ahead, its edit in a bundle with another, the server restored empty: the other sends it first."""
    ahead, other = world.replicas
    ahead.skew = timedelta(days=1)
    ahead.write(0, "content", 1)
    take_in(other.desk, [change_of(one) for one in changes(ahead.desk)], title="Tệp trao đổi")
    assert ahead.round()
    world.centre.now += timedelta(seconds=1)
    world.centre.lose_all()
    for replica in (other, ahead, other):
        assert replica.round()
    check(world.replicas)
