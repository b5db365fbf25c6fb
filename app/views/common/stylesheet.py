"""The look of Qt's widgets, filled from the tokens. Shapes and spaces only; every colour is a token."""

from dataclasses import fields
from string import Template

from app.views.common.palette import Tokens
from app.views.common.typeface import package_folder

_SHEET = Template("""
* { outline: none; }
QToolTip { background: $header; color: $text; border: 1px solid $strong_border; padding: 4px 8px; }
QLineEdit, QPlainTextEdit, QTextEdit {
  background: $surface; color: $text; border: 1px solid $strong_border; border-radius: 4px; padding: 4px 8px;
  selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit { min-height: 22px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus { border: 2px solid $accent_text; padding: 3px 7px; }
QLineEdit:read-only, QPlainTextEdit[readOnly="true"] { background: $window; border-color: $border; }
QLineEdit:disabled, QPlainTextEdit:disabled { color: $muted; background: $window; }
QPushButton { background: $surface; color: $text; border: 1px solid $strong_border; border-radius: 4px;
  padding: 4px 12px; min-height: 22px; }
QPushButton:hover { background: $hover; }
QPushButton:pressed, QPushButton:checked { background: $selection; }
QPushButton:focus { border: 2px solid $accent_text; padding: 3px 11px; }
QPushButton:disabled { color: $muted; border-color: $border; background: $window; }
QPushButton[kind="primary"] { background: $accent; color: $on_accent; border-color: $accent; font-weight: 600; }
QPushButton[kind="primary"]:hover { background: $accent_hover; }
QPushButton[kind="primary"]:focus { border: 2px solid $text; }
QPushButton[kind="primary"]:disabled { background: $header; color: $muted; border-color: $border; }
QPushButton[kind="quiet"] { background: transparent; border-color: transparent; padding: 4px 8px; }
QPushButton[kind="quiet"]:hover { background: $hover; }
QPushButton[kind="quiet"]:focus { border: 2px solid $accent_text; padding: 3px 7px; }
QPushButton[kind="link"] { background: transparent; border: 1px solid transparent; color: $accent_text;
  text-align: left; padding: 2px 4px; min-height: 18px; }
QPushButton[kind="link"]:hover { text-decoration: underline; }
QPushButton[kind="link"]:focus { border: 1px solid $accent_text; }
QPushButton[kind="chip"] { background: $accent_soft; color: $text; border: 1px solid $accent_soft; border-radius: 11px;
  padding: 0px 8px; min-height: 20px; }
QPushButton[kind="chip"]:hover, QPushButton[kind="chip"]:focus { border: 1px solid $accent_text; }
QPushButton[kind="segment"] { border-radius: 0; border: none; border-bottom: 2px solid transparent;
  background: transparent; padding: 4px 10px; color: $muted; }
QPushButton[kind="segment"]:checked { border-bottom: 2px solid $accent_text; color: $text; font-weight: 600; }
QPushButton[kind="segment"]:hover { color: $text; }
QPushButton[kind="segment"]:focus { background: $hover; }
QPushButton[kind="tab"] { border-radius: 0; border: none; border-bottom: 2px solid transparent;
  background: transparent; padding: 4px 5px; color: $muted; }
QPushButton[kind="tab"]:checked { border-bottom: 2px solid $accent_text; color: $text; }
QPushButton[kind="tab"]:hover { color: $text; }
QPushButton[kind="tab"]:focus { background: $hover; }
QPushButton[kind="nav"] { text-align: left; border: none; border-left: 3px solid transparent; border-radius: 0;
  background: transparent; padding: 6px 12px; min-height: 24px; color: $text; }
QPushButton[kind="nav"]:hover { background: $hover; }
QPushButton[kind="nav"]:checked { background: $accent_soft; border-left: 3px solid $accent_text; font-weight: 600; }
QPushButton[kind="nav"]:focus { border: 2px solid $accent_text; padding: 4px 11px 4px 13px; }
QPushButton::menu-indicator { image: none; width: 0; }
QFrame[kind="card"] { background: $surface; border: 1px solid $border; border-radius: 6px; }
QFrame[kind="strip"] { background: $surface; border: none; border-bottom: 1px solid $border; }
QFrame[kind="side"] { background: $surface; border: none; border-right: 1px solid $border; }
QFrame[kind="foot"] { background: $surface; border: none; border-top: 1px solid $border; }
QFrame[kind="panel"] { background: $surface; border: none; border-left: 1px solid $border; }
QFrame[kind="line"] { background: $border; border: none; max-height: 1px; min-height: 1px; }
QFrame[kind="error"] { background: $act_now_soft; border: 1px solid $act_now_mark; border-radius: 4px; }
QFrame[kind="notice"] { background: $accent_soft; border: 1px solid $accent; border-radius: 4px; }
QFrame[kind="standing"] { background: $watch_soft; border: 1px solid $watch_mark; border-radius: 4px; }
QLabel[kind="muted"] { color: $muted; }
QLabel[kind="field"] { color: $muted; }
QLabel[kind="act_now"] { color: $act_now_text; }
QLabel[kind="watch"] { color: $watch_text; }
QLabel[kind="confirmed"] { color: $confirmed_text; }
QLabel[kind="today"] { color: $accent_text; }
QTableView, QListView, QTreeView { background: $surface; alternate-background-color: $surface; color: $text;
  border: 1px solid $border; gridline-color: $border; selection-background-color: $selection; selection-color: $text; }
QTableView:focus, QListView:focus { border: 1px solid $accent_text; }
QTableView::item { padding: 0 6px; border-bottom: 1px solid $border; }
QTableView::item:selected, QListView::item:selected { background: $selection; color: $text; }
QTableView::item:focus { border: 2px solid $accent_text; padding: 0 4px; }
QListView::item { padding: 4px 8px; }
QListView::item:hover { background: $hover; }
QHeaderView { background: $header; border: none; }
QHeaderView::section { background: $header; color: $muted; border: none; border-right: 1px solid $border;
  border-bottom: 1px solid $border; padding: 4px 8px; font-weight: 600; }
QCheckBox::indicator, QTableView::indicator { width: 14px; height: 14px; border: 1px solid $strong_border;
  border-radius: 3px; background: $surface; }
QCheckBox::indicator:checked, QTableView::indicator:checked { background: $accent; border-color: $accent;
  image: url("$check"); }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border-color: $accent_text; }
QCheckBox:focus, QRadioButton:focus { color: $accent_text; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: $border; background: $window; }
QRadioButton::indicator { width: 14px; height: 14px; border: 1px solid $strong_border; border-radius: 8px;
  background: $surface; }
QRadioButton::indicator:checked { width: 6px; height: 6px; border: 5px solid $accent; background: $on_accent; }
QCheckBox::indicator:checked:disabled { background: $strong_border; border-color: $strong_border; }
QRadioButton::indicator:checked:disabled { border-color: $strong_border; }
QMenu { background: $surface; color: $text; border: 1px solid $strong_border; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 12px; border-radius: 3px; }
QMenu::item:selected { background: $selection; }
QMenu::item:disabled { color: $muted; }
QMenu::separator { height: 1px; background: $border; margin: 4px 8px; }
QScrollArea { border: none; background: transparent; }
QScrollArea > QWidget > QWidget[kind="scrolled"] { background: transparent; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $strong_border; border-radius: 4px; margin: 2px; min-height: 28px; min-width: 28px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QProgressBar { border: none; border-radius: 3px; background: $header; max-height: 6px; min-height: 6px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
QSplitter::handle { background: $window; }
QSplitter::handle:hover { background: $accent_soft; }
""")

_HOVER = {"light": "#00629A", "dark": "#0081C9"}


def stylesheet(theme: Tokens) -> str:
    """The sheet of one theme."""
    check = next(iter(package_folder("resources"))) / "stylesheet" / "check.svg"
    values: dict[str, str] = {"accent_hover": _HOVER[theme.name], "check": check.as_posix()}
    for part in fields(theme):
        value = getattr(theme, part.name)
        if isinstance(value, str):
            values[part.name] = value
        else:
            values |= {f"{part.name}_{side}": getattr(value, side) for side in ("mark", "text", "soft")}
    return _SHEET.substitute(values)
