"""When the operating system says that the network is back, the exchange looks at once instead of at its next try."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QNetworkInformation

_Reachability = QNetworkInformation.Reachability


class Network(QObject):
    """Silent where this PC has no such service: the exchange looks by itself once a second all the same."""

    returned = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        wanted = QNetworkInformation.Feature.Reachability
        known = QNetworkInformation.instance() if QNetworkInformation.loadBackendByFeatures(wanted) else None
        if known is not None:
            known.reachabilityChanged.connect(self.show_reachability)

    def show_reachability(self, reached: QNetworkInformation.Reachability) -> None:
        """The network is like this now: a local one is enough, the server may stand in it."""
        if reached not in (_Reachability.Disconnected, _Reachability.Unknown):
            self.returned.emit()
