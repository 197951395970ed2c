"""Text of the user's on the screen: never markup, never a control sequence.

Everything that a widget shows is made here or is a constant. Control characters are shown as their
pictures (U+2400 and following), so that nothing in a blueprint can move the cursor or set a colour,
and nothing in it disappears.
"""

from __future__ import annotations

from textual.content import Content

_PICTURES = {code: 0x2400 + code for code in range(0x20)} | {0x7F: 0x2421}
_HIDDEN = (*range(0x80, 0xA0), 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A))
_UNSEEN = {code: 0xE000 + (code & 0xFFF) for code in _HIDDEN}
_SHOW = _PICTURES | _UNSEEN
_WRITE = {shown: code for code, shown in _SHOW.items()}
_LONGEST = 600
"""Characters of one text that a label or list shows; what is longer is cut with an ellipsis."""

Part = str | tuple[str, str] | Content
"""Plain text, text with a style of the theme, or content that is made already."""


def visible(text: str) -> str:
    """``text`` on one line, with a picture for each control character."""
    return text.translate(_SHOW)


def written(shown: str) -> str:
    """What ``visible`` was made from."""
    return shown.translate(_WRITE)


def clipped(text: str, limit: int = _LONGEST) -> str:
    """``text`` in at most ``limit`` characters, the last an ellipsis where it is cut."""
    return text if len(text) <= limit else f"{text[: max(0, limit - 1)]}…"


def plain(text: object, style: str = "") -> Content:
    """Content that shows ``text`` as it is."""
    return Content.assemble((clipped(visible(str(text))), style))


def line(*parts: Part) -> Content:
    """Content of several parts on one line; only the styles are ours."""
    return Content.assemble(*(_safe(part) for part in parts))


def lines(*rows: Content) -> Content:
    """Content of several lines."""
    return Content("\n").join(rows)


def block(text: str) -> Content:
    """Content that keeps line ends: code, a docstring."""
    return Content("\n".join(visible(each.expandtabs(4)) for each in text.splitlines()))


def _safe(part: Part) -> Part:
    if isinstance(part, Content):
        return part
    if isinstance(part, str):
        return clipped(visible(part))
    return clipped(visible(part[0])), part[1]
