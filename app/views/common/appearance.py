"""Dresses the application: style, font, colours, Qt's own words. Done before the first window."""

from PySide6.QtCore import QLocale
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from app.views.common import palette, typeface
from app.views.common.qt_words import QtWords, vietnamese_locale
from app.views.common.stylesheet import stylesheet


def dress(application: QApplication, theme: str) -> None:
    """Give the application its look and language."""
    if application.property("dressed") is None:
        QLocale.setDefault(vietnamese_locale())
        application.setStyle("Fusion")
        words = QtWords(application)
        application.installTranslator(words)
        application.setFont(typeface.font())
        application.setProperty("dressed", "yes")
    set_theme(application, theme)


def set_theme(application: QApplication, theme: str) -> None:
    """Change between light and dark; open windows follow at once."""
    chosen = palette.use(theme)
    sheet = stylesheet(chosen)
    if application.styleSheet() != sheet:  # setting it again would polish every widget anew
        application.setPalette(palette.qt_palette(chosen))
        application.setStyleSheet(sheet)


def semibold(size: int = typeface.BASE) -> QFont:
    """The weight of headings."""
    return typeface.font(size, QFont.Weight.DemiBold)
