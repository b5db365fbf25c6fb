"""A password or PIN while it is in use: seen by nobody who prints, logs or formats what holds it."""

from collections.abc import Callable


class Secret:
    """Text that shows itself only to who asks for it by name. Neither its text nor its length can be read off it.

    Frames that hold it show the object, not the text: pass it whole and call `reveal` in the call that needs it.
    """

    __slots__ = ("_give",)
    _give: Callable[[], str]

    def __init__(self, text: str) -> None:
        self._give = lambda: text

    def reveal(self) -> str:
        """The text."""
        return self._give()

    def __bool__(self) -> bool:
        return bool(self._give())

    def __repr__(self) -> str:
        return "Secret(•••)"

    __str__ = __repr__

    def __reduce__(self) -> str:
        raise TypeError("a secret is never written")
