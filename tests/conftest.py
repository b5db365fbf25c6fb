"""What every test shares: a user profile of its own, a clock that stands still, workspaces copied from templates."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings
from pytestqt.qtbot import QtBot

from app.models import vietnam_time
from app.services import opening, sample
from app.services.desk import Desk
from app.services.opening import NewPerson

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

_PATIENCE_MS = 20_000
NOON_24_JUNE = vietnam_time.from_iso("2025-06-24T05:00:00.000Z")
"""Noon in Vietnam on the day the form's row 1.1 is due."""

settings.register_profile("same", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
"""The same examples each time, however slow the machine: what passed for some code passes for it again."""
settings.register_profile("seeking", settings.get_profile("same"), derandomize=False)
"""Other examples each time, for the campaigns (and for anybody, by `--hypothesis-profile seeking`)."""


class StandingClock:
    """A clock that moves only when a test moves it."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment


def pytest_configure(config: pytest.Config) -> None:
    """Choose the examples of the laws, unless the command line does."""
    if not config.getoption("hypothesis_profile", None):
        settings.load_profile("seeking" if "soak" in str(config.getoption("markexpr")) else "same")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long campaigns out unless they are asked for by `-m soak`."""
    if "soak" in str(config.getoption("markexpr")):
        return
    soak = [item for item in items if item.get_closest_marker("soak")]
    config.hook.pytest_deselected(items=soak)
    items[:] = [item for item in items if item not in soak]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user profile that belongs to this test alone."""
    folder = tmp_path / "home"
    monkeypatch.setenv("KH02_HOME", str(folder))
    return folder


@pytest.fixture
def clock() -> StandingClock:
    """The clock of the test's desk."""
    return StandingClock(NOON_24_JUNE)


@pytest.fixture
def qtbot(qtbot: QtBot) -> QtBot:
    """Waits longer where the machine is busy, but not the 25 s after which the program repeats things by itself."""
    for wait in ("waitUntil", "waitSignal", "waitSignals", "waitCallback", "waitExposed", "waitActive"):
        setattr(qtbot, wait, partial(getattr(qtbot, wait), timeout=_PATIENCE_MS))
    return qtbot


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all test processes of a run share, for workspaces made once."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "templates"
    shared.mkdir(exist_ok=True)
    return shared


def _template(folder: Path, name: str, make: Callable[[Path], Desk]) -> Path:
    path = folder / f"{name}.kh02"
    with FileLock(folder / f"{name}.making"):
        if not path.exists():
            before = os.environ.get("KH02_HOME")
            os.environ["KH02_HOME"] = str(folder / "home")
            making = folder / f"{name}-making.kh02"
            make(making).close()
            making.rename(path)
            if before is not None:
                os.environ["KH02_HOME"] = before
    return path


@pytest.fixture
def desk(templates: Path, tmp_path: Path, home: Path, clock: StandingClock) -> Iterator[Desk]:
    """A new plan of Lâm Đồng: the 14 rows of the form, nothing else; Nguyễn Thị Đào sits at it."""

    def make(path: Path) -> Desk:
        person = NewPerson("Nguyễn Thị Đào", "Chuyên viên tổng hợp", "Văn phòng UBND tỉnh")
        return opening.create(path, province="Lâm Đồng", person=person, now=StandingClock(NOON_24_JUNE))

    path = tmp_path / "Lâm Đồng.kh02"
    shutil.copyfile(_template(templates, "lam-dong", make), path)
    opened = opening.open_desk(path, now=clock)
    yield opened
    opened.close()


@pytest.fixture
def other(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """The same plan on another PC, at which the same person sits; `steps.send` carries changes over."""
    path = tmp_path / "may hai" / "Lâm Đồng.kh02"
    path.parent.mkdir()
    desk.workspace.suspend()
    shutil.copyfile(desk.path, path)
    desk.workspace.resume()
    monkeypatch.setenv("KH02_HOME", str(tmp_path / "home hai"))
    opened = opening.open_desk(path, now=StandingClock(NOON_24_JUNE))
    assert opened.workspace.device != desk.workspace.device
    opened.person = desk.person
    yield opened
    opened.close()


@pytest.fixture
def sample_desk(templates: Path, tmp_path: Path, home: Path) -> Iterator[Desk]:
    """The sample province, whole."""
    path = tmp_path / "Lâm Đồng mẫu.kh02"
    shutil.copyfile(_template(templates, "sample", sample.make), path)
    opened = opening.open_desk(path)
    yield opened
    opened.close()
