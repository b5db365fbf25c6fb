"""Reading official papers: one, many, and what can be done with one now."""

from dataclasses import dataclass

from app.models.papers import queries, registers
from app.models.papers.records import Paper, Step
from app.models.papers.way import refusal_of
from app.services.desk import Desk


@dataclass(frozen=True, slots=True)
class Choice:
    """A step as a button shows it."""

    step: Step
    label: str
    refusal: str
    """Why it cannot be taken now; empty where it can."""


def paper(desk: Desk, *, paper_id: str) -> Paper:
    """One paper.

    Raises:
        NotFoundError: there is none, or it was deleted.
    """
    with desk.workspace.reading() as session:
        return queries.paper(session, desk.natural_id, paper_id)


def papers(desk: Desk, *, subject_entity: str = "", subject_id: str = "", text: str = "") -> tuple[Paper, ...]:
    """Papers, oldest first: all, those of a subject, those that hold every word of a text (marks apart)."""
    with desk.workspace.reading() as session:
        known = queries.papers(session, desk.natural_id)
    return tuple(
        one
        for one in known
        if subject_entity in ("", one.subject_entity)
        and subject_id in ("", one.subject_id)
        and registers.holds(text, _words(one))
    )


def choices(desk: Desk, *, paper_id: str) -> tuple[Choice, ...]:
    """Every step with what speaks against taking it now.

    Raises:
        NotFoundError: no such paper.
    """
    known = paper(desk, paper_id=paper_id)
    return tuple(Choice(step, step.label, refusal_of(step, known)) for step in Step)


def _words(one: Paper) -> tuple[str, ...]:
    signers = [f"{signature.signer} {signature.position}" for signature in one.signatures]
    recipients = [recipient.text for recipient in one.recipients]
    return (one.printed, one.kind.name, one.title, one.drafting_unit, one.note, *signers, *recipients)
