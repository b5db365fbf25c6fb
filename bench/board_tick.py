"""One tick of the night's window with a board of 60 steps, 12 cards open: recomputed, and what changed repainted."""

import os
import sys
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import thread_time

from PySide6.QtWidgets import QApplication

from app.models import vietnam_time
from app.models.runbook.records import Branch, Master, RunMode
from app.services import opening
from app.services.opening import NewPerson
from app.services.runbook import masters
from app.views.camera import HandClock
from app.views.common.acts import Acts
from app.views.common.appearance import dress
from app.views.common.background import Worker
from app.views.common.memory import Memory
from app.views.common.office import Office
from app.views.runbook.night.window import NightWindow
from app.views.runbook.shot_night import play
from app.views.runbook.shots import DeafSink
from bench.measure import report

STEPS = 60
TICKS = 60
TARGET_MS = 16.0


def main() -> int:
    """Measure the median tick as it happens; beside it one that paints everything anew, as after an event."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    dress(application, "dark")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        os.environ["KH02_HOME"] = str(Path(place) / "home")
        clock = HandClock(vietnam_time.from_iso("2025-06-27T01:00:00.000Z"))
        person = NewPerson("Lê Hoàng Phương Uyên", "Trưởng phòng", "Sở KHCN")
        desk = opening.create(Path(place) / "đêm.kh02", province="Lâm Đồng", person=person, now=clock)
        office = Office(desk, acts=Acts(), worker=Worker(), memory=Memory(Path(place) / "w.ini"))
        masters.create(desk)
        with_sixty_steps(office)
        night = play(desk, clock, running=5, failed=3, mode=RunMode.REHEARSAL)
        window = NightWindow(office, night.run_id, sink=DeafSink())
        window.show()
        application.processEvents()
        steps = len(window.following.state.steps)
        whole = median(tick(window, clock, whole=True) for _ in range(TICKS)) * 1000
        taken = [tick(window, clock) for _ in range(TICKS)]
        window.close()
        office.worker.close()
        desk.close()
    sys.stdout.write(f"{steps} steps, {len(window.cards.visible_cards)} cards; painted whole {whole:.1f} ms\n")
    return report("board_tick", median(taken) * 1000, TARGET_MS, better="<=", unit="ms")


def with_sixty_steps(office: Office) -> None:
    """Small steps of the province's own behind the first of the form, until there are sixty."""

    def grown(known: Master) -> Master:
        first = known.of_branch(Branch.MAIN)[0]
        more = [
            replace(first, id=f"{first.id}/{at}", content=f"Kiểm tra máy trạm số {at}.", form_number=0, is_timed=False)
            for at in range(STEPS - 28)
        ]
        short = [replace(one, needs=(first.id,), planned_start=None, duration=timedelta(minutes=2)) for one in more]
        return replace(known, steps=(first, *known.steps[1:], *short))

    masters.change(office.desk, "Thêm bước", grown)


def tick(window: NightWindow, clock: HandClock, *, whole: bool = False) -> float:
    """Seconds of the window's thread for one second of the night; `whole` paints every card and lane anew as well."""
    clock.moment += timedelta(seconds=1)
    start = thread_time()
    window.following.tick()
    if whole:
        for part in (window.strip, window.lanes, window.cards, *window.cards.visible_cards):
            part.update()
    QApplication.processEvents()
    return thread_time() - start


if __name__ == "__main__":
    sys.exit(main())
