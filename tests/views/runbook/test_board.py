from datetime import timedelta

from app.services.runbook import acts
from app.views.common.palette import Tone
from app.views.runbook.night.board import Place, board, my_work
from app.views.runbook.night.following import Following
from tests.views.runbook.conftest import Night
from tests.views.runbook.drawing import drawn


def shown(following: Following) -> str:
    return drawn(board(following.state, following.forecast, now=following.now()))


def test_the_board_in_full_swing(following: Following) -> None:
    lines = shown(following).splitlines()
    places = [line[:15].strip() for line in lines]
    assert places.count("ĐANG THỰC HIỆN") == 4
    assert places.count("TIẾP THEO") >= 3
    assert [line for line in lines if line.startswith("VƯỚNG MẮC")] == [
        "VƯỚNG MẮC         3 Không đạt       Uyên    Không đạt lúc 21:08:47: Lỗi kỹ thuật",
        "VƯỚNG MẮC         4 Không đạt       Khuê    Không đạt lúc 21:14:04: Lỗi kỹ thuật",
        "VƯỚNG MẮC         5 Không đạt       Thương  Không đạt lúc 21:19:21: Lỗi kỹ thuật",
    ]


def test_a_held_step_stands_under_obstacles(night: Night, following: Following) -> None:
    step = board(following.state, following.forecast, now=following.now()).cards[Place.RUNNING][0]
    following.do(lambda: acts.hold(night.desk, run_id=night.run_id, step_id=step.step_id, reason="Chờ quyết định"))
    assert f"VƯỚNG MẮC       {step.number:>3} Đang thực hiện" in shown(following)
    assert "Tạm dừng từ 21:34:10: Chờ quyết định" in shown(following)


def test_elapsed_time_stops_while_the_run_is_held(night: Night, following: Following) -> None:
    def first() -> timedelta:
        return board(following.state, following.forecast, now=following.now()).cards[Place.RUNNING][0].elapsed

    before = first()
    following.do(lambda: acts.hold(night.desk, run_id=night.run_id, reason="Xử lý sự cố"))
    night.clock.moment += timedelta(minutes=5)
    assert first() == before
    following.do(lambda: acts.resume(night.desk, run_id=night.run_id))
    night.clock.moment += timedelta(minutes=1)
    assert first() == before + timedelta(minutes=1)


def test_a_step_past_its_expected_time_is_marked(night: Night, following: Following) -> None:
    night.clock.moment += timedelta(hours=2)
    cards = board(following.state, following.forecast, now=following.now()).cards[Place.RUNNING]
    assert {card.tone for card in cards} == {Tone.WATCH}


def test_the_strip_counts_downtime_and_the_decision(following: Following) -> None:
    strip = board(following.state, following.forecast, now=following.now()).strip
    assert strip.downtime == timedelta(minutes=34, seconds=10)
    assert strip.since_start == timedelta(minutes=34, seconds=10)
    assert strip.decide_by is not None
    assert strip.to_decide == strip.decide_by - following.now()


def test_lanes_never_draw_two_bars_on_each_other(following: Following) -> None:
    picture = board(following.state, following.forecast, now=following.now())
    for lane in picture.lanes:
        for row in range(lane.rows):
            spans = sorted(
                (min(pair[0] for pair in pairs), max(pair[1] for pair in pairs))
                for bar in lane.bars
                if bar.row == row and (pairs := [pair for pair in (bar.actual, bar.forecast) if pair])
            )
            assert all(earlier[1] <= later[0] for earlier, later in zip(spans, spans[1:], strict=False))


def test_my_work_says_who_waits(following: Following) -> None:
    running = board(following.state, following.forecast, now=following.now()).cards[Place.RUNNING][0]
    owner = following.state.step(running.step_id)
    assert owner is not None
    assert owner.owner is not None
    work = my_work(following.state, following.forecast, contact_id=owner.owner.id, now=following.now())
    assert work.current is not None
    assert work.current.step_id == running.step_id
    assert owner.owner.name not in work.waiting
    assert len(work.waiting) >= 3


def test_a_person_with_nothing_to_do_is_told_so(following: Following) -> None:
    work = my_work(following.state, following.forecast, contact_id="nobody", now=following.now())
    assert work.current is None
    assert work.next is None
