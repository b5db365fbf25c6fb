"""The seal: the exact bytes that were signed or locked, and which writes they cover.

Sealed bytes are shown and printed for ever; what is written later, or was not known, stays outside and is named.
It must not know what the bytes mean.
"""

import base64
import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import cast

import zstandard

from app.journal.change import Json
from app.journal.merge import RecordState

Tree = Mapping[str, tuple[str, ...]]
"""Root id -> the entities under it that the seal is over, those that are not there yet included."""

EVERYWHERE = "*"
"""The root in a tree that stands for every root of the province."""

_OPENED = 4
MAX_CONTENT_BYTES = 64 << 20
"""Of the sealed bytes, unpacked; what claims more is no seal of ours."""


@dataclass(frozen=True, slots=True)
class Seal:
    """The locking of one root ("bản đã chốt"). `after` are the ids of the seal changes of this root it knew of."""

    root_id: str
    heads: frozenset[str]
    """The ids of the writes that it covers: the heads of its moment, in every field of every record."""
    content: bytes
    after: tuple[str, ...] = ()
    tree: Tree = field(default_factory=dict)
    without: tuple[str, ...] = ()
    """Ids of purged records that stand in the bytes as bare ids: whoever sealed knew that they were purged."""

    @property
    def content_hash(self) -> str:
        """SHA-256 of the sealed bytes, in hex."""
        return hashlib.sha256(self.content).hexdigest()

    def to_fields(self) -> dict[str, Json]:
        """Give the fields of a change of kind "seal"; content and heads are packed (zstd, base64)."""
        without: dict[str, Json] = {"without": cast(Json, list(self.without))} if self.without else {}
        return {
            **without,
            "root_id": self.root_id,
            "covered": _packed("\n".join(sorted(self.heads)).encode()),
            "packed": _packed(self.content),
            "content_hash": self.content_hash,
            "after": cast(Json, list(self.after)),
            "tree": {root_id: cast(Json, list(entities)) for root_id, entities in self.tree.items()},
        }

    @classmethod
    def from_fields(cls, fields: Mapping[str, Json]) -> "Seal":
        """Read the fields of a seal change, which may have come from elsewhere.

        Raises:
            ValueError: the fields are not those of a seal, or the content does not have the hash it claims.

        """
        try:
            seal = _read(fields) if "packed" in fields else _read_plain(fields)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError, zstandard.ZstdError) as error:
            raise ValueError("these are not the fields of a seal") from error
        if seal.content_hash != fields.get("content_hash"):
            raise ValueError("the sealed content does not have the hash it claims")
        return seal


def seal_over(
    root_id: str,
    states: Mapping[str, RecordState],
    content: bytes,
    after: tuple[str, ...] = (),
    tree: Tree | None = None,
) -> Seal:
    """Seal `content` over all heads of the root and the records under it, the seals themselves left out."""
    heads = {head.change_id for state in states.values() for known in state.fields.values() for head in known.heads}
    return Seal(root_id, frozenset(heads), content, after, tree or {})


def seal_in(fields: Mapping[str, Json]) -> Seal | None:
    """The seal that a change of kind "seal" carries, in its fields or in one of them; None where there is none.

    Where several values say that they are one, only the first few are opened: each may unpack to much.
    """
    claiming = (value for value in (fields, *fields.values()) if isinstance(value, Mapping) and "content_hash" in value)
    for value in islice(claiming, _OPENED):
        try:
            return Seal.from_fields(value)
        except ValueError:
            continue
    return None


def tells_of(fields: Mapping[str, Json], ids: Collection[str]) -> bool:
    """Whether a change of kind "seal" tells of one of these records or changes, in its bytes or among what they cover.

    One that was purged before, and stands there as a bare id, it does not tell of. Of a seal that cannot be read what
    stands there decides.
    """
    seal = seal_in(fields)
    if seal is None:
        written = json.dumps(fields, ensure_ascii=False)
        return any(one in written for one in ids)
    return not seal.heads.isdisjoint(ids) or any(one.encode() in seal.content for one in set(ids) - set(seal.without))


def unsealed(fields: Mapping[str, Json]) -> dict[str, Json]:
    """The fields of a change of kind "seal" without what was sealed. The paper remains, and that each was written."""
    if "content_hash" in fields:
        return dict.fromkeys(fields)
    return {name: {} if _is_seal(value) else value for name, value in fields.items()}


def _is_seal(value: Json) -> bool:
    return isinstance(value, dict) and "content_hash" in value


def outside(seal: Seal, states: Mapping[str, RecordState]) -> dict[str, tuple[str, ...]]:
    """Give entity_id -> names of the fields written outside the seal ("sửa ngoài bản đã chốt"), sorted.

    `states` are the records now under the root, without the seals; a record that the seal does not have counts whole.
    """
    found = {entity_id: _uncovered(seal, state) for entity_id, state in states.items()}
    return {entity_id: names for entity_id, names in found.items() if names}


def rival_seals(seals: Mapping[str, Seal]) -> tuple[str, ...]:
    """Give the ids of the seals of one root that contradict each other, sorted; none when one stands.

    `seals` maps the id of the seal change to the seal. A seal stands when no other was made after seeing it; those that
    stand contradict each other when their contents differ.
    """
    replaced = {earlier for seal_id, seal in seals.items() for earlier in seal.after if earlier != seal_id}
    standing = sorted(seals.keys() - replaced)
    return tuple(standing) if len({seals[seal_id].content_hash for seal_id in standing}) > 1 else ()


def _uncovered(seal: Seal, state: RecordState) -> tuple[str, ...]:
    return tuple(
        name
        for name, known in sorted(state.fields.items())
        if any(head.change_id not in seal.heads for head in known.heads)
    )


def _read(fields: Mapping[str, Json]) -> Seal:
    covered = _unpacked(fields["covered"]).decode()
    tree = cast(Mapping[str, Json], fields["tree"])
    return Seal(
        _text(fields["root_id"]),
        frozenset(covered.split("\n") if covered else ()),
        _unpacked(fields["packed"]),
        _texts(fields["after"]),
        {root_id: _texts(entities) for root_id, entities in tree.items()},
        _texts(fields.get("without", [])),
    )


def _read_plain(fields: Mapping[str, Json]) -> Seal:
    """A seal of the first version: nothing packed, its heads named for each field."""
    table = _texts(fields["heads"])
    covers = cast(dict[str, dict[str, list[int]]], fields["covers"])
    return Seal(
        _text(fields["root_id"]),
        frozenset(table[_index(n)] for names in covers.values() for heads in names.values() for n in heads),
        base64.b64decode(_text(fields["content"]), validate=True),
        _texts(fields["after"]),
    )


def _packed(content: bytes) -> str:
    return base64.b64encode(zstandard.ZstdCompressor(level=9).compress(content)).decode("ascii")


def _unpacked(value: Json) -> bytes:
    packed = base64.b64decode(_text(value), validate=True)
    if not 0 <= zstandard.frame_content_size(packed) <= MAX_CONTENT_BYTES:
        raise ValueError("the sealed content does not say how large it is, or is too large")
    return zstandard.ZstdDecompressor().decompress(packed)


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
