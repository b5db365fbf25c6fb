"""Heavy work beside the window: one worker, results back on the window's thread, progress, and a way to stop it.

Work touches no Qt. A result whose owner is gone is dropped.
"""

import logging
import queue
import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFrame, QProgressBar, QWidget
from shiboken6 import isValid

from app.models.errors import AppError
from app.views.common.layout import STRETCH, button, column, label, row

_log = logging.getLogger(__name__)
SHOWN_AFTER_MS = 500
"""Work that takes longer than this shows its progress."""


Reporter = Callable[[int, int], bool]
"""Told (done, total); total 0 means that nobody can tell. Answers False when the work is to stop."""
Work = Callable[[Reporter], object]


class Job(QObject):
    """One piece of work under way."""

    progressed = Signal(int, int)
    finished = Signal(object)
    failed = Signal(object)
    ended = Signal()

    def __init__(
        self, title: str, owner: QObject, done: Callable[[Any], object], failed: Callable[[AppError], object]
    ) -> None:
        super().__init__()
        self.title = title
        self.stop_asked = threading.Event()
        self._owner = owner
        self._done = done
        self._failed = failed
        self.is_over = False
        self.finished.connect(self._hand_over)
        self.failed.connect(self._hand_over_failure)

    def stop(self) -> None:
        """Ask the work to end; it does so at its next step."""
        self.stop_asked.set()

    def report(self, done: int, total: int) -> bool:
        """Called by the work on its own thread: how far it is, and whether it may go on."""
        self.progressed.emit(done, total)
        return not self.stop_asked.is_set()

    def _hand_over(self, result: object) -> None:
        self._end(self._done, result)

    def _hand_over_failure(self, error: AppError) -> None:
        self._end(self._failed, error)

    def _end(self, hand: Callable[[Any], object], what: object) -> None:
        self.is_over = True
        self.ended.emit()
        if isValid(self._owner):
            hand(what)


class Worker(QObject):
    """The one thread for reading and heavy work."""

    started = Signal(object)
    """The Job that was put in the queue."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue: queue.SimpleQueue[tuple[Job, Work] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._jobs: set[Job] = set()

    def run(
        self,
        owner: QObject,
        work: Work,
        *,
        title: str,
        done: Callable[[Any], object],
        failed: Callable[[AppError], object],
    ) -> Job:
        """Do the work beside the window; ``done`` or ``failed`` is called on its thread while the owner lives."""
        job = Job(title, owner, done, failed)
        self._jobs.add(job)
        job.ended.connect(self._forget_ended)
        if self._thread is None:
            self._thread = threading.Thread(target=self._serve, name="kh02-heavy", daemon=True)
            self._thread.start()
        self.started.emit(job)
        self._queue.put((job, work))
        return job

    @property
    def is_busy(self) -> bool:
        """Whether work is under way or waiting."""
        return any(not job.is_over for job in self._jobs)

    def close(self) -> None:
        """Stop what runs and end the thread."""
        for job in self._jobs:
            job.stop()
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join(timeout=10)
            self._thread = None

    def _forget_ended(self) -> None:
        self._jobs = {job for job in self._jobs if not job.is_over}

    def _serve(self) -> None:
        while (asked := self._queue.get()) is not None:
            job, work = asked
            try:
                job.finished.emit(work(job.report))
            except AppError as error:
                job.failed.emit(error)
            except Exception:  # noqa: BLE001 the task runner is one of the two edges that catch everything
                _log.exception("Công việc nền “%s” hỏng", job.title)
                job.failed.emit(
                    AppError(f"{job.title}: không làm được.", "Chi tiết đã ghi vào nhật ký lỗi. Thử lại lần nữa.")
                )


class ProgressStrip(QFrame):
    """Shows work that takes longer than half a second, with a button that stops it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "notice")
        self._title = label("", strong=True)
        self._count = label("", "muted")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._stop = button("Dừng", self._stop_job)
        self._job: Job | None = None
        self._timer = QTimer(self, singleShot=True, interval=SHOWN_AFTER_MS)
        self._timer.timeout.connect(self.show)
        text = column(row(self._title, self._count, STRETCH), self._bar, spacing=4)
        line = row(text, self._stop, spacing=12, margins=(12, 8, 12, 8))
        line.setStretch(0, 1)
        self.setLayout(line)
        self.hide()

    def follow(self, job: Job) -> None:
        """Show this piece of work."""
        self._job = job
        self._title.setText(job.title)
        self._count.setText("")
        self._bar.setRange(0, 0)
        self._stop.setEnabled(True)
        job.progressed.connect(self._progressed)
        job.ended.connect(lambda: self._ended(job))
        self._timer.start()

    def _progressed(self, done: int, total: int) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._count.setText(f"{done}/{total}" if total else str(done))

    def _ended(self, job: Job) -> None:
        if job is self._job:
            self._timer.stop()
            self._job = None
            self.hide()

    def _stop_job(self) -> None:
        if self._job is not None:
            self._job.stop()
            self._stop.setEnabled(False)
            self._count.setText("đang dừng…")
