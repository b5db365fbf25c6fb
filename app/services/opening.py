"""Opening and making workspaces: a new one gets its province's units and, in the same step, its plan."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from app.journal.change import natural_id, new_id
from app.models import queries, rank, vietnam_time
from app.models.people.entities import Person
from app.models.plan import form as plan_form
from app.models.plan.entities import Plan, PlanBlankRow, SettingRow, TaskGroupRow, TaskRow, TaskUnitRow
from app.models.recording import RecordingSession
from app.models.units.catalogue import UnitSeed, seeds
from app.models.units.entities import Unit
from app.models.units.gazetteer import Province, find_province
from app.models.units.names import match_unit, split_units
from app.services import purging
from app.services.desk import Desk, typed
from app.services.exchange import clock
from app.workspace import encryption, profile, workspace
from app.workspace.errors import DiskError
from app.workspace.workspace import Workspace, system_now

_log = logging.getLogger(__name__)
CUTOVER_DAY = date(2025, 6, 30)
"""Evening of the G-night in Plan 02 and Phụ lục V, unless re-anchored."""

SAMPLE_MOMENT = "sample_moment"
"""Local setting of the sample province: the moment its clock starts from at each opening."""


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Who will sit at the desk of a new workspace."""

    full_name: str
    position: str = ""
    unit: str = ""
    id: str = ""
    """Where the server knows this person already; else a new one."""


@dataclass(frozen=True, slots=True)
class RecentFile:
    """A workspace opened lately."""

    path: Path
    name: str


def create(
    path: Path,
    *,
    province: str,
    person: NewPerson,
    key: str | None = None,
    cutover_day: date = CUTOVER_DAY,
    now: Callable[[], datetime] = system_now,
) -> Desk:
    """Make a workspace: the province, its units, its people and a plan with every row of the form.

    Raises:
        InvalidInputError: no such province, or no name given.
        WorkspaceMissingError, DiskError: the file cannot be made.
    """
    found = find_province(province)
    full_name = typed(person.full_name, where="Họ và tên", required=True)
    opened = workspace.create(path, key=key, now=now)
    try:
        with opened.acting(f"Tạo kế hoạch {found.title}", author="", undoable=False) as session:
            author = Person(
                id=person.id or new_id(),
                full_name=full_name,
                position=typed(person.position, where="Chức vụ"),
                unit=typed(person.unit, where="Đơn vị"),
            )
            session.act = replace(session.act, author=author.id)
            session.add(author)
            _seed(session, found, cutover_day)
        opened.set_local("person", author.id)
        return Desk(opened, queries.person_card(author))
    except BaseException:
        opened.close()
        workspace.remove(opened.path)
        raise


def open_desk(
    path: Path,
    *,
    key: str | None = None,
    read_only: bool = False,
    now: Callable[[], datetime] = system_now,
    finishes: bool = True,
) -> Desk:
    """Open a workspace at the person who sat here last; where that person has a PIN, nobody until it is given.

    `finishes`: see `open_workspace`.

    Raises:
        WorkspaceLockedError, WorkspaceDamagedError, KeyNeededError, WorkspaceMissingError: see `open_workspace`.
    """
    opened = workspace.open_workspace(path, key=key, read_only=read_only, now=now, finishes=finishes)
    try:
        moment = opened.local_setting(SAMPLE_MOMENT)
        if isinstance(moment, str):
            opened.run_clock_from(vietnam_time.from_iso(moment))
        desk = Desk(opened, _last_person(opened), is_sample=isinstance(moment, str))
        clock.restore(desk)
        _purge_copies(desk)
        return desk  # noqa: TRY300 what fails above closes the file again
    except BaseException:
        opened.close()
        raise


def _purge_copies(desk: Desk) -> None:
    """What a purge behind which the program ended takes out of copies. A file in use must not keep this one shut."""
    if desk.read_only:
        return
    try:
        purging.reach_copies(desk)
    except DiskError as error:
        _log.warning("a purge waits: %s", error.title)


def open_with_recovery(path: Path, *, recovery: str, now: Callable[[], datetime] = system_now) -> Desk:
    """Open an encrypted workspace with the key of the printed recovery sheet, and keep the key on this PC.

    Raises:
        InvalidInputError: mistyped.
        KeyNeededError: a well-formed key of another file.
    """
    key = encryption.key_of_recovery(recovery)
    desk = open_desk(path, key=key, now=now)
    encryption.store_key(path, key)
    return desk


def recent() -> tuple[RecentFile, ...]:
    """Workspaces opened lately on this PC, newest first."""
    return tuple(RecentFile(path, path.stem) for path in profile.recent_files())


def _last_person(opened: Workspace) -> queries.PersonCard | None:
    known = opened.local_setting("person")
    with opened.reading() as session:
        cards = queries.people(session)
    card = next((card for card in cards if card.id == known), None)
    if card is None and len(cards) == 1:
        card = cards[0]
    return card if card is not None and not card.has_pin else None


def _seed(session: RecordingSession, province: Province, cutover_day: date) -> None:
    def made(entity: str, key: str) -> str:
        return natural_id(province.code, entity, key)

    session.add(SettingRow(id=made("setting", "province"), key="province", value=province.code))
    known = seeds(province)
    session.add_all(_unit(seed, made) for seed in known)
    names = {name: made("unit", seed.key) for seed in reversed(known) for name in _names(seed)}
    _seed_plan(session, province, cutover_day, names)


def _names(seed: UnitSeed) -> Iterable[str]:
    yield from filter(None, (*seed.aliases, seed.short_name, seed.name))


def _unit(seed: UnitSeed, made: Callable[[str, str], str]) -> Unit:
    return Unit(
        id=made("unit", seed.key),
        key=seed.key,
        name=seed.name,
        short_name=seed.short_name,
        aliases="\n".join(seed.aliases),
        kind=seed.kind.value,
        gazetteer_code=seed.gazetteer_code,
        valid_until=seed.valid_until.isoformat() if seed.valid_until else None,
        successor_id=made("unit", seed.successor_key) if seed.successor_key else None,
        note=seed.note,
    )


def _seed_plan(session: RecordingSession, province: Province, cutover_day: date, names: dict[str, str]) -> None:
    form = plan_form.load()

    def made(entity: str, key: str) -> str:
        return natural_id(province.code, entity, f"{plan_form.VERSION}/{key}")

    plan_id = made("plan", "")
    title = f"{form.document_type} {form.subject}"
    session.add(Plan(id=plan_id, title=title, form_version=plan_form.VERSION, cutover_day=cutover_day.isoformat()))
    place = "ten_tinh_thanh_pho"
    session.add(
        PlanBlankRow(
            id=natural_id(province.code, "plan_blank", f"{plan_id}/{place}"),
            plan_id=plan_id,
            key=place,
            value=province.place,
        )
    )
    days = (cutover_day - CUTOVER_DAY).days
    for group, group_rank in zip(form.groups, rank.several(len(form.groups)), strict=True):
        group_id = made("task_group", group.numeral)
        session.add(
            TaskGroupRow(id=group_id, plan_id=plan_id, rank=group_rank, heading=group.heading, form_key=group.numeral)
        )
        for row, row_rank in zip(group.rows, rank.several(len(group.rows)), strict=True):
            task_id = made("task", row.number)
            lead_id = _form_unit(row.lead, names)
            session.add(
                TaskRow(
                    id=task_id,
                    plan_id=plan_id,
                    group_id=group_id,
                    rank=row_rank,
                    content=row.content,
                    lead_id=lead_id,
                    lead_printed=row.lead,
                    products=row.products,
                    deadline=row.deadline.moved(days).to_json(),
                    source={"library": "form", "ref": f"dòng {row.number}"},
                    form_key=row.number,
                )
            )
            helpers = split_units(row.coordinating, names) if row.coordinating else ()
            for helper, helper_rank in zip(helpers, rank.several(len(helpers)), strict=True):
                unit_id = _form_unit(helper, names)
                session.add(
                    TaskUnitRow(
                        id=natural_id(province.code, "task_unit", f"{task_id}/{unit_id}"),
                        task_id=task_id,
                        unit_id=unit_id,
                        rank=helper_rank,
                        printed=helper,
                    )
                )


def _form_unit(name: str, names: dict[str, str]) -> str:
    unit_id = match_unit(name, names)
    if unit_id is None:
        raise LookupError(f"the shipped catalogue lacks a unit of the form: {name}")
    return unit_id
