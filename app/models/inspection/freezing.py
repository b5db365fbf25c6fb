"""Minutes frozen as they were agreed: canonical bytes over which the seal is laid, and the minutes read back.

Number and date of the paper are the văn thư's and are no part of them.
"""

import msgspec

from app.journal.wire import canonical
from app.models.inspection.minutes_records import Minutes


def frozen_bytes(minutes: Minutes) -> bytes:
    """The canonical bytes of minutes (RFC 8785)."""
    return canonical(msgspec.json.decode(msgspec.json.encode(minutes)))


def thawed(content: bytes) -> Minutes:
    """The minutes that sealed bytes hold.

    Raises:
        ValueError: they hold none.
    """
    return msgspec.json.decode(content, type=Minutes)
