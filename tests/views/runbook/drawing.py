"""Draws a board as a small text table, so that a test shows what the screen shows."""

from app.views.runbook.night.board import Board, Card, Place


def drawn(board: Board) -> str:
    """One line a card: place, number, status, people, what to know."""
    lines = []
    for place in Place:
        lines += [
            f"{place.value:<15} {card.number:>3} {card.status.label:<15} {_given(card):<7} {card.words}".rstrip()
            for card in board.cards[place]
        ]
    return "\n".join(lines)


def _given(card: Card) -> str:
    return card.owner.split()[-1]
