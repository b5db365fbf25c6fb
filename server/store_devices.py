"""What the devices of a province are called: read by all of them, changed by each for itself."""

from collections.abc import Sequence

from sqlalchemy import select, update

from server import store_tables as tables
from server.people import Device
from server.store import Store

NamedDevice = tuple[str, str]
"""Id and name."""


def names(store: Store, province: str) -> Sequence[NamedDevice]:
    """Every device of the province that has a name, by id; revoked ones too, since a history names them."""
    row = tables.device.c
    query = select(row.id, row.name).where(row.province == province, row.name != "").order_by(row.id)
    return store.read(lambda connection: [(found.id, found.name) for found in connection.execute(query)])


def rename(store: Store, device: Device, name: str) -> None:
    """Call this device so from now on."""
    row = tables.device.c
    change = update(tables.device).where(row.province == device.province, row.id == device.id).values(name=name)
    store.write(lambda connection: connection.execute(change))
