"""A framed group of settings."""

from PySide6.QtWidgets import QLayout, QWidget

from app.views.common.layout import column, framed, label, subheading


def card(title: str, explanation: str, *items: QWidget | QLayout) -> QWidget:
    """Put settings under a title, with one line that says what they do."""
    lines = column(subheading(title), spacing=10, margins=(16, 12, 16, 16))
    if explanation:
        lines.addWidget(label(explanation, "muted", wrap=True))
    for item in items:
        if isinstance(item, QWidget):
            lines.addWidget(item)
        else:
            lines.addLayout(item)
    return framed(lines, "card")
