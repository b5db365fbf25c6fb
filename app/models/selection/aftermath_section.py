"""Section II of the plan as the decisions word it (Phụ lục I, mục II), and how that stands against what is there.

Pure. A place is a blank of the form, a form line, or a line added to a part; what a hand changed since we wrote it is
never taken for ours.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from app.models.plan.form import PlanForm
from app.models.selection.aftermath import shipped
from app.models.selection.aftermath_words import inside, level, named, origin, paper_day, sentence
from app.models.selection.records import Course, KindView
from app.models.selection.system_records import System
from app.models.selection.unchosen import Unchosen
from app.models.units.gazetteer import Province

BLANK, LINE, ADDED = "blank", "line", "added"
"""What a place is: a placeholder of the form, the province's wording of a form line, a line of its own."""

CHOSEN_BLANK = "ten_tinh_goc_duoc_chon"
REASON_BLANK = "ly_do_lua_chon"
SECOND_BLANK = "noi_dung_tuong_tu_2"
_FORM_LEVEL = "tỉnh mới"
"""What the form calls the whole."""

OTHERS_BLANK = "noi_dung_tuong_tu_3"
LEAD_BLANK = "ten_so_don_vi_chu_tri"
UNTIL_BLANK = "thoi_han_chuyen_doi_du_lieu"


class LineState(StrEnum):
    """How what is in the plan stands against what the decisions say."""

    SAME = "same"
    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"
    EDITED = "edited"

    @property
    def label(self) -> str:
        """The Vietnamese on screen."""
        return _STATE_LABELS[self]

    @property
    def is_ours(self) -> bool:
        """Whether it may be written without asking."""
        return self in (LineState.NEW, LineState.CHANGED, LineState.GONE)


_STATE_LABELS = {
    LineState.SAME: "Giữ nguyên",
    LineState.NEW: "Thêm mới",
    LineState.CHANGED: "Đổi theo quyết định",
    LineState.GONE: "Bỏ (không còn quyết định)",
    LineState.EDITED: "Đã sửa tay",
}


@dataclass(frozen=True, slots=True)
class Place:
    """One place of section II and the words the decisions give it."""

    key: str
    """"blank/KEY", "line/PART/FORM KEY" or "added/PART/KIND ID/NAME"."""
    heading: str
    """Of its part: "1. Hệ thống thông tin giải quyết TTHC (Ví dụ: VNPT iGate):"."""
    text: str
    kind_id: str = ""
    """The kind it speaks of; empty where it speaks of several."""


@dataclass(frozen=True, slots=True)
class SectionLine:
    """One place before and after (for the preview)."""

    key: str
    heading: str
    before: str
    """What is in the plan now; empty: nothing but the form's own words."""
    after: str
    """What the decisions say; empty: nothing any more."""
    written: str
    """What was written there last by a decision; empty: nothing."""
    kind_id: str
    state: LineState


def line_state(*, before: str, after: str, written: str) -> LineState:
    """How a place stands; only what is empty and was never written, or reads as it was written, is ours to change."""
    if before == after:
        return LineState.SAME
    if before != written:
        return LineState.EDITED
    if not written:
        return LineState.NEW
    return LineState.CHANGED if after else LineState.GONE


def compare(
    places: Sequence[Place], *, present: Mapping[str, str], written: Mapping[str, tuple[str, str]], form: PlanForm
) -> tuple[SectionLine, ...]:
    """Every place that the decisions speak of or once wrote, in the order of the paper.

    `present` gives what stands at a place now, `written` what a decision wrote there last and for which kind.
    """
    wanted = {place.key: place for place in places}
    gone = [key for key in written if key not in wanted and (written[key][0] or present.get(key))]
    found = []
    for key in (*wanted, *gone):
        place = wanted.get(key, Place(key, heading_of(key, form), "", written.get(key, ("", ""))[1]))
        before, ours = present.get(key, ""), written.get(key, ("", ""))[0]
        state = line_state(before=before, after=place.text, written=ours)
        found.append(SectionLine(key, place.heading, before, place.text, ours, place.kind_id, state))
    return tuple(found)


def compose(
    views: Sequence[KindView], stopped: Sequence[Unchosen], *, province: Province, form: PlanForm
) -> tuple[Place, ...]:
    """What the decisions in force say in section II, place by place."""
    decided = [view for view in views if view.decision is not None and view.kind.is_used]
    firsts: dict[int, KindView] = {}
    for view in decided:
        firsts.setdefault(view.kind.section, view)
    found = list(_first(firsts[1], province)) if 1 in firsts else []
    if 2 in firsts:
        words = _choice(firsts[2], province)
        found.append(Place(f"{BLANK}/{SECOND_BLANK}", "", words, firsts[2].kind.id))
    others = [view for view in decided if view not in (firsts.get(1), firsts.get(2))]
    if others:
        words = str(_texts()["others"]).format(cap=level(province))
        found.append(Place(f"{BLANK}/{OTHERS_BLANK}", "", words))
    for view in others:
        words = f"{view.kind.name}: {inside(_choice(view, province))}"
        found.append(Place(f"{ADDED}/selection_3/{view.kind.id}/choice", "", words, view.kind.id))
    found += [place for view in decided for place in _exemptions(view, province)]
    found += [place for view in decided for place in _stopped(view, stopped, province)]
    found += _migration(stopped)
    ordered = [Place(one.key, heading_of(one.key, form), one.text, one.kind_id) for one in found if one.text]
    parts = [f"selection_{number}" for number in range(1, 5)]
    return tuple(sorted(ordered, key=lambda one: parts.index(part_of(one.key, form))))


def part_of(key: str, form: PlanForm) -> str:
    """The part of the form that a place stands in."""
    what, _, rest = key.partition("/")
    if what != BLANK:
        return rest.split("/")[0]
    lines = [one for one in form.lines if one.part.startswith("selection_")]
    whole = [one.part for one in lines if one.blank == rest]
    holding = [one.part for blank in form.blanks if blank.key == rest for one in lines if blank.printed in one.text]
    return next(iter((*whole, *holding)), "selection_1")


def heading_of(key: str, form: PlanForm) -> str:
    """The heading of the part that a place stands in."""
    return form.headings.get(part_of(key, form), "")


def _first(view: KindView, province: Province) -> Iterator[Place]:
    """II.1: the form's own two lines with their blanks filled; reworded only where "tỉnh ... mới" would be wrong."""
    kind_id, system, decision = view.kind.id, view.chosen, view.decision
    old = origin(system, province) if system else ""
    short = next((one.name for one in province.old_provinces if one.title == old), "")
    yield Place(f"{BLANK}/{CHOSEN_BLANK}", "", short or (system.name if system else ""), kind_id)
    if decision is not None:
        yield Place(f"{BLANK}/{REASON_BLANK}", "", sentence(decision.reason), kind_id)
    fits = old.startswith("tỉnh") and level(province) == _FORM_LEVEL
    if not fits:
        yield Place(f"{LINE}/selection_1/1", "", _chosen_line(system, old, province), kind_id)
    if decision is not None and decision.course is Course.UPGRADE:
        yield Place(f"{ADDED}/selection_1/{kind_id}/upgrade", "", _texts()["upgraded"], kind_id)


def _chosen_line(system: System | None, old: str, province: Province) -> str:
    if system is None:
        return str(_texts()["replaced"]).format(cap=level(province))
    if not old:
        return str(_texts()["similar"]).format(he_thong=system.name, cap=level(province))
    return str(_texts()["chosen"]).format(tinh=old, cap=level(province))


def _choice(view: KindView, province: Province) -> str:
    """One paragraph as II.1 has it in two lines: what was chosen, and why."""
    texts, decision, system = _texts(), view.decision, view.chosen
    first = texts["replaced"].format(cap=level(province))
    if system is not None:
        first = texts["similar"].format(he_thong=named(system, province), cap=level(province))
    words = [first]
    if decision is not None and decision.course is Course.UPGRADE:
        words.append(texts["upgraded"])
    if decision is not None and decision.reason.strip():
        words.append(texts["reason"].format(ly_do=sentence(decision.reason)))
    return " ".join(words)


def _exemptions(view: KindView, province: Province) -> Iterator[Place]:
    part = f"selection_{view.kind.section}"
    for one in view.exemptions:
        system = view.sheet.system(one.system_id)
        if system is None or system == view.chosen:
            continue
        words = _texts()["exemption"].format(
            he_thong=named(system, province), ngay=paper_day(one.until), ly_do=sentence(one.reason)
        )
        yield Place(f"{ADDED}/{part}/{view.kind.id}/{system.id}", "", words, view.kind.id)


def _stopped(view: KindView, stopped: Sequence[Unchosen], province: Province) -> Iterator[Place]:
    """II.4: what becomes of the systems of a kind that stop."""
    known = {one.system_id: one for one in stopped if one.is_stopped}
    names = []
    for system in view.unchosen:
        one = known.get(system.id)
        until = one.lookup.until if one and one.lookup else None
        words = named(system, province)
        names.append(f"{words} ({_texts()['until'].format(ngay=paper_day(until))})" if until else words)
    if names:
        words = _texts()["stopped"].format(loai=view.kind.name, cac_he_thong="; ".join(names))
        yield Place(f"{ADDED}/selection_4/{view.kind.id}/stopped", "", words, view.kind.id)


def _migration(stopped: Sequence[Unchosen]) -> Iterator[Place]:
    """II.4.b: who leads the migration, and the day before which the last of them is finished."""
    leads = list(dict.fromkeys(one.lead.shown for one in stopped if one.is_stopped and one.lead))
    days = [one.deadline.last_day() for one in stopped if one.is_stopped and one.deadline]
    known = [day for day in days if day is not None]
    yield Place(f"{BLANK}/{LEAD_BLANK}", "", ", ".join(leads))
    # The form says "trước ngày": the day after the last one that is allowed.
    yield Place(f"{BLANK}/{UNTIL_BLANK}", "", paper_day(max(known) + timedelta(days=1)) if known else "")


def _texts() -> Mapping[str, str]:
    texts: Mapping[str, str] = shipped("section_two")
    return texts
