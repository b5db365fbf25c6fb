"""The three libraries of tasks a plan may take rows from, each task with its source and the stricter deadline.

Sổ tay, Phần V (the province's 31 of 91), TB 318/TB-VPCP (13 of 24), QĐ 1565/QĐ-TTg (20 of 48). The texts are data
in `resources/libraries/`; what the documents do not say themselves stands in `curation.yaml` there.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache, lru_cache
from typing import Any

from app.models.errors import InvalidInputError
from app.models.plan.deadline import Deadline, DeadlineKind
from app.models.plan.records import Source, Task
from app.models.resources import load_yaml
from app.models.text import fold

LIBRARIES = ("handbook", "tb318", "qd1565")

OVERLAP = 0.6
"""From this share of the shorter text's word pairs two texts say the same. Checked against all tasks and form rows."""
FEWEST_PAIRS = 5
"""A text with fewer word pairs is too short for a verdict by words."""

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class LibraryTask:
    """One task a document gives to the province (Nhiệm vụ trong thư viện)."""

    key: str
    """Stable, e.g. "handbook/24", "tb318/3a", "qd1565/II.4-1"."""
    library: str
    ref: str
    """As a plan row's source shows it, e.g. "TT 24", "II.3a"."""
    content: str
    lead: str
    """As the document words it ("Các bộ, ngành, địa phương"), not a unit of the province."""
    coordinating: str
    deadline: Deadline | None
    """The stricter where documents differ; None where none of them names one."""
    other_deadline: str
    """The looser deadlines with their documents, for showing beside the proposed one."""
    group_hint: str
    """The document's own section or group."""
    note: str

    @property
    def source(self) -> Source:
        """What the plan row made from it remembers."""
        return Source(self.library, self.ref, self.other_deadline)


@dataclass(frozen=True, slots=True)
class _Stated:
    """A deadline as one document states it; `deadline` is None where it states none."""

    document: str
    deadline: Deadline | None

    @property
    def rank(self) -> tuple[datetime, bool]:
        """Small is strict: by the instant, then "thường xuyên" before no word at all."""
        return (self.deadline.due_at() if self.deadline else None) or _NEVER, self.deadline is None

    @property
    def words(self) -> str:
        return f"{self.deadline.text if self.deadline else 'Không nêu thời hạn'} ({self.document})"


@cache
def load(library: str) -> tuple[LibraryTask, ...]:
    """The province's tasks of one library in the document's order.

    Raises:
        InvalidInputError: no such library.
    """
    if library not in LIBRARIES:
        raise InvalidInputError(f"Không có thư viện nhiệm vụ “{library}”.", f"Chọn một trong: {', '.join(LIBRARIES)}.")
    return tuple(_task(library, row) for row in _rows(library))


def all_tasks() -> tuple[LibraryTask, ...]:
    """All 64 tasks: handbook, TB 318, QĐ 1565."""
    return tuple(task for library in LIBRARIES for task in load(library))


def search(query: str, tasks: Iterable[LibraryTask]) -> tuple[LibraryTask, ...]:
    """Tasks that hold every word of the query, marks and case ignored; all of them for an empty query."""
    words = fold(query).split()
    return tuple(task for task in tasks if all(word in _haystack(task) for word in words))


def covered_by(task: LibraryTask, existing: Sequence[Task]) -> Task | None:
    """The plan row that already covers a library task, or None.

    In this order: the same source, the same task from another document, the form row that holds it, the same words.
    """
    known = _same_as(task.key)
    rows = _curation()["form_rows"].get(task.key, ())
    tests: tuple[Callable[[Task], bool], ...] = (
        lambda row: (row.source.library, row.source.ref) == (task.library, task.ref),
        lambda row: (row.source.library, row.source.ref) in known,
        lambda row: row.form_key in rows and bool(row.form_key),
        lambda row: says_the_same(task.content, row.content),
    )
    return next((row for test in tests for row in existing if test(row)), None)


def says_the_same(first: str, second: str) -> bool:
    """Whether most word pairs of the shorter text stand in the longer one, marks and case ignored."""
    one, two = word_pairs(first), word_pairs(second)
    shorter = min(len(one), len(two))
    return shorter >= FEWEST_PAIRS and len(one & two) >= OVERLAP * shorter


@lru_cache(maxsize=4096)
def word_pairs(text: str) -> frozenset[tuple[str, str]]:
    """Neighbouring syllables of a text: single ones tell little in Vietnamese."""
    words = re.findall(r"\w+", fold(text))
    return frozenset(zip(words, words[1:], strict=False))


def group_of(key: str) -> str | None:
    """The curated group I-IV of a task, None for a task the curation does not know."""
    groups: Mapping[str, Sequence[str]] = _curation()["groups"]
    return next((numeral for numeral, keys in groups.items() if key in keys), None)


def group_words() -> Mapping[str, Sequence[str]]:
    """Folded words that point to a group, by numeral, in the order they are tried."""
    words: Mapping[str, Sequence[str]] = _curation()["group_words"]
    return words


def _task(library: str, row: dict[str, Any]) -> LibraryTask:
    key = _key(library, row)
    own = _own(library, row)
    elsewhere = [*_of_plan_02(library, row), *_curated(key)]
    for other in sorted(_group_keys(key)):
        elsewhere += _all_stated(other)
    stated = [own, *elsewhere]
    strictest = min(stated, key=lambda one: one.rank)
    looser = [one for one in stated if one.rank > strictest.rank and (one.deadline or one is own)]
    notes = [row.get("note", "")]
    if strictest is not own:
        notes.append(f"Thời hạn đề xuất lấy theo {strictest.document}.")
    return LibraryTask(
        key,
        library,
        _ref(library, row),
        _content(row),
        row["lead"],
        _capital(row.get("coordinating", "")),
        strictest.deadline,
        "; ".join(dict.fromkeys(one.words for one in looser)),
        row["group"]["name"] if "group" in row else row["section"],
        " ".join(note for note in notes if note),
    )


def _own(library: str, row: dict[str, Any]) -> _Stated:
    return _Stated(Source(library, _ref(library, row)).label, _printed_deadline(row))


def _printed_deadline(row: dict[str, Any]) -> Deadline | None:
    kind, text = row["deadline_kind"], _printed(row["deadline_text"] or "")
    day = date.fromisoformat(row["deadline"]) if row["deadline"] else None
    hour = time.fromisoformat(row["deadline_time"]) if row.get("deadline_time") else None
    if kind == "blank":
        return None
    if day is None:
        return Deadline(DeadlineKind.ONGOING, text)
    if kind == "from":
        return Deadline(DeadlineKind.RANGE, text, None, hour, start=day)
    if kind in {"year", "quarter"}:
        first_month = 1 if kind == "year" else day.month - 2
        return Deadline(DeadlineKind.RANGE, text, day, start=date(day.year, first_month, 1))
    if kind == "day" and row.get("deadline_qualifier") == "before":
        return Deadline(DeadlineKind.BEFORE, text, day)
    return Deadline(DeadlineKind(kind), text, day, hour)


def _of_plan_02(library: str, row: dict[str, Any]) -> list[_Stated]:
    """What Plan 02 states where it differs from the handbook; nothing where it names no day."""
    if not row.get("plan02_deadline"):
        return []
    reading = _curation()["plan02_kinds"].get(_key(library, row), {"kind": "day"})
    text = _printed(row["plan02_deadline_text"])
    day = date.fromisoformat(row["plan02_deadline"])
    deadline = Deadline(DeadlineKind(reading["kind"]), text, day, start=reading.get("start"))
    return [_Stated(f"Kế hoạch 02, {row['plan02_ref']}", deadline)]


def _curated(key: str) -> list[_Stated]:
    rows = _curation()["other_deadlines"].get(key, ())
    return [_Stated(row["document"], Deadline(DeadlineKind(row["kind"]), row["text"], row["day"])) for row in rows]


def _all_stated(key: str) -> list[_Stated]:
    """All deadlines the documents state for one task."""
    library, number = key.split("/", 1)
    row = next(row for row in _rows(library) if _number(row) == number)
    return [_own(library, row), *_of_plan_02(library, row), *_curated(key)]


def _group_keys(key: str) -> set[str]:
    """Keys of the same task in other documents."""
    groups: list[list[str]] = _curation()["same_tasks"]
    return {other for group in groups if key in group for other in group} - {key}


def _same_as(key: str) -> set[tuple[str, str]]:
    """Library and reference, as a plan row's source has them, of the same task in other documents."""
    found = set()
    for other in _group_keys(key):
        library, number = other.split("/", 1)
        row = next(row for row in _rows(library) if _number(row) == number)
        found.add((library, _ref(library, row)))
    return found


def _rows(library: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = load_yaml(f"libraries/{library}.yaml")["tasks"]
    return rows


def _curation() -> dict[str, Any]:
    data: dict[str, Any] = load_yaml("libraries/curation.yaml")
    return data


def _number(row: dict[str, Any]) -> str:
    return str(row.get("tt") or row["ref"])


def _key(library: str, row: dict[str, Any]) -> str:
    return f"{library}/{_number(row)}"


def _ref(library: str, row: dict[str, Any]) -> str:
    prefix = {"handbook": "TT ", "tb318": "II."}.get(library, "")
    return f"{prefix}{_number(row)}"


def _content(row: dict[str, Any]) -> str:
    """One text; a list becomes "(1) ...; (2) ..." after its introduction."""
    content, intro = row["content"], row.get("content_intro", "")
    if isinstance(content, str):
        return f"{intro} {content}".strip()
    items = "; ".join(f"({n}) {item.rstrip('.')}" for n, item in enumerate(content, 1))
    return f"{intro} {items}.".strip()


_COMPLETION = re.compile(r"^thời (?:gian|hạn) hoàn thành:\s*", re.IGNORECASE)


def _printed(text: str) -> str:
    return _capital(_COMPLETION.sub("", text))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


@lru_cache(maxsize=1024)
def _haystack(task: LibraryTask) -> str:
    label = Source(task.library, task.ref).label
    deadline = task.deadline.text if task.deadline else ""
    return fold(" ".join((label, task.content, task.lead, task.coordinating, task.group_hint, deadline)))
