"""The pages keep to what the browsers of those offices know: Chromium 80 (Edge, Chrome, Cốc Cốc), Firefox 78."""

import re
from pathlib import Path

import pytest

from server import board

HERE = Path(board.__file__).parent
CSS = (HERE / "static" / "board.css").read_text("utf-8")
JS = (HERE / "static" / "board.js").read_text("utf-8")
HTML = "\n".join(path.read_text("utf-8") for path in sorted((HERE / "templates").glob("*.html")))

LATER_CSS = {
    ":has()": r":has\(",
    ":is(), :where()": r":(is|where)\(",
    ":not() with a list": r":not\([^()]*,",
    ":focus-visible that hides a whole rule": r"(?<!:not\():focus-visible",
    "container queries, layers, scopes": r"@(container|layer|scope|starting-style|property)\b",
    "nesting": r"(^|[{;])\s*&",
    "gap, which a flex box then did not know": r"(?<![-\w])(row-|column-)?gap\s*:",
    "aspect-ratio, inset, accent-color": r"(?<![-\w])(aspect-ratio|inset|accent-color|content-visibility)\s*:",
    "logical shorthands": r"(margin|padding)-(inline|block)\s*:",
    "colours of later years": r"(color-mix|oklch|oklab|lab|lch|light-dark)\(",
    "units of later years": r"\d(dvh|svh|lvh|dvw|cqw|cqh|lh|rlh)\b",
    "subgrid, text-wrap": r"\b(subgrid|text-wrap|overflow\s*:\s*clip)\b",
    "media ranges": r"@media[^{]*[<>]",
}
LATER_JS = {
    "logical assignment": r"(\?\?|\|\||&&)=",
    "modules": r"^\s*(import|export)\b|\bimport\(",
    "await": r"\bawait\b",
    "private and static members": r"[.\s]#\w+\s*[=(;]|\bstatic\s*\{",
    "methods of later years": r"\.(replaceAll|at|findLast|toSorted|toReversed|hasOwn|replaceChildren|matchAll|flat)\(",
    "functions of later years": r"\b(structuredClone|requestIdleCallback|queueMicrotask|Promise\.any|AbortSignal)\b",
    "what a later year writes": r"=>|\blet\b|\bconst\b|\bclass\b|`|\?\.",
}
LATER_HTML = {
    "elements": r"<(dialog|search|template|slot)\b",
    "attributes": r"\s(popover|inert|loading|enterkeyhint|fetchpriority)\b\s*[=>]",
    "code and style in the page": r"\son\w+=|\sstyle=|<style|javascript:",
    "scripts of elsewhere": r"(src|href)=\"(https?:)?//",
}


@pytest.mark.parametrize("what", LATER_CSS)
def test_the_stylesheet_keeps_to_old_browsers(what: str) -> None:
    assert re.findall(LATER_CSS[what], _without_comments(CSS), re.MULTILINE) == []


@pytest.mark.parametrize("what", LATER_JS)
def test_the_script_keeps_to_old_browsers(what: str) -> None:
    assert re.findall(LATER_JS[what], _without_comments(JS), re.MULTILINE) == []


@pytest.mark.parametrize("what", LATER_HTML)
def test_the_pages_keep_to_old_browsers(what: str) -> None:
    assert re.findall(LATER_HTML[what], HTML) == []


def test_the_scan_would_see_what_it_looks_for() -> None:
    later = ".a:has(b) { gap: 1px } .c:focus-visible, .d {} @media (width > 3px) {}"
    found = [what for what, pattern in LATER_CSS.items() if re.search(pattern, later, re.MULTILINE)]
    assert len(found) == 4
    assert re.search(LATER_JS["logical assignment"], "a ??= 1")


def test_whoever_does_not_know_max_has_a_height_all_the_same() -> None:
    for before, used in re.findall(r"([\w-]+: [^;{}]*;)?\s*([\w-]+: [^;{}]*\b(?:max|min|clamp)\([^;{}]*;)", CSS):
        assert before.partition(":")[0] == used.partition(":")[0]


def _without_comments(text: str) -> str:
    return re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
