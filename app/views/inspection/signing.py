"""From agreed minutes to the windows of signing and of the way of a paper."""

from PySide6.QtWidgets import QWidget

from app.models.inspection.minutes_records import AdoptedMinutes
from app.services.inspection import adopting, filing
from app.services.signing.signatories import NewSignatory
from app.views.common.office import Office
from app.views.inspection.papers import minutes_document
from app.views.papers.way_sheet import WaySheet
from app.views.signing.signing_sheet import SigningSheet


def signing_sheet(parent: QWidget, office: Office, adopted: AdoptedMinutes) -> SigningSheet:
    """Ký, quét, kiểm tra: the signatories of the minutes and the three ways to sign."""
    desk, record = office.desk, adopted.minutes

    ref = adopting.sealed_ref(desk, minutes_id=record.id)
    proposed = [NewSignatory(one.name, one.position) for one in record.signatories]
    return SigningSheet(parent, office, ref, document=lambda: minutes_document(desk, record), proposed=proposed)


def way_sheet(parent: QWidget, office: Office, adopted: AdoptedMinutes) -> WaySheet:
    """Đường đi văn bản of the minutes, whose paper was made when they were agreed.

    Raises:
        NotFoundError: it has been deleted since.
    """
    return WaySheet(parent, office, filing.paper_id(office.desk, adopted.minutes.id))
