from dataclasses import dataclass

import pytest
from pytestqt.qtbot import QtBot

from app.sync.states import Presence
from app.views.common.link import HINT_LASTS, Link


@dataclass
class Ticks:
    at: float = 0.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


@pytest.fixture
def link(ticks: Ticks, qtbot: QtBot) -> Link:
    return Link(ticks=ticks)


def test_a_person_is_at_one_record_at_a_time(link: Link) -> None:
    link.meet(Presence("Trần Văn Ước", "task", "a", False))
    link.meet(Presence("Trần Văn Ước", "task", "b", True))
    assert link.people_at("a") == ()
    assert [one.person for one in link.people_at("b")] == ["Trần Văn Ước"]


def test_who_edits_is_named_before_who_looks(link: Link) -> None:
    link.meet(Presence("An", "task", "a", False))
    link.meet(Presence("Ước", "task", "a", True))
    assert [one.person for one in link.people_at("a")] == ["Ước", "An"]


def test_who_left_is_no_longer_shown(link: Link) -> None:
    link.meet(Presence("Trần Văn Ước", "task", "a", False))
    link.meet(Presence("Trần Văn Ước", "task", "", False))
    assert link.people_at("a") == ()


def test_a_hint_nobody_repeats_is_dropped(link: Link, ticks: Ticks, qtbot: QtBot) -> None:
    link.meet(Presence("Trần Văn Ước", "task", "a", False))
    ticks.at = HINT_LASTS.total_seconds() + 1
    with qtbot.waitSignal(link.met):
        link.forget_old()
    assert link.people_at("a") == ()


def test_the_same_hint_again_draws_nothing_anew(link: Link, qtbot: QtBot) -> None:
    link.meet(Presence("Trần Văn Ước", "task", "a", False))
    with qtbot.assertNotEmitted(link.met):
        link.meet(Presence("Trần Văn Ước", "task", "a", False))
