"""Pages of a desk that holds only later edits of some records: each opens, and shows them when their birth has come."""

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.services.desk import Desk
from app.services.exchange.taking_in import take_in
from app.views.camera import drop
from app.views.common.acts import Acts
from app.views.common.background import Worker
from app.views.common.memory import Memory
from app.views.common.office import Office
from app.views.shell.pages import ReadingPage, makers
from tests.services.test_half_arrived import TITLE, half


def test_every_page_opens_beside_half_arrived_records(sample_desk: Desk, memory: Memory, qtbot: QtBot) -> None:
    births = [half(sample_desk, owners=False), half(sample_desk, owners=True)]
    office = Office(sample_desk, acts=Acts(), worker=Worker(), memory=memory)
    heard: list[object] = []
    office.acts.refused.connect(heard.append)
    pages = {name: make() for name, make in makers(office).items()}
    for page in pages.values():
        page.show()
        qtbot.waitUntil(lambda: not office.worker.is_busy, timeout=60_000)
    late = [one for written in births for known in written.values() for one in known[:-1]]
    outcome, fresh = take_in(sample_desk, late, title=TITLE)
    assert fresh == len(late)
    office.acts.changed.emit(outcome, None)
    for page in pages.values():
        if isinstance(page, ReadingPage):
            page.reload()
        QApplication.processEvents()
        qtbot.waitUntil(lambda: not office.worker.is_busy, timeout=60_000)
    office.worker.close()
    for page in pages.values():
        drop(page)
    assert heard == []
