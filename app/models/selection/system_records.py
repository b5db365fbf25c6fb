"""The register of systems as plain frozen records: kinds, candidates, their integrations.

Missing is None or empty text and is shown as "chưa có", never as 0. Days are dates; money whole đồng; data whole
megabytes. Ids are the records' ids.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class LinkState(StrEnum):
    """Whether a system is connected to another (Tình trạng kết nối)."""

    CONNECTED = "connected"
    POSSIBLE = "possible"
    IMPOSSIBLE = "impossible"

    @property
    def label(self) -> str:
        """The Vietnamese on screen."""
        return _LINK_LABELS[self]


_LINK_LABELS = {
    LinkState.CONNECTED: "Đã kết nối",
    LinkState.POSSIBLE: "Chưa kết nối, có thể kết nối",
    LinkState.IMPOSSIBLE: "Không kết nối được",
}


@dataclass(frozen=True, slots=True)
class SystemKind:
    """A kind of system of which one goes on for the whole province (Loại hệ thống)."""

    id: str
    code: str
    """Of a shipped kind its key in `resources/selection/kinds.yaml`, of the province's own its id."""
    name: str
    short_name: str = ""
    sources: tuple[str, ...] = ()
    """The documents that name it, e.g. "Kế hoạch 02-KH/BCĐTW, IV.4.g"."""
    section: int = 3
    """Item of section II of the plan it is written under: 1 (giải quyết TTHC), 2 (văn bản), 3 (các hệ thống khác)."""
    is_own: bool = False
    """Whether the province added it."""
    is_used: bool = True
    """Whether the province assesses this kind; one that is taken out keeps everything."""
    note: str = ""

    @property
    def shown(self) -> str:
        """Short name, else name."""
        return self.short_name or self.name


@dataclass(frozen=True, slots=True)
class OldProvinceRef:
    """An old province as the register names it (Tỉnh cũ)."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Link:
    """One integration of a system (Kết nối)."""

    id: str
    target: str
    """Key of `resources/selection/kinds.yaml` ("dvcqg") or the typed name."""
    name: str
    state: LinkState
    note: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """Who answers for a system (Đầu mối)."""

    name: str
    phone: str = ""
    email: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class System:
    """One candidate (Hệ thống) with everything the register holds of it."""

    id: str
    kind_id: str
    name: str
    province_code: str = ""
    """Code of the old province; empty: of no old province alone."""
    province: str = ""
    """Its name as lists show it."""
    vendor: str = ""
    version: str = ""
    users: int | None = None
    max_users: int | None = None
    """Accounts it can carry as it is built, for the merged load."""
    procedures: int | None = None
    online_services: int | None = None
    records: int | None = None
    data_mb: int | None = None
    security_level: int | None = None
    """Approved cấp độ, 1-5 (NĐ 85/2016)."""
    hosting: str = ""
    contract_end: date | None = None
    yearly_cost: int | None = None
    incidents: int | None = None
    """Incidents of the last twelve months."""
    contact: Contact | None = None
    note: str = ""
    links: tuple[Link, ...] = ()
    is_sample: bool = False

    @property
    def shown(self) -> str:
        """Name with its old province: "VNPT iGate (Lâm Đồng)"."""
        return f"{self.name} ({self.province})" if self.province else self.name

    def link(self, target: str) -> Link | None:
        """The integration with a target."""
        return next((one for one in self.links if one.target == target), None)
