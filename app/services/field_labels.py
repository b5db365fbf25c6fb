"""Names of records and fields as "Lịch sử" shows them, and their values in words (resources/words/records.yaml)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.models import vietnam_time
from app.models.plan.records import SOURCE_LABELS, ObstacleKind, TaskStatus
from app.models.resources import load_yaml

_FILE = "words/records.yaml"
_STATUSES = {status.value: status.label for status in TaskStatus}
_OBSTACLES = {kind.value: kind.label for kind in ObstacleKind}
_RESULTS = {"pass": "Đạt", "fail": "Không đạt", "not_applicable": "Không áp dụng"}
_CAPACITIES = {
    "head": "Trưởng đoàn",
    "secretary": "Thư ký",
    "member": "Thành viên",
    "chair": "Chủ trì",
    "focal_point": "Đầu mối",
    "attendant": "Tham dự",
}


def entity_label(entity: str) -> str:
    """The Vietnamese of an entity's wire name."""
    return str(load_yaml(_FILE)["entities"].get(entity, entity))


def field_label(field: str, entity: str = "") -> str:
    """The Vietnamese of a field's wire name; empty for one that tells a person nothing (ids, printed forms)."""
    words = load_yaml(_FILE)
    own = words["of_entity"].get(entity, {}).get(field)
    return str(own or words["fields"].get(field, ""))


def show_value(field: str, value: Any, names: Mapping[str, str]) -> str:
    """A wire value in words; `names` are those of units, groups and tasks by id."""
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, dict):
        return _whole(value)
    if field == "rank":
        return ""
    words = load_yaml(_FILE)
    if field in words["references"]:
        return names.get(str(value), "(không còn)")
    if field in words["days"]:
        return _day(value)
    if field in words["moments"]:
        return _moment(value)
    if field == "percent":
        return f"{value}%"
    if field in ("role", "capacity"):
        return _CAPACITIES.get(str(value), str(value))
    return _STATUSES.get(str(value)) or _OBSTACLES.get(str(value)) or str(value)


def _whole(value: dict[str, Any]) -> str:
    """A compound value: a deadline by its words, a document by number and date, a file by name."""
    if "text" in value:
        return str(value["text"])
    if "library" in value:
        library = str(value["library"])
        return f"{SOURCE_LABELS.get(library, library)} {value.get('ref', '')}".strip()
    if "number" in value:
        return f"số {value['number']} ngày {_day(value.get('issued_on'))}"
    return _of_inspection(value) or str(value.get("name", "")) or _parts(value)


def _of_inspection(value: dict[str, Any]) -> str:
    """A compound value of an inspection: an answer, a notice, an agreement, times."""
    if "result" in value:
        return _RESULTS.get(str(value["result"]), str(value["result"]))
    if "sent_at" in value:
        return f"{_moment(value['sent_at'])}, {value.get('recipient', '')}"
    if "agreed_on" in value:
        return f"{_day(value['agreed_on'])}, {value.get('body', '')}"
    if "start" in value:
        show = _moment if "T" in str(value["start"]) else _day
        return " - ".join(show(value[name]) for name in ("start", "end") if value.get(name))
    return ""


def _parts(value: dict[str, Any]) -> str:
    """Any other compound value: each part that has a name, in a fixed order."""
    named = load_yaml(_FILE)["parts"]
    return "; ".join(f"{label} {_part(value[key])}" for key, label in named.items() if value.get(key) not in (None, ""))


def _part(value: Any) -> str:
    if isinstance(value, bool):
        return "có" if value else "không"
    text = str(value)
    if text.endswith("Z") and "T" in text:
        return _moment(text)
    return _day(text) if len(text) == 10 and text[4:5] == text[7:8] == "-" else text


def _moment(value: Any) -> str:
    try:
        return vietnam_time.show_moment(vietnam_time.from_iso(str(value)))
    except ValueError:  # of another version
        return str(value)


def _day(value: Any) -> str:
    try:
        return vietnam_time.show_date(date.fromisoformat(str(value))) if value else ""
    except ValueError:
        return str(value)
