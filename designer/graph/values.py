"""What a setting of a deployed resource can be: a scalar, or something known only at deployment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from typing import TypeAlias

Scalar: TypeAlias = str | int | float | bool


class Attribute(StrEnum):
    """What one resource may ask of another."""

    ARN = "arn"
    NAME = "name"
    URL = "url"
    ID = "id"
    """The identifier that AWS makes up, where neither name nor ARN will do."""
    EXECUTION_ARN = "execution_arn"
    """What an API is called when somebody is allowed to invoke through it."""
    STREAMS_ARN = "streams_arn"
    """ARN pattern of every stream of a log group (the group's ARN and ``:*``)."""


class Context(StrEnum):
    """What only the deployment knows."""

    STAGE = "stage"
    REGION = "region"
    ACCOUNT = "account"
    PARTITION = "partition"


@dataclass(frozen=True, slots=True)
class Ref:
    """An attribute of the resource whose ``id`` is ``target``."""

    target: str
    attribute: Attribute


@dataclass(frozen=True, slots=True)
class Parameter:
    """A scalar with a value for each stage; ``None`` where a stage leaves it unset."""

    name: str
    values: tuple[tuple[str, Scalar | None], ...]

    def value_for(self, stage: str) -> Scalar | None:
        """The value in ``stage``, or ``None`` where that stage leaves it unset."""
        return dict(self.values).get(stage)


@dataclass(frozen=True, slots=True)
class Join:
    """Text put together from parts, without a separator."""

    parts: tuple[str | Ref | Parameter | Context, ...]


Value: TypeAlias = Scalar | Ref | Join | Parameter | Context
Text: TypeAlias = str | Ref | Join | Parameter | Context
Whole: TypeAlias = int | Parameter
Switch: TypeAlias = bool | Parameter


@dataclass(frozen=True, slots=True)
class Entry:
    """A named text: an environment variable or a tag."""

    key: str
    value: Text


def walk(value: object) -> Iterator[object]:
    """``value`` and everything inside it: dataclasses by field, tuples by item."""
    yield value
    if isinstance(value, tuple):
        for item in value:
            yield from walk(item)
    elif is_dataclass(value):
        for each in fields(value):
            yield from walk(getattr(value, each.name))
