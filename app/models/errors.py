"""The one error a person at the desk is shown, and its common causes.

Every message is Vietnamese and says what, where and what to do next.
"""


class AppError(Exception):
    """A refusal the person can act upon: ``title`` says what happened, ``detail`` where and what to do."""

    def __init__(self, title: str, detail: str = "") -> None:
        super().__init__(f"{title} {detail}".strip())
        self.title = title
        self.detail = detail


class InvalidInputError(AppError):
    """Something typed or imported breaks a rule of the record it was meant for."""


class NotFoundError(AppError):
    """The record asked for is not in this workspace (never was, or was deleted)."""


class RefusedError(AppError):
    """The act itself is not allowed in the present state (sealed, read-only, locked)."""
