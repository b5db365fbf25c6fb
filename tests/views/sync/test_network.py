from PySide6.QtNetwork import QNetworkInformation
from pytestqt.qtbot import QtBot

from app.views.sync.network import Network

Reachability = QNetworkInformation.Reachability


def test_the_return_of_any_network_is_told_and_its_loss_is_not(qtbot: QtBot) -> None:
    network = Network()
    heard: list[bool] = []
    network.returned.connect(lambda: heard.append(True))
    network.show_reachability(Reachability.Disconnected)
    assert heard == []
    network.show_reachability(Reachability.Local)
    network.show_reachability(Reachability.Online)
    assert heard == [True, True]
