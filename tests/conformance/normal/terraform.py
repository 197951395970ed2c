"""Terraform modules in normal form, from the plans that ``terraform test`` prints.

A plain plan hides every text that a reference stands in, so the modules are planned twice in one
test: once as they are, which shows what the provider makes of each argument, its defaults included;
and once with every reference overridden by a symbol, which shows the hidden texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tests.conformance.normal.answers import answer
from tests.conformance.normal.assembly import assembled
from tests.conformance.normal.form import (
    DEPLOYMENT,
    Deployment,
    Identity,
    Place,
    UnreadableError,
    output,
)
from tests.conformance.normal.kind import Kind, Piece, Spelling
from tests.conformance.normal.kinds import by_type, spelled
from tests.conformance.normal.symbols import has_symbol, replaced, symbol

_TOLD_BACK = frozenset({"arn", "id", "tags_all"})
"""What resources answer rather than are told, unless their kind says otherwise."""
_DESCRIBED = re.compile(r'^output "(\w+)" \{\n  description = "([^"\\$%]*)"$', re.MULTILINE)
_ABSENT = object()
REGION_OUTPUT = "planned_region"
"""The output that the tests add to a module, to see where it deploys to."""

Change = Mapping[str, Any]
"""A planned resource: ``type``, ``name``, and the ``change`` to be made."""


class Plan:
    """What one module deploys: its planned resources, bare and with symbols, and its outputs.

    ``bare`` and ``symbolic`` hold resources by ``type.label``; ``outputs`` come from the latter.
    No plan shows what outputs are described as, so that is read from the module's source.
    """

    def __init__(
        self,
        bare: Mapping[str, Change],
        symbolic: Mapping[str, Change],
        outputs: Mapping[str, Any],
        source: str,
    ) -> None:
        values = dict(outputs)
        region = values.pop(REGION_OUTPUT, None)
        if not isinstance(region, str):
            raise UnreadableError("the module does not say its region")
        self.place = Place(region)
        self.said = {address: _said(address, bare[address], symbolic[address]) for address in symbolic}
        described = dict(_DESCRIBED.findall(source))
        self.outputs = {
            name: {"value": value} | ({"description": described[name]} if name in described else {})
            for name, value in values.items()
        }

    def deployment(self) -> Deployment:
        """What it deploys. ``UnreadableError`` where it says what nobody has taught us to read."""
        return deployment(self.said, self.outputs, self.place)


def deployment(said: Mapping[str, dict[str, Any]], outputs: Mapping[str, Any], place: Place) -> Deployment:
    """The deployment of resources, given by ``type.label`` with the arguments that they say."""
    resolved = _Resolver(said, place)
    found = [piece for address in said for piece in _pieces(address, resolved)]
    for name, parts in outputs.items():
        found.append((output(name), {(word,): resolved.text(value) for word, value in parts.items()}))
    found.append((DEPLOYMENT, {("region",): place.region}))
    return assembled(found)


def _said(address: str, bare: Change, symbolic: Change) -> dict[str, Any]:
    """The arguments of a resource that mean something: the author's, and the provider's defaults."""
    before, after = bare["change"], symbolic["change"]
    merged = _merged(before["after"], before.get("after_unknown"), after["after"])
    told = {name: value for name, value in merged.items() if name not in _told_back(address)}
    unset: tuple[object, ...] = (None, [], {}, "")
    return {
        name: _without_unset(value)
        for name, value in told.items()
        if value not in unset and value != symbol(address, name)
    }


def _told_back(address: str) -> frozenset[str]:
    """Arguments that mean nothing: of what is no kind yet, none, since it cannot be read anyway."""
    _, spelling = by_type().get(address.partition(".")[0], (None, None))
    if spelling is None:
        return _TOLD_BACK
    told = {*spelling.says, *spelling.identification.properties}
    return _TOLD_BACK.union(spelling.asked, spelling.told_back) - told


def _without_unset(value: Any) -> Any:
    """A block without the arguments and the blocks in it that nobody set."""
    if isinstance(value, list):
        return [_without_unset(each) for each in value]
    if isinstance(value, dict):
        return {name: _without_unset(each) for name, each in value.items() if each not in (None, [])}
    return value


def _merged(bare: Any, unknown: Any, symbolic: Any) -> Any:
    """What is known as it is; what is hidden as the symbolic plan shows it, if the author said it.

    What nobody said is unknown, too: the symbolic plan then has an invented value, without a symbol.
    """
    if unknown is True:
        return symbolic if has_symbol(symbolic) else _ABSENT
    if isinstance(unknown, dict) and isinstance(symbolic, dict):
        names = dict.fromkeys([*(bare or {}), *unknown])
        found = {
            name: _merged((bare or {}).get(name), unknown.get(name), symbolic.get(name)) for name in names
        }
        return {name: value for name, value in found.items() if value is not _ABSENT}
    if isinstance(unknown, list) and isinstance(symbolic, list) and unknown:
        return [_merged(*each) for each in zip(bare, unknown, symbolic, strict=True)]
    return bare


class _Resolver:
    """Puts what a symbol stands for in its place."""

    def __init__(self, said: Mapping[str, dict[str, Any]], place: Place) -> None:
        self.said = said
        self.place = place

    def spelled(self, address: str) -> tuple[Kind, Spelling]:
        if address not in self.said:
            raise UnreadableError(f"no resource {address}")
        return spelled(address, address.partition(".")[0])

    def identity(self, address: str) -> Identity:
        kind, spelling = self.spelled(address)
        said = self.said[address]
        return Identity(kind.name, spelling.identification.name(address, said, self.resolved, self.place))

    def resolved(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.resolved(each) for each in value]
        if isinstance(value, dict):
            return {self.text(name): self.resolved(each) for name, each in value.items()}
        return value

    def text(self, value: Any) -> Any:
        return replaced(value, self._answer) if isinstance(value, str) else value

    def _answer(self, address: str, attribute: str) -> str:
        _, spelling = self.spelled(address)
        question = spelling.asked.get(attribute)
        if question is None:
            raise UnreadableError(f"{address}.{attribute}")
        return answer(self.identity(address), question, self.place)


def _pieces(address: str, resolver: _Resolver) -> Iterator[Piece]:
    _, spelling = resolver.spelled(address)
    identity = resolver.identity(address)
    try:
        yield from spelling.pieces(identity, resolver.resolved(resolver.said[address]), resolver.place)
    except (UnreadableError, TypeError, KeyError) as error:
        raise UnreadableError(f"{address}: {error}") from None


def addresses(source: str) -> Iterator[str]:
    """``type.label`` of every resource that a file declares."""
    for type_, label in re.findall(r'^resource "(\w+)" "(\w+)"', source, re.MULTILINE):
        yield f"{type_}.{label}"
