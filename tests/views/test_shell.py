from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.models.errors import AppError
from app.models.plan.records import TaskStatus
from app.services import backups, people, settings, tasks
from app.services.desk import Desk
from app.views.common.office import Place
from app.views.plan.page import PlanPage
from app.views.settings.page import SettingsPage
from app.views.shell.desk_room import DeskRoom
from app.views.shell.navigation import JOBS
from app.views.shell.search_palette import SearchPalette
from app.views.shell.window import Shell
from app.views.today.page import TodayPage
from tests.conftest import StandingClock
from tests.steps import row
from tests.views.conftest import ModelRules
from tests.views.hands import press, type_text

CTRL = Qt.KeyboardModifier.ControlModifier


def plan_page(shell: Shell) -> PlanPage:
    page = shell.page("plan")
    assert isinstance(page, PlanPage)
    return page


def test_the_frame_is_painted_once(qtbot: QtBot) -> None:
    shell = Shell()
    qtbot.addWidget(shell)
    with qtbot.waitSignal(shell.painted):
        shell.show()


@pytest.mark.parametrize("job", [job.page for job in JOBS])
def test_every_job_has_its_page(room: DeskRoom, shell: Shell, job: str) -> None:
    shell.show_page(job)
    assert shell.page(job).isVisible()


def test_pages_are_reached_by_number(room: DeskRoom, shell: Shell, qtbot: QtBot) -> None:
    shell.show_page("plan")
    with qtbot.waitSignal(shell.page_shown) as shown:
        press(shell, Qt.Key.Key_6, CTRL)
    assert shown.args == ["directory"]


def test_jobs_cannot_be_chosen_before_a_workspace_is_open(shell: Shell) -> None:
    assert not any(button.isEnabled() for button in shell.navigation.findChildren(QPushButton))


def test_ctrl_z_takes_back_the_last_act_and_ctrl_y_does_it_again(room: DeskRoom, shell: Shell, desk: Desk) -> None:
    shell.show_page("plan")
    task_id = row(desk, "1.1").id
    room.office.acts.do(lambda: tasks.report_progress(desk, task_id=task_id, status=TaskStatus.IN_PROGRESS, percent=10))
    press(shell, Qt.Key.Key_Z, CTRL)
    assert row(desk, "1.1").percent == 0
    press(shell, Qt.Key.Key_Y, CTRL)
    assert row(desk, "1.1").percent == 10


def test_in_a_field_ctrl_z_takes_back_typing_first(room: DeskRoom, shell: Shell, desk: Desk, qtbot: QtBot) -> None:
    shell.show_page("plan")
    task_id = row(desk, "1.1").id
    room.office.acts.do(lambda: tasks.edit_task(desk, task_id=task_id, note="ghi chú cũ"))
    page = plan_page(shell)
    page.show_task(task_id)
    note = page.panel.information.note
    shell.activateWindow()
    note.setFocus()
    qtbot.waitUntil(note.hasFocus)
    type_text(note, "đang gõ ")
    press(note, Qt.Key.Key_Z, CTRL)
    assert note.toPlainText() == "ghi chú cũ"
    assert row(desk, "1.1").note == "ghi chú cũ"
    press(note, Qt.Key.Key_Z, CTRL)
    assert row(desk, "1.1").note == ""


def test_nothing_to_take_back_is_said(room: DeskRoom, shell: Shell) -> None:
    room.undo()
    assert "Không còn gì để hoàn tác" in shell.message.text


def test_what_undo_would_do_stands_on_its_button(room: DeskRoom, shell: Shell, desk: Desk) -> None:
    room.office.acts.do(lambda: tasks.edit_task(desk, task_id=row(desk, "1.1").id, note="x"))
    assert shell.top_bar.undo.toolTip() == "Hoàn tác: Sửa nhiệm vụ (Ctrl+Z)"
    assert shell.top_bar.undo.isEnabled()
    assert not shell.top_bar.redo.isEnabled()


def test_search_goes_to_the_task(room: DeskRoom, shell: Shell, desk: Desk, qtbot: QtBot) -> None:
    from app.services import search

    palette = SearchPalette(shell, lambda text: search.search(desk, text=text))
    qtbot.addWidget(palette)
    palette.show()
    went: list[tuple[str, str]] = []
    palette.chosen.connect(lambda entity, record_id: went.append((entity, record_id)))
    type_text(palette.text, "kho bac")
    qtbot.waitUntil(lambda: palette.hits.rowCount() > 0)
    press(palette.text, Qt.Key.Key_Return)
    assert len(went) == 1


def test_search_results_keep_the_rules_of_item_models(
    room: DeskRoom, shell: Shell, desk: Desk, model_rules: ModelRules
) -> None:
    from app.services import search

    palette = SearchPalette(shell, lambda text: search.search(desk, text=text))
    palette.text.setText("so")
    palette.look_up()
    model_rules(palette.hits)


def test_a_place_leads_to_its_page(room: DeskRoom, shell: Shell, desk: Desk) -> None:
    shell.show_page("settings")
    room.go(Place("plan", "task", row(desk, "3.3").id))
    assert plan_page(shell).panel.task_id == row(desk, "3.3").id
    assert plan_page(shell).isVisible()


def test_another_person_sits_down(room: DeskRoom, shell: Shell, desk: Desk) -> None:
    room.office.acts.do(lambda: people.add_person(desk, full_name="Trần Văn Ước"))
    other = next(each for each in people.people(desk) if each.full_name == "Trần Văn Ước")
    shell.top_bar.person_chosen.emit(other.id)
    assert shell.top_bar.person.text() == "Trần Văn Ước"


def test_the_clock_is_the_desks(room: DeskRoom, shell: Shell, clock: StandingClock) -> None:
    clock.moment += timedelta(hours=1)
    shell.top_bar.tick()
    assert shell.top_bar.clock.text() == "24/06/2025  13:00:00"


def test_a_refusal_is_said_in_the_bar(room: DeskRoom, shell: Shell) -> None:
    room.office.acts.refused.emit(AppError("Không ghi được.", "Ổ đĩa đã đầy."))
    assert shell.message.text == "Không ghi được. Ổ đĩa đã đầy."


def test_the_daily_copy_is_made_beside_the_window(room: DeskRoom, shell: Shell, desk: Desk, qtbot: QtBot) -> None:
    room.start()
    qtbot.waitUntil(lambda: bool(backups.backups(desk)) and not room.office.worker.is_busy, timeout=60_000)


def test_today_counts_what_is_due(room: DeskRoom, shell: Shell, desk: Desk) -> None:
    shell.show_page("today")
    page = shell.page("today")
    assert isinstance(page, TodayPage)
    assert any("1.1" in name for name in _names(page))


def _names(page: TodayPage) -> list[str]:
    from app.views.today.task_row import TaskRow

    return [each.accessibleName() for each in page.findChildren(TaskRow)]


def test_settings_are_stored_when_left(room: DeskRoom, shell: Shell, desk: Desk) -> None:
    shell.show_page("settings")
    page = shell.page("settings")
    assert isinstance(page, SettingsPage)
    page.deadlines.days.setText("5")
    page.deadlines.days.store()
    assert settings.warn_days(desk) == 5


def test_the_theme_changes_at_once_and_is_remembered(room: DeskRoom, shell: Shell) -> None:
    shell.show_page("settings")
    room.office.theme_chosen.emit("dark")
    assert room.office.memory.get("theme", "") == "dark"
    room.office.theme_chosen.emit("light")


def test_leaving_closes_the_workspace(room: DeskRoom, shell: Shell) -> None:
    shell.show_page("plan")
    room.close()
    assert not any(button.isEnabled() for button in shell.navigation.findChildren(QPushButton))
