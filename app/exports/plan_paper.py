"""The action plan as an official paper: order and wording of Appendix I, layout by the issuing body's rule set."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from app.exports.layout import date_line, end_mark, number_line, subject_line
from app.exports.plan_sheets import plan_sheets
from app.exports.plan_words import coordinating_text, deadline_text, lead_text, rules_of, signed, unsigned
from app.exports.tree import (
    Block,
    Column,
    Document,
    Heading,
    ListItems,
    Paragraph,
    Recipients,
    Role,
    Row,
    Run,
    Section,
    SignatureBlock,
    Table,
    Title,
    TwoColumnHeader,
    paragraph,
)
from app.models.plan import form
from app.models.plan.form import PlanForm
from app.models.plan.records import IssuingBody, PlanText, PlanView, Signing

COLUMN_WIDTHS_MM = (12.0, 77.0, 42.0, 42.0, 48.0, 36.0)
"""Columns of the form on a landscape sheet."""


def plan_paper(view: PlanView, body: IssuingBody, *, now_issued: Signing | None = None) -> Document:
    """The plan (Kế hoạch hành động) with its Excel sheets.

    Number, date and signer come from ``now_issued``, else from the plan's own issue; a paper not issued has them
    blank for the pen. Additions bear no mark here: marks are for the screen and for Excel.
    """
    shipped = form.load()
    rules = rules_of(body)
    signing = now_issued or view.issued
    subject = subject_line(rules, shipped.subject)
    parts = _Parts(view.texts, shipped)
    return Document(
        title=f"{shipped.document_type} {subject}",
        subject=shipped.subject,
        author=body.name,
        rules=rules,
        sections=(
            Section((letterhead(body, signing), Title(shipped.document_type, subject), *_opening(parts, shipped))),
            Section((Heading(1, shipped.headings["assignment"]), task_table(view, shipped)), landscape=True),
            Section((*_ending(parts, shipped, body), signature(view, body, signing))),
        ),
        sheets=plan_sheets(view),
    )


def letterhead(body: IssuingBody, signing: Signing | None) -> TwoColumnHeader:
    """Boxes 1 to 4; number and date blank while there is no signing."""
    symbol = signing.symbol if signing else body.symbol
    return TwoColumnHeader(
        body.parent,
        body.name,
        number_line(rules_of(body), symbol, signing.number if signing else ""),
        date_line(body.place, signing.issued_on if signing else None),
    )


def signature(view: PlanView, body: IssuingBody, signing: Signing | None) -> SignatureBlock:
    """Nơi nhận and the place of the signature."""
    shipped = form.load()
    recipients = tuple(text.text for text in view.texts if text.part == "recipients")
    signer = signed(signing, body) if signing else unsigned(body, shipped.signing_note)
    return SignatureBlock((signer,), Recipients(shipped.recipients_heading, recipients))


def task_table(view: PlanView, shipped: PlanForm) -> Table:
    """Section III: the rows with the deadline in force."""
    columns = tuple(
        Column(heading, width, "center" if at in {0, 5} else "left")
        for at, (heading, width) in enumerate(zip(shipped.columns, COLUMN_WIDTHS_MM, strict=True))
    )
    rows: list[Row] = []
    for group in view.groups:
        rows.append(Row((group.numeral, group.heading), group=True))
        rows.extend(
            Row(
                (
                    task.number,
                    task.content,
                    lead_text(task),
                    coordinating_text(task),
                    task.products,
                    deadline_text(task.deadline),
                )
            )
            for task in group.tasks
        )
    return Table(columns, tuple(rows), shipped.headings["assignment"])


class _Parts:
    """The texts of a plan by part: the form's parts in its order, then any part the form does not know."""

    def __init__(self, texts: Sequence[PlanText], shipped: PlanForm) -> None:
        self._by_part: dict[str, list[PlanText]] = {line.part: [] for line in shipped.lines}
        for text in texts:
            self._by_part.setdefault(text.part, []).append(text)
        self._headings = {(line.part, line.key): line.heading for line in shipped.lines}
        self._titles = shipped.headings

    def of(self, prefix: str) -> Iterator[tuple[str, list[PlanText]]]:
        """The parts whose key begins with the prefix."""
        return ((part, texts) for part, texts in self._by_part.items() if part.startswith(prefix))

    def blocks(self, prefix: str) -> Iterator[Block]:
        """Heading and lines of those parts."""
        for part, texts in self.of(prefix):
            if part in self._titles and texts:
                yield Heading(2, self._titles[part])
            for heading, lines in groupby(texts, key=lambda text: self._headings.get((text.part, text.form_key), "")):
                yield from self._lines(heading, list(lines))

    def _lines(self, heading: str, lines: list[PlanText]) -> Iterator[Block]:
        """Lines with a heading of their own run on behind it; the others are a list."""
        if not heading:
            yield ListItems(tuple(line.text for line in lines))
            return
        bold = heading[0].isdigit()
        for line in lines:
            yield Paragraph((Run(f"{heading} ", bold=bold), Run(line.text)))


def _opening(parts: _Parts, shipped: PlanForm) -> Iterator[Block]:
    for _, texts in parts.of("preamble"):
        yield from (paragraph(text.text) for text in texts)
    yield Heading(1, shipped.headings["objectives"])
    yield from parts.blocks("objectives")
    yield Heading(1, shipped.headings["selection"])
    yield paragraph(shipped.headings["selection_note"], Role.NOTE)
    yield from parts.blocks("selection")


def _ending(parts: _Parts, shipped: PlanForm, body: IssuingBody) -> Iterator[Block]:
    yield Heading(1, shipped.headings["implementation"])
    yield from parts.blocks("implementation")
    closing = [text.text for _, texts in parts.of("closing") for text in texts]
    yield from (paragraph(text) for text in closing[:-1])
    yield from (paragraph(end_mark(rules_of(body), text)) for text in closing[-1:])
