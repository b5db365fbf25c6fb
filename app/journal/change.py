"""The change: one write to one record, and the ids and text forms it is made of.

It must not know any entity of ours: names and values are data here.
"""

import unicodedata
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import uuid_utils

from app.journal.clock import Stamp

Json: TypeAlias = "str | int | bool | None | list[Json] | dict[str, Json]"
"""What a field may hold. Never a float: decimals are text."""

Kind = Literal["put", "delete", "event", "seal", "purge"]

DELETED = "deleted"
"""The pseudo field of a record's deletion: true by a delete, false by a put that restores."""

UNDER_ROOT = "*"
"""The key in `base` under which a delete names every head it saw under its root."""

_NAMESPACE = uuid.UUID("5b1f8f0e-3c0a-5d52-9a55-6b2f0c1d0202")


@dataclass(frozen=True, slots=True)
class Change:
    """One write ("thay đổi") to one record, as it stands in the journal and on the wire.

    `base` names, for each written field, the changes whose values the writer saw and replaces. `kind` is text, not
    `Kind`: a newer version may send a kind that we only keep and pass on, like the unknown keys in `extra`.
    """

    id: str
    act_id: str
    stamp: Stamp
    author: str
    device: str
    entity: str
    entity_id: str
    root_id: str
    scope: str
    kind: str
    fields: Mapping[str, Json]
    base: Mapping[str, tuple[str, ...]]
    schema: int
    cap: Stamp | None = None
    extra: Mapping[str, Json] = field(default_factory=dict)

    @property
    def effective(self) -> Stamp:
        """The stamp that ranks this write among concurrent ones."""
        return self.stamp if self.cap is None else min(self.stamp, self.cap)

    @property
    def written(self) -> Mapping[str, Json]:
        """The fields with their new values, the deletion of a delete included: what a head's value is looked up in."""
        return {**self.fields, DELETED: True} if self.kind == "delete" else self.fields


def new_id() -> str:
    """Give a new id (UUIDv7), later in text order than those given before on this device."""
    return str(uuid_utils.uuid7())


def natural_id(province_code: str, entity: str, key: str) -> str:
    """Give the id that every desk of a province gives to the same thing, so that joining never doubles it."""
    return str(uuid.uuid5(_NAMESPACE, unicodedata.normalize("NFC", f"{province_code}\n{entity}\n{key}")))


def nfc(value: Json) -> Json:
    """Give the same value with all its text, keys included, in Unicode NFC.

    Raises:
        ValueError: two keys of one object become the same.

    """
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [nfc(item) for item in value]
    if isinstance(value, dict):
        composed = {unicodedata.normalize("NFC", key): nfc(item) for key, item in value.items()}
        if len(composed) < len(value):
            raise ValueError("two keys differ only in their Unicode form")
        return composed
    return value
