"""The forms of requests and answers, for checking what comes in and for the OpenAPI document."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

_DEVICE = r"^[0-9a-f]{16}$"
Name = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]


class Problem(BaseModel):
    """A refusal, in Vietnamese for the person at the desk."""

    title: str
    detail: str
    code: str


class Hello(BaseModel):
    """Who answers here."""

    server: Literal["kh02-server"]
    protocol: str
    time: str


class OwnPerson(BaseModel):
    """One of the desk's own people, made before it joined."""

    model_config = ConfigDict(extra="ignore")

    id: Annotated[Name, Field(min_length=1)]
    name: Name


class JoinRequest(BaseModel):
    """What a device says to join."""

    model_config = ConfigDict(extra="ignore")

    code: Annotated[str, Field(max_length=100)]
    device: Annotated[str, Field(pattern=_DEVICE)]
    name: Name = ""
    public_key: Annotated[str, Field(max_length=100, pattern=r"^[A-Za-z0-9+/=_-]*$")]
    persons: Annotated[list[OwnPerson], Field(max_length=200)] = []


class EnrolledPerson(BaseModel):
    """A person of the device with one role."""

    id: str
    name: str
    role: str
    scope: str
    begins: bool
    """Whether this role lets a person begin the plan of a province of which the server holds nothing yet."""


class JoinAnswer(BaseModel):
    """What a device gets."""

    token: str
    province: str
    epoch: str
    persons: list[EnrolledPerson]
    province_key: str


class Reason(BaseModel):
    """Why, as a code and in Vietnamese."""

    code: str
    text: str


class VerdictAnswer(BaseModel):
    """What became of one pushed change."""

    id: str
    verdict: Literal["applied", "superseded", "conflict", "known", "refused"]
    reason: Reason | None = None
    cap: str | None = None


class PushAnswer(BaseModel):
    """The verdicts, in the order of the batch."""

    epoch: str
    sequence: int
    mark: str
    verdicts: list[VerdictAnswer]


class ChangesAnswer(BaseModel):
    """A page of the log."""

    epoch: str
    changes: list[dict[str, Any]]
    sequence: int
    mark: str
    more: bool


class DigestsAnswer(BaseModel):
    """A digest for each entity."""

    epoch: str
    sequence: int
    entities: dict[str, str]


class HeadsAnswer(BaseModel):
    """`[id, digest]` of each record of an entity."""

    epoch: str
    sequence: int
    heads: list[list[str]]


class BlobAnswer(BaseModel):
    """How much of an attachment is held."""

    held: int
    whole: bool


WireChange: dict[str, Any] = {
    "type": "object",
    "description": "One change, app/journal/wire.py; unknown keys are kept and passed on.",
    "required": [
        "id", "act_id", "stamp", "author", "device", "entity", "entity_id", "root_id", "scope", "kind", "fields",
        "base", "schema",
    ],
    "properties": {
        **{
            name: {"type": "string", "minLength": 1, "maxLength": 200}
            for name in ("id", "act_id", "device", "entity_id", "root_id")
        },
        "entity": {"type": "string", "minLength": 1, "maxLength": 100},
        "kind": {"type": "string", "minLength": 1, "maxLength": 100},
        "author": {"type": "string", "maxLength": 200},
        "scope": {"type": "string", "maxLength": 200},
        "stamp": {
            "type": "string",
            "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z-[0-9a-f]{4}-[0-9a-f]{16}$",
        },
        "cap": {"type": "string"},
        "fields": {"type": "object"},
        "base": {
            "type": "object",
            "additionalProperties": {"type": "array", "items": {"type": "string", "minLength": 1}},
        },
        "schema": {"type": "integer", "minimum": 1},
    },
}  # fmt: skip
