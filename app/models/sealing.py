"""What every job's sealing has in common: a seal as the field of its row, and the limit of what can be sent."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from app.journal.seal import MAX_CONTENT_BYTES, Seal
from app.journal.wire import MAX_SEAL_BYTES, canonical
from app.models import purging
from app.models.errors import RefusedError

_ENVELOPE_BYTES = 20_000
"""Room for what a change says besides its seal: ids, number, date and signer of a paper."""


def seal_fields(session: Session, seal: Seal) -> dict[str, Any]:
    """A seal as a row keeps it and a change carries it. It says which of the records that it names were purged before.

    Raises:
        RefusedError: it would be larger than a change may be and could never reach another desk.
    """
    known = sorted(one for _, one in purging.purged(purging.statements(session)) if one.encode() in seal.content)
    made = dict(replace(seal, without=tuple(known)).to_fields())
    whole, packed = len(seal.content), len(canonical(made))
    if whole > MAX_CONTENT_BYTES or packed > MAX_SEAL_BYTES - _ENVELOPE_BYTES:
        raise RefusedError(
            f"Nội dung quá lớn để chốt: {_mb(whole)}, khi nén {_mb(packed)}.",
            f"Nhiều nhất {_mb(MAX_CONTENT_BYTES)}, khi nén {_mb(MAX_SEAL_BYTES)}; lớn hơn không gửi được sang máy khác."
            " Rút gọn nội dung dài; phần dài đính kèm thành tệp.",
        )
    return made


def read_seal(fields: Mapping[str, Any]) -> Seal | None:
    """The seal that a row keeps; None where a purge took its bytes out.

    Raises:
        ValueError: it is none, or does not have the hash it claims.
    """
    return Seal.from_fields(fields) if fields else None


def _mb(size: int) -> str:
    return f"{size / 1e6:.0f} MB"
