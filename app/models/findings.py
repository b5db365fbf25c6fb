"""How serious a finding (Điểm cần rà soát) is; every job's checks speak of the same three levels."""

from collections.abc import Mapping
from typing import Literal

Level = Literal["error", "warning", "remark"]
ERROR: Level = "error"
"""To be put right (Phải sửa): what is locked, decided or agreed waits for it."""
WARNING: Level = "warning"
"""Should be put right (Nên sửa)."""
REMARK: Level = "remark"
"""Worth knowing (Lưu ý)."""
ORDER: Mapping[Level, int] = {ERROR: 0, WARNING: 1, REMARK: 2}
"""The most serious first, for sorting."""
