import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.models.errors import AppError, InvalidInputError
from app.views.common.background import ProgressStrip, Reporter, Worker


@pytest.fixture
def worker(qtbot: QtBot) -> Iterator[Worker]:
    made = Worker()
    yield made
    made.close()


def test_the_result_comes_back_on_the_windows_thread(qtbot: QtBot, worker: Worker) -> None:
    came: list[tuple[object, int]] = []
    owner = QObject()
    worker.run(
        owner,
        lambda _report: threading.get_ident(),
        title="Thử",
        done=lambda result: came.append((result, threading.get_ident())),
        failed=lambda error: None,
    )
    qtbot.waitUntil(lambda: bool(came))
    worked_on, told_on = came[0]
    assert told_on == threading.get_ident()
    assert worked_on != told_on


def test_a_refusal_comes_back_as_it_is(qtbot: QtBot, worker: Worker) -> None:
    errors: list[AppError] = []

    def work(_report: Reporter) -> object:
        raise InvalidInputError("Không được.", "Làm khác đi.")

    owner = QObject()
    worker.run(owner, work, title="Thử", done=lambda _: None, failed=errors.append)
    qtbot.waitUntil(lambda: bool(errors))
    assert errors[0].title == "Không được."


def test_an_unexpected_error_is_logged_once_and_said_in_vietnamese(
    qtbot: QtBot, worker: Worker, caplog: pytest.LogCaptureFixture
) -> None:
    errors: list[AppError] = []
    owner = QObject()
    worker.run(owner, lambda _report: 1 // 0, title="Xuất văn bản", done=lambda _: None, failed=errors.append)
    qtbot.waitUntil(lambda: bool(errors))
    assert errors[0].title == "Xuất văn bản: không làm được."
    assert [record.exc_text is not None for record in caplog.records] == [True]


def test_work_is_told_to_stop(qtbot: QtBot, worker: Worker) -> None:
    steps: list[bool] = []
    first = threading.Event()
    go_on = threading.Event()

    def work(report: Reporter) -> object:
        steps.append(report(1, 2))
        first.set()
        go_on.wait(60)
        steps.append(report(2, 2))
        return None

    ended: list[object] = []
    owner = QObject()
    job = worker.run(owner, work, title="Thử", done=ended.append, failed=ended.append)
    assert first.wait(60)
    job.stop()
    go_on.set()
    qtbot.waitUntil(lambda: bool(ended))
    assert steps == [True, False]


def test_a_result_whose_owner_is_gone_is_dropped(qtbot: QtBot, worker: Worker) -> None:
    came: list[object] = []
    owner = ProgressStrip()
    wait = threading.Event()
    job = worker.run(owner, lambda _report: wait.wait(60), title="Thử", done=came.append, failed=came.append)
    with qtbot.waitSignal(owner.destroyed):
        owner.deleteLater()
    with qtbot.waitSignal(job.ended):
        wait.set()
    assert came == []


def test_the_strip_shows_long_work_only(qtbot: QtBot, worker: Worker) -> None:
    strip = ProgressStrip()
    qtbot.addWidget(strip)
    owner = QObject()
    wait = threading.Event()
    job = worker.run(owner, lambda report: report(3, 10) and wait.wait(60), title="Thử", done=bool, failed=bool)
    strip.follow(job)
    assert strip.isHidden()
    qtbot.waitUntil(strip.isVisible)
    with qtbot.waitSignal(job.ended):
        wait.set()
    assert strip.isHidden()
