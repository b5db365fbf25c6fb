"""Reads what every job needs: settings, people, units, search, the undo stack. Nothing here writes."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.journal.change import Change
from app.models import finishing
from app.models.base import TAKEN_BACK, ActRow, ChangeRow, Synced, synced_entities
from app.models.derived import chunks
from app.models.people.entities import Person
from app.models.plan.entities import SettingRow, TaskGroupRow, TaskRow
from app.models.recording import change_of
from app.models.text import fold
from app.models.units.catalogue import UnitKind
from app.models.units.entities import Unit


@dataclass(frozen=True, slots=True)
class PersonCard:
    """A person as lists show it."""

    id: str
    full_name: str
    position: str = ""
    unit: str = ""
    has_pin: bool = False


@dataclass(frozen=True, slots=True)
class UnitCard:
    """A unit as lists and editors show it."""

    id: str
    name: str
    short_name: str
    kind: str
    kind_label: str
    aliases: tuple[str, ...] = ()
    is_active: bool = True
    valid_until: str = ""
    successor_id: str = ""
    phone: str = ""
    email: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """One result of the search everywhere."""

    entity: str
    record_id: str
    title: str
    detail: str
    kind_label: str


_UNINDEXED = """
SELECT id, entity, record_id, title, detail, exact, folded FROM search_entry
UNION ALL
SELECT 0, 'task', id, content, lead_name || ' · ' || deadline_text, content, folded || ' ' || deadline_text
FROM task WHERE NOT deleted
AND NOT EXISTS (SELECT 1 FROM search_entry l WHERE l.entity = 'task' AND l.record_id = task.id)
"""
"""The lines of the search where its index is still to be made, and the tasks that have none yet."""
_WORDS = re.compile(r"[^\W_]+")
"""The same cut as the full-text index makes: "05/QĐ-BCĐ" is three words."""

KIND_LABELS = {
    "task": "Nhiệm vụ",
    "unit": "Đơn vị",
    "person": "Người",
    "evidence": "Minh chứng",
    "inspection": "Kế hoạch kiểm tra",
    "minutes": "Biên bản làm việc",
    "paper": "Văn bản",
    "system": "Hệ thống thông tin",
}


def setting(session: Session, key: str, default: Any = None) -> Any:
    """A setting the province shares."""
    row = session.scalar(select(SettingRow).where(SettingRow.key == key, SettingRow.deleted.is_(False)))
    return row.value if row is not None else default


def people(session: Session) -> tuple[PersonCard, ...]:
    """Everybody, in order of entry."""
    rows = session.scalars(select(Person).where(Person.deleted.is_(False)).order_by(Person.id))
    return tuple(person_card(row) for row in rows)


def person_card(row: Person) -> PersonCard:
    """A person's row as a card."""
    return PersonCard(row.id, row.full_name, row.position, row.unit, bool(row.pin_hash))


def units(session: Session, *, today: str) -> tuple[UnitCard, ...]:
    """All units by the Vietnamese alphabet; those that have ended are not active."""
    rows = session.scalars(select(Unit).where(Unit.deleted.is_(False)).order_by(Unit.name_sort, Unit.id))
    return tuple(unit_card(row, today=today) for row in rows)


def unit_card(row: Unit, *, today: str) -> UnitCard:
    """A unit's row as a card."""
    known = row.kind in set(UnitKind)
    return UnitCard(
        id=row.id,
        name=row.name,
        short_name=row.short_name,
        kind=row.kind,
        kind_label=UnitKind(row.kind).label if known else row.kind,
        aliases=tuple(filter(None, row.aliases.split("\n"))),
        is_active=not row.valid_until or row.valid_until >= today,
        valid_until=row.valid_until or "",
        successor_id=row.successor_id or "",
        phone=row.phone,
        email=row.email,
        note=row.note,
    )


def names(session: Session) -> dict[str, str]:
    """What a person calls units, groups and tasks, by id; deleted ones too, since a history names them."""
    found = {key: name for key, name in session.execute(select(Unit.id, Unit.name))}
    for key, numeral, heading in session.execute(select(TaskGroupRow.id, TaskGroupRow.numeral, TaskGroupRow.heading)):
        found[key] = f"{numeral}. {heading}"
    for key, number, content in session.execute(select(TaskRow.id, TaskRow.number, TaskRow.content)):
        found[key] = f"{number}. {content}"
    return found


def search(session: Session, query: str, limit: int) -> tuple[Hit, ...]:
    """Records whose words begin with the query's words, marks or no marks; exact matches first, then by title."""
    query = unicodedata.normalize("NFC", query)
    words = _WORDS.findall(fold(query))
    if not words:
        return ()
    given = {"exact": " ".join(query.lower().split()), "folded": " ".join(fold(query).split()), "limit": limit}
    if finishing.is_due(session):  # a word is then found inside of another too
        given |= {f"word{at}": word for at, word in enumerate(words)}
        lines = f"({_UNINDEXED}) e WHERE " + " AND ".join(f"instr(e.folded, :word{at}) > 0" for at in range(len(words)))
    else:
        given["match"] = " ".join(f'"{word}"*' for word in words)
        lines = "search_fts f JOIN search_entry e ON e.id = f.rowid WHERE search_fts MATCH :match"
    found = session.execute(
        text(
            f"SELECT e.entity, e.record_id, e.title, e.detail FROM {lines}"  # noqa: S608 our own names
            " ORDER BY instr(e.exact, :exact) = 0, instr(e.folded, :folded) = 0, length(e.title), e.id LIMIT :limit"
        ),
        given,
    ).all()
    numbered = _by_number(session, query)
    seen = {hit.record_id for hit in numbered}
    hits = [Hit(row.entity, row.record_id, row.title, row.detail, KIND_LABELS.get(row.entity, "")) for row in found]
    return (*numbered, *(hit for hit in hits if hit.record_id not in seen))[:limit]


def _by_number(session: Session, query: str) -> tuple[Hit, ...]:
    number = query.strip()
    rows = session.execute(
        select(TaskRow.id, TaskRow.number, TaskRow.content, TaskRow.lead_name).where(
            TaskRow.number == number, TaskRow.deleted.is_(False)
        )
    )
    return tuple(
        Hit("task", row.id, f"{row.number}. {row.content}", row.lead_name, KIND_LABELS["task"]) for row in rows
    )


def records(session: Session, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Synced]:
    """The records of these (entity, id) that have a table in this version, read a table at a time."""
    tables = synced_entities()
    wanted: dict[str, list[str]] = {}
    for entity, record_id in keys:
        wanted.setdefault(entity, []).append(record_id)
    found: dict[tuple[str, str], Synced] = {}
    for entity in wanted.keys() & tables.keys():
        for chunk in chunks(wanted[entity]):
            rows: Iterable[Synced] = session.scalars(select(tables[entity]).where(tables[entity].id.in_(chunk)))
            found |= {(entity, row.id): row for row in rows}
    return found


def acts_since(session: Session, since: str, *, author: str, device: str) -> Sequence[ActRow]:
    """A person's acts on this device since an instant, oldest first: what the undo stack is computed from."""
    return session.scalars(
        select(ActRow).where(ActRow.at >= since, ActRow.author == author, ActRow.device == device).order_by(ActRow.id)
    ).all()


def all_changes(session: Session) -> Iterator[Change]:
    """Every change that counts in this file, in the order of their stamps."""
    counting = ChangeRow.acknowledged.is_distinct_from(TAKEN_BACK)
    for row in session.scalars(select(ChangeRow).where(counting).order_by(ChangeRow.stamp, ChangeRow.id)):
        yield change_of(row)


def changes_of(session: Session, act_ids: Sequence[str]) -> Sequence[ChangeRow]:
    """The changes of some acts in the order they were made."""
    return session.scalars(select(ChangeRow).where(ChangeRow.act_id.in_(act_ids)).order_by(ChangeRow.stamp)).all()
