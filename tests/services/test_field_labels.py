"""What "Lịch sử" says is Vietnamese, whatever record it is of."""

import re

import pytest

from app.models.base import synced_entities
from app.services.field_labels import entity_label, field_label, show_value

SILENT = re.compile(
    r".*_ids?$|key|.*code|.*_key|hash|.*_hash|prev|seq|seal|form_.*|chain|version|device|.*_at|.*_by|origin|part|side|"
    r"printed|lead_printed|rule_set|subject_entity|entity|.*_person|base|timestamped|over|shown|duration_ms|is_used|"
    r"is_timed|mode|from_paper|seen|event_kind|floor_s|available|system|compare_with|branch|replaces|pin_hash|changes|round"
)
"""Fields that tell a person nothing: ids, printed forms, the chain of a log."""


@pytest.mark.parametrize("entity", sorted(synced_entities()))
def test_every_record_has_a_vietnamese_name(entity: str) -> None:
    assert entity_label(entity) != entity


@pytest.mark.parametrize(("entity", "table"), sorted(synced_entities().items()))
def test_every_field_that_means_something_has_one(entity: str, table: type) -> None:
    bare = [name for name in table.journalled() if not field_label(name, entity) and not SILENT.fullmatch(name)]  # type: ignore[attr-defined]
    assert bare == []


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("deadline", {"text": "trước ngày 25/6/2025"}, "trước ngày 25/6/2025"),
        ("contract_end", "2025-12-31", "31/12/2025"),
        ("blocked_at", "2025-06-30T14:00:00.000Z", "30/06/2025 21:00"),
        (
            "restored",
            {"at": "2025-06-28T02:00:00.000Z", "by": "Đào", "passed": True},
            "lúc 28/06/2025 09:00; người Đào; đạt có",
        ),
        ("answer", {"result": "fail"}, "Không đạt"),
        ("unit_id", "x", "(không còn)"),
        ("is_self", True, "Có"),
    ],
)
def test_values_are_words(field: str, value: object, words: str) -> None:
    assert show_value(field, value, {}) == words
