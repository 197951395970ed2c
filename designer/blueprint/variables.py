"""What a design leaves to whoever deploys it: where ``${var.name}`` stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from designer.blueprint.base import Part, Path


def mentions_variables(part: Part) -> bool:
    """Whether any text in ``part`` speaks of a variable; each part remembers its own answer."""
    return any(_mentions(getattr(part, name)) for name in type(part).model_fields)


def _mentions(value: object) -> bool:
    if isinstance(value, str):
        return "${var." in value
    if isinstance(value, Part):
        return value.once(mentions_variables)
    if isinstance(value, Mapping):
        return any(map(_mentions, value.values()))
    return isinstance(value, tuple) and any(map(_mentions, value))


def each_text(value: object, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every text that speaks of a variable in a part, a mapping or a list, with its path."""
    if isinstance(value, str):
        if "${var." in value:
            yield path, value
    elif isinstance(value, Part):
        if value.once(mentions_variables):
            for name in type(value).model_fields:
                yield from each_text(getattr(value, name), (*path, name))
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from each_text(each, (*path, key))
    elif isinstance(value, tuple):
        for index, each in enumerate(value):
            yield from each_text(each, (*path, index))
