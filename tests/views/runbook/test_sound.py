import io
import wave

import pytest
from pytestqt.qtbot import QtBot

from app.models.errors import AppError
from app.models.runbook.alarms import Alarm
from app.views.runbook.night.ringing import Ringing
from app.views.runbook.sound import RATE, Chime, SoundError, waves
from tests.views.runbook.conftest import ON_THE_NIGHT, ListeningSink


class DeadSink(ListeningSink):
    """A PC without an audio device."""

    def play(self, wav: bytes) -> None:
        raise SoundError("Máy này không phát được âm thanh.", "Cắm loa.")


@pytest.mark.parametrize("chime", Chime)
def test_a_sound_is_a_short_wave(chime: Chime) -> None:
    with wave.open(io.BytesIO(waves(chime, rehearsal=False))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE)
        assert 0.2 < file.getnframes() / RATE < 2


def test_a_rehearsal_sounds_different() -> None:
    assert waves(Chime.ALARM, rehearsal=True) != waves(Chime.ALARM, rehearsal=False)


@pytest.mark.parametrize(("level", "chime"), [(2, Chime.CHIME), (3, Chime.ALARM)])
def test_the_loudest_alarm_is_heard(level: int, chime: Chime, sink: ListeningSink, qtbot: QtBot) -> None:
    ringing = Ringing(sink, rehearsal=False)
    ringing.ring([Alarm("a", 2, "", ON_THE_NIGHT), Alarm("b", level, "", ON_THE_NIGHT)])
    assert sink.played == [waves(chime, rehearsal=False)]


def test_without_a_device_the_program_says_so_once_and_goes_on(qtbot: QtBot) -> None:
    ringing = Ringing(DeadSink(), rehearsal=False)
    heard: list[AppError] = []
    ringing.failed.connect(heard.append)
    ringing.play(Chime.ALARM)
    ringing.play(Chime.ALARM)
    assert [error.title for error in heard] == ["Máy này không phát được âm thanh."]
    ringing.play(Chime.TEST)
    assert len(heard) == 2
