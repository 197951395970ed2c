"""Where credentials stand in plain text: every text of a part, and of what is in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from designer import catalog
from designer.blueprint.base import Part, Path


def credential_in(text: str) -> str | None:
    """What kind of credential a text holds, by its looks; the credential itself is never repeated."""
    return next((each.name for each in catalog.credentials() if each.found_in(text)), None)


def credentials_in(part: Part) -> tuple[tuple[Path, str], ...]:
    """Every text of the part that holds one, with its path in it, and the kind; each part is asked once."""
    return part.once(_in_part)


def _in_part(part: Part) -> tuple[tuple[Path, str], ...]:
    return tuple(
        found for name in type(part).model_fields for found in _in_value(getattr(part, name), (name,))
    )


def _in_value(value: object, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        kind = credential_in(value) if len(value) >= _SHORTEST else None
        if kind is not None:
            yield path, kind
    elif isinstance(value, Part):
        yield from (((*path, *below), kind) for below, kind in credentials_in(value))
    else:
        for key, item in _items(value):
            yield from _in_value(item, (*path, key))


def _items(value: object) -> Iterator[tuple[str | int, object]]:
    if isinstance(value, Mapping):
        yield from value.items()
    elif isinstance(value, tuple):
        yield from enumerate(value)


_SHORTEST = 7
"""Characters that every kind of credential has at least, so that most texts cost a glance."""
