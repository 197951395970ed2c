"""How sentences about a design are put together."""

from __future__ import annotations

from collections.abc import Iterable


def listed(names: Iterable[str]) -> str:
    """``a, b and c``; there has to be one name at least."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
