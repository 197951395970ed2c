"""Strings and keys as TOML spells them."""

from __future__ import annotations

import re

_BARE = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_SPECIAL = re.compile(r'["\\\x00-\x1f\x7f\ud800-\udfff]')


def quoted(text: str) -> str:
    """``text`` as a basic string; half a surrogate pair, which TOML has no word for, as U+FFFD."""
    return f'"{_SPECIAL.sub(_escape, text)}"'


def key(text: str) -> str:
    """``text`` as a key: bare where it may be."""
    return text if _BARE.fullmatch(text) else quoted(text)


def _escape(found: re.Match[str]) -> str:
    character = found.group()
    if character in '"\\':
        return f"\\{character}"
    return f"\\u{ord(character):04X}" if ord(character) < 0x80 else "\ufffd"
