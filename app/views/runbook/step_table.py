"""The table of the master (Kịch bản): a row a step under the heading of its stage."""

from dataclasses import dataclass

from app.models.runbook.records import Branch, Master, Step
from app.views.common.badge import Badge
from app.views.common.clock_words import hour, minutes, short_moment
from app.views.common.palette import Tone
from app.views.common.table import CENTRE, RIGHT, Column
from app.views.runbook.badges import KIND

IRREVERSIBLE = Badge("Không thể hoàn lại", "lock-simple", Tone.ACT_NOW)
CRITICAL = Badge("Then chốt", "warning", Tone.WATCH)


@dataclass(frozen=True, slots=True)
class StepLine:
    """One row: a step with the names that its ids mean, or a stage's heading (`step` is None)."""

    step: Step | None
    heading: str = ""
    owner: str = ""
    deputy: str = ""
    needs: str = ""

    @property
    def step_id(self) -> str:
        """The step's id, empty for a heading."""
        return self.step.id if self.step is not None else ""


def step_lines(master: Master) -> tuple[StepLine, ...]:
    """Every stage with its steps, in shown order."""
    numbers = {step.id: step.number for step in master.steps}
    made: list[StepLine] = []
    for stage in master.stages:
        steps = [step for step in master.steps if step.stage_id == stage.id]
        if not steps and stage.branch is Branch.MAIN:
            continue
        made.append(StepLine(None, f"{stage.code}.  {stage.heading}"))
        made += [_line(master, step, numbers) for step in steps]
    return tuple(made)


def _line(master: Master, step: Step, numbers: dict[str, str]) -> StepLine:
    owner, deputy = master.contact(step.owner_id), master.contact(step.deputy_id)
    needs = [number for step_id, number in numbers.items() if step_id in step.needs]
    return StepLine(step, "", owner.name if owner else "", deputy.name if deputy else "", grouped(needs))


def grouped(numbers: list[str]) -> str:
    """Numbers in order with their runs drawn together: `2, 4–9, K1`."""
    runs: list[list[str]] = []
    for number in numbers:
        follows = runs and number.isdigit() and runs[-1][-1].isdigit() and int(number) == int(runs[-1][-1]) + 1
        if follows:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(run) for run in runs)


def _planned(line: StepLine) -> str:
    step = line.step
    if step is None or step.planned_start is None:
        return ""
    end = step.planned_end
    return f"{hour(step.planned_start)} – {hour(end)}" if end and step.duration else hour(step.planned_start)


def _day(line: StepLine) -> str:
    start = line.step.planned_start if line.step is not None else None
    return short_moment(start).split()[-1] if start is not None else ""


def _duration(line: StepLine) -> str:
    return minutes(line.step.duration) if line.step is not None and line.step.duration else ""


def mark(line: StepLine) -> Badge | None:
    """What must be known of a step at first sight: no way back, critical, else its kind."""
    if line.step is None:
        return None
    if line.step.is_irreversible:
        return IRREVERSIBLE
    return CRITICAL if line.step.is_critical and not line.step.is_gate else KIND[line.step.kind]


def _mark_text(line: StepLine) -> str:
    badge = mark(line)
    if line.step is None or badge is None:
        return ""
    return ", ".join(dict.fromkeys([line.step.kind.label, badge.word]))


def heading(line: StepLine) -> str | None:
    """The text of a heading row."""
    return line.heading if line.step is None else None


COLUMNS: tuple[Column[StepLine], ...] = (
    Column("number", "TT", lambda line: line.step.number if line.step else "", 44),
    Column("planned", "Thời gian", _planned, 116, CENTRE),
    Column("day", "Ngày", _day, 52, CENTRE, yields=True),
    Column("duration", "Phút", _duration, 50, RIGHT),
    Column("content", "Nội dung công việc", lambda line: line.step.content if line.step else "", 280),
    Column("lead", "Đơn vị chủ trì", lambda line: line.step.lead_unit if line.step else "", 138, yields=True),
    Column("owner", "Phụ trách", lambda line: line.owner, 128),
    Column("deputy", "Dự phòng", lambda line: line.deputy, 138, yields=True),
    Column("needs", "Sau bước", lambda line: line.needs, 76, CENTRE),
    Column("mark", "Loại bước", _mark_text, 124, badge=mark),
    Column(
        "expected", "Kết quả cần đạt", lambda line: line.step.expected_result if line.step else "", 170, hidden=True
    ),
    Column("undo", "Cách hoàn lại", lambda line: line.step.undo_action if line.step else "", 160, hidden=True),
    Column("note", "Ghi chú", lambda line: line.step.note if line.step else "", 140, hidden=True),
)
