"""The routes of device names: what the PCs of a province are called (docs/protocol.md, Names of devices)."""

import unicodedata
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict

from server import store_devices
from server.answers import problems, signed_in
from server.central import Central
from server.errors import malformed
from server.forms import Name
from server.people import Device
from server.routes_sync import central_of

routes = APIRouter(prefix="/v1/devices")
_Signed = Annotated[Device, Depends(signed_in)]
_Centre = Annotated[Central, Depends(central_of)]


class NamedDevice(BaseModel):
    """A device and what it is called."""

    id: str
    name: str


class DevicesAnswer(BaseModel):
    """The devices of the province that have a name."""

    devices: list[NamedDevice]


class OwnName(BaseModel):
    """What a device wants to be called."""

    model_config = ConfigDict(extra="ignore")

    name: Name


@routes.get("", responses=problems(401))
def listed(centre: _Centre, device: _Signed) -> DevicesAnswer:
    """Give the names of the devices of the province, revoked ones too."""
    found = store_devices.names(centre.store_of(device), device.province)
    return DevicesAnswer(devices=[NamedDevice(id=each, name=name) for each, name in found])


@routes.put("/own", status_code=204, responses=problems(401))
def rename(centre: _Centre, device: _Signed, asked: OwnName) -> Response:
    """Call the device that asks by another name; no other one."""
    name = " ".join(unicodedata.normalize("NFC", asked.name).split())
    if not name:
        raise malformed("Tên máy đang để trống.")
    store_devices.rename(centre.store_of(device), device, name)
    return Response(status_code=204)
