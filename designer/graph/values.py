"""What a setting of a deployed resource can be: a scalar, or something known only at deployment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from functools import cache
from operator import attrgetter
from types import NoneType
from typing import Any, Final, TypeAlias, cast

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
    STREAM_ARN = "stream_arn"
    """ARN of the stream of changes that a table keeps."""
    DOMAIN = "domain"
    """The host name under which something is reached."""
    ZONE_ID = "zone_id"
    """The hosted zone of that host name."""
    MANAGEMENT_URL = "management_url"
    """Where messages for the clients of a WebSocket API are sent to."""
    ROOT_ID = "root_id"
    """The id of the resource ``/`` of a REST API."""
    INVOKE_ARN = "invoke_arn"
    """What API Gateway calls a function that it invokes."""
    VERSION = "version"
    """The version that was published last."""


class Context(StrEnum):
    """What only the deployment knows."""

    STAGE = "stage"
    REGION = "region"
    ACCOUNT = "account"
    PARTITION = "partition"


@dataclass(frozen=True, slots=True)
class Ref:
    """An attribute of the resource whose ``id`` is ``target``.

    ``by_name`` where that resource has to wait for the one that asks: CloudFormation would see a circle,
    so its formats spell what the name tells (``Resource.by_name``).
    """

    target: str
    attribute: Attribute
    by_name: bool = False


@dataclass(frozen=True, slots=True)
class Parameter:
    """A scalar with a value for each stage; ``None`` where a stage leaves it unset."""

    name: str
    values: tuple[tuple[str, Scalar | None], ...]

    def value_for(self, stage: str) -> Scalar | None:
        """The value in ``stage``, or ``None`` where that stage leaves it unset."""
        return dict(self.values).get(stage)


@dataclass(frozen=True, slots=True)
class Variable:
    """A text that whoever deploys says, by a ``snake_case`` name; it has no default."""

    name: str


@dataclass(frozen=True, slots=True)
class Piece:
    """What is at ``index``, from 0, where ``separator`` splits a variable: the name at the end of an ARN."""

    of: Variable
    separator: str
    index: int


Part: TypeAlias = str | Ref | Parameter | Context | Variable | Piece


@dataclass(frozen=True, slots=True)
class Join:
    """Text put together from parts, without a separator."""

    parts: tuple[Part, ...]


Value: TypeAlias = Scalar | Ref | Join | Parameter | Context | Variable | Piece
Text: TypeAlias = str | Ref | Join | Parameter | Context | Variable | Piece
Said: TypeAlias = Ref | Parameter | Context | Variable
_SAID: Final = frozenset((Ref, Parameter, Context, Variable))
TEXTS: Final = (str, Ref, Join, Parameter, Context, Variable, Piece)
"""The types of ``Text``."""
Whole: TypeAlias = int | Parameter
Switch: TypeAlias = bool | Parameter


@dataclass(frozen=True, slots=True)
class Entry:
    """A named text: an environment variable or a tag."""

    key: str
    value: Text


def walk(value: object) -> Iterator[object]:
    """``value`` and everything inside it: dataclasses by field, tuples by item."""
    waiting = [value]
    while waiting:
        current = waiting.pop()
        yield current
        if isinstance(current, tuple):
            waiting.extend(reversed(current))
        elif not isinstance(current, _PLAIN):
            kind: Any = type(current)  # a class, which mypy takes for an instance that may have no hash
            waiting.extend(getattr(current, name) for name in _names(kind))


_PLAIN = (str, int, float, NoneType)
"""What most of a graph is, and what nothing is inside of."""


def said(value: object) -> tuple[Said, ...]:
    """Everything inside ``value`` that only the deployment knows, in order; as ``walk``, but fast."""
    found: list[Said] = []
    waiting = [value]
    while waiting:
        current = waiting.pop()
        kind: Any = type(current)
        if kind in _SAID:
            found.append(cast(Said, current))
        inside = _inside(kind)
        if inside is not None:
            waiting.extend(inside(current))
    return tuple(found)


@cache
def _inside(kind: type) -> Callable[[Any], Iterable[object]] | None:
    """What gives the parts of a value of that type, last first."""
    names = _names(kind)
    if issubclass(kind, tuple):
        return reversed
    if len(names) < 2:  # a getter of one name gives no tuple
        return (lambda value: (getattr(value, names[0]),)) if names else None
    return attrgetter(*names)


@cache
def _names(kind: type) -> tuple[str, ...]:
    """The fields of a dataclass, last first; none for any other type."""
    return tuple(each.name for each in reversed(fields(kind))) if is_dataclass(kind) else ()
