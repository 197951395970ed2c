"""Rules on tags: what AWS takes as a tag, and how many."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date

from designer import catalog
from designer.blueprint.base import Path
from designer.blueprint.document import Blueprint
from designer.blueprint.triggers.polling import Polled
from designer.rules.base import Finding, Rule, Severity, remove, set_value
from designer.rules.settings import quoted

_SOURCE = "https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html"


class TagValid(Rule):
    """A tag has a key or a value that AWS does not take.

    The deployment fails. Tags have letters, digits, spaces and a little punctuation, and keys that
    begin with ``aws:`` are AWS's own.
    """

    id = "tag-valid"
    severity = Severity.ERROR
    topic = "tags"
    source = _SOURCE
    bad = "{name: shop, tags: {owner: orders & payments}, functions: {worker: {}}}"
    good = "{name: shop, tags: {owner: orders + payments}, functions: {worker: {}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """Every key and every value that is refused."""
        del today
        for path, tags in _each_mapping(blueprint):
            seen: dict[str, str] = {}
            for key, value in tags.items():
                at = (*path, key)
                problem = _key_problem(key) or _twice(key, seen)
                seen.setdefault(key.casefold(), key)
                if problem:
                    yield self.finding(at, problem, remove("Remove the tag", at, safe=False))
                elif problem := _value_problem(value):
                    allowed = catalog.limits("tags.value_length")
                    kept = "".join(each if _may_stand(each) else " " for each in value)[: allowed.maximum]
                    yield self.finding(at, problem, set_value("Use what is allowed", at, kept, safe=False))


class TagCount(Rule):
    """A function or a trigger has more tags than AWS keeps.

    The deployment fails; the design's tags count as well.
    """

    id = "tag-count"
    severity = Severity.ERROR
    topic = "tags"
    source = _SOURCE
    bad = f"{{name: shop, functions: {{worker: {{tags: {{{', '.join(f't{n}: x' for n in range(51))}}}}}}}}}"
    good = f"{{name: shop, functions: {{worker: {{tags: {{{', '.join(f't{n}: x' for n in range(50))}}}}}}}}}"

    def check(self, blueprint: Blueprint, today: date) -> Iterator[Finding]:
        """The design's tags, and every function's and trigger's together with them."""
        del today
        allowed = catalog.limits("tags.count")
        common = blueprint.tags.keys()
        for path, tags in _each_mapping(blueprint):
            count = len(tags.keys() | common)
            if count not in allowed and (path == ("tags",) or len(common) in allowed):
                yield self.finding(path, f"{count} tags is outside {allowed}.")


def _each_mapping(blueprint: Blueprint) -> Iterator[tuple[Path, Mapping[str, str]]]:
    if blueprint.tags:
        yield ("tags",), blueprint.tags
    for function in blueprint.each_function():
        if function.value.tags:
            yield function / "tags", function.value.tags
    for _, trigger in blueprint.every_trigger():
        if isinstance(trigger.value, Polled) and trigger.value.tags:
            yield trigger / "tags", trigger.value.tags


def _key_problem(key: str) -> str | None:
    allowed = catalog.limits("tags.key_length")
    if len(key) not in allowed:
        return f"The key has {len(key)} characters; AWS takes {allowed}."
    if key.casefold().startswith(catalog.choices("tags.reserved_prefix").values):
        return f"The key {quoted(key)} is AWS's own; it has to begin with something else."
    if key in catalog.choices("cloudformation.functions").values:
        return f"The key {key} is a function of CloudFormation; the tag needs another one."
    return _character_problem(key)


def _twice(key: str, seen: Mapping[str, str]) -> str | None:
    other = seen.get(key.casefold())
    return f"{quoted(key)} and {quoted(other)} are the same key to IAM." if other else None


def _value_problem(value: str) -> str | None:
    allowed = catalog.limits("tags.value_length")
    if len(value) not in allowed:
        return f"The value has {len(value)} characters; AWS takes {allowed}."
    return _character_problem(value)


def _character_problem(text: str) -> str | None:
    wrong = next((each for each in text if not _may_stand(each)), None)
    punctuation = " ".join(catalog.choices("tags.punctuation").values)
    if wrong is None:
        return None
    return f"{quoted(wrong)} cannot stand in a tag; letters, digits, spaces and {punctuation} can."


def _may_stand(character: str) -> bool:
    if character.isalnum() or character in catalog.choices("tags.punctuation").values:
        return True
    # Kinds of spaces that are no control characters.
    return unicodedata.category(character).startswith("Z")
