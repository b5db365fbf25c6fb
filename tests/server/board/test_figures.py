"""What a desk sent is believed in nothing."""

from typing import Any

import pytest

from server.board.figures import More, Night, Work, instant, plain, read

AT = "2025-06-24T05:00:00.000Z"


def work(**figures: Any) -> dict[str, Any]:
    shown = {"total": 3, "done": 1, "late": 1, "watch": 1, "level": "red"}
    return {
        "subject": "work",
        "unit": "Sở Nội vụ",
        "group_key": "I",
        "figures": {**shown, **figures},
        "computed_at": AT,
    }


def test_a_figure_of_work() -> None:
    found = read(work(waiting=[{"number": "1.1", "label": "Rà soát", "due": AT, "reason": "late"}]))
    assert found is not None
    assert isinstance(found.body, Work)
    assert (found.unit, found.body.late, found.body.waiting[0].number) == ("Sở Nội vụ", 1, "1.1")


def test_fields_of_a_newer_version_are_passed_over() -> None:
    found = read({**work(risk=7), "region": "Tây Nguyên"})
    assert found is not None


@pytest.mark.parametrize(
    "figures",
    [
        {"late": -1},
        {"late": "1"},
        {"late": 10**9},
        {"level": "blue"},
        {"waiting": [{"reason": "late"}] * 501},
        {"waiting": "tất cả"},
        {"waiting": [{"label": "x" * 501}]},
    ],
)
def test_what_does_not_fit_is_left_out(figures: dict[str, Any]) -> None:
    assert read(work(**figures)) is None


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"subject": "work"},
        {**work(), "figures": None},
        {**work(), "computed_at": "hôm qua"},
        {**work(), "subject": "lạ"},
    ],
)
def test_what_is_no_figure_is_left_out(values: dict[str, Any]) -> None:
    assert read(values) is None


def test_a_further_page() -> None:
    found = read(
        {**work(), "subject": "more", "figures": {"page": 2, "waiting": [{"number": "1.1", "reason": "late"}]}}
    )
    assert found is not None
    assert isinstance(found.body, More)
    assert [one.number for one in found.body.waiting] == ["1.1"]


def test_a_beat_has_no_body() -> None:
    found = read({"subject": "published", "figures": {"device": "x"}, "computed_at": AT})
    assert found is not None
    assert found.body is None


def test_a_simulation_is_no_night() -> None:
    night = {"mode": "simulation", "state": "running", "level": "green", "anchor": AT}
    assert read({"subject": "night", "figures": night, "computed_at": AT}) is None
    found = read({"subject": "night", "figures": {**night, "mode": "real"}, "computed_at": AT})
    assert found is not None
    assert isinstance(found.body, Night)


def test_a_past_night_is_left_out() -> None:
    assert read({"subject": "night", "figures": {"state": "past"}, "computed_at": AT}) is None


def test_nothing_hides_in_a_name() -> None:
    assert plain("Sở \u202eụv iộN\u0007 \u200bA") == "Sở ụv iộN A"
    assert plain("Sở Nội vụ") == "Sở Nội vụ"


def test_an_instant_that_is_none() -> None:
    assert instant("") is None
    assert instant("9999-99-99") is None
