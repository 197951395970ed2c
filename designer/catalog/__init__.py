"""Facts that change, as dated data with their sources: limits, runtimes, IAM actions.

Nothing here is computed or guessed: each fact is read from a YAML file beside this module, which
names where the fact was found and when. Files are read on first use and then kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

_FOLDER = Path(__file__).parent

FILES = ("quotas", "texts", "runtimes", "access", "formats", "timezones", "actions")
"""The catalog's files, without their ending. Beside them, ``services`` holds a file for each service that
only some designs use; the first word of a key is the file's name.
"""


@dataclass(frozen=True, slots=True)
class Range:
    """The whole numbers that AWS accepts for a setting, in ``unit``; ``default`` is AWS's own."""

    minimum: int
    maximum: int
    default: int | None
    unit: str
    source: tuple[str, ...]
    as_of: str
    api: str | None = None
    """Service and shape of botocore's model that states the bounds."""
    api_maximum: int | None = None
    """The model's maximum, where it is wider than what holds for ordinary functions."""
    note: str | None = None
    adjustable: bool = False
    """Whether AWS raises the maximum on request."""

    def __contains__(self, value: int) -> bool:
        return self.minimum <= value <= self.maximum

    def clamp(self, value: int) -> int:
        """The accepted number nearest to ``value``."""
        return max(self.minimum, min(self.maximum, value))

    def said(self, value: int) -> str:
        """A number with the unit, which is in the singular for 1."""
        plural = value != 1 or self.unit == "s"
        return f"{value:,} {self.unit if plural else _singular(self.unit)}"

    def __str__(self) -> str:
        return f"{self.minimum:,} to {self.maximum:,} {self.unit}"


def _singular(unit: str) -> str:
    many, per, time = unit.partition(" per ")
    one = f"{many.removesuffix('ies')}y" if many.endswith("ies") else many.removesuffix("s")
    return f"{one}{per}{time}"


@dataclass(frozen=True, slots=True)
class Number:
    """A recommended number, in ``unit``."""

    value: int
    unit: str
    source: str
    as_of: str


@dataclass(frozen=True, slots=True)
class Choices:
    """The values that AWS accepts for a setting."""

    values: tuple[Any, ...]  # texts or numbers, as the setting has them
    source: str
    as_of: str
    api: str | None = None


@dataclass(frozen=True, slots=True)
class Pattern:
    """The form that a text must have; ``says`` describes it to people."""

    regex: str
    says: str
    source: str
    as_of: str
    api: str | None = None

    def matches(self, text: str) -> bool:
        """Whether all of ``text`` has the form."""
        return _compiled(self.regex).fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Credential:
    """How a kind of credential looks in text."""

    name: str
    regex: str

    def found_in(self, text: str) -> bool:
        """Whether ``text`` holds one."""
        return _compiled(self.regex).search(text) is not None


@cache
def _compiled(regex: str) -> re.Pattern[str]:
    return re.compile(regex)


@dataclass(frozen=True, slots=True)
class Runtime:
    """A Lambda runtime and its dates; ``None`` where AWS has named none."""

    id: str
    language: str
    deprecated: date | None
    create_blocked: date | None
    successor: str | None
    preview: bool
    source: tuple[str, ...]

    def is_deprecated(self, today: date) -> bool:
        """Whether AWS has ended its support by ``today``."""
        return self.deprecated is not None and self.deprecated <= today


@dataclass(frozen=True, slots=True)
class Access:
    """The actions of an access level and the suffixes of the target's ARN that they act on."""

    actions: tuple[str, ...]
    resources: tuple[str, ...]
    reason: str | None = None
    key: tuple[str, ...] = ()
    """What KMS is asked for on the way, where the target is encrypted with a key of one's own."""
    means: str = "{}"
    """What it allows and what it does not, in a sentence with ``{}`` for the target; of a grant, nothing."""


@cache
def _text(name: str) -> str:
    return _FOLDER.joinpath(f"{name}.yaml").read_text(encoding="utf-8")


@cache
def _load(name: str) -> Mapping[str, Any]:  # a catalog file; typed by the readers below
    text = _text(name)
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return MappingProxyType(yaml.load(text, Loader=loader))  # noqa: S506 - a safe loader, in C where it is built


@cache
def services() -> tuple[str, ...]:
    """The services that have a file of their own."""
    found = (each.name for each in _FOLDER.joinpath("services").iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in found if name.endswith(".yaml")))


def _fact(section: str, key: str, *core: str) -> Any:  # what the section holds
    """The fact called ``key`` in a ``core`` file, else in its service's; ``KeyError`` if it is nowhere."""
    for name in core:
        if key in _load(name)[section]:
            return _load(name)[section][key]
    service = key.partition(".")[0]
    if service not in services():
        raise KeyError(key)
    return _load(f"services/{service}")[section][key]


@cache
def limits(key: str) -> Range:
    """The range called ``key`` (``lambda.memory``); ``KeyError`` when the catalog has none."""
    found = _fact("ranges", key, "quotas")
    return Range(**{**found, "source": tuple(found["source"])})


@cache
def number(key: str) -> Number:
    """The recommended number called ``key``; ``KeyError`` when the catalog has none."""
    return Number(**_fact("numbers", key, "quotas"))


@cache
def choices(key: str) -> Choices:
    """The accepted values called ``key``; ``KeyError`` when the catalog has none."""
    found = _fact("choices", key, "quotas", "texts")
    return Choices(**{**found, "values": tuple(found["values"])})


@cache
def pattern(key: str) -> Pattern:
    """The form called ``key``; ``KeyError`` when the catalog has none."""
    return Pattern(**_fact("patterns", key, "texts"))


@cache
def credentials() -> tuple[Credential, ...]:
    """The credentials that can be told by their looks."""
    found = _load("texts")["credentials"]
    return tuple(Credential(name, regex) for name, regex in found["looks"].items())


@cache
def credential_names() -> re.Pattern[str]:
    """What the names of variables look like that hold credentials."""
    return re.compile(_load("texts")["credentials"]["names"])


@cache
def runtimes() -> Mapping[str, Runtime]:
    """Every runtime that Lambda has had, by its identifier."""

    def day(text: str | None) -> date | None:
        return date.fromisoformat(text) if text else None

    return MappingProxyType(
        {
            name: Runtime(
                id=name,
                language=found["language"],
                deprecated=day(found["deprecated"]),
                create_blocked=day(found["create_blocked"]),
                successor=found["successor"],
                preview=found["preview"],
                source=tuple(found["source"]),
            )
            for name, found in _load("runtimes")["runtimes"].items()
        }
    )


def default_runtime() -> str:
    """The runtime that a new function gets."""
    found: str = _load("runtimes")["default"]
    return found


@cache
def access_levels(kind: str) -> Mapping[str, Access]:
    """The access levels that a function can have to a ``kind`` of thing, by name."""
    levels: Mapping[str, Any] = _load("access").get(kind) or _anywhere("access", kind) or {}
    return MappingProxyType(
        {
            name: Access(
                tuple(found["actions"]),
                tuple(found["resources"]),
                key=tuple(found.get("key", ())),
                means=found["means"],
            )
            for name, found in levels.items()
        }
    )


@cache
def grant(name: str) -> Access:
    """What a trigger or a setting needs; ``KeyError`` when the catalog has none of that name."""
    found = _load("access")["grants"].get(name) or _anywhere("grants", name)
    if found is None:
        raise KeyError(name)
    return Access(tuple(found["actions"]), (), found.get("reason"), tuple(found.get("key", ())))


def _anywhere(section: str, key: str) -> Any:  # what the section holds
    """The fact called ``key`` in the file of whichever service has it; ``None`` if none has."""
    named = (each for each in services() if key in _text(f"services/{each}"))  # to read is not yet to parse
    facts = (_load(f"services/{each}").get(section, {}) for each in named)
    return next((each[key] for each in facts if key in each), None)


@cache
def timezones() -> frozenset[str]:
    """The names of time zones, such as ``Europe/Berlin``."""
    return frozenset(_load("timezones")["timezones"].split())


def source_names() -> frozenset[str]:
    """Every source that some catalog file describes; facts cite these."""
    return frozenset(
        name
        for file in (*FILES, *(f"services/{each}" for each in services()))
        for name in _load(file)["sources"]
    )


@dataclass(frozen=True, slots=True)
class NewerRuntime:
    """A runtime that Terraform's AWS provider 5 refuses."""

    provider: str
    """The lowest version worth asking for."""
    known_since: str
    """The day on which AWS's SDKs learned the runtime, as ISO 8601."""
    on_record: bool
    """Whether a source names ``provider`` as the first version that takes it."""


@dataclass(frozen=True, slots=True)
class LargeMessages:
    """From which AWS provider on Terraform takes messages of more than ``limit`` bytes."""

    provider: str
    limit: int


@cache
def newer_runtimes() -> Mapping[str, NewerRuntime]:
    """Runtimes that Terraform's AWS provider 5 refuses, by identifier."""
    found = _load("formats")["terraform_runtimes"]
    newest = max((each["provider"] for each in found.values() if each["provider"]), key=_version)
    return MappingProxyType(
        {
            name: NewerRuntime(each["provider"] or newest, each["known_since"], each["provider"] is not None)
            for name, each in found.items()
        }
    )


@dataclass(frozen=True, slots=True)
class PublicLayer:
    """A layer that its makers publish in every region.

    ``name`` may hold ``{runtime}``, without its dot, and ``{architecture}``.
    """

    account: str
    name: str
    version: int
    """The newest on record."""
    runtimes: tuple[str, ...]


@cache
def public_layers() -> Mapping[str, PublicLayer]:
    """Layers that anybody may use, by what designs call them."""
    found = _load("services/lambda")["public_layers"]
    return MappingProxyType(
        {
            name: PublicLayer(each["account"], each["name"], each["version"], tuple(each["runtimes"]))
            for name, each in found.items()
        }
    )


@dataclass(frozen=True, slots=True)
class NewerSetting:
    """The first version of the AWS provider, and of aws-cdk-lib, that is known to have a setting."""

    terraform: str
    cdk: str


@cache
def newer_settings() -> Mapping[str, NewerSetting]:
    """Settings of functions that the formats' base versions do not have, by name."""
    found = _load("formats")["newer_settings"]
    return MappingProxyType(
        {name: NewerSetting(each["terraform"], each["cdk"]) for name, each in found.items()}
    )


@cache
def large_messages() -> LargeMessages:
    """What Terraform's AWS provider 5 takes of a message, and the version that takes more."""
    found = _load("formats")["terraform_large_messages"]
    return LargeMessages(found["provider"], found["bytes"])


@cache
def newer_arguments() -> Mapping[str, str]:
    """Arguments (``type.argument``) that Terraform's AWS provider 5 lacks, and the version that has each."""
    return MappingProxyType(
        {name: each["provider"] for name, each in _load("formats")["terraform_arguments"].items()}
    )


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("."))
