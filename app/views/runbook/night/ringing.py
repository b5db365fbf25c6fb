"""Makes alarms heard: opens the audio device beside the window, plays what the alarms ask for, says when it cannot."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from app.models.errors import AppError
from app.models.runbook.alarms import Alarm
from app.views.common.background import Worker
from app.views.runbook.sound import Chime, Sink, waves

_LOUD = 3


class Ringing(QObject):
    """The sounds of one run."""

    failed = Signal(object)
    """A SoundError: shown, and the night goes on."""

    def __init__(self, sink: Sink, *, rehearsal: bool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sink = sink
        self._is_rehearsal = rehearsal
        self._worker = Worker(self)
        self.works = True

    def open(self) -> None:
        """Get the device ready."""
        self._worker.run(
            self,
            lambda _report: self._sink.open(),
            title="Mở thiết bị âm thanh",
            done=lambda _none: None,
            failed=self._fail,
        )

    def ring(self, alarms: Sequence[Alarm]) -> None:
        """Sound these alarms: the loudest once."""
        if alarms:
            loudest = max(alarm.level for alarm in alarms)
            self.play(Chime.ALARM if loudest >= _LOUD else Chime.CHIME)

    def play(self, chime: Chime) -> None:
        """Play one sound."""
        if not self.works and chime is not Chime.TEST:
            return
        try:
            self._sink.play(waves(chime, rehearsal=self._is_rehearsal))
            self.works = True
        except AppError as error:
            self._fail(error)

    def _fail(self, error: AppError) -> None:
        self.works = False
        self.failed.emit(error)

    def close(self) -> None:
        """Let the device go."""
        self._worker.close()
        self._sink.close()
