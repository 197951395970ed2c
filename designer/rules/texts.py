"""Rules on texts: what no format can say, and what a thing's description may hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from designer import catalog
from designer.blueprint.base import Part, Path
from designer.blueprint.document import Blueprint
from designer.rules.base import Finding, Rule, Severity, set_value
from designer.rules.settings import quoted


class TextNotExportable(Rule):
    """A text holds what some format takes for a command, or what no file can hold.

    CloudFormation replaces ``{{resolve:`` and CDK ``${Token[`` wherever they stand, and there is no
    way to quote them. Control characters break files or are refused by AWS.
    """

    id = "text-not-exportable"
    severity = Severity.ERROR
    topic = "texts"
    source = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html"
    bad = '{name: shop, functions: {worker: {environment: {KEY: "{{resolve:ssm:key}}"}}}}'
    good = '{name: shop, functions: {worker: {environment: {KEY_NAME: "key"}}}}'

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every text and every key of the design, stages aside, that holds such a thing."""
        del today
        for fault in _in_part(blueprint):
            fix = None
            if fault.text is not None:
                changed = _unspeakable().sub(lambda found: _INSTEAD + found[0][1:], fault.text)
                fix = set_value(f"Break it with {_INSTEAD}", fault.path, changed, safe=False)
            yield self.finding(fault.path, f"{quoted(fault.found)} cannot stand in an export.", fix)


_INSTEAD = "?"  # for one character only: the text keeps its form, and nothing comes together


@dataclass(frozen=True, slots=True)
class _Fault:
    """What was found, and the text that holds it; ``None`` where that is a key."""

    path: Path
    found: str
    text: str | None


def _in_part(part: Part) -> tuple[_Fault, ...]:
    """The faults of a part, with paths that begin there.

    Each part remembers its own: an edit shares all other parts with the design before it.
    """
    return part.once(_find)


def _find(part: Part) -> tuple[_Fault, ...]:
    names = _fields(type(part), frozenset(part.model_fields_set))
    return tuple(fault for name in names for fault in _in_value(getattr(part, name), (name,)))


def _in_value(value: object, path: Path) -> Iterator[_Fault]:
    if isinstance(value, str):
        if found := _unspeakable().search(value):
            yield _Fault(path, found[0], value)
    elif isinstance(value, Part):
        for fault in _in_part(value):
            yield replace(fault, path=(*path, *fault.path))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if isinstance(key, str) and (found := _unspeakable().search(key)):
                yield _Fault((*path, key), found[0], None)
            yield from _in_value(item, (*path, key))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _in_value(item, (*path, index))


@cache
def _fields(kind: type[Part], written: frozenset[str]) -> tuple[str, ...]:
    """The written fields of a part that may hold text; overlays are judged once they are applied."""
    return tuple(
        name
        for name, field in kind.model_fields.items()
        if name in written and name != "stages" and field.annotation not in (int, bool)
    )


@cache
def _unspeakable() -> re.Pattern[str]:
    # A line break or a tab is text like any other; a lone surrogate is no character at all.
    controls = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]"
    literals = catalog.choices("export.unspeakable").values
    return re.compile("|".join([controls, *map(re.escape, literals)]))


class SecretDescriptionLength(Rule):
    """A secret's description is longer than Secrets Manager stores.

    The deployment fails; longer explanations have their place in the README.
    """

    id = "secret-description-length"
    severity = Severity.ERROR
    topic = "texts"
    source = "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html"
    bad = f"{{name: shop, secrets: {{key: {{description: {'long ' * 420}}}}}}}"
    good = "{name: shop, secrets: {key: {description: Key of the payment provider.}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every new secret with too many characters in its description."""
        del today
        allowed = catalog.limits("secretsmanager.description_length")
        for name, secret in blueprint.secrets.items():
            text = secret.description
            if secret.existing is None and len(text) not in allowed:
                at = ("secrets", name, "description")
                shorter = f"{text[: allowed.maximum - 1].rstrip()}…"
                fix = set_value("Cut it short", at, shorter, safe=False)
                yield self.finding(at, f"{len(text):,} characters is outside {allowed}.", fix)
