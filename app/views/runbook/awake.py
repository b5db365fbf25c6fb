"""Keeps this PC and its screen awake while a run goes on (P-9), through `wakepy`. No Qt here."""

from wakepy import Mode, keep


class Awake:
    """Holds sleep off between `begin` and `end`; where the system refuses, it says so and nothing else happens."""

    def __init__(self) -> None:
        self._mode: Mode | None = None

    @property
    def is_held(self) -> bool:
        """Whether sleep is held off now."""
        return self._mode is not None and bool(self._mode.active)

    def begin(self) -> str:
        """Hold sleep off; gives a warning in words, empty when it works."""
        if self._mode is None:
            self._mode = keep.presenting(on_fail="pass")
            self._mode.__enter__()
        if self.is_held:
            return ""
        return "Chương trình không giữ được máy thức. Tắt chế độ ngủ của máy và cắm nguồn điện trước 21 giờ."

    def end(self) -> None:
        """Let the PC sleep again."""
        if self._mode is not None:
            self._mode.__exit__(None, None, None)
            self._mode = None
