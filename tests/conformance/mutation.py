"""Every single change that can be made to what a tool says of an export.

A mutation drops one entry or item, changes one scalar, points one reference elsewhere, or lets one
list of a statement say more. ``Site`` says where, so that one that nobody notices can be looked up.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

Step: TypeAlias = str | int
_ONE_OR_MORE = {"Action": "s3:DeleteBucket", "Resource": "arn:aws:s3:::everything"}
"""What a statement says as a text or a list of texts, and what a fault may add."""
_MORE = "arn:aws:more:eu-west-1:111122223333:more"
"""What a fault may add to any other list of texts and references."""


@dataclass(frozen=True, slots=True)
class Mutation:
    """One change: what is done at which place."""

    kind: str
    site: tuple[Step, ...]
    value: Any = None

    def applied(self, tree: Any) -> Any:
        """``tree`` with the change; ``None`` when it has no such place."""
        return _changed(tree, self.site, self)

    def __str__(self) -> str:
        return f"{self.kind} {' / '.join(map(str, self.site))}"


def mutations(tree: Any, references: Sequence[str] = ()) -> Iterator[Mutation]:
    """Every change to ``tree``; ``references`` are names that a reference may point to instead."""
    for site, node in _nodes(tree, ()):
        if site:
            yield Mutation("drop", site)
        if isinstance(node, bool):
            yield Mutation("alter", site, not node)
        elif isinstance(node, int):
            yield Mutation("alter", site, node + 1)
        elif isinstance(node, str):
            yield Mutation("alter", site, f"{node}-altered")
            yield from (Mutation("retarget", site, each) for each in _others(site, node, references))
        if _grows(site, node):
            more = _ONE_OR_MORE.get(str(site[-1]), _MORE)
            yield Mutation("grow", site, [*(node if isinstance(node, list) else [node]), more])


def _grows(site: tuple[Step, ...], node: Any) -> bool:
    """Whether a fault may say more there: in a list that is no function's arguments."""
    if not site or isinstance(node, dict):
        return False
    if site[-1] in _ONE_OR_MORE:
        return True
    called = any(str(step).startswith("Fn::") for step in site)
    return not called and isinstance(node, list) and bool(node) and all(map(_is_text, node))


def _is_text(node: Any) -> bool:
    return isinstance(node, str) or (
        isinstance(node, dict) and len(node) == 1 and next(iter(node)).startswith(("Ref", "Fn::"))
    )


def _others(site: tuple[Step, ...], node: str, references: Sequence[str]) -> Iterator[str]:
    """Another name of the same kind, where a name is said: ``Ref`` or the head of ``Fn::GetAtt``."""
    named = site[-1] == "Ref" or site[-2:] == ("Fn::GetAtt", 0)
    if named and node in references:
        yield from [each for each in references if each != node][:1]


def _nodes(node: Any, site: tuple[Step, ...]) -> Iterator[tuple[tuple[Step, ...], Any]]:
    yield site, node
    inside = _inside(node)
    if isinstance(inside, dict):
        for key, value in inside.items():
            yield from _nodes(value, (*site, key))
    elif isinstance(inside, list):
        for index, value in enumerate(inside):
            yield from _nodes(value, (*site, index))


def _inside(node: Any) -> Any:
    """What a node consists of; a text that holds a JSON document is read."""
    if isinstance(node, str) and node.startswith(("{", "[")):
        try:
            return json.loads(node)
        except ValueError:
            return None
    return node


def _changed(node: Any, site: tuple[Step, ...], mutation: Mutation) -> Any:
    if not site:
        return mutation.value
    inside = _inside(node)
    step, *rest = site
    if not _has(inside, step):
        return None
    result: Any = copy.copy(inside)
    if not rest and mutation.kind == "drop":
        del result[step]
    else:
        result[step] = _changed(inside[step], tuple(rest), mutation)
        if result[step] is None:
            return None
    return json.dumps(result) if isinstance(node, str) else result


def _has(node: Any, step: Step) -> bool:
    if isinstance(node, dict):
        return step in node
    return isinstance(node, list) and isinstance(step, int) and step < len(node)
