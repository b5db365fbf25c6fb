"""The night's sounds: short waves made by code, played by the program itself through one audio library (miniaudio).

Sounds of a rehearsal are lower than those of the real night. A sink takes the waves, so that tests see what was played;
without an audio device the program says so and goes on. No Qt here.
"""

import io
import math
import wave
from array import array
from enum import Enum
from functools import cache
from typing import Protocol

import miniaudio

from app.models.errors import AppError

RATE = 22_050
"""Samples a second."""
_LOUD = 0.6
_FADE_S = 0.01
_REHEARSAL_PITCH = 0.63


class Chime(Enum):
    """What is played: (frequency in hertz, seconds) one after the other; frequency 0 is silence."""

    CHIME = ((880.0, 0.18), (660.0, 0.32))
    """L2."""
    ALARM = ((988.0, 0.22), (0.0, 0.08), (988.0, 0.22), (0.0, 0.08), (1319.0, 0.45))
    """L3."""
    TEST = ((523.0, 0.2), (659.0, 0.2), (784.0, 0.4))
    """The sound test at the beginning of the night."""


class SoundError(AppError):
    """This PC cannot play sound now."""


class Sink(Protocol):
    """Takes waves and makes them heard."""

    def open(self) -> None:
        """Get ready; may take a moment, so it is done beside the window.

        Raises:
            SoundError: no audio device.
        """

    def play(self, wav: bytes) -> None:
        """Play a wave and return at once; a wave still sounding is cut.

        Raises:
            SoundError: the device is gone.
        """

    def close(self) -> None:
        """Let the device go."""


@cache
def waves(chime: Chime, *, rehearsal: bool) -> bytes:
    """A sound as a WAV file."""
    pitch = _REHEARSAL_PITCH if rehearsal else 1.0
    samples = array("h")
    for frequency, seconds in chime.value:
        samples.extend(_tone(frequency * pitch, seconds))
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(samples.tobytes())
    return file.getvalue()


def _tone(frequency: float, seconds: float) -> "array[int]":
    count = int(RATE * seconds)
    fade = RATE * _FADE_S
    top = 32_767 * _LOUD
    return array(
        "h",
        (
            int(top * min(1.0, at / fade, (count - at) / fade) * math.sin(2 * math.pi * frequency * at / RATE))
            for at in range(count)
        ),
    )


class Loudspeaker:
    """The audio device of this PC."""

    def __init__(self) -> None:
        self._device: miniaudio.PlaybackDevice | None = None

    def open(self) -> None:
        """Open the default device.

        Raises:
            SoundError: there is none.
        """
        if self._device is not None:
            return
        try:
            self._device = miniaudio.PlaybackDevice(
                output_format=miniaudio.SampleFormat.SIGNED16, nchannels=1, sample_rate=RATE
            )
        except miniaudio.MiniaudioError as error:
            raise SoundError(
                "Máy này không phát được âm thanh.",
                "Cắm loa hoặc tai nghe rồi bấm “Thử chuông”. Cảnh báo vẫn hiện trên màn hình.",
            ) from error

    def play(self, wav: bytes) -> None:
        """Play a wave.

        Raises:
            SoundError: the device is gone.
        """
        self.open()
        device = self._device
        if device is None:
            return
        decoded = miniaudio.decode(wav, output_format=miniaudio.SampleFormat.SIGNED16, nchannels=1, sample_rate=RATE)
        stream = miniaudio.stream_raw_pcm_memory(decoded.samples, 1, 2)
        try:
            device.stop()
            device.start(stream)
        except miniaudio.MiniaudioError as error:
            self._device = None
            raise SoundError("Thiết bị âm thanh đã mất kết nối.", "Cắm lại loa rồi bấm “Thử chuông”.") from error

    def close(self) -> None:
        """Let the device go."""
        if self._device is not None:
            self._device.close()
            self._device = None
