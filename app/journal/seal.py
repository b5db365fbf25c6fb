"""The seal: the exact bytes that were signed or locked, and which writes they cover.

Sealed bytes are shown and printed for ever; what is written later, or was not known, stays outside and is named.
It must not know what the bytes mean.
"""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from app.journal.change import Json
from app.journal.merge import RecordState

Covers = Mapping[str, Mapping[str, tuple[str, ...]]]
"""entity_id -> field -> the ids of the heads covered."""


@dataclass(frozen=True, slots=True)
class Seal:
    """The locking of one root ("bản đã chốt"). `after` are the ids of the seal changes of this root it knew of."""

    root_id: str
    covers: Covers
    content: bytes
    after: tuple[str, ...] = ()

    @property
    def content_hash(self) -> str:
        """SHA-256 of the sealed bytes, in hex."""
        return hashlib.sha256(self.content).hexdigest()

    def to_fields(self) -> dict[str, Json]:
        """Give the fields of a change of kind "seal". The content grows by a third (base64)."""
        table = sorted({head for fields in self.covers.values() for heads in fields.values() for head in heads})
        number = {head: position for position, head in enumerate(table)}
        covers = {
            entity_id: {name: [number[head] for head in heads] for name, heads in fields.items()}
            for entity_id, fields in self.covers.items()
        }
        return {
            "root_id": self.root_id,
            "heads": cast(Json, table),
            "covers": cast(Json, covers),
            "content": base64.b64encode(self.content).decode("ascii"),
            "content_hash": self.content_hash,
            "after": cast(Json, list(self.after)),
        }

    @classmethod
    def from_fields(cls, fields: Mapping[str, Json]) -> "Seal":
        """Read the fields of a seal change, which may have come from elsewhere.

        Raises:
            ValueError: the fields are not those of a seal, or the content does not have the hash it claims.

        """
        try:
            seal = _read(fields)
        except (KeyError, TypeError, AttributeError, IndexError) as error:
            raise ValueError("these are not the fields of a seal") from error
        if seal.content_hash != fields.get("content_hash"):
            raise ValueError("the sealed content does not have the hash it claims")
        return seal


def seal_over(root_id: str, states: Mapping[str, RecordState], content: bytes, after: tuple[str, ...] = ()) -> Seal:
    """Seal `content` over all heads of the root and the records under it, the seals themselves left out."""
    covers = {
        entity_id: {name: tuple(head.change_id for head in known.heads) for name, known in state.fields.items()}
        for entity_id, state in states.items()
    }
    return Seal(root_id, covers, content, after)


def outside(seal: Seal, states: Mapping[str, RecordState]) -> dict[str, tuple[str, ...]]:
    """Give entity_id -> names of the fields written outside the seal ("sửa ngoài bản đã chốt"), sorted.

    `states` are the records now under the root, without the seals; a record that the seal does not have counts whole.
    """
    found = {entity_id: _uncovered(seal.covers.get(entity_id, {}), state) for entity_id, state in states.items()}
    return {entity_id: names for entity_id, names in found.items() if names}


def rival_seals(seals: Mapping[str, Seal]) -> tuple[str, ...]:
    """Give the ids of the seals of one root that contradict each other, sorted; none when one stands.

    `seals` maps the id of the seal change to the seal. A seal stands when no other was made after seeing it; those that
    stand contradict each other when their contents differ.
    """
    replaced = {earlier for seal_id, seal in seals.items() for earlier in seal.after if earlier != seal_id}
    standing = sorted(seals.keys() - replaced)
    return tuple(standing) if len({seals[seal_id].content_hash for seal_id in standing}) > 1 else ()


def _uncovered(covered: Mapping[str, tuple[str, ...]], state: RecordState) -> tuple[str, ...]:
    return tuple(
        name
        for name, known in sorted(state.fields.items())
        if any(head.change_id not in covered.get(name, ()) for head in known.heads)
    )


def _read(fields: Mapping[str, Json]) -> Seal:
    table = _texts(fields["heads"])
    covers = cast(dict[str, dict[str, list[int]]], fields["covers"])
    return Seal(
        _text(fields["root_id"]),
        {
            entity_id: {name: tuple(table[_index(n)] for n in heads) for name, heads in names.items()}
            for entity_id, names in covers.items()
        },
        base64.b64decode(_text(fields["content"]), validate=True),
        _texts(fields["after"]),
    )


def _text(value: Json) -> str:
    if not isinstance(value, str):
        raise TypeError("text expected")
    return value


def _texts(value: Json) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError("a list expected")
    return tuple(_text(item) for item in value)


def _index(value: int) -> int:
    if type(value) is not int or value < 0:
        raise TypeError("a number of the table expected")
    return value
