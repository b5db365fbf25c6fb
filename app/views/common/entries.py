"""Short lists of small cards that are drawn anew as a whole."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.views.common.layout import column, framed, holder, label


def entry(*texts: tuple[str, str]) -> QWidget:
    """A small card of lines, each (text, kind of the stylesheet); empty lines are left out."""
    lines = column(spacing=2, margins=(12, 8, 12, 8))
    for text, kind in texts:
        if text:
            lines.addWidget(label(text, kind, wrap=True, strong=kind == "strong"))
    return framed(lines, "card")


def refill(box: QVBoxLayout, *items: QWidget) -> None:
    """Put these widgets in place of what a list showed."""
    while (old := box.takeAt(0)) is not None:
        widget = old.widget()
        if widget is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
    for item in items:
        box.addWidget(item)


def list_box() -> tuple[QWidget, QVBoxLayout]:
    """A place for entries."""
    box = column(spacing=8)
    return holder(box), box
