"""The 20,000 records that every system of the benchmark is given: tasks with 9 fields, about 350 bytes of JSON."""

import random
import secrets
import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from app.journal.change import Change, Json
from bench.big_workspace import _WORDS

_PLACES = ("Hàm Thuận", "Đạ Huoai", "Bảo Lộc", "Phan Rí Cửa", "Đức Trọng", "Tuy Phong", "Lạc Dương", "Gia Nghĩa")
_START = datetime(2025, 6, 1, tzinfo=UTC)


def fields(number: int, plan_id: str, groups: Sequence[str], units: Sequence[str]) -> dict[str, Json]:
    """The 9 fields of one record; ids are real ones, texts differ from record to record."""
    chance = random.Random(number)  # noqa: S311 the same records in every run
    word, other = chance.sample(_WORDS, 2)
    return {
        "plan_id": plan_id,
        "group_id": groups[number % len(groups)],
        "rank": f"b{number:07d}",
        "content": f"{word.capitalize()} tại {chance.choice(_PLACES)} {number}, rồi {other}",
        "lead_id": chance.choice(units),
        "products": f"Biên bản số {chance.randrange(10_000)}",
        "status": chance.choice(("not_started", "in_progress", "done")),
        "percent": chance.randrange(101),
        "source": {"library": "local"},
    }


def changes(records: Sequence[dict[str, Json]], *, author: str, device: str) -> Iterator[Change]:
    """One change that makes each record, in an act and at a time of its own: nothing in the ids repeats."""
    for number, values in enumerate(records):
        moment = _START + timedelta(seconds=number)
        at = moment.replace(tzinfo=None).isoformat(timespec="milliseconds")
        change_id, act_id, entity_id = (_id_of(moment) for _ in range(3))
        yield Change(
            id=change_id,
            act_id=act_id,
            stamp=f"{at}Z-0000-{device}",
            author=author,
            device=device,
            entity="task",
            entity_id=entity_id,
            root_id=entity_id,
            scope="",
            kind="put",
            fields=values,
            base={},
            schema=1,
        )


def _id_of(moment: datetime) -> str:
    """A UUIDv7 of a moment."""
    head = int(moment.timestamp() * 1000) << 80 | 7 << 76 | secrets.randbits(12) << 64
    return str(uuid.UUID(int=head | 2 << 62 | secrets.randbits(62)))
