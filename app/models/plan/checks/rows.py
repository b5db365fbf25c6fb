"""What each row must say (Sổ tay 8.2.b), references that mean the handbook's appendices, and doubled rows."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise

from app.models.findings import ERROR, REMARK, WARNING
from app.models.plan.checks.finding import Context, Finding, Fix, row
from app.models.plan.records import Task

SAME_FROM = 0.85
"""Two rows are nearly the same from this share of common word pairs (of both together)."""
FEWEST_PAIRS = 4
"""Shorter contents are compared whole only."""

_APPENDIX = re.compile(r"Phụ lục (II|IV|VI|V|5)\b(?!\s+(?:của|Sổ tay|kèm theo))")
_NUMBER = re.compile(r"\d+")

Pairs = frozenset[tuple[str, str]]


def lead(plan: Context) -> Iterator[Finding]:
    """One lead a row."""
    for task in plan.tasks:
        if task.lead is None:
            yield Finding("no_lead", ERROR, f"{row(task)}: chưa có đơn vị chủ trì. Chọn một đơn vị.", task.id, "lead")


def products(plan: Context) -> Iterator[Finding]:
    """A product a row."""
    for task in plan.tasks:
        if not task.products.strip():
            yield Finding(
                "no_product",
                ERROR,
                f"{row(task)}: chưa ghi sản phẩm đầu ra. Ghi văn bản hoặc kết quả.",
                task.id,
                "products",
            )


def deadline(plan: Context) -> Iterator[Finding]:
    """A deadline a row."""
    for task in plan.tasks:
        if task.deadline is None:
            yield Finding(
                "no_deadline",
                ERROR,
                f"{row(task)}: chưa có thời hạn hoàn thành. Ghi ngày hoặc mốc.",
                task.id,
                "deadline",
            )


def lead_coordinates(plan: Context) -> Iterator[Finding]:
    """The lead does not coordinate with itself."""
    for task in plan.tasks:
        if task.lead and any(unit.id == task.lead.id for unit in task.coordinating):
            yield Finding(
                "lead_coordinates",
                ERROR,
                f"{row(task)}: {task.lead.name} vừa chủ trì vừa phối hợp. Bỏ đơn vị này ở cột phối hợp.",
                task.id,
                "coordinating",
            )


def handbook_appendices(plan: Context) -> Iterator[Finding]:
    """The form's "Phụ lục II, IV, V, VI, 5" are the handbook's; the plan itself has no such appendix."""
    for task in plan.tasks:
        for field, text in (("content", task.content), ("products", task.products)):
            if found := _APPENDIX.findall(text):
                names = ", ".join(f"Phụ lục {name}" for name in dict.fromkeys(found))
                yield Finding(
                    "handbook_appendix",
                    REMARK,
                    f"{row(task)}: {names} là của Sổ tay hướng dẫn, không phải của Kế hoạch này. "
                    "Nên ghi thêm “của Sổ tay hướng dẫn”.",
                    task.id,
                    field,
                    Fix(field, "Ghi rõ “của Sổ tay hướng dẫn”", _APPENDIX.sub(_of_the_handbook, text)),
                )


def appendix_5(plan: Context) -> Iterator[Finding]:
    """The print of row 3.3 reads "Phụ lục 5"; the scenario meant is Phụ lục V."""
    for task in plan.tasks:
        if re.search(r"Phụ lục 5\b", task.content):
            yield Finding(
                "appendix_5",
                REMARK,
                f"{row(task)}: mẫu in “Phụ lục 5” (bản quét đọc không chắc), nội dung là Phụ lục V. "
                "Giữ như mẫu hoặc sửa thành “Phụ lục V”.",
                task.id,
                "content",
                Fix("content", "Sửa thành “Phụ lục V”", re.sub(r"Phụ lục 5\b", "Phụ lục V", task.content)),
            )


def duplicates(plan: Context) -> Iterator[Finding]:
    """Rows with the same or nearly the same content; each names the first such row above it."""
    for task, earlier, same in _doubled(plan):
        text = "trùng nội dung với" if same else "gần như trùng nội dung với"
        yield Finding(
            "duplicate",
            WARNING,
            f"{row(task)}: {text} dòng {earlier.number}. Gộp hai dòng hoặc ghi rõ chỗ khác nhau.",
            task.id,
            "content",
        )


def _of_the_handbook(match: re.Match[str]) -> str:
    number = "V" if match[1] == "5" else match[1]
    return f"Phụ lục {number} của Sổ tay hướng dẫn"


def _doubled(plan: Context) -> Iterator[tuple[Task, Task, bool]]:
    """Pairs (row, earlier row, whether equal).

    Only rows are compared that agree in numbers and proper names and share one of their rarest word pairs: two sets
    that overlap by `SAME_FROM` always do.
    """
    words = {task.id: re.findall(r"\w+", plan.folded[task.id]) for task in plan.tasks}
    pairs: dict[str, Pairs] = {task_id: frozenset(pairwise(found)) for task_id, found in words.items()}
    frequency = Counter(pair for found in pairs.values() for pair in found)
    first_with: dict[str, Task] = {}
    holding: dict[tuple[frozenset[str], tuple[str, str]], list[Task]] = {}
    for task in plan.tasks:
        key = " ".join(words[task.id])
        if key and key in first_with:
            yield task, first_with[key], True
            continue
        first_with[key] = task
        telling = _telling(task.content)
        rare = [(telling, pair) for pair in _rarest(pairs[task.id], frequency)]
        near = dict.fromkeys(other.id for place in rare for other in holding.get(place, ()))
        if found := next((one for one in near if _nearly_same(pairs[task.id], pairs[one])), None):
            yield task, plan.by_id[found], False
        for place in rare:
            holding.setdefault(place, []).append(task)


def _rarest(pairs: Pairs, frequency: Counter[tuple[str, str]]) -> list[tuple[str, str]]:
    """As many of the rarest pairs as guarantee that a near double shares one (prefix filter)."""
    if len(pairs) < FEWEST_PAIRS:
        return []
    count = len(pairs) - int(SAME_FROM * len(pairs)) + 1
    return sorted(pairs, key=lambda pair: (frequency[pair], pair))[:count]


def _nearly_same(mine: Pairs, theirs: Pairs) -> bool:
    return len(mine & theirs) >= SAME_FROM * len(mine | theirs)


def _telling(text: str) -> frozenset[str]:
    """What tells rows apart that say the same: numbers, and words with a capital inside the sentence."""
    names = re.findall(r"(?<=[\w,;] )[A-ZÀ-ỸĐ]\w*", text)
    return frozenset(_NUMBER.findall(text)) | frozenset(names)


RULES: tuple[Callable[[Context], Iterator[Finding]], ...] = (
    lead,
    products,
    deadline,
    lead_coordinates,
    handbook_appendices,
    appendix_5,
    duplicates,
)
