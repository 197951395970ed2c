"""A question to each part of a blueprint, answered anew only where something changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import TypeAlias, TypeVar

from designer.blueprint.base import Part, Path

T = TypeVar("T")
Question: TypeAlias = Callable[[Part], Iterable[tuple[Path, T]]]


def everywhere(part: Part, question: Question[T]) -> tuple[tuple[Path, T], ...]:
    """What ``question`` finds in ``part`` and in each part inside it, with the path from there.

    Each part keeps its answer, so that after an edit only what changed is asked again. ``question`` has
    to be a function of a module: it is what the answer is kept under.
    """
    return part.once(_asking(question))


@cache
def _asking(question: Question[T]) -> Callable[[Part], tuple[tuple[Path, T], ...]]:
    def asked(part: Part) -> tuple[tuple[Path, T], ...]:
        found = list(question(part))
        for name in _holders(type(part)):
            for path, inner in _parts_below(getattr(part, name), (name,)):
                found.extend(((*path, *at), answer) for at, answer in inner.once(asked))
        return tuple(found)

    return asked


@cache
def _holders(kind: type[Part]) -> tuple[str, ...]:
    """The fields of a part that may hold parts."""
    plain = (int, bool, str)
    return tuple(name for name, field in kind.model_fields.items() if field.annotation not in plain)


def _parts_below(value: object, path: Path) -> Iterator[tuple[Path, Part]]:
    if isinstance(value, Part):
        yield path, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _parts_below(item, (*path, key))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _parts_below(item, (*path, index))
