"""What can go wrong between a desk and its server, in words for the person at the desk."""

from datetime import timedelta

from app.models.errors import AppError


class SyncError(AppError):
    """The exchange did not come about; nothing is lost, it is tried again."""


class OfflineError(SyncError):
    """The server cannot be reached, or the line broke off."""


class UntrustedError(SyncError):
    """The server's certificate is not one that this PC trusts."""


class RevokedError(SyncError):
    """The server does not know this device's token (any more)."""


class OutdatedError(SyncError):
    """The server speaks another major version of the protocol."""


class OtherEpochError(SyncError):
    """The server was restored or emptied since this desk last read it."""


class TooLargeError(SyncError):
    """The server takes no body of this size."""


class MalformedError(SyncError):
    """The server cannot read what was sent."""


class BusyError(SyncError):
    """The server asks to wait."""

    def __init__(self, title: str, detail: str, wait: timedelta) -> None:
        super().__init__(title, detail)
        self.wait = wait


class ServerRefusedError(SyncError):
    """The server refuses for a reason of its own; its words are shown."""


class GarbledError(SyncError):
    """What came back is not of the protocol: another program answers, or something stands in between."""


class InBetweenError(GarbledError):
    """What came back bears none of the server's marks: a portal that asks for a login, a proxy, another program."""


class NarrowError(InBetweenError):
    """Whoever stands in between lets no body of this size through."""
