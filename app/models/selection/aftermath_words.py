"""How systems are named in official text: with the old province they come from."""

from datetime import date

from app.models.selection.system_records import System
from app.models.text import fold
from app.models.units.gazetteer import Province

_WITH_NOUGHT = 2


def origin(system: System, province: Province) -> str:
    """The old province with its kind: "tỉnh Đắk Nông", "thành phố Đà Nẵng"; empty where it is of none alone."""
    return next((old.title for old in province.old_provinces if old.code == system.province_code), "")


def named(system: System, province: Province) -> str:
    """The system as running text names it: "VNPT iGate của tỉnh Đắk Nông"; a name that says it already stands alone."""
    old = origin(system, province)
    return f"{system.name} của {old}" if old and fold(system.province) not in fold(system.name) else system.name


def paper_day(day: date) -> str:
    """A day as papers write it: "05/02/2025", "30/9/2025" (NĐ 30/2020: a nought before days to 9, months 1 and 2)."""
    month = f"{day.month:02d}" if day.month <= _WITH_NOUGHT else f"{day.month}"
    return f"{day.day:02d}/{month}/{day.year}"


def level(province: Province) -> str:
    """What the whole of it is called: "tỉnh mới", "thành phố mới"; "tỉnh", "thành phố" where nothing was merged."""
    kind = "tỉnh" if province.title.startswith("tỉnh") else "thành phố"
    return f"{kind} mới" if province.merged_from else kind


def inside(name: str) -> str:
    """A name as it stands inside a sentence: only its first letter is lowered, and not that of an abbreviation."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]


def sentence(text: str) -> str:
    """What a person wrote, ready to stand before a full stop of ours."""
    return text.strip().rstrip(".;,").replace("\n", "; ")
