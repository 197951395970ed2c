"""How formats say which resource it is, rather than how it is set."""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.conformance.normal.form import Place, UnreadableError


@dataclass(frozen=True, slots=True)
class Identification:
    """The name of a resource, composed of some properties (or arguments).

    ``properties`` may be paths (``Body/info``), so that nothing else in them is evaluated. ``compose`` is
    given their values, ``None`` where nothing is said; without it the label that the format gave the
    resource is its name. ``kept`` properties are settings as well.
    """

    properties: tuple[str, ...]
    compose: Callable[[Mapping[str, Any], Place], str] | None
    kept: bool = False

    def name(self, label: str, said: Mapping[str, Any], value: Callable[[Any], Any], place: Place) -> str:
        """The name of what is labelled thus and says that; ``value`` resolves references."""
        if self.compose is None:
            return label
        try:
            naming = {each: value(_at(said, each)) for each in self.properties}
            return self.compose(naming, place)
        except (AttributeError, KeyError, TypeError) as error:
            raise UnreadableError(f"{label} does not say what it belongs to: {error!r}") from None
        except UnreadableError as error:
            raise UnreadableError(f"{label}: {error}") from None

    def rest(self, said: Mapping[str, Any]) -> dict[str, Any]:
        """What is said besides."""
        return {name: value for name, value in said.items() if self.kept or name not in self.properties}


def named(property_: str) -> Identification:
    """A property that holds the physical name."""

    def compose(said: Mapping[str, Any], _: Place) -> str:
        name = said[property_]
        if not isinstance(name, str):
            raise UnreadableError("it has no name of its own")
        return name

    return Identification((property_,), compose)


def about(template: str, **instead: str) -> Identification:
    """What it is about: ``{TopicArn} < {Protocol} {Endpoint}``.

    A list must have one item, which then stands for it. ``instead`` is what AWS takes where a property
    is not said; without one, what is not said cannot be read.
    """
    properties = tuple(field for _, field, _, _ in string.Formatter().parse(template) if field)

    def compose(said: Mapping[str, Any], _: Place) -> str:
        words = {each: _word(each, said[each], instead.get(each)) for each in properties}
        return template.format(**words)

    return Identification(properties, compose)


def composed(compose: Callable[[Mapping[str, Any], Place], str], *properties: str) -> Identification:
    """Whatever ``compose`` makes of these properties."""
    return Identification(properties, compose)


def tagged(property_: str = "Tags", key: str = "Name") -> Identification:
    """The value of a tag, from a mapping or a list of ``Key`` and ``Value``; it stays a tag as well."""

    def compose(said: Mapping[str, Any], _: Place) -> str:
        tags = said[property_] or {}
        found = tags if isinstance(tags, dict) else {each["Key"]: each["Value"] for each in tags}
        return _word(f"tag {key}", found.get(key), None)

    return Identification((property_,), compose, kept=True)


UNNAMED = Identification((), None)
"""It has no name and needs none: others refer to it, and a kind's ``assemble`` says it of them."""


def _at(said: Any, path: str) -> Any:
    for step in path.split("/"):
        said = said.get(step) if isinstance(said, dict) else None
    return said


def _word(property_: str, value: Any, instead: str | None) -> str:
    if isinstance(value, list) and len(value) == 1:
        return _word(property_, value[0], instead)
    found = instead if value is None else value
    if isinstance(found, bool) or not isinstance(found, str | int):
        raise UnreadableError(f"{property_} is {value!r}")
    return str(found)
