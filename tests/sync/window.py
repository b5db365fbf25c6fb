"""What a window does with the callbacks of a running sync: it keeps them, and waits on conditions."""

import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from app.services.desk import Desk, Outcome
from app.services.exchange.syncing import Syncing
from app.sync.states import Phase, SyncState


class Window:
    """The sync of a desk between `with` and its end."""

    def __init__(self, desk: Desk) -> None:
        self.states: list[SyncState] = []
        self.changed: set[str] = set()
        self._news = threading.Condition()
        self.syncing = Syncing(desk, on_state=self._state, on_changed=self._changed)

    def __enter__(self) -> Self:
        self.syncing.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.syncing.stop()

    def _state(self, state: SyncState) -> None:
        with self._news:
            self.states.append(state)
            self._news.notify_all()

    def _changed(self, outcome: Outcome) -> None:
        with self._news:
            self.changed |= {ref.id for ref in outcome.changed}
            self._news.notify_all()

    def wait(self, condition: Callable[["Window"], bool], seconds: float = 120) -> None:
        """Wait until the states or changes told so far fulfil the condition."""
        with self._news:
            assert self._news.wait_for(lambda: condition(self), seconds), self.states[-3:]

    @property
    def last(self) -> SyncState:
        """The state told last."""
        return self.states[-1] if self.states else SyncState()


def is_synced(window: Window) -> bool:
    """Whether everything is there and nothing waits."""
    return window.last.phase is Phase.SYNCED


def is_offline(window: Window) -> bool:
    """Whether the person is told that the line is gone."""
    return window.last.phase is Phase.OFFLINE
