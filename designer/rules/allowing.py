"""What rules on statements of the author's own share: which allow what, and on how much."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from designer import catalog
from designer.blueprint.base import UNSET, Edit, Node
from designer.blueprint.document import Blueprint
from designer.blueprint.function import Function, PolicyStatement
from designer.blueprint.references import references
from designer.blueprint.scopes import kind_of
from designer.blueprint.wording import listed
from designer.catalog.actions import Action, meant, wildcard
from designer.rules.base import Fix, all_of

PARAMETER = '"arn:aws:ssm:eu-west-1:123456789012:parameter/shop"'
"""A resource of examples."""


def example(statement: str) -> str:
    """A design whose only function has that statement."""
    return f"{{name: shop, functions: {{worker: {{statements: [{{{statement}}}]}}}}}}"


@dataclass(frozen=True, slots=True)
class Allowed:
    """A statement that allows something, and the function that has it."""

    function: Node[Function]
    statement: Node[PolicyStatement]

    @property
    def is_bounded(self) -> bool:
        """Whether a condition says when it holds."""
        return bool(self.statement.value.conditions)

    def wide(self) -> Iterator[tuple[int, str]]:
        """The resources that are everything, or everything of a kind, each with its place."""
        for index, resource in enumerate(self.statement.value.resources):
            if is_kind(resource):
                yield index, resource


def allowing(blueprint: Blueprint) -> tuple[Allowed, ...]:
    """Every statement of the author's own that allows something."""
    return blueprint.once(_allowing)


def _allowing(blueprint: Blueprint) -> tuple[Allowed, ...]:
    return tuple(
        Allowed(function, Node((*function.path, "statements", index), statement))
        for function in blueprint.each_function()
        for index, statement in enumerate(function.value.statements)
        if statement.effect == "Allow"
    )


def is_everything(resource: str) -> bool:
    """Whether a resource is all there is: ``*``, or an ARN of nothing else."""
    return "*" in resource and set(resource.removeprefix("arn:")) <= {"*", ":"}


def is_kind(resource: str) -> bool:
    """Whether a resource is everything, or everything of a kind, such as each role of an account."""
    if is_everything(resource):
        return True
    parts = resource.split(":", 5)
    # A bucket's name stands where others have the kind: only of S3 it may be all of one bucket.
    form = r"\*+(/\*+)?" if parts[2:3] == ["s3"] else r"\*+|[a-z-]+[/:]\*+"
    return re.fullmatch(form, parts[-1]) is not None


def stands_for(pattern: str, names: Iterable[str]) -> bool:
    """Whether an action is, or its wildcards stand for, one of the names; ``*`` has a rule of its own."""
    service = pattern.partition(":")[0]
    form = wildcard(pattern.lower())
    return bool(service.strip("*")) and any(map(form.fullmatch, names))


def is_whole_service(pattern: str) -> bool:
    """Whether an action is all of a service, or all of everything."""
    service, _, name = pattern.partition(":")
    return not set(name) - {"*"} or not service.strip("*")


def needed(pattern: str) -> tuple[Action, ...]:
    """The actions that a pattern stands for; none of a service that is not known."""
    return meant(pattern) or ()


def overlap(one: str, other: str) -> bool:
    """Whether some text has both forms; in ``other``, ``%`` is any text without a slash."""
    seen = {(0, 0)}
    waiting = [(0, 0)]
    while waiting:
        at = waiting.pop()
        if at == (len(one), len(other)):
            return True
        new = [each for each in _steps(one, other, *at) if each not in seen]
        seen.update(new)
        waiting.extend(new)
    return False


@lru_cache(4096)
def fits(resource: str, form: str) -> bool:
    """Whether an ARN with wildcards may be of that form; IAM compares what is between the colons."""
    if resource == "*" or form == "*":
        return resource == form or resource == "*"
    given, wanted = resource.split(":", 5), form.split(":", 5)
    given += ["*"] * (len(wanted) - len(given))
    return all(map(overlap, given, wanted))


def _steps(one: str, other: str, i: int, j: int) -> Iterator[tuple[int, int]]:
    """How far both forms may be read on, beginning at ``i`` and ``j``."""
    this, that = one[i : i + 1], other[j : j + 1]
    if this == "*" or (that == "*" and this) or (that == "%" and this not in ("", "/")):
        yield i + 1, j
    if (that and that in "*%") or (this == "*" and that):
        yield i, j + 1
    if this and that and (this == that or "?" in (this, that)):
        yield i + 1, j + 1


def scopes_instead(blueprint: Blueprint, allowed: Allowed) -> Fix | None:
    """The fix that has scopes in the statement's place, on what the function's environment speaks of."""
    function, wanted = allowed.function, [each.lower() for each in allowed.statement.value.actions]
    levels: dict[str, str] = {}
    for name in dict.fromkeys(_spoken_of(function.value.environment.values())):
        level = _level(kind_of(name, blueprint), wanted)
        if level is not None:
            levels[name] = level
    if not levels:
        return None
    edits = [Edit(allowed.statement.path, UNSET)]
    for name, level in levels.items():
        held = function.value.scopes.get(name, ())
        edits.append(Edit((*function.path, "scopes", name), tuple(dict.fromkeys((*held, level)))))
    return all_of(f"Use scopes on {listed(levels)} instead", edits, safe=False)


def _spoken_of(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for each in references(text):
            yield each.name


def _level(kind: str | None, wanted: Sequence[str]) -> str | None:
    """The first access level that allows all that is wanted."""
    for name, access in catalog.access_levels(kind).items() if kind else ():
        if set(wanted) <= set(map(str.lower, access.actions)):
            return name
    return None
