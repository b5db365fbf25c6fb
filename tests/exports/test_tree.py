import subprocess
import sys

import pytest

from app.exports.tree import Paragraph, Run, plain


def test_plain_composes_marks() -> None:
    assert plain("Tie\u0302\u0301n đo\u0323\u0302") == "Tiến độ"


@pytest.mark.parametrize("bad", ["\x00", "\x0b", "\x1f", "\u200b", "\u202e", "\ufeff", "\ud800", "\uffff"])
def test_plain_drops_what_no_file_can_hold(bad: str) -> None:
    assert plain(f"a{bad}ộ") == "aộ"


def test_plain_keeps_line_feeds_and_turns_tabs_to_spaces() -> None:
    assert plain("a\r\nb\tc\rd\u2028e") == "a\nb c\nd\ne"


def test_a_paragraph_reads_as_one_text() -> None:
    assert Paragraph((Run("a", bold=True), Run("b"))).text == "ab"


def test_importing_the_package_loads_no_renderer() -> None:
    heavy = "{'docx', 'reportlab', 'openpyxl', 'lxml', 'PySide6', 'sqlalchemy'}"
    code = f"import sys, app.exports.render, app.exports.plan_paper; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)  # noqa: S603 ours
    assert done.stdout.strip() == "[]"
