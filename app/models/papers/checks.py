"""What to look at in the register and in the ways of papers: one small function a rule. Pure."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from itertools import groupby

from app.models.findings import ERROR, ORDER, REMARK, WARNING
from app.models.papers.kinds import kind_in
from app.models.papers.records import Paper, Stage
from app.models.papers.registers import (
    Finding,
    Numbering,
    RegisterLine,
    Series,
    missing,
    register,
    show_number,
    show_numbers,
)
from app.models.vietnam_time import show_date, today


def check(
    papers: Sequence[Paper], numbering: Numbering, *, now: datetime, next_working_day: Callable[[date], date]
) -> tuple[Finding, ...]:
    """What to look at in the register and in the papers' ways, errors first."""
    lines = register(papers, numbering)
    by_series: dict[Series, list[RegisterLine]] = defaultdict(list)
    for line in lines:
        by_series[line.series].append(line)
    found: list[Finding] = []
    for series, members in by_series.items():
        found += [*_doubles(series, members), *_gaps(series, members), *_disorder(series, members)]
    for paper in papers:
        found += [*_symbol(paper), *_dates(paper, today(now)), *_late(paper, now, next_working_day), *_way(paper)]
    return tuple(sorted(found, key=lambda one: ORDER[one.level]))


def _doubles(series: Series, lines: Sequence[RegisterLine]) -> Iterator[Finding]:
    for number, members in groupby(lines, key=lambda line: line.number):
        same = list(members)
        if len(same) > 1 and number:
            named = "; ".join(f"{one.printed} ngày {show_date(one.issued_on)} ({one.title})" for one in same)
            yield Finding(
                "double_number",
                ERROR,
                f"Trùng số {show_number(number)} ({series.label}): {named}. Văn thư kiểm tra và sửa số đã ghi.",
                tuple(one.paper_id for one in same),
            )


def _gaps(series: Series, lines: Sequence[RegisterLine]) -> Iterator[Finding]:
    unknown = missing({line.number for line in lines})
    if unknown:
        yield Finding(
            "missing_number",
            REMARK,
            f"Sổ {series.label} chưa ghi số {show_numbers(unknown)}. Nếu đã cấp cho văn bản ngoài chương trình thì bỏ "
            "qua; nếu không, văn thư kiểm tra.",
        )


def _disorder(series: Series, lines: Sequence[RegisterLine]) -> Iterator[Finding]:
    for earlier, later in zip(lines, lines[1:], strict=False):
        if earlier.number < later.number and later.issued_on < earlier.issued_on:
            yield Finding(
                "date_order",
                WARNING,
                f"Số {later.printed} ghi ngày {show_date(later.issued_on)}, trước ngày {show_date(earlier.issued_on)} "
                f"của số nhỏ hơn {earlier.printed} ({series.label}). Kiểm tra lại ngày.",
                (earlier.paper_id, later.paper_id),
            )


def _dates(paper: Paper, day: date) -> Iterator[Finding]:
    for one in paper.signatures:
        if one.signed_on > day:
            yield Finding(
                "signed_in_future",
                WARNING,
                f"{paper.kind.name} {paper.printed or f'“{paper.title}”'}: {one.signer} ký ngày "
                f"{show_date(one.signed_on)}, sau hôm nay. Kiểm tra ngày và đồng hồ máy.",
                (paper.id,),
            )
    if paper.number is None:
        return
    issued_on = paper.number.issued_on
    if issued_on > day:
        yield Finding(
            "future_date",
            WARNING,
            f"Văn bản số {paper.printed} ghi ngày {show_date(issued_on)}, sau hôm nay. Kiểm tra ngày và đồng hồ máy.",
            (paper.id,),
        )
    last_signed = max((one.signed_on for one in paper.signatures), default=issued_on)
    if issued_on < last_signed and not paper.kind.several_signers:
        yield Finding(
            "dated_before_signing",
            WARNING,
            f"Văn bản số {paper.printed} ghi ngày {show_date(issued_on)}, trước ngày ký {show_date(last_signed)}.",
            (paper.id,),
        )


def _symbol(paper: Paper) -> Iterator[Finding]:
    if paper.number is None:
        return
    named, borne = kind_in(paper.number.symbol).in_symbol, paper.kind.in_symbol
    if named != borne and not (paper.rule_set == "party" and (named, borne) == ("QĐ", "QyĐ")):
        yield Finding(
            "symbol_of_another_kind",
            WARNING,
            f"Ký hiệu của văn bản số {paper.printed} không phải của {paper.kind.name.lower()} “{paper.title}”. "
            "Kiểm tra lại ký hiệu đã ghi.",
            (paper.id,),
        )


def _late(paper: Paper, now: datetime, next_working_day: Callable[[date], date]) -> Iterator[Finding]:
    """Number and date at the latest on the working day after signing (NĐ 30/2020, Điều 15)."""
    if paper.stage is not Stage.SIGNED or paper.kind.several_signers or not paper.signatures:
        return
    signed_on = max(one.signed_on for one in paper.signatures)
    last = next_working_day(signed_on)
    if today(now) > last:
        yield Finding(
            "number_late",
            WARNING,
            f"{paper.kind.name} “{paper.title}” đã ký ngày {show_date(signed_on)} mà chưa cấp số; chậm nhất là ngày "
            f"{show_date(last)}.",
            (paper.id,),
        )


def _way(paper: Paper) -> Iterator[Finding]:
    name = f"{paper.kind.name} {paper.printed or f'“{paper.title}”'}"
    for one in paper.misplaced:
        yield Finding(
            "step_misplaced",
            WARNING,
            f"{name}: bước “{one.entry.step.label}” do {one.entry.person} ghi không còn đúng thứ tự. {one.reason}",
            (paper.id,),
        )
    if paper.edited_outside:
        yield Finding(
            "edited_outside",
            WARNING,
            f"{name}: trích yếu hoặc tên loại bị sửa ngoài bản đã chốt; bản đã chốt vẫn giữ nguyên.",
            (paper.id,),
        )
